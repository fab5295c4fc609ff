"""A meeting that lost its slot finds another by few moves of others.

Every step is written down, so that a try that leads nowhere, or too far, is taken back whole.
"""

from typing import NamedTuple

from chainfair.engine.compiled import part
from chainfair.engine.timetable.kernels.board import (
    Board,
    Words,
    has,
    put,
    slots_for,
    take,
)
from chainfair.engine.timetable.kernels.making_way import frees, full_side, obstacle
from chainfair.engine.timetable.kernels.placing import best_slot
from chainfair.engine.timetable.kernels.walking import in_time
from chainfair.engine.timetable.problem import Bools, Ints, Longs


class Desk(NamedTuple):
    """Working memory of one plan, and what its meetings are worth."""

    worth: Longs
    """[M] weight, and far more for a meeting that must be held."""
    minimum: Ints
    guarantee: int
    """What one meeting of a guaranteed minimum is worth."""
    margin: int
    """Hundredths of its own worth that a meeting must gain over those that it puts out."""
    floor: Longs
    """[Z, T] worth of the least worthy meeting there that may go: no exchange in a full zone costs less."""
    start: Ints
    """[M] slots before the change that is being answered."""
    hit: Bools
    """[M] meetings that the change itself takes out of their slots."""
    queue: Ints
    """Meetings that a search looks at; the first is the one to place."""
    parent: Ints
    """Whose move puts each of them out, as index in `queue`."""
    via: Ints
    """The slot that move goes to."""
    seen: Ints
    """[M] number of the search that saw the meeting last."""
    number: Ints
    """[1] number of the search."""
    logged: Ints
    before: Ints
    """Meetings touched by the running try, and the slot of each before the step."""
    steps: Ints
    """[1] how many of them."""
    mask: Words
    out: Ints
    best_out: Ints
    """Meetings that would have to go for another."""
    waiting: Ints
    """Meetings put out by the running try."""


@part
def seat(b: Board, d: Desk, m: int, t: int) -> None:
    """Place ``m`` in slot ``t``, and write it down."""
    d.logged[d.steps[0]], d.before[d.steps[0]] = m, -1
    d.steps[0] += 1
    put(b, m, t)


@part
def unseat(b: Board, d: Desk, m: int) -> None:
    """Take ``m`` out of its slot, and write it down."""
    d.logged[d.steps[0]], d.before[d.steps[0]] = m, take(b, m)
    d.steps[0] += 1


@part
def undo(b: Board, d: Desk, mark: int) -> None:
    """Take back every step after the first ``mark``."""
    while d.steps[0] > mark:
        d.steps[0] -= 1
        m, t = d.logged[d.steps[0]], d.before[d.steps[0]]
        if t >= 0:
            put(b, m, t)
        else:
            take(b, m)


@part
def moved_others(b: Board, d: Desk) -> int:
    """Meetings not hit that the running try takes from the slot they had before the change to another one.

    Those that it brings back there count against them.
    """
    count = 0
    for i in range(d.steps[0]):
        m = d.logged[i]
        fresh = d.start[m] >= 0 and not d.hit[m]
        for j in range(i):
            fresh &= d.logged[j] != m
        if fresh:
            was, now = d.before[i], b.slot[m]
            count += (now >= 0 and now != d.start[m]) - (was >= 0 and was != d.start[m])
    return count


@part
def room_left(d: Desk) -> bool:
    """Whether the log has room for another chain."""
    return bool(d.steps[0] + 64 < len(d.logged))


@part
def _carry_out(b: Board, d: Desk, end: int, slot: int, mark: int) -> bool:
    """Do the moves from the queue's ``end`` back to its start; all, or none since ``mark``."""
    i, t = end, slot
    while i >= 0:
        m = d.queue[i]
        if b.slot[m] >= 0:
            unseat(b, d, m)
        if not slots_for(b, m, d.mask) or not has(d.mask, t):
            undo(b, d, mark)
            return False
        seat(b, d, m, t)
        t = d.via[i]
        i = d.parent[i]
    return True


