"""Values of presence."""

from dataclasses import dataclass
from datetime import datetime

from chainfair.ground.kinds import Worded, phrase


class Direction(Worded):
    """Which way a badge passed."""

    IN = "in", phrase("in")
    OUT = "out", phrase("out")


class ScanRefusal(Worded):
    """Why a gate did not let a badge pass."""

    UNKNOWN = "unknown", phrase("unknown badge")
    NOT_ACCEPTED = "not_accepted", phrase("registration not accepted")
    CLOSED = "closed", phrase("outside opening hours")
    WRONG_ZONE = "wrong_zone", phrase("not valid for this zone")


@dataclass(frozen=True)
class ScanEntry:
    """One badge at one gate, as a device kept it; (device, sequence, nonce) makes an upload idempotent."""

    device: int
    sequence: int
    nonce: str
    badge: str
    scanned_at: datetime
    direction: Direction = Direction.IN


@dataclass(frozen=True)
class BadgeFacts:
    """What the rules need to know of a badge."""

    registration: int
    accepted: bool
    category: str


@dataclass(frozen=True)
class DayHours:
    """An open day as instants."""

    day: int
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime  # midnight to midnight at the venue
    ends_at: datetime
