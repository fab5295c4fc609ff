"""Chains of moves: whoever stands alone in the way goes elsewhere, and each step is written down to be taken back.

The searches of `repairing` (any timetable in the making) and of `shifting` (one that is in use) are made of these.
"""

from typing import NamedTuple

from chainfair.engine.compiled import inlined, part
from chainfair.engine.timetable.kernels.board import Board, Words, has, may_add, put, slots_for, take
from chainfair.engine.timetable.kernels.making_way import frees, full_side, obstacle
from chainfair.engine.timetable.kernels.walking import in_time
from chainfair.engine.timetable.problem import Ints


class Trail(NamedTuple):
    """Working memory of a breadth-first search for a chain of moves, and the log of what is done."""

    queue: Ints
    """Meetings to find a new slot for; the first is the one to place."""
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
    """Meetings of each step done, and the slot before it."""
    steps: Ints
    """[1] how many steps."""
    mask: Words


@inlined
def seat(b: Board, s: Trail, m: int, t: int) -> None:
    """Place ``m`` in slot ``t``, and write it down."""
    s.logged[s.steps[0]], s.before[s.steps[0]] = m, -1
    s.steps[0] += 1
    put(b, m, t)


@inlined
def unseat(b: Board, s: Trail, m: int) -> None:
    """Take ``m`` out of its slot, and write it down."""
    s.logged[s.steps[0]], s.before[s.steps[0]] = m, take(b, m)
    s.steps[0] += 1


@part
def undo(b: Board, s: Trail, mark: int) -> None:
    """Take back every step after the first ``mark``, the last first."""
    while s.steps[0] > mark:
        s.steps[0] -= 1
        m, t = s.logged[s.steps[0]], s.before[s.steps[0]]
        if t >= 0:
            put(b, m, t)
        else:
            take(b, m)


@part
def carry_out(b: Board, s: Trail, end: int, slot: int, mark: int) -> bool:
    """Do the moves from the queue's ``end`` back to its start; all, or none since ``mark``."""
    i, t = end, slot
    while i >= 0:
        m = s.queue[i]
        if b.slot[m] >= 0:
            unseat(b, s, m)
        if not slots_for(b, m, s.mask) or not has(s.mask, t):
            undo(b, s, mark)
            return False
        seat(b, s, m, t)
        t = s.via[i]
        i = s.parent[i]
    return True


@part
def seat_instead(b: Board, s: Trail, m: int, t: int, out: Ints, going: int) -> bool:
    """Put ``m`` into ``t`` in place of the first ``going`` of ``out``; all of it, or nothing."""
    mark = s.steps[0]
    for i in range(going):
        unseat(b, s, out[i])
    if may_add(b, m) and slots_for(b, m, s.mask) and has(s.mask, t):
        seat(b, s, m, t)
        return True
    undo(b, s, mark)
    return False


@inlined
def has_no_chance(b: Board, m: int) -> bool:
    """Whether no moves of others can make room: a side has all its meetings, or the zone no place in any slot."""
    return bool(full_side(b, m) >= 0 or (b.zone[m] >= 0 and not b.open[b.zone[m]].any()))


@inlined
def look(s: Trail, tail: int, parent: int, m: int, t: int) -> int:
    """Add ``m`` to the queue; its new end."""
    s.queue[tail], s.parent[tail], s.via[tail] = m, parent, t
    s.seen[m] = s.number[0]
    return tail + 1


@part
def look_further(b: Board, s: Trail, i: int, tail: int, limit: int) -> int:
    """Add the meetings that stand alone in the way of the one at ``i``; the new end of the queue."""
    x = s.queue[i]
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
                if tail < limit and s.seen[y] != s.number[0] and frees(b, x, t, y):
                    tail = look(s, tail, i, y, t)
                number += 1
                y = obstacle(b, p, x, t, number, full)
            if full:
                break
    return tail


@inlined
def lacks_only_place(b: Board, m: int, t: int) -> bool:
    """Whether ``m`` could sit in slot ``t`` if only its zone had a place left there."""
    if not has(b.possible[m], t) or has(b.open[b.zone[m]], t):
        return False
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t) or has(b.barred[p], t):
            return False
        if len(b.ways.distance) > 0 and not in_time(b.ways, p, m, t, -1, -1, b.hall, 0):
            return False
    return True


@inlined
def gives_place(b: Board, s: Trail, x: int, m: int) -> bool:
    """Whether ``x`` can leave its place to ``m`` and sit in another slot (`mask`)."""
    return bool(b.zone[x] == b.zone[m] and b.pinned[x] < 0 and x != m and slots_for(b, x, s.mask))
