"""Values of the desk: what needs a person."""

from dataclasses import dataclass


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
    """A figure of the control room with its base and where its records are."""

    value: int
    what: str
    base: str
    url: str = ""
    evidence: str = ""
