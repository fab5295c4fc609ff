"""Quantities as people write them: a number, a unit and a period, in English and Chinese."""

import re
import unicodedata
from collections.abc import Mapping

from chainfair.engine.matching.asked.certificates import UNKNOWN

Amounts = Mapping[str, float]  # by what is measured: "mass a year", "pieces", …

PERIODS = {
    "year": 1.0,
    **dict.fromkeys(("yr", "annum", "annual", "annually", "yearly", "a", "年"), 1.0),
    **dict.fromkeys(("quarter", "quarterly", "季度", "季"), 4.0),
    **dict.fromkeys(("month", "monthly", "mo", "月"), 12.0),
    **dict.fromkeys(("week", "weekly", "wk", "周"), 52.0),
    **dict.fromkeys(("day", "daily", "d", "日", "天"), 365.0),
}
TIMES = {
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "百": 1e2,
    "k": 1e3,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "billion": 1e9,
}
_UNITS = {
    "mass": {
        0.001: "g gram grams 克",
        1.0: "kg kgs kilo kilos kilogram kilograms 公斤 千克",
        0.5: "斤",
        1000.0: "t ton tons tonne tonnes mt 吨 公吨",
    },
    "volume": {1.0: "l litre litres liter liters 升", 1000.0: "m3 cbm 立方米 立方 方"},
    "area": {1.0: "m2 sqm 平方米 平米", 666.7: "亩", 1e4: "ha hectare hectares 公顷"},
    "length": {1.0: "m metre metres meter meters 米", 1000.0: "km 公里 千米"},
    "energy": {1.0: "kwh 千瓦时 度", 1e3: "mwh 兆瓦时", 1e6: "gwh 吉瓦时"},
    "power": {1.0: "kw 千瓦", 1e3: "mw 兆瓦", 1e6: "gw 吉瓦", 0.001: "w 瓦"},
    "oil": {1.0: "bbl barrel barrels 桶"},
    "pieces": {1.0: "pc pcs piece pieces unit units ea 件 个 只 颗 枚 台 部 支 片 块 张 根"},
    "sets": {1.0: "set sets 套 组"},
    "vehicles": {1.0: "vehicle vehicles car cars 辆"},
    "head": {1.0: "head 头 羽"},
    "containers": {1.0: "container containers 柜 货柜 集装箱 个集装箱"},
    "containers of 20 feet": {1.0: "teu teus 标箱 标准箱", 2.0: "feu"},
    "boxes": {1.0: "box boxes carton cartons case cases 箱 盒"},
}
UNITS = {
    word: (what, size)
    for what, sizes in _UNITS.items()
    for size, words in sizes.items()
    for word in words.split()
}


def _one_of(words: Mapping[str, object]) -> str:
    """A pattern for any of the words, the longest first; Latin ones end where a letter no longer follows."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        f"{re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in longest
    )


AMOUNT = re.compile(
    r"(?:(?P<before>[年季月周日])[产需销用采]?[量能]?(?:能力|需求|约|达|为|:|\s)*)?"
    r"(?<![a-z\d.,/])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+|,\d{1,2}(?!\d))?)"
    r"(?:\s*(?:-|–|~|至|到|to)\s*\d[\d,.]*)?"
    rf"\s*(?P<times>{_one_of(TIMES)})?\s*(?P<unit>{_one_of(UNITS)})"
    rf"(?:\s*(?:/|per|a|an|each|每)?\s*(?P<after>{_one_of(PERIODS)}))?"
)
EACH = re.compile(
    r"(?:每|per\s|each\s|every\s)(?P<period>年|季度|季|月|周|日|天|year|quarter|month|week|day)"
)


def _number(written: str) -> float:
    """A number as written: a comma before three digits parts thousands, before one or two it is a decimal point."""
    whole, comma, end = written.rpartition(",")
    return float(f"{whole}.{end}") if comma and len(end) < 3 else float(written.replace(",", ""))


def amounts_in(text: str) -> dict[str, float]:
    """What a text says of size, in one unit for each thing measured: "年产20万吨" is 200,000,000 kg mass a year.

    The least of a range; the largest where a thing is named twice. What has no unit that is known says nothing.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("²", "2").replace("³", "3")
    each = EACH.search(plain)
    found: dict[str, float] = {}
    for one in AMOUNT.finditer(plain):
        what, size = UNITS[one["unit"]]
        value = _number(one["number"]) * TIMES.get(one["times"] or "", 1.0) * size
        period = one["after"] or one["before"] or (each["period"] if each else None)
        if period:
            what, value = f"{what} a year", value * PERIODS[period]
        if value > 0:
            found[what] = max(value, found.get(what, 0.0))
    return found


def amounts_missed(asked: Amounts, given: Amounts) -> float:
    """How far the amount given falls short of the one asked, 0 to 1; only like is held against like."""
    shares = [
        max(0.0, 1 - given[what] / amount) if what in given else UNKNOWN for what, amount in asked.items()
    ]
    return sum(shares) / len(shares) if shares else 0.0
