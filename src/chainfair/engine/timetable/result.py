"""What a solved timetable problem answers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from chainfair.engine.result import Status, relative_gap
from chainfair.engine.timetable.problem import Ints, Longs


class ReasonKind(StrEnum):
    """Why a meeting is not in the timetable."""

    NO_COMMON_SLOT = "no_common_slot"
    """The parties are never available together in an allowed slot."""
    SIDE_FULL = "side_full"
    """`participant` holds `held` meetings of at most `limit`, the lightest worth `lightest`, no less than this one."""
    ZONE_FULL = "zone_full"
    """All parties are free in `slots`, but every place of `zone` is taken in each of them. In its cheapest slot of all
    it would have displaced meetings worth `price` together."""
    DISPLACED = "displaced"
    """In `slot` it would have displaced meetings worth `price` together, no less than its own weight."""
    OUT_OF_ORDER = "out_of_order"
    """All parties are free in `slots`, but meetings that must come before or after it, or not in the same slot, leave
    none of them."""
    TOO_FAR = "too_far"
    """All parties are free in `slots`, but somebody (as in one of them `participant`) could not walk there or on in
    time. In its cheapest slot of all it would have displaced meetings worth `price` together."""
    NOT_FOUND = "not_found"
    """Everybody has time left, but not together; `slot` would displace least, worth `price` together, which is less
    than its own weight, but the search found no better timetable with it."""
    BELOW_MINIMUM = "below_minimum"
    """(of a participant, not a meeting) `participant` holds `held` meetings of the `limit` guaranteed to it."""


class Reason(NamedTuple):
    """Why one meeting has no slot (or one participant less than its minimum), as values that a room can word.

    Fields that the kind does not speak of are -1 or empty.
    """

    kind: ReasonKind
    meeting: int = -1
    participant: int = -1
    zone: int = -1
    slot: int = -1
    slots: tuple[int, ...] = ()
    held: int = -1
    limit: int = -1
    lightest: int = -1
    price: int = -1


@dataclass(frozen=True, slots=True)
class Certificate:
    """Prices that prove an upper bound on the weight of every timetable of the problem.

    For any prices of 0 or more, a place in the diary of participant p costing ``participant[p]``, a seat in just one
    slot of it costing besides what the rows of ``cells`` say (participant, slot, price), a place of zone z costing
    ``zone[z]`` (all divided by ``scale``), no timetable weighs more than
    sum(capacity x price) + sum over meetings of max(0, weight - prices of its parties, its zone and its cheapest slot).
    """

    participant: Longs
    zone: Longs
    scale: int
    cells: Longs
    bound: int


class ClashKind(StrEnum):
    """What is a part of a contradiction."""

    DIARY = "diary"
    """`participant` is to hold `held` meetings, at most `limit` at the same time."""
    AWAY = "away"
    """`participant` cannot come in `slot`."""
    SLOTS = "slots"
    """`meeting` may only be in some slots."""
    PIN = "pin"
    """`meeting` is settled in `slot`."""
    LIMIT = "limit"
    """`participant` has a greatest number of meetings, in all or on one day."""
    PLACES = "places"
    """`zone` has only so many places in each slot."""
    ORDER = "order"
    """`meeting` comes before `other`."""
    APART = "apart"
    """`meeting` is not in the same slot as `other`."""
    WAY = "way"
    """To walk from hall to hall takes as many slots as it takes."""
    SPREAD = "spread"
    """Nobody may have `limit` gaps more than another."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One of the demands that cannot all be met; each is needed for the contradiction. -1 = is not spoken of."""

    kind: ClashKind
    participant: int = -1
    meeting: int = -1
    other: int = -1
    slot: int = -1
    zone: int = -1
    held: int = -1
    limit: int = -1


@dataclass(frozen=True, slots=True)
class Proof:
    """That no timetable has fewer gaps than ``gaps``, and how that was found out."""

    gaps: int
    refuted: tuple[int, ...]
    """For each k, that a timetable with at most k gaps exists was refuted by the solver."""
    solver: str
    encoding: int
    """Version of the formula that was refuted."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the exact part says: a timetable (None: no better one), the proof of its gaps, or that there is none."""

    slots: Ints | None
    proof: Proof | None
    contradiction: tuple[Clash, ...] = ()
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over one timetable."""

    meetings: int
    weight: int
    gaps: int
    """Maximal groups of slots of a day without a meeting, strictly between two meetings of a participant, in which a
    participant with one seat does not have to walk."""
    spread: int
    """Most gaps of one participant less fewest gaps of one."""
    idle: int
    """Slots inside those gaps."""
    rushes: int
    """Meetings of a one-seat participant in adjacent slots of a session, in different halls."""
    person_days: int
    """Days with at least one meeting, summed over participants."""
    moved: int
    """Meetings of the previous timetable that are not in their slot any more."""
    below_minimum: int
    """Meetings missing to the guaranteed minimums."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A timetable with what is known of it."""

    slot: Ints
    """[M] slot of the meeting, -1 = not placed."""
    place: Ints
    """[M] place within the zone in that slot, from 0; -1 = needs none or is not placed."""
    seat: Ints
    """[E] which seat of the participant takes part, from 0; -1 = not placed."""
    status: Status
    weight: int
    bound: int
    """No timetable weighs more."""
    certificate: Certificate
    statistics: Statistics
    reasons: tuple[Reason, ...]
    """One for each meeting that is not placed, in order, then participants below their minimum."""
    seed: int
    rounds: int
    """Rounds of improvement taken."""
    seconds: dict[str, float]
    """Wall-clock seconds of each stage."""
    proof: Proof | None = None
    """Of the gaps, where every meeting must be held: complete if one was asked for, else what was found on the way."""
    contradiction: tuple[Clash, ...] = ()
    """Demands that cannot all be met, where the proof found that there is no timetable."""

    @property
    def gap(self) -> float:
        """Share of the bound that is missing, 0 to 1."""
        return relative_gap(self.weight, self.bound)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running computation stands: stage, share of its time used (0 to 1), and what it has by now."""

    stage: str
    share: float
    weight: int
    bound: int
    discomfort: int = 0


Watch = Callable[[Progress], None]
"""Called every now and then from the solving thread; to give up, it raises."""


def silent(_progress: Progress) -> None:
    """Watch nothing."""
