"""Which links of chains a profile names in so many words: plain words of the trade, longest first, no model."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise, zip_longest

from chainfair.engine.text.words import normalised

IN_NAME, IN_INDUSTRY, EARLY, LATE = 0.75, 0.6, 0.6, 0.5  # what a word is worth by where it stands
FURTHER_WORD, AGAIN = 0.08, 0.02
MOST = 0.95
EARLY_CLAUSES = 4  # whoever says what it is says it first
CLAUSE = re.compile(r"[，。；！？,;!?\n]+|\.\s+")
# Whom the product is for is not what the firm makes; the next sentence may say it.
_SAID = r"(?:(?!\.\s)[^，。；！？,;!?\n])*"
_SINCE = (
    r"(?:\d|over|more than|about|almost|nearly|(?:the )?(?:past|last)|(?:many )?(?:years|decades)|its|our)\b"
)
_MEANT_FOR = re.compile(
    r"(?:应用于|服务于|适用于|运用于|落地于|赋能|用于|助力|合作伙伴|客户包括)[^，。；！？,;!?\n]*"
    r"|(?:面向|针对|为)[^，。；！？,;!?\n提打构]{1,30}?(?=提供|打造|构建)"
    rf"|\b(?:used in|used by|applied in|applied to|serving|serves|suppliers? to|for(?! {_SINCE}))\b{_SAID}"
    r"(?:,\s*(?:and |or )?[\w-]+(?: [\w-]+){0,2}(?=[,.;]))*"  # for trucks, buses and tractors
    r"|\b(?:applications?|markets?|industries|sectors|fields) (?:including|such as|across|in|like)\b[^.;!?\n]*"
    rf"|\b(?:without|partners? (?:with|to|of))\b{_SAID}"
    # What it runs on or is built with is made by others, unless it is said to be one's own.
    r"|(?:绑定|适配|兼容|搭载|采用|基于|跨多种)(?![^，。；]{0,4}自[研主])[^，。；！？,;!?\n的]{0,24}"
    rf"|\b(?:based on|powered by|compatible with|works with|built on|enabled by)\b{_SAID}"
)
# A public limited company is no programmable controller.
_LEGAL_FORM = re.compile(r"(?<=[a-z] )plc\b(?=\s*(?:$|\n|\(|is\b|has\b|was\b))", re.IGNORECASE | re.MULTILINE)
_HAN = re.compile("[\u3400-\u9fff]")
# "Robot" in "robot joint module" says where the module goes: what stands last in a compound is the product.
_COMPOUND = re.compile(r"[\u3400-\u9fff]{0,3}|[ -](?:systems? )?")
_JOINED = re.compile("[和与及或、]")
_SHORTEST_NOUN = 5  # a shorter word's other number is another word: apis and api
_ADJECTIVES = frozenset({"generic", "chemical"})  # what "generics" and "chemicals" become without their end
# Words of two trades: active ingredients and programs, pills and computers, clean rooms and houses, coils and models.
_PHARMACY = re.compile(
    r"pharma|medicin|dosage|capsule|\bdrugs?\b|intermediates|formulation|fda\b|\bgmp\b|nutraceutic|excipient",
    re.IGNORECASE,
)
_MODELS = re.compile("模型|language model|attention|normalization|deep learning|neural", re.IGNORECASE)
_TWO_TRADES: tuple[
    tuple[re.Pattern[str], frozenset[str], frozenset[str]], ...
] = (  # where this is written, the first words mean something else; elsewhere the others do
    (_PHARMACY, frozenset({"tablet", "tablets"}), frozenset({"apis", "api's", "hvac"})),
    (_MODELS, frozenset({"transformer", "transformers"}), frozenset()),
)
_IN_PASSING = frozenset({"知识产权"})  # everybody's profile has "its own intellectual property"


@dataclass(frozen=True)
class Described:
    """What an organisation says of itself, part by part."""

    name: str
    industry: Sequence[str]
    profile: str


@dataclass(frozen=True)
class Mention:
    """A link that was named: how surely it is meant (0 to 1) and the words around."""

    link: int
    score: float
    clause: str


@dataclass(frozen=True)
class Lexicon:
    """Words with the links they name; those of `by_name` say so in a name or an industry only."""

    by_text: Mapping[str, frozenset[int]]
    by_name: Mapping[str, frozenset[int]]
    text_pattern: re.Pattern[str]
    name_pattern: re.Pattern[str]


@dataclass
class _Found:
    base: float = 0.0
    words: set[str] = field(default_factory=set)
    times: int = 0
    clause: str = ""

    def take(self, word: str, worth: float, clause: str) -> None:
        if worth > self.base:
            self.base, self.clause = worth, clause
        self.words.add(word)
        self.times += 1

    @property
    def score(self) -> float:
        further = FURTHER_WORD * (len(self.words) - 1) + AGAIN * (self.times - len(self.words))
        return min(MOST, self.base + further)


@lru_cache(maxsize=1)
def _shipped_words() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    text = (files("chainfair.engine.text") / "link_words.csv").read_text(encoding="utf-8")
    return tuple(
        (row["link"], row["where"], tuple(row["words"].split(";")))
        for row in csv.DictReader(text.splitlines())
    )


def lexicon(links: Sequence[tuple[int, str, str, str]]) -> Lexicon:
    """Return the words of links given as (number, key, English name, Chinese name): shipped ones and the names' own."""
    by_text: dict[str, set[int]] = {}
    by_name: dict[str, set[int]] = {}
    numbers: dict[str, list[int]] = {}
    for number, key, english, chinese in links:
        numbers.setdefault(key, []).append(number)
        for word in {*_name_words(english, chinese)} - _IN_PASSING:
            by_text.setdefault(word, set()).add(number)
    for key, where, words in _shipped_words():
        for word in _with_other_number(words):
            for into in (by_name, by_text) if where == "text" else (by_name,):
                into.setdefault(normalised(word), set()).update(numbers.get(key, ()))
    for word, meant in by_text.items():
        by_name.setdefault(word, set()).update(meant)
    return Lexicon(
        {word: frozenset(meant) for word, meant in by_text.items()},
        {word: frozenset(meant) for word, meant in by_name.items()},
        _pattern(by_text),
        _pattern(by_name),
    )


