"""Checks a timetable against its problem, knowing nothing of how it was made.

It shares only the form of the problem with the solver, so that a mistake there is seen here.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from chainfair.engine.timetable.problem import GapRule, Ints, Problem


class ViolationKind(StrEnum):
    """Which constraint is broken."""

    NO_SUCH_SLOT = "no_such_slot"
    UNAVAILABLE = "unavailable"
    SLOT_NOT_ALLOWED = "slot_not_allowed"
    DOUBLE_BOOKED = "double_booked"
    ZONE_OVER_CAPACITY = "zone_over_capacity"
    PIN_MOVED = "pin_moved"
    OUT_OF_ORDER = "out_of_order"
    NOT_APART = "not_apart"
    TOO_FAR = "too_far"
    """`participant` needs `limit` slots to walk to `meeting`, and has `found`; or, of several people, too few are in
    time for all of its meetings in the session that begins with `slot`: `found` are needed, `limit` are there."""
    OVER_MAXIMUM = "over_maximum"
    OVER_DAILY_MAXIMUM = "over_daily_maximum"
    NOT_HELD = "not_held"
    SPREAD_TOO_WIDE = "spread_too_wide"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken constraint: where (-1 = does not apply), the value found, and the limit it breaks."""

    kind: ViolationKind
    meeting: int = -1
    participant: int = -1
    slot: int = -1
    zone: int = -1
    found: int = -1
    limit: int = -1
    other: int = -1
    """The meeting before, where the way to this one is too long."""


def violations(problem: Problem, slots: Ints) -> list[Violation]:
    """Every broken constraint of a timetable ``slots[meeting]`` (-1 = not placed); empty for a good one.

    Guaranteed minimums are goals that may be out of reach, so missing them is a reason of the result, not a
    violation. O(P T + M) time.
    """
    slots = np.asarray(slots, dtype=np.int64)
    if slots.shape != (problem.meetings,):
        raise ValueError(f"slots has shape {slots.shape}, needs {(problem.meetings,)}")
    outside = np.flatnonzero((slots < -1) | (slots >= problem.slots))
    if len(outside):
        return [Violation(ViolationKind.NO_SUCH_SLOT, meeting=int(m), slot=int(slots[m])) for m in outside]
    return [
        *_of_meetings(problem, slots),
        *_of_participants(problem, slots),
        *_of_zones(problem, slots),
        *_of_order(problem, slots),
        *_of_apart(problem, slots),
        *_of_ways(problem, slots),
        *_of_spread(problem, slots),
    ]


def _of_meetings(problem: Problem, slots: np.ndarray) -> list[Violation]:
    pins, kind = problem.pinned, ViolationKind.PIN_MOVED
    moved = np.flatnonzero((pins >= 0) & (slots != pins))
    found = [Violation(kind, int(m), slot=int(slots[m]), limit=int(pins[m])) for m in moved]
    missing = np.flatnonzero(problem.required & (slots < 0))
    found += [Violation(ViolationKind.NOT_HELD, int(m)) for m in missing]
    if problem.allowed is not None:
        placed = np.flatnonzero(slots >= 0)
        wrong = placed[~problem.allowed[placed, slots[placed]]]
        found += [Violation(ViolationKind.SLOT_NOT_ALLOWED, int(m), slot=int(slots[m])) for m in wrong]
    return found


