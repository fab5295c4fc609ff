"""Quantities as people write them: a number, a unit and a period, in English and Chinese."""

import math
import re
import unicodedata
from collections.abc import Mapping

from chainfair.engine.numerals import NUMBER, UnclearNumberError, number_of, with_digits, with_plain_marks

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
    "万亿": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
    "dozen": 12.0,
}
_UNITS = {
    "mass": {
        0.001: "g gram grams 克",
        1.0: "kg kgs kilo kilos kilogram kilograms 公斤 千克",
        0.5: "斤",
        1000.0: "t ton tons tonne tonnes mt 吨 公吨",
        1e6: "kt kiloton kilotons kilotonne kilotonnes",
        1e9: "megatonne megatonnes",
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


_PERIOD = rf"(?:\s*(?:/|per|a|an|each|每)?\s*(?P<{{}}>{_one_of(PERIODS)}))?"
_MANY, _UNIT = _one_of(TIMES), _one_of(UNITS)
_MORE = r"\s*[余多+]?\s*"  # and more
AMOUNT = re.compile(
    r"(?:(?P<before>[年季月周日])[产需销用采]?[量能]?(?:能力|需求|约|达|为|:|\s)*)?"
    rf"(?P<number>{NUMBER}){_MORE}(?P<times>{_MANY})?"
    # A range: what the low end leaves out it shares with the high one.
    rf"(?:{_MORE}(?P<own>{_UNIT})?(?:\s*(?:/|per|每)\s*(?:{_one_of(PERIODS)}))?"
    rf"\s*(?:-|–|—|~|〜|至|到|to)\s*(?P<high>{NUMBER}){_MORE}(?P<high_times>{_MANY})?)?"
    rf"{_MORE}(?P<unit>{_UNIT})" + _PERIOD.format("after")
)
EACH = re.compile(
    r"(?:每|per\s|each\s|every\s)(?P<period>年|季度|季|月|周|日|天|year|quarter|month|week|day)"
)
# Words that are read as others.
READ_AS = (
    (re.compile(r"between\s+(.{1,24}?)\s+and\s+(?=[0-9])", re.IGNORECASE), r"\1 to "),
    (re.compile(r"(?<=[0-9 ])Mt(?![A-Za-z])"), "megatonnes"),  # before capitals are lost: mt is a tonne
    (re.compile(r"(?<=[0-9 kKmM])(tp[ay])(?![A-Za-z])", re.IGNORECASE), "t/year"),
    (re.compile(r"(?<=[0-9 ])tpd(?![A-Za-z])", re.IGNORECASE), "t/day"),
    (re.compile("千瓦时"), "kwh"),
    (re.compile("千瓦"), "kw"),
    (re.compile("千克"), "kg"),
    (re.compile("千米"), "km"),
    (re.compile("个(?=[年月季星])"), ""),  # 三个月 are no pieces
)


def _plain(text: str) -> str:
    text = with_plain_marks(text).replace("，", "、")  # one that parts no thousands
    for pattern, word in READ_AS:
        text = pattern.sub(word, text)
    return with_digits(unicodedata.normalize("NFKC", text).replace("²", "2").replace("³", "3")).casefold()


def amounts_in(text: str) -> dict[str, float]:
    """What a text says of size, in one unit for each thing measured: "年产20万吨" is 200,000,000 kg mass a year.

    The least of a range; the largest where a thing is named twice. What has no unit that is known says nothing, nor
    does a number that reads in two ways.
    """
    plain = _plain(text)
    each = EACH.search(plain)
    found: dict[str, float] = {}
    for one in AMOUNT.finditer(plain):
        what, size = UNITS[one["unit"]]
        value = _least(one) * size
        period = one["after"] or one["before"] or (each["period"] if each else None)
        if period:
            what, value = f"{what} a year", value * PERIODS[period]
        if 0 < value < math.inf:
            found[what] = max(value, found.get(what, 0.0))
    return found


def _least(one: re.Match[str]) -> float:
    """The number of an amount or the low end of its range, in its unit; 0 where either end reads in two ways."""
    low = _number(one["number"], one["times"] or one["high_times"])
    if one["high"] is None or not low:
        return low
    own = UNITS[one["own"]] if one["own"] else UNITS[one["unit"]]
    high = _number(one["high"], one["high_times"])
    if not high or own[0] != UNITS[one["unit"]][0]:
        return 0.0
    if one["own"] and not one["times"]:
        low = _number(one["number"], None)
    return min(low * own[1] / UNITS[one["unit"]][1], high)


def _number(written: str, times: str | None) -> float:
    try:
        number = number_of(written, times or "")
    except UnclearNumberError:
        return 0.0
    return float(number or 0) * TIMES.get(times or "", 1.0)