def _with_other_number(words: Iterable[str]) -> Iterable[str]:
    """The words, and English nouns in singular and plural: who makes sensors may say "sensor"."""
    for word in words:
        yield word
        if _HAN.search(word) or len(word) < _SHORTEST_NOUN:
            continue
        if not word.endswith("s"):
            yield f"{word}s"
        elif not word.endswith(("ss", "us", "is", "ics")) and word[:-1] not in _ADJECTIVES:
            yield word[:-1]


def _name_words(english: str, chinese: str) -> Iterable[str]:
    """A link's whole name, and those parts of it that say enough alone: "运营" or "maps" do not."""
    parts = [part for part in re.split("[、与和及]|等", chinese) if part.strip()]
    yield from (normalised(part) for part in parts if len(parts) == 1 or len(_HAN.findall(part)) >= 3)
    spoken = [normalised(part) for part in re.split(r",|&|\band\b", english)]
    yield from (word for word in spoken if len(word) >= 9 and (" " in word or len(spoken) == 1))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds the longest word at each place; Latin words stand between blanks or signs."""
    parts = [
        re.escape(word) if _HAN.search(word) else rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
        for word in sorted(words, key=lambda word: (-len(word), word))
    ]
    return re.compile("|".join(parts) or r"(?!)")


def _heads(pattern: re.Pattern[str], text: str) -> list[str]:
    """The words found, without those that another word follows within one compound."""
    found = list(pattern.finditer(text))
    gaps = [text[one.end() : after.start()] for one, after in pairwise(found)]
    return [
        one.group()
        for one, gap in zip_longest(found, gaps)
        if gap is None or not _COMPOUND.fullmatch(gap) or _JOINED.search(gap)
    ]


def mentions(described: Described, known: Lexicon) -> list[Mention]:
    """Return the links that an organisation names as its own trade, surest first."""
    found: dict[int, _Found] = {}
    written = f"{described.name} {described.profile}"
    other_sense = {
        word
        for trade, there, elsewhere in _TWO_TRADES
        for word in (there if trade.search(written) else elsewhere)
    }

    def look(text: str, worth: float, pattern: re.Pattern[str], words: Mapping[str, frozenset[int]]) -> None:
        for word in _heads(pattern, normalised(text)):
            if word in other_sense:
                continue
            for link in words[word]:
                found.setdefault(link, _Found()).take(word, worth, text.strip())

    look(_LEGAL_FORM.sub("", described.name), IN_NAME, known.name_pattern, known.by_name)
    for part in described.industry:
        look(part, IN_INDUSTRY, known.name_pattern, known.by_name)
    profile = _LEGAL_FORM.sub("", _MEANT_FOR.sub("", described.profile))
    clauses = [part for part in CLAUSE.split(profile) if part.strip()]
    for place, clause in enumerate(clauses):
        worth = EARLY if place < EARLY_CLAUSES else LATE
        look(clause, worth, known.text_pattern, known.by_text)
    return sorted(
        (Mention(link, one.score, one.clause) for link, one in found.items()),
        key=lambda one: (-one.score, one.link),
    )
