"""Pure decisions at a gate: the same rules online and offline."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chainfair.presence.kinds import BadgeFacts, DayHours, Direction, ScanRefusal
from chainfair.visiting.kinds import VisitorCategory

STAFF = frozenset({VisitorCategory.EXHIBITOR_STAFF, VisitorCategory.ORGANISER})


@dataclass(frozen=True)
class Ruling:
    """What a gate says to a scan, and the venue's day it falls on (None: outside all days)."""

    admitted: bool
    refusal: str
    day: int | None


def day_of(instant: datetime, days: Sequence[DayHours]) -> DayHours | None:
    """The open day on which an instant falls; days are in order."""
    number = bisect_right([day.starts_at for day in days], instant) - 1
    if number < 0 or instant >= days[number].ends_at:
        return None
    return days[number]


def ruling(
    badge: BadgeFacts | None, scanned_at: datetime, direction: str, days: Sequence[DayHours]
) -> Ruling:
    """Whether a badge passes. Staff may enter outside opening hours; going out is never refused to a known badge."""
    day = day_of(scanned_at, days)
    number = day.day if day else None
    if badge is None:
        return Ruling(False, ScanRefusal.UNKNOWN, number)
    if direction == Direction.OUT:
        return Ruling(True, "", number)
    if not badge.accepted:
        return Ruling(False, ScanRefusal.NOT_ACCEPTED, number)
    if day is None or (badge.category not in STAFF and not day.opens_at <= scanned_at <= day.closes_at):
        return Ruling(False, ScanRefusal.CLOSED, number)
    return Ruling(True, "", number)
