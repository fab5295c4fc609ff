"""The timetable problem: who can meet whom, when and where, as arrays."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

NONE = -1
"""No zone, no hall, no slot."""
UNLIMITED = 2**30
"""A maximum that never binds."""


class GapRule(StrEnum):
    """Which slots without a meeting, between the first and the last meeting of a day, make a gap."""

    AVAILABLE = "available"
    """Only slots in which the participant is available; unavailable ones part two gaps."""
    ANY = "any"
    """Every slot without a meeting: the breaks of the published benchmark."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One timetable problem; arrays are read-only. Make it with `make_problem`, which fills and checks everything.

    Axes: P participants, T slots in order of time, Z zones, M meetings, E parties of all meetings in a row.
    """

    available: Bools
    """[P, T] whether somebody of the participant can come."""
    seats: Ints
    """[P] meetings the participant can hold at the same time (its staff), 1 or more."""
    minimum: Ints
    """[P] meetings guaranteed to the participant, wherever that is possible."""
    maximum: Ints
    """[P] greatest number of meetings in all."""
    daily_maximum: Ints
    """[P] greatest number of meetings on one day."""
    day: Ints
    """[T] day of the slot, from 0, not decreasing; a day has at most 64 slots."""
    session: Ints
    """[T] session of the slot; walking between sessions (slots of a day in a row) needs no time of its own."""
    capacity: Ints
    """[Z, T] places of the zone in the slot."""
    party_start: Ints
    """[M + 1] where the parties of each meeting begin in `party`."""
    party: Ints
    """[E] participants, meeting by meeting, two or more distinct ones each."""
    weight: Longs
    """[M] worth of the meeting, 0 or more."""
    zone: Ints
    """[M] zone whose place the meeting needs; -1 = none (online, or at a stand)."""
    hall: Ints
    """[M] hall one has to walk to; -1 = none."""
    distance: Ints
    """[H, H] whole slots that the way from one hall to another takes; empty = the next slot can always be reached."""
    pinned: Ints
    """[M] slot that is settled and may not change; -1 = free."""
    previous: Ints
    """[M] slot in the timetable to stay close to; -1 = not in it."""
    required: Bools
    """[M] whether the meeting must be held at any price."""
    allowed: Bools | None
    """[M, T] slots the meeting may take; None = all."""
    precedence: Ints
    """[K, 2] pairs of meetings, the first strictly earlier than the second where both are held."""
    apart: Ints
    """[K, 2] pairs of meetings that may not be in the same slot."""
    gap_rule: GapRule
    """What counts as a gap."""
    spread: int | None
    """Greatest allowed difference between the most and the fewest gaps of two participants; None = any."""

    @property
    def participants(self) -> int:
        """Number of participants."""
        return len(self.available)

    @property
    def slots(self) -> int:
        """Number of slots."""
        return len(self.day)

    @property
    def zones(self) -> int:
        """Number of zones."""
        return len(self.capacity)

    @property
    def meetings(self) -> int:
        """Number of meetings asked for."""
        return len(self.weight)

    @property
    def far(self) -> bool:
        """Whether any hall is so far from another that the way takes slots."""
        return bool(self.distance.any())

    def sittings(self) -> Ints:
        """[T, 2] first slot of each slot's session and the first after it: slots in a row of one day and session."""
        fresh = (np.diff(self.day) != 0) | (np.diff(self.session) != 0)
        edges = np.concatenate([[0], np.flatnonzero(fresh) + 1, [self.slots]])
        return np.repeat(np.stack([edges[:-1], edges[1:]], axis=1), np.diff(edges), axis=0).astype(np.int32)

    def parties(self, meeting: int) -> Ints:
        """The participants of one meeting."""
        return self.party[self.party_start[meeting] : self.party_start[meeting + 1]]

    def common(self) -> Bools:
        """[M, T] slots in which all parties are available and the meeting is allowed; O(E T) bytes."""
        together = np.logical_and.reduceat(self.available[self.party], self.party_start[:-1], axis=0)
        if self.allowed is not None:
            together &= self.allowed
        settled = np.flatnonzero(self.pinned >= 0)
        kept = together[settled, self.pinned[settled]]
        together[settled] = False
        together[settled, self.pinned[settled]] = kept
        return together


