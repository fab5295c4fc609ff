"""Counts over a timetable: how many, how comfortable, how far from the last."""

import numpy as np

from chainfair.engine.timetable.problem import Bools, GapRule, Ints, Problem
from chainfair.engine.timetable.result import Statistics


def presence(problem: Problem, slots: Ints) -> np.ndarray:
    """[P, T] number of meetings each participant holds in each slot; O(P T + E)."""
    slot = np.repeat(np.asarray(slots), np.diff(problem.party_start))
    held = slot >= 0
    cells = problem.party[held].astype(np.int64) * problem.slots + slot[held]
    shape = (problem.participants, problem.slots)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def gaps_of(problem: Problem, slots: Ints) -> tuple[np.ndarray, np.ndarray]:
    """[P] gaps of each participant, and [P] idle slots inside them, both without slots it walks in; O(P T)."""
    busy = presence(problem, slots) > 0
    on_the_way = walked(problem, slots) if problem.far else None
    gaps = np.zeros(problem.participants, np.int64)
    idle = np.zeros(problem.participants, np.int64)
    for day in range(int(problem.day[-1]) + 1):
        mine = np.flatnonzero(problem.day == day)
        here = busy[:, mine]
        between = np.maximum.accumulate(here, axis=1)
        between &= np.maximum.accumulate(here[:, ::-1], axis=1)[:, ::-1]
        free = between & ~here
        if problem.gap_rule is GapRule.AVAILABLE:
            free &= problem.available[:, mine]
        if on_the_way is not None:
            free &= ~on_the_way[:, mine]
        idle += free.sum(axis=1)
        gaps += (free[:, :1]).sum(axis=1) + (free[:, 1:] & ~free[:, :-1]).sum(axis=1)
    return gaps, idle


def walked(problem: Problem, slots: Ints) -> Bools:
    """[P, T] where participants with one seat walk: right after a meeting, as long as the way to the next one takes.

    The next one in a hall in the same session. O(P T + E log E).
    """
    meeting = np.repeat(np.arange(problem.meetings), np.diff(problem.party_start))
    slot = np.asarray(slots)[meeting]
    rows = np.flatnonzero((slot >= 0) & (problem.hall[meeting] >= 0) & (problem.seats[problem.party] == 1))
    rows = rows[np.lexsort((slot[rows], problem.party[rows]))]
    one, two = rows[:-1], rows[1:]
    first = problem.sittings()[:, 0]
    follow = (problem.party[one] == problem.party[two]) & (first[slot[one]] == first[slot[two]])
    one, two = one[follow], two[follow]
    way = problem.distance[problem.hall[meeting[one]], problem.hall[meeting[two]]]
    way = np.minimum(way, slot[two] - slot[one] - 1)
    walks = np.zeros((problem.participants, problem.slots), np.bool_)
    for step in range(1, int(way.max(initial=0)) + 1):
        on = one[way >= step]
        walks[problem.party[on], slot[on] + step] = True
    return walks


def rushes_of(problem: Problem, slots: Ints) -> int:
    """Pairs of meetings of a one-seat participant in adjacent slots of a session in different halls; O(P T)."""
    hall = np.full((problem.participants, problem.slots), -1, np.int64)
    meeting = np.repeat(np.arange(problem.meetings), np.diff(problem.party_start))
    slot = np.asarray(slots)[meeting]
    walks = (slot >= 0) & (problem.hall[meeting] >= 0) & (problem.seats[problem.party] == 1)
    hall[problem.party[walks], slot[walks]] = problem.hall[meeting[walks]]
    left, right = hall[:, :-1], hall[:, 1:]
    near = (problem.day[:-1] == problem.day[1:]) & (problem.session[:-1] == problem.session[1:])
    return int(((left >= 0) & (right >= 0) & (left != right) & near).sum())


def statistics(problem: Problem, slots: Ints) -> Statistics:
    """All counts over one timetable."""
    slots = np.asarray(slots)
    placed = slots >= 0
    gaps, idle = gaps_of(problem, slots)
    busy = presence(problem, slots)
    starts = np.searchsorted(problem.day, np.arange(problem.day[-1] + 1))
    total = busy.sum(axis=1)
    return Statistics(
        meetings=int(placed.sum()),
        weight=int(problem.weight[placed].sum()),
        gaps=int(gaps.sum()),
        spread=int(gaps.max() - gaps.min()) if len(gaps) else 0,
        idle=int(idle.sum()),
        rushes=rushes_of(problem, slots),
        person_days=int((np.add.reduceat(busy, starts, axis=1) > 0).sum()),
        moved=int(((problem.previous >= 0) & (slots != problem.previous)).sum()),
        below_minimum=int(np.maximum(problem.minimum - total, 0).sum()),
    )