def _attendance(problem: Problem, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Participant, slot and meeting of everybody's meetings held, one row each."""
    meeting = np.repeat(np.arange(problem.meetings), np.diff(problem.party_start))
    slot = slots[meeting]
    held = slot >= 0
    return problem.party[held].astype(np.int64), slot[held], meeting[held]


def _of_participants(problem: Problem, slots: np.ndarray) -> list[Violation]:
    person, slot, meeting = _attendance(problem, slots)
    found = [
        Violation(ViolationKind.UNAVAILABLE, int(meeting[k]), int(person[k]), int(slot[k]))
        for k in np.flatnonzero(~problem.available[person, slot])
    ]
    shape = (problem.participants, problem.slots)
    busy = np.bincount(person * shape[1] + slot, minlength=shape[0] * shape[1]).reshape(shape)
    for p, t in np.argwhere(busy > problem.seats[:, None]):
        found.append(
            Violation(
                ViolationKind.DOUBLE_BOOKED,
                participant=int(p),
                slot=int(t),
                found=int(busy[p, t]),
                limit=int(problem.seats[p]),
            )
        )
    total = busy.sum(axis=1)
    for p in np.flatnonzero(total > problem.maximum):
        limit = int(problem.maximum[p])
        found.append(
            Violation(ViolationKind.OVER_MAXIMUM, participant=int(p), found=int(total[p]), limit=limit)
        )
    days = np.searchsorted(problem.day, np.arange(problem.day[-1] + 1))
    daily = np.add.reduceat(busy, days, axis=1)
    for p, d in np.argwhere(daily > problem.daily_maximum[:, None]):
        found.append(
            Violation(
                ViolationKind.OVER_DAILY_MAXIMUM,
                participant=int(p),
                slot=int(days[d]),
                found=int(daily[p, d]),
                limit=int(problem.daily_maximum[p]),
            )
        )
    return found


def _of_zones(problem: Problem, slots: np.ndarray) -> list[Violation]:
    seated = np.flatnonzero((slots >= 0) & (problem.zone >= 0))
    taken = np.zeros((problem.zones, problem.slots), np.int64)
    np.add.at(taken, (problem.zone[seated], slots[seated]), 1)
    return [
        Violation(
            ViolationKind.ZONE_OVER_CAPACITY,
            zone=int(z),
            slot=int(t),
            found=int(taken[z, t]),
            limit=int(problem.capacity[z, t]),
        )
        for z, t in np.argwhere(taken > problem.capacity)
    ]


def _of_order(problem: Problem, slots: np.ndarray) -> list[Violation]:
    first, second = slots[problem.precedence[:, 0]], slots[problem.precedence[:, 1]]
    return [
        Violation(
            ViolationKind.OUT_OF_ORDER,
            meeting=int(problem.precedence[k, 1]),
            slot=int(second[k]),
            found=int(problem.precedence[k, 0]),
            limit=int(first[k]) + 1,
        )
        for k in np.flatnonzero((first >= 0) & (second >= 0) & (first >= second))
    ]


def _of_apart(problem: Problem, slots: np.ndarray) -> list[Violation]:
    return [
        Violation(ViolationKind.NOT_APART, meeting=second, slot=int(slots[second]), found=first)
        for first, second in problem.apart.tolist()
        if slots[first] == slots[second] >= 0
    ]


def _tours(problem: Problem, slots: np.ndarray) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    """(slot, hall, meeting) in order of time of each participant and session, meetings without a hall left out."""
    session, number = [], 0
    for t in range(problem.slots):
        fresh = t and (problem.day[t - 1] != problem.day[t] or problem.session[t - 1] != problem.session[t])
        number = t if fresh else number
        session.append(number)
    tours: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for person, slot, meeting in zip(*(row.tolist() for row in _attendance(problem, slots)), strict=True):
        if problem.hall[meeting] >= 0:
            row = (slot, int(problem.hall[meeting]), meeting)
            tours.setdefault((person, session[slot]), []).append(row)
    return {key: sorted(rows) for key, rows in sorted(tours.items())}


def _of_ways(problem: Problem, slots: np.ndarray) -> list[Violation]:
    """Whoever is one walks from each meeting to the next; where they are several, enough of them are in time."""
    found: list[Violation] = []
    if not problem.distance.any():
        return found
    for (person, begin), tour in _tours(problem, slots).items():
        seats = int(problem.seats[person])
        if seats == 1:
            for (before, here, last), (slot, there, meeting) in pairwise(tour):
                between, way = slot - before - 1, int(problem.distance[here, there])
                if 0 <= between < way:
                    found.append(
                        Violation(
                            ViolationKind.TOO_FAR,
                            meeting,
                            person,
                            slot,
                            found=between,
                            limit=way,
                            other=last,
                        )
                    )
        elif (needed := _people_for(problem, tour)) > seats:
            found.append(
                Violation(ViolationKind.TOO_FAR, participant=person, slot=begin, found=needed, limit=seats)
            )
    return found


def _people_for(problem: Problem, tour: list[tuple[int, int, int]]) -> int:
    """The fewest people who can hold the meetings: one each, less those that somebody can walk to from another.

    Each meeting is followed by at most one, and follows at most one; found by augmenting paths, depth first. The solver
    does the same (`seating`, `kernels.walking`); it is written again here so that a mistake of it is seen.
    """
    able = [
        [j for j, (slot, there, _) in enumerate(tour) if slot > before + problem.distance[here, there]]
        for before, here, _ in tour
    ]
    follows: dict[int, int] = {}

    def finds(meeting: int, asked: set[int]) -> bool:
        for after in able[meeting]:
            if after not in asked:
                asked.add(after)
                if after not in follows or finds(follows[after], asked):
                    follows[after] = meeting
                    return True
        return False

    return len(tour) - sum(finds(meeting, set()) for meeting in range(len(tour)))


def _of_spread(problem: Problem, slots: np.ndarray) -> list[Violation]:
    if problem.spread is None or problem.participants == 0:
        return []
    gaps = gaps_counted(problem, slots)
    spread = max(gaps) - min(gaps)
    if spread <= problem.spread:
        return []
    worst = gaps.index(max(gaps))
    return [Violation(ViolationKind.SPREAD_TOO_WIDE, participant=worst, found=spread, limit=problem.spread)]


def gaps_counted(problem: Problem, slots: Ints) -> list[int]:
    """[P] gaps of each participant, counted slot by slot from the diaries. O(P T + E)."""
    diary: list[set[int]] = [set() for _ in range(problem.participants)]
    for person, slot, _meeting in zip(*_attendance(problem, np.asarray(slots)), strict=True):
        diary[person].add(int(slot))
    way = _slots_on_the_way(problem, np.asarray(slots))
    return [_gap_count(problem, person, held, way.get(person, set())) for person, held in enumerate(diary)]


def _slots_on_the_way(problem: Problem, slots: np.ndarray) -> dict[int, set[int]]:
    """The slots in which each participant with one seat walks, at once after a meeting."""
    way: dict[int, set[int]] = {}
    for (person, _), tour in _tours(problem, slots).items() if problem.distance.any() else ():
        if problem.seats[person] == 1:
            for (before, here, _), (slot, there, _) in pairwise(tour):
                steps = range(before + 1, min(slot, before + 1 + int(problem.distance[here, there])))
                way.setdefault(person, set()).update(steps)
    return way


def _gap_count(problem: Problem, participant: int, diary: set[int], way: set[int]) -> int:
    """Gaps of one participant, counted slot by slot; those in which it is on the way are none."""
    gaps = 0
    for day in {int(problem.day[slot]) for slot in diary}:
        held = [slot for slot in diary if problem.day[slot] == day]
        inside = False
        for slot in range(min(held), max(held) + 1):
            counts = problem.gap_rule is GapRule.ANY or bool(problem.available[participant, slot])
            free = slot not in diary and slot not in way and counts
            gaps += free and not inside
            inside = free
    return gaps
