"""Values of the desk: what needs a person."""

from dataclasses import dataclass
from typing import Any

REMINDED = "participant.reminded"  # the event of a reminder; a participant has one a day at most


@dataclass(frozen=True)
class Due:
    """One thing that needs a person: how urgent, since or until when, what, and where to do it."""

    kind: str  # bad, wait, or empty
    when: str
    heading: str
    sentence: str
    url: str
    button: str


@dataclass(frozen=True)
class Number:
    """A figure of the control room with its base, where its records are, and the rule it is counted by."""

    key: str
    value: int
    what: str
    base: str
    url: str
    evidence: str
    says: str


@dataclass(frozen=True)
class RecentRun:
    """A run as the control room shows it."""

    word: str
    run: Any
    url: str