@part
def _ends_free(b: Board, d: Desk, i: int, mark: int) -> bool:
    """Finish if the meeting at ``i`` has a free slot; where ways are long, one from which it leaves the others time."""
    m = d.queue[i]
    far = len(b.ways.distance) > 0
    for slot in range(len(b.day) if far else 1):
        if not slots_for(b, m, d.mask):
            return False
        t = slot if far else best_slot(b, m, d.mask, 0)
        if has(d.mask, t) and _carry_out(b, d, i, t, mark):
            return True
    return False


@part
def _ends_with_place(b: Board, d: Desk, i: int, mark: int) -> bool:
    """Finish if the meeting at ``i`` lacks only a place in some slot, and another one there can give up its own."""
    m = d.queue[i]
    zone = b.zone[m]
    if zone < 0 or not b.open[zone].any():
        return False
    for t in range(len(b.day)):
        if not has(b.possible[m], t) or has(b.open[zone], t) or t == b.slot[m]:
            continue
        fits = True
        for k in range(b.party_start[m], b.party_start[m + 1]):
            p = b.party[k]
            fits &= has(b.free[p], t) and not has(b.barred[p], t)
            fits &= len(b.ways.distance) == 0 or in_time(b.ways, p, m, t, -1, -1, b.hall, 0)
        n = 0
        while fits and n < b.crowd[t]:
            x = b.members[t, n]
            n += 1
            if b.zone[x] == zone and b.pinned[x] < 0 and x != m and slots_for(b, x, d.mask):
                target = best_slot(b, x, d.mask, 0)
                unseat(b, d, x)
                seat(b, d, x, target)
                if _carry_out(b, d, i, t, mark):
                    return True
                break
    return False


@part
def _look(d: Desk, tail: int, parent: int, m: int, t: int) -> int:
    d.queue[tail], d.parent[tail], d.via[tail] = m, parent, t
    d.seen[m] = d.number[0]
    return tail + 1


@part
def _look_further(b: Board, d: Desk, i: int, tail: int) -> int:
    """Add the meetings that stand alone in the way of the one at ``i``; the new end of the queue."""
    x = d.queue[i]
    for t in range(len(b.day)):
        if t == b.slot[x] or not has(b.possible[x], t):
            continue
        for k in range(b.party_start[x], b.party_start[x + 1]):
            p = b.party[k]
            full = not has(b.free[p], t)
            if not full and (len(b.ways.distance) == 0 or in_time(b.ways, p, x, t, -1, -1, b.hall, 0)):
                continue
            number, y = 0, obstacle(b, p, x, t, 0, full)
            while y >= 0:
                if tail < len(d.queue) and d.seen[y] != d.number[0] and frees(b, x, t, y):
                    tail = _look(d, tail, i, y, t)
                number += 1
                y = obstacle(b, p, x, t, number, full)
            if full:
                break
    return tail


@part
def shift(b: Board, d: Desk, m: int, most: int) -> bool:
    """Place ``m`` by moving as few other meetings as possible, ``most`` at most; nothing changes where it fails.

    Breadth first: all ways with k moves before any with k + 1. O(len(queue) T) without shared places.
    """
    if full_side(b, m) >= 0 or not room_left(d):
        return False
    if b.zone[m] >= 0 and not b.open[b.zone[m]].any():
        return False
    mark = d.steps[0]
    d.number[0] += 1
    begin, end = 0, _look(d, 0, -1, m, -1)
    for depth in range(most + 1):
        for i in range(begin, end):
            if _ends_free(b, d, i, mark):
                return True
        if depth == most:
            break
        for i in range(begin, end):
            if _ends_with_place(b, d, i, mark):
                return True
        tail = end
        for i in range(begin, end):
            tail = _look_further(b, d, i, tail)
        begin, end = end, tail
    return False