def make_problem(
    *,
    available: ArrayLike,
    party_start: ArrayLike,
    party: ArrayLike,
    weight: ArrayLike,
    seats: ArrayLike | None = None,
    minimum: ArrayLike | None = None,
    maximum: ArrayLike | None = None,
    daily_maximum: ArrayLike | None = None,
    day: ArrayLike | None = None,
    session: ArrayLike | None = None,
    capacity: ArrayLike | None = None,
    zone: ArrayLike | None = None,
    hall: ArrayLike | None = None,
    distance: ArrayLike | None = None,
    pinned: ArrayLike | None = None,
    previous: ArrayLike | None = None,
    required: ArrayLike | None = None,
    allowed: ArrayLike | None = None,
    precedence: ArrayLike | None = None,
    apart: ArrayLike | None = None,
    gap_rule: GapRule = GapRule.AVAILABLE,
    spread: int | None = None,
) -> Problem:
    """Fill a problem's missing arrays with what binds nothing, check every shape and range, and freeze it.

    Raises ValueError, with the array, the place and what is allowed, on anything that makes no sense.
    """
    free = np.array(available, dtype=np.bool_, ndmin=2)
    people, slots = free.shape
    wish = whole("weight", weight)
    count = len(wish)

    def ints(name: str, values: ArrayLike | None, length: int, default: int) -> Ints:
        return np.full(length, default, np.int32) if values is None else narrow(name, values)

    problem = Problem(
        available=free,
        seats=ints("seats", seats, people, 1),
        minimum=ints("minimum", minimum, people, 0),
        maximum=ints("maximum", maximum, people, UNLIMITED),
        daily_maximum=ints("daily_maximum", daily_maximum, people, UNLIMITED),
        day=ints("day", day, slots, 0),
        session=ints("session", session, slots, 0),
        capacity=narrow("capacity", np.zeros((0, slots)) if capacity is None else capacity, ndmin=2),
        party_start=narrow("party_start", party_start),
        party=narrow("party", party),
        weight=wish,
        zone=ints("zone", zone, count, NONE),
        hall=ints("hall", hall, count, NONE),
        distance=narrow("distance", np.zeros((0, 0)) if distance is None else distance, ndmin=2),
        pinned=ints("pinned", pinned, count, NONE),
        previous=ints("previous", previous, count, NONE),
        required=np.zeros(count, np.bool_) if required is None else np.array(required, np.bool_, ndmin=1),
        allowed=None if allowed is None else np.array(allowed, np.bool_, ndmin=2),
        precedence=narrow("precedence", [] if precedence is None else precedence).reshape(-1, 2),
        apart=narrow("apart", [] if apart is None else apart).reshape(-1, 2),
        gap_rule=gap_rule,
        spread=spread,
    )
    _check(problem)
    for name in fields(problem):
        value: Any = getattr(problem, name.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return problem


def whole(name: str, values: ArrayLike, ndmin: int = 1) -> Longs:
    """Whole numbers as an array of their own; raises ValueError where a value is none, or is beyond 64 bits."""
    try:
        given = np.array(values, ndmin=ndmin)
    except ValueError as error:
        raise ValueError(f"{name} has rows of different lengths") from error
    if given.dtype.kind not in "biuf" or (
        given.dtype.kind == "f" and not ((np.abs(given) < 2**63) & (given == np.trunc(given))).all()
    ):
        raise ValueError(f"{name} must be whole numbers")
    return given.astype(np.int64)


def narrow(name: str, values: ArrayLike, ndmin: int = 1) -> Ints:
    """The same in 32 bits; what does not fit stays out of every range that is allowed."""
    limits = np.iinfo(np.int32)
    return whole(name, values, ndmin).clip(limits.min, limits.max).astype(np.int32)


def _check(problem: Problem) -> None:
    """Refuse arrays that do not fit together."""
    people, slots, zones, count = problem.participants, problem.slots, problem.zones, problem.meetings
    shapes: dict[str, tuple[int, ...]] = {
        "available": (people, slots),
        "seats": (people,),
        "minimum": (people,),
        "maximum": (people,),
        "daily_maximum": (people,),
        "session": (slots,),
        "capacity": (zones, slots),
        "distance": (len(problem.distance), len(problem.distance)),
        "party_start": (count + 1,),
        "zone": (count,),
        "hall": (count,),
        "pinned": (count,),
        "previous": (count,),
        "required": (count,),
    }
    if problem.allowed is not None:
        shapes["allowed"] = (count, slots)
    for name, shape in shapes.items():
        if getattr(problem, name).shape != shape:
            raise ValueError(f"{name} has shape {getattr(problem, name).shape}, needs {shape}")
    for name, low, high in (
        ("seats", 1, 10_000),
        ("minimum", 0, UNLIMITED),
        ("maximum", 0, UNLIMITED),
        ("daily_maximum", 0, UNLIMITED),
        ("capacity", 0, UNLIMITED),
        ("party", 0, people - 1),
        ("weight", 0, 2**40),
        ("zone", NONE, zones - 1),
        ("hall", NONE, len(problem.distance) - 1 if len(problem.distance) else 2**20),
        ("distance", 0, UNLIMITED),
        ("pinned", NONE, slots - 1),
        ("previous", NONE, slots - 1),
        ("precedence", 0, count - 1),
        ("apart", 0, count - 1),
    ):
        _within(name, getattr(problem, name), low, high)
    _check_days(problem)
    _check_ways(problem.distance)
    _check_parties(problem)
    if (problem.precedence[:, 0] == problem.precedence[:, 1]).any():
        raise ValueError("precedence names a meeting that is to be before itself")


def _within(name: str, values: NDArray[Any], low: int, high: int) -> None:
    outside = np.argwhere((values < low) | (values > high))
    if len(outside):
        place = tuple(int(part) for part in outside[0])
        raise ValueError(f"{name}{list(place)} is {int(values[place])}, allowed is {low} to {high}")


def _check_days(problem: Problem) -> None:
    if problem.slots == 0:
        raise ValueError("a timetable needs at least one slot")
    steps = np.diff(problem.day, prepend=0)
    if problem.day[0] != 0 or ((steps < 0) | (steps > 1)).any():
        raise ValueError("day must begin at 0 and rise by 0 or 1 from slot to slot")
    if np.bincount(problem.day).max() > 64:
        raise ValueError("a day has at most 64 slots")
    if problem.spread is not None and problem.spread < 0:
        raise ValueError(f"spread must be 0 or more, not {problem.spread}")


def _check_ways(distance: Ints) -> None:
    """Refuse a way to where one is, and a way that is longer than by a meeting elsewhere.

    Then whoever has time from each of its meetings to the next has time between any two, so that taking a meeting out
    never breaks a timetable, and counting people is finding chains.
    """
    if distance.diagonal().any():
        hall = int(distance.diagonal().argmax())
        raise ValueError(
            f"distance[{hall}, {hall}] is {distance[hall, hall]}, within a hall the way takes no slots"
        )
    for over in range(len(distance)):
        stop = distance[:, over, None].astype(np.int64) + distance[None, over] + 1
        longer = np.argwhere(distance > stop)
        if len(longer):
            a, b = longer[0].tolist()
            raise ValueError(
                f"distance[{a}, {b}] is {distance[a, b]}, but by way of hall {over} it is only "
                f"{distance[a, over]} + {distance[over, b]} slots and a meeting there"
            )


def _check_parties(problem: Problem) -> None:
    sizes = np.diff(problem.party_start)
    if problem.party_start[0] != 0 or problem.party_start[-1] != len(problem.party) or (sizes < 2).any():
        raise ValueError(
            "party_start must run from 0 to the number of parties, with two or more for each meeting"
        )
    rows = np.repeat(np.arange(problem.meetings), sizes)
    pairs = rows.astype(np.int64) * problem.participants + problem.party
    if len(np.unique(pairs)) != len(pairs):
        raise ValueError("a participant appears twice in one meeting")
    alone = np.flatnonzero(problem.apart[:, 0] == problem.apart[:, 1])
    if len(alone):
        raise ValueError(f"apart[{alone[0]}] names meeting {problem.apart[alone[0], 0]} twice, needs two")
