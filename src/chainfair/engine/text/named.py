"""Words of trade that stand in a text as they are: the surest sign of what it is about."""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from chainfair.engine.text.words import normalised, terms

WORDS = Path(__file__).parent / "trade_words.csv"
SHORTEST = 2  # characters of an unspaced script; one alone is part of too many words
HAN = re.compile(r"[\u3400-\u9fff]")  # beside these, Latin words are names and loans: the API of a program
# What comes after these words is where goods go, not what they are.
USES = re.compile(
    r"(应用于|用于|面向|适用于|服务于|覆盖)((?!提供|推出|打造)[^，,。；;])*"
    r"|在[^，,。；;]{0,60}?(行业|领域)"
    r"|专注于?[^，,。；;]{0,60}?领域"
    r"|\b(used|useful|required|suitable) (in|for|by)\b.*"
    r"|\b(solutions?|services?|systems?|technolog(y|ies)|components?|suppliers?) (for|to)\b.*"
    # In "electric vehicle charging" and "electric vehicle market" nobody makes vehicles.
    r"|(?<![\w-])[\w-]+ [\w-]+( \(\w+\))?"
    r" (charging|markets?|industry|industries|users?|owners?|sectors?|infrastructure)\b",
    re.IGNORECASE,
)
MACHINES = re.compile(r"\bmachin|设备|装备", re.IGNORECASE)
FIRST_MACHINES = (
    840000  # chapters 84 and up: beside machines, words of lower ones name what the machines make
)


@lru_cache(maxsize=1)
def trade_words() -> tuple[tuple[str, int, int], ...]:
    """Return each word of trade as it is looked for, with its code in six places and its level."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        rows = [
            (sought(row["word"]), int(row["code"].ljust(6, "0")), len(row["code"]))
            for row in csv.DictReader(lines)
        ]
    return tuple((word, code, level) for word, code, level in rows if len(word.strip()) >= SHORTEST)


def sought(text: str) -> str:
    """Return a text as words of trade are looked for in it: spaced words whole and in the singular."""
    if not text.isascii():
        return normalised(text)
    return sought_in(text)


def sought_in(text: str) -> str:
    """Return a text in which spaced words of trade are looked for."""
    return f" {' '.join(singular(term) for term in terms(text))} "


def singular(term: str) -> str:
    """Return an English word without the s of its plural; any other word as it is."""
    return term[:-1] if len(term) > 2 and term.endswith("s") and not term.endswith("ss") else term


def codes_named(text: str) -> dict[tuple[int, int], int]:
    """Return the codes, with levels, of which a word of trade stands in a text, with the length of the longest.

    Words after "used in" and 应用于 are left out, and those of materials in a text about machines.
    A word inside a longer one that also stands there says less and is left out: 芯片 beside 存储芯片, unless it
    stands there once more. Cost: texts x words of trade.
    """
    about = USES.sub(" ", text)
    plain = normalised(about)
    spaced = "" if HAN.search(plain) else sought_in(plain)
    least = FIRST_MACHINES if MACHINES.search(about) else 0
    found: dict[tuple[int, int], int] = {}
    hits = [
        (word, code, level)
        for word, code, level in trade_words()
        if code >= least and word in (spaced if word.startswith(" ") else plain)
    ]
    for word, code, level in hits:
        within = spaced if word.startswith(" ") else plain
        longer = {other for other, _, _ in hits if word.strip() in other.strip() and len(other) > len(word)}
        if within.count(word) > _counted(within, longer):
            found[code, level] = max(found.get((code, level), 0), len(word.strip()))
    return found


def _counted(text: str, words: Iterable[str]) -> int:
    return sum(text.count(word) for word in words)
