"""Word lists from which made-up names are put together; read from files by `queries`, handed to the rules."""

from dataclasses import dataclass
from typing import NamedTuple


class Word(NamedTuple):
    """One word in its own script, in Latin letters and in Chinese."""

    original: str
    latin: str
    chinese: str = ""


class City(NamedTuple):
    """A city at home, its province (ISO 3166-2) and how often it comes up."""

    latin: str
    chinese: str
    province: str
    weight: int


@dataclass(frozen=True)
class Tongue:
    """How firms and people of one language are named; trades by area of the fair."""

    order: str
    latin_order: str
    glue: str
    family_first: bool
    heads: tuple[Word, ...]
    tails: tuple[Word, ...]
    families: tuple[Word, ...]
    givens: tuple[Word, ...]
    forms: tuple[Word, ...]
    country_forms: dict[str, tuple[Word, ...]]
    trades: dict[str, tuple[Word, ...]]


@dataclass(frozen=True)
class Home:
    """How firms and people at home are named; weights beside what is not drawn evenly."""

    heads: tuple[Word, ...]
    tails: tuple[Word, ...]
    avoid: frozenset[str]
    cities: tuple[City, ...]
    families: tuple[Word, ...]
    family_weights: tuple[int, ...]
    givens: tuple[Word, ...]
    trades: dict[str, tuple[Word, ...]]
    forms: dict[str, tuple[Word, ...]]
    form_weights: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Wordbook:
    """Everything that names are made from."""

    home_country: str
    home: Home
    tongues: dict[str, Tongue]
    tongue_of: dict[str, str]
    country_weights: dict[str, int]  # of the countries abroad
