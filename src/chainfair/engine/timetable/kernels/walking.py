"""How many people it takes to be in time at meetings that are in different halls.

Who can go from one meeting to a second and from there to a third can go from the first to the third as well
(`problem` refuses ways of which that is not true). So one person can hold a set of meetings if no two of them are too
near each other, and the fewest people are the fewest chains that cover the order of meetings (Dilworth, *A
decomposition theorem for partially ordered sets*, 1950): all meetings less a greatest matching of each with the next of
the same person (Fulkerson 1956), found by augmenting paths (Kuhn 1955).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, part
from chainfair.engine.timetable.problem import Bools, Ints

SLOT, HALL, NEXT, LAST, FROM, QUEUE = range(6)
"""Rows of the working memory: slot and hall of each meeting; what its person does next and did last; the search."""


class Ways(NamedTuple):
    """What of a board decides who can walk where in time."""

    distance: Ints
    """[H, H] slots that the way from hall to hall takes; empty where no way takes any."""
    sitting: Ints
    """[T, 2] first slot of each slot's session, and the first after it."""
    walks: Bools
    """[P] whether its meetings are in several halls."""
    hall: Ints
    party_start: Ints
    party: Ints
    seat_start: Ints
    at: Ints
    crew: Ints
    """[6, meetings] working memory of `people_needed`."""


@inlined
def clash(distance: Ints, t: int, hall: int, u: int, other: int) -> bool:
    """Whether one person cannot be in ``hall`` in slot ``t`` and in the hall ``other`` in slot ``u`` of a session."""
    if t == u:
        return True
    return bool(t - u <= distance[other, hall] if t > u else u - t <= distance[hall, other])


@part
def people_needed(distance: Ints, w: Ints, count: int) -> int:
    """The fewest people who can be at the first ``count`` meetings of ``w``, all of one session. O(count^3)."""
    needed = count
    for j in range(count):
        w[NEXT, j] = w[LAST, j] = -1
    for i in range(count):
        for j in range(count):
            w[FROM, j] = -1
        w[QUEUE, 0] = i
        head, tail, end = 0, 1, -1
        while head < tail and end < 0:
            x = w[QUEUE, head]
            head += 1
            for j in range(count):
                if w[FROM, j] >= 0 or w[SLOT, j] - w[SLOT, x] <= distance[w[HALL, x], w[HALL, j]]:
                    continue
                w[FROM, j] = x
                if w[LAST, j] < 0:
                    end = j
                    break
                w[QUEUE, tail] = w[LAST, j]
                tail += 1
        needed -= end >= 0
        while end >= 0:
            x = w[FROM, end]
            then = w[NEXT, x]
            w[NEXT, x], w[LAST, end] = end, x
            end = then
    return needed


@part
def in_time(b: Ways, p: int, m: int, t: int, y: int, x: int, out: Ints, count: int) -> bool:
    """Whether ``p`` has time to walk to ``m`` in slot ``t`` and on; ``y``, ``x`` and ``count`` of ``out`` are gone."""
    if not b.walks[p] or b.hall[m] < 0:
        return True
    size = b.seat_start[p + 1] - b.seat_start[p]
    n = 0
    b.crew[SLOT, 0], b.crew[HALL, 0] = t, b.hall[m]
    for u in range(b.sitting[t, 0], b.sitting[t, 1]):
        for row in range(b.seat_start[p], b.seat_start[p + 1]):
            other = b.at[row, u]
            if other < 0 or b.hall[other] < 0:
                continue
            gone = other == m
            gone |= other == y
            gone |= other == x
            for i in range(count):
                gone |= out[i] == other
            if gone:
                continue
            if size == 1 and clash(b.distance, t, b.hall[m], u, b.hall[other]):
                return False
            n += 1
            b.crew[SLOT, n], b.crew[HALL, n] = u, b.hall[other]
    return bool(size == 1 or n < size or people_needed(b.distance, b.crew, n + 1) <= size)


@part
def too_near(b: Ways, p: int, m: int, t: int, number: int) -> int:
    """The meeting of this ``number``, from 0, that a person of ``p`` cannot hold beside ``m`` in ``t``; -1 = none."""
    for u in range(b.sitting[t, 0], b.sitting[t, 1]):
        for row in range(b.seat_start[p], b.seat_start[p + 1]):
            other = b.at[row, u]
            if other < 0 or other == m or b.hall[other] < 0:
                continue
            if clash(b.distance, t, b.hall[m], u, b.hall[other]):
                if number == 0:
                    return int(other)
                number -= 1
    return -1


@part
def keep_ways(b: Ways, m: int, out: NDArray[np.uint64]) -> bool:
    """Strike the slots that a party of ``m`` could not reach in time from ``out``; whether any is left."""
    some = False
    for t in range(len(b.sitting)):
        mark = np.uint64(1) << np.uint64(t & 63)
        if out[t >> 6] & mark == 0:
            continue
        fits = True
        for k in range(b.party_start[m], b.party_start[m + 1]):
            fits &= in_time(b, b.party[k], m, t, -1, -1, b.hall, 0)
        if not fits:
            out[t >> 6] &= ~mark
        some |= fits
    return some
