"""What can happen to a timetable in use, how far its repair may reach, and what the repair comes to."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Away:
    """Participants cannot come in these slots: illness, a late arrival, an early flight."""

    participants: tuple[int, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """Participants can come in these slots after all."""

    participants: tuple[int, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """A zone has so many places fewer in these slots (more, where `places` is below 0)."""

    zone: int
    slots: tuple[int, ...]
    places: int
    first: tuple[int, ...] = ()
    """Meetings that go first where there are too many: those at the tables that are closed."""


@dataclass(frozen=True, slots=True)
class Barred:
    """Meetings may not sit in these slots: the hall in which they stand is closed, their own table is gone."""

    meetings: tuple[int, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A meeting is pinned to a slot; what is in its way there has to go."""

    meeting: int
    slot: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Meetings are called off and will not be held."""

    meetings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Participants do not show up at a meeting; whoever came can meet somebody who stands by, in that very slot."""

    meeting: int
    absent: tuple[int, ...]


Change = Away | Back | Closed | Barred | Settled | Dropped | Missed


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a repair may reach."""

    each: int = 2
    """Other meetings moved for one that is hit, at most."""
    few: int = 8
    """So many hit meetings have `each` moves of their own."""
    share: float = 0.2
    """Of more, meetings of 1 + this share of those that are hit move in all."""
    others: int | None = None
    """So many others move at most, whatever is hit, and one more for each two hit ones that find no slot, so that
    somebody else comes in instead; None: as `each`, `few` and `share` say."""
    exchanges: int = 4
    """Meetings that may lose their slot to heavier ones, one after another, for one that is hit."""
    margin: int = 2
    """A heavier meeting must gain so many hundredths of its own weight over what it puts out."""
    tries: int = 60
    """Searches for stand-by meetings in each turn."""
    search: int = 600
    """Meetings that one search looks at."""

    def most(self, hit: int, pins: int) -> int:
        """Meetings that may move in all, where ``hit`` meetings lose their slot, some of them to ``pins`` new pins."""
        if pins:
            return self.each + pins
        if self.others is not None:
            return hit + self.others
        return max((self.each + 1) * min(max(hit, 1), self.few), int((1 + self.share) * hit))


class CannotChangeError(ValueError):
    """A change that would move what is pinned or has begun, or pins what cannot be there; nothing was changed."""

    def __init__(self, meetings: Iterable[int], why: str) -> None:
        """``meetings``: the pinned or begun ones in the way, or the one that cannot be pinned."""
        self.meetings = tuple(sorted({int(one) for one in meetings}))
        super().__init__(f"{why}: {', '.join(map(str, self.meetings))}")


@dataclass(frozen=True, slots=True)
class Move:
    """A meeting and its slots before and after."""

    meeting: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Repair:
    """What a change comes to."""

    hit: tuple[int, ...]
    """Meetings that the change itself takes out of their slots."""
    moved: tuple[Move, ...]
    lost: tuple[Move, ...]
    """Meetings that have no slot any more (`after` is -1)."""
    gained: tuple[Move, ...]
    """Meetings that stood by and have a slot now (`before` is -1)."""
    touched: tuple[int, ...]
    """Participants of all these."""
    weight: int
    """Weight gained (below 0: lost)."""
