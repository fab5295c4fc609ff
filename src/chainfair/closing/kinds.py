"""Values of closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chainfair.ground.kinds import Worded, phrase


class StatementState(Worded):
    """A statement is provisional until frozen; a correction is a new, dated statement."""

    PROVISIONAL = "provisional", phrase("provisional")
    FROZEN = "frozen", phrase("frozen")
    PUBLISHED = "published", phrase("published")
    CORRECTED = "corrected", phrase("corrected")


class Unit(Worded):
    """What a figure counts in."""

    COUNT = "count", phrase("count")
    TENTHS = "tenths", phrase("per cent")  # stored in tenths of a per cent
    SQUARE_METRES = "square_metres", phrase("square metres")


@dataclass(frozen=True)
class Definition:
    """What a statistic counts, in words; a change of meaning is a new version."""

    key: str
    version: int
    title: str
    says: str
    unit: Unit
    evidence: str  # kind of the records behind it


@dataclass(frozen=True)
class Profile:
    """A named, versioned set of definitions and choices under which figures are computed."""

    key: str
    version: int
    title: str
    source: str
    figures: tuple[str, ...]
    domestic: frozenset[str] = frozenset({"CN"})  # everything else is overseas
    audience: frozenset[str] = frozenset({"professional", "buyer", "public", "student"})


@dataclass(frozen=True)
class Counted:
    """One figure with the numbers of the records behind it, in order."""

    value: int | None
    evidence: Sequence[int]
    excluded: int = 0
    numerator: int | None = None
    denominator: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    trouble: str = ""


class ChangeKind(Worded):
    """Why a change on the year is shown, or is not."""

    SHOWN = "shown", phrase("same rule")
    FIRST = "first", phrase("first edition with this count")
    NO_STATEMENT = "no_statement", phrase("the edition before has no statement under this profile")
    OTHER_PROFILE = (
        "other_profile",
        phrase("the edition before was counted under another version of the profile"),
    )
    OTHER_DEFINITION = "other_definition", phrase("the definition has changed since")
    NO_BASE = "no_base", phrase("the edition before counted none")


@dataclass(frozen=True)
class Change:
    """The change on the year with both inputs; `tenths` is in tenths of a per cent, or of a point for a share."""

    kind: ChangeKind
    now: int | None = None
    before: int | None = None
    tenths: int | None = None
