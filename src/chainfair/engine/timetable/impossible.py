"""Why what must be held cannot be held, where not every meeting must: the smallest reason among those that must."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from chainfair.engine.timetable.board import meetings_of
from chainfair.engine.timetable.exact.encoding import CELLS, MEETINGS
from chainfair.engine.timetable.limits import diary_size, zone_size
from chainfair.engine.timetable.problem import Ints, Problem, make_problem
from chainfair.engine.timetable.result import Certificate, Clash, ClashKind

SUSPECTS, MISSING = 200, 60
"""Sets of meetings that are looked at, at most; and meetings without a slot around which they are."""


def must_be_held(problem: Problem) -> Ints:
    """Meetings that are required or pinned."""
    return np.flatnonzero(problem.required | (problem.pinned >= 0)).astype(np.int32)


def part_of(problem: Problem, kept: Ints) -> Problem:
    """The problem with no other meetings than these, all of which must be held; participants keep their numbers."""
    place = np.full(problem.meetings, -1, np.int32)
    place[kept] = np.arange(len(kept))

    def pairs(rows: Ints) -> Ints:
        among = place[rows]
        return among[(among >= 0).all(axis=1)]

    parties = [problem.parties(int(m)) for m in kept]
    return make_problem(
        available=problem.available,
        seats=problem.seats,
        maximum=problem.maximum,
        daily_maximum=problem.daily_maximum,
        day=problem.day,
        session=problem.session,
        capacity=problem.capacity,
        distance=problem.distance,
        party_start=np.cumsum([0, *map(len, parties)]),
        party=np.concatenate([np.zeros(0, np.int32), *parties]),
        weight=problem.weight[kept],
        zone=problem.zone[kept],
        hall=problem.hall[kept],
        pinned=problem.pinned[kept],
        required=np.ones(len(kept)),
        allowed=None if problem.allowed is None else problem.allowed[kept],
        precedence=pairs(problem.precedence),
        apart=pairs(problem.apart),
        gap_rule=problem.gap_rule,
    )


def why_impossible(
    problem: Problem, slots: Ints, certificate: Certificate, late: Callable[[], bool]
) -> tuple[Clash, ...]:
    """Demands that cannot all be met, each of them needed for that; empty where none are found.

    ``slots``: a timetable in which something that must be held is missing. Where all that must be held is too much for
    a formula, parts of it are looked at, so that a reason is found in a problem of any size; each of its demands is
    then needed among the meetings of that part.
    """
    from chainfair.engine.timetable.exact.contradiction import contradiction

    must = must_be_held(problem)
    seated = np.bincount(problem.zone[must][problem.zone[must] >= 0], minlength=problem.zones)
    for zone in np.flatnonzero(seated > zone_size(problem)).tolist():
        return (Clash(ClashKind.PLACES, zone=zone),)
    seen: set[bytes] = set()
    for kept in islice(_suspects(problem, slots, certificate), SUSPECTS):
        key = kept.tobytes()
        if key in seen or len(kept) > MEETINGS or late():
            continue
        seen.add(key)
        part = part_of(problem, kept)
        if int(part.common().sum()) <= CELLS and (found := contradiction(part, late=late)):
            return tuple(_renamed(clash, kept) for clash in found)
    return ()


def _renamed(clash: Clash, kept: Ints) -> Clash:
    """The clash with the meetings' numbers of the whole problem."""
    meeting, other = (int(kept[m]) if m >= 0 else -1 for m in (clash.meeting, clash.other))
    return replace(clash, meeting=meeting, other=other)


def _suspects(problem: Problem, slots: Ints, certificate: Certificate) -> Iterator[Ints]:
    """Sets of meetings that must be held and perhaps cannot be: all, for a formula that holds them; then small ones."""
    must = must_be_held(problem)
    yield must
    missing = must[slots[must] < 0]
    pins = np.flatnonzero(problem.pinned >= 0).astype(np.int32)
    for m in missing[:MISSING].tolist():
        yield np.array([m], np.int32)
        if problem.pinned[m] >= 0:
            yield _around(problem, m, pins)
    wanted = np.isin(np.arange(problem.meetings), must)
    start, of = meetings_of(problem)
    sides = np.unique([p for m in missing.tolist() for p in problem.parties(m).tolist()])
    held = np.bincount(
        problem.party[np.repeat(wanted, np.diff(problem.party_start))], minlength=len(start) - 1
    )
    for p in [*np.flatnonzero(held > diary_size(problem)).tolist(), *sides.tolist()]:
        mine = of[start[p] : start[p + 1]]
        yield mine[wanted[mine]]
    yield must[_priced(problem, certificate)[must]]


def _around(problem: Problem, m: int, pins: Ints) -> Ints:
    """The pins that could contradict that of ``m``: of its parties, in its zone and slot, or in a rule with it."""
    rules = np.concatenate([problem.precedence, problem.apart])
    near = set(rules[(rules == m).any(axis=1)].ravel().tolist())
    sides = problem.parties(m)
    rows = np.repeat(np.arange(problem.meetings), np.diff(problem.party_start))
    near |= set(rows[np.isin(problem.party, sides)].tolist())
    if problem.zone[m] >= 0:
        there = (problem.zone == problem.zone[m]) & (problem.pinned == problem.pinned[m])
        near |= set(np.flatnonzero(there).tolist())
    return pins[np.isin(pins, [m, *near])]


def _priced(problem: Problem, certificate: Certificate) -> np.ndarray:
    """[M] meetings that pay a price; those that pay none do not make a bound lower than what is wanted."""
    dear = certificate.participant > 0
    dear[certificate.cells[certificate.cells[:, 2] > 0, 0]] = True
    if problem.meetings == 0:
        return np.zeros(0, np.bool_)
    paid: np.ndarray = np.logical_or.reduceat(dear[problem.party], problem.party_start[:-1])
    seated = problem.zone >= 0
    paid[seated] |= certificate.zone[problem.zone[seated]] > 0
    return paid
