"""Checks a timetable against its problem, knowing nothing of how it was made.

It shares only the form of the problem with the solver, so that a mistake there is seen here.
"""

from dataclasses import dataclass
from enum import StrEnum

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
    return [_gap_count(problem, person, held) for person, held in enumerate(diary)]


def _gap_count(problem: Problem, participant: int, diary: set[int]) -> int:
    """Gaps of one participant, counted slot by slot."""
    gaps = 0
    for day in {int(problem.day[slot]) for slot in diary}:
        held = [slot for slot in diary if problem.day[slot] == day]
        inside = False
        for slot in range(min(held), max(held) + 1):
            counts = problem.gap_rule is GapRule.ANY or bool(problem.available[participant, slot])
            free = slot not in diary and counts
            gaps += free and not inside
            inside = free
    return gaps
