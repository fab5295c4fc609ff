"""A meeting of a timetable in use that lost its slot finds another by few moves of others."""

from typing import NamedTuple

from chainfair.engine.compiled import part
from chainfair.engine.timetable.kernels.board import Board, has, slots_for
from chainfair.engine.timetable.kernels.placing import best_slot
from chainfair.engine.timetable.kernels.trail import (
    Trail,
    carry_out,
    gives_place,
    has_no_chance,
    lacks_only_place,
    look,
    look_further,
    seat,
    unseat,
)
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
    trail: Trail
    """The running try."""
    out: Ints
    best_out: Ints
    """Meetings that would have to go for another."""
    waiting: Ints
    """Meetings put out by the running try."""


@part
def moved_others(b: Board, d: Desk) -> int:
    """Meetings not hit that the running try takes from the slot they had before the change to another one.

    Those that it brings back there count against them.
    """
    count, s = 0, d.trail
    for i in range(s.steps[0]):
        m = s.logged[i]
        fresh = d.start[m] >= 0 and not d.hit[m]
        for j in range(i):
            fresh &= s.logged[j] != m
        if fresh:
            was, now = s.before[i], b.slot[m]
            count += (now >= 0 and now != d.start[m]) - (was >= 0 and was != d.start[m])
    return count


@part
def room_left(s: Trail) -> bool:
    """Whether the log has room for another chain."""
    return bool(s.steps[0] + 64 < len(s.logged))


@part
def _ends_free(b: Board, s: Trail, i: int, mark: int) -> bool:
    """Finish if the meeting at ``i`` has a free slot; where ways are long, one from which it leaves the others time."""
    m = s.queue[i]
    far = len(b.ways.distance) > 0
    for slot in range(len(b.day) if far else 1):
        if not slots_for(b, m, s.mask):
            return False
        t = slot if far else best_slot(b, m, s.mask, 0)
        if has(s.mask, t) and carry_out(b, s, i, t, mark):
            return True
    return False


@part
def _ends_with_place(b: Board, s: Trail, i: int, mark: int) -> bool:
    """Finish if the meeting at ``i`` lacks only a place in some slot, and another one there can give up its own."""
    m = s.queue[i]
    zone = b.zone[m]
    if zone < 0 or not b.open[zone].any():
        return False
    for t in range(len(b.day)):
        if t == b.slot[m] or not lacks_only_place(b, m, t):
            continue
        for n in range(b.crowd[t]):
            x = b.members[t, n]
            if gives_place(b, s, x, m):
                target = best_slot(b, x, s.mask, 0)
                unseat(b, s, x)
                seat(b, s, x, target)
                if carry_out(b, s, i, t, mark):
                    return True
                break
    return False


@part
def shift(b: Board, s: Trail, m: int, most: int) -> bool:
    """Place ``m`` by moving as few other meetings as possible, ``most`` at most; nothing changes where it fails.

    Breadth first: all ways with k moves before any with k + 1. O(len(queue) T) without shared places.
    """
    if has_no_chance(b, m) or not room_left(s):
        return False
    mark = s.steps[0]
    s.number[0] += 1
    begin, end = 0, look(s, 0, -1, m, -1)
    for depth in range(most + 1):
        for i in range(begin, end):
            if _ends_free(b, s, i, mark):
                return True
        if depth == most:
            break
        for i in range(begin, end):
            if _ends_with_place(b, s, i, mark):
                return True
        tail = end
        for i in range(begin, end):
            tail = look_further(b, s, i, tail, len(s.queue))
        begin, end = end, tail
    return False
