"""Words and values that every room shares; standard library only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


def phrase(text: str) -> str:
    """Mark an English sentence for the catalogues where Django is not at hand; it is translated when shown."""
    return text


class Worded(StrEnum):
    """A stored value with the English word people read; pages translate the word."""

    word: str

    def __new__(cls, value: str, word: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.word = word
        return member

    @classmethod
    def pairs(cls) -> list[tuple[str, str]]:
        """Values and words in the order of definition, as model fields and forms want them."""
        return [(member.value, member.word) for member in cls]


class RunState(Worded):
    """Where a computation stands: claimed by a worker under a lease, kept whatever came of it."""

    QUEUED = "queued", phrase("queued")
    RUNNING = "running", phrase("running")
    DRAFT = "draft", phrase("draft")
    FAILED = "failed", phrase("failed")
    REVIEWED = "reviewed", phrase("reviewed")
    PUBLISHED = "published", phrase("published")


class OutboxState(Worded):
    """Where a message to the outside stands."""

    WAITING = "waiting", phrase("waiting")
    SENT = "sent", phrase("sent")
    KEPT = "kept", phrase("not sent, the address is made up")
    FAILED = "failed", phrase("failed")


@dataclass(frozen=True)
class Subject:
    """What an event is about or who acted: a kind and a number, without a foreign key."""

    kind: str
    number: int


@dataclass(frozen=True)
class Happening:
    """One change of state, to be stored as an event."""

    verb: str
    subject: Subject
    before: str = ""
    after: str = ""
    why: str = ""
    edition: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter:
    """A message to one recipient that leaves through the outbox."""

    recipient: str
    title: str
    text: str
    language: str = "en"
    channel: str = "mail"
