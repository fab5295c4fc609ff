"""Least disturbance: a meeting that lost its slot finds another by few moves, or in place of something lighter.

Every step is written down, so that a try that leads nowhere, or too far, is taken back whole.
"""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Board, Words, has, may_add, put, slots_for, take
from chainfair.engine.timetable.kernels.placing import best_slot
from chainfair.engine.timetable.problem import Ints, Longs


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
def _place(b: Board, d: Desk, m: int, t: int) -> None:
    d.logged[d.steps[0]], d.before[d.steps[0]] = m, -1
    d.steps[0] += 1
    put(b, m, t)


@part
def _remove(b: Board, d: Desk, m: int) -> None:
    d.logged[d.steps[0]], d.before[d.steps[0]] = m, take(b, m)
    d.steps[0] += 1


@part
def _undo(b: Board, d: Desk, mark: int) -> None:
    """Take back every step after the first ``mark``."""
    while d.steps[0] > mark:
        d.steps[0] -= 1
        m, t = d.logged[d.steps[0]], d.before[d.steps[0]]
        if t >= 0:
            put(b, m, t)
        else:
            take(b, m)


@part
def _moved_others(b: Board, d: Desk, own: int) -> int:
    """Meetings but ``own`` that the running try takes from the slot they had before the change to another one.

    Those that it brings back there count against them.
    """
    count = 0
    for i in range(d.steps[0]):
        m = d.logged[i]
        fresh = m != own
        for j in range(i):
            fresh &= d.logged[j] != m
        if fresh and d.start[m] >= 0:
            was, now = d.before[i], b.slot[m]
            count += (now >= 0 and now != d.start[m]) - (was >= 0 and was != d.start[m])
    return count


@part
def _room_left(d: Desk) -> bool:
    """Whether the log has room for another chain."""
    return bool(d.steps[0] + 64 < len(d.logged))


@part
def _sits(b: Board, p: int, t: int, m: int) -> bool:
    for row in range(b.seat_start[p], b.seat_start[p + 1]):
        if b.at[row, t] == m:
            return True
    return False


@part
def _frees(b: Board, m: int, t: int, y: int) -> bool:
    """Whether moving ``y`` out of slot ``t`` makes the slot free for ``m``."""
    if b.pinned[y] >= 0:
        return False
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t) and not _sits(b, p, t, y):
            return False
        if has(b.barred[p], t) and not (b.slot[m] >= 0 and b.day[b.slot[m]] == b.day[t]):
            return False
    zone = b.zone[m]
    return bool(zone < 0 or has(b.open[zone], t) or b.zone[y] == zone)


@part
def _carry_out(b: Board, d: Desk, end: int, slot: int, mark: int) -> bool:
    """Do the moves from the queue's ``end`` back to its start; all, or none since ``mark``."""
    i, t = end, slot
    while i >= 0:
        m = d.queue[i]
        if b.slot[m] >= 0:
            _remove(b, d, m)
        if not slots_for(b, m, d.mask) or not has(d.mask, t):
            _undo(b, d, mark)
            return False
        _place(b, d, m, t)
        t = d.via[i]
        i = d.parent[i]
    return True


@part
def _ends_free(b: Board, d: Desk, i: int, mark: int) -> bool:
    """Finish if the meeting at ``i`` has a free slot."""
    m = d.queue[i]
    return slots_for(b, m, d.mask) and _carry_out(b, d, i, best_slot(b, m, d.mask, 0), mark)


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
        n = 0
        while fits and n < b.crowd[t]:
            x = b.members[t, n]
            n += 1
            if b.zone[x] == zone and b.pinned[x] < 0 and x != m and slots_for(b, x, d.mask):
                target = best_slot(b, x, d.mask, 0)
                _remove(b, d, x)
                _place(b, d, x, target)
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
            if has(b.free[p], t):
                continue
            for row in range(b.seat_start[p], b.seat_start[p + 1]):
                y = b.at[row, t]
                if y >= 0 and tail < len(d.queue) and d.seen[y] != d.number[0] and _frees(b, x, t, y):
                    tail = _look(d, tail, i, y, t)
            break
    return tail


@part
def _no_time(b: Board, m: int) -> bool:
    """Whether some party has no seat left in all, so that moves alone cannot help."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        some = np.uint64(0)
        for w in range(b.free.shape[1]):
            some |= b.free[p, w] & ~b.barred[p, w]
        if some == 0:
            return True
    return False


@part
def shift(b: Board, d: Desk, m: int, most: int) -> bool:
    """Place ``m`` by moving as few other meetings as possible, ``most`` at most; nothing changes where it fails.

    Breadth first: all ways with k moves before any with k + 1. O(len(queue) T) without shared places.
    """
    if not may_add(b, m) or _no_time(b, m) or not _room_left(d):
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


@part
def _shares(b: Board, p: int, meetings: Ints, count: int) -> bool:
    for i in range(count):
        for k in range(b.party_start[meetings[i]], b.party_start[meetings[i] + 1]):
            if b.party[k] == p:
                return True
    return False


@part
def _must_go(b: Board, out: Ints, count: int, y: int) -> int:
    """Add ``y`` to those who must go, once; -1 where it cannot."""
    if y < 0 or b.pinned[y] >= 0 or count < 0 or count == len(out):
        return -1
    for k in range(count):
        if out[k] == y:
            return count
    out[count] = y
    return count + 1


@part
def _lightest_of(b: Board, d: Desk, p: int, day: int) -> int:
    """The meeting of ``p`` that is worth least and may go, of one day or (day -1) of all; -1 = none."""
    found = -1
    for k in range(b.of_start[p], b.of_start[p + 1]):
        m = b.of[k]
        if b.slot[m] < 0 or b.pinned[m] >= 0 or (day >= 0 and b.day[b.slot[m]] != day):
            continue
        if found < 0 or d.worth[m] < d.worth[found]:
            found = m
    return found


@part
def _find_floors(b: Board, d: Desk) -> None:
    d.floor[:] = 1 << 62
    for t in range(len(b.day)):
        for n in range(b.crowd[t]):
            m = b.members[t, n]
            if b.zone[m] >= 0 and b.pinned[m] < 0:
                d.floor[b.zone[m], t] = min(d.floor[b.zone[m], t], d.worth[m])


@part
def _most_gain(b: Board, d: Desk, m: int, t: int) -> int:
    """No exchange for ``m`` in slot ``t`` gains more than this."""
    most = d.worth[m]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        most += d.guarantee * (b.held[b.party[k]] < d.minimum[b.party[k]])
    zone = b.zone[m]
    if zone >= 0 and not has(b.open[zone], t):
        most -= d.floor[zone, t]
    return int(most)


@part
def _in_the_way(b: Board, d: Desk, m: int, t: int) -> int:
    """Write the least worthy meetings that must go for ``m`` to sit in ``t`` to ``d.out``; how many, -1 = impossible."""
    count = 0
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t):
            found = -1
            for row in range(b.seat_start[p], b.seat_start[p + 1]):
                y = b.at[row, t]
                if y >= 0 and b.pinned[y] < 0 and (found < 0 or d.worth[y] < d.worth[found]):
                    found = y
            count = _must_go(b, d.out, count, found)
        elif has(b.barred[p], t):
            count = _must_go(b, d.out, count, _lightest_of(b, d, p, b.day[t]))
        if count >= 0 and b.held[p] >= b.maximum[p] and not _shares(b, p, d.out, count):
            count = _must_go(b, d.out, count, _lightest_of(b, d, p, -1))
    for k in range(b.after_start[m], b.after_start[m + 1]):
        other = b.after[k]
        u = b.slot[abs(other) - 1]
        if count >= 0 and u >= 0 and ((other > 0 and t >= u) or (other < 0 and t <= u)):
            count = _must_go(b, d.out, count, abs(other) - 1)
    zone = b.zone[m]
    if count >= 0 and zone >= 0 and not has(b.open[zone], t):
        for i in range(count):
            if b.zone[d.out[i]] == zone and b.slot[d.out[i]] == t:
                return count
        found = -1
        for n in range(b.crowd[t]):
            y = b.members[t, n]
            if b.zone[y] == zone and b.pinned[y] < 0 and (found < 0 or d.worth[y] < d.worth[found]):
                found = y
        count = _must_go(b, d.out, count, found)
    return count


@part
def _gain(b: Board, d: Desk, m: int, count: int) -> int:
    """Worth of ``m`` less that of those who go for it, guaranteed minimums counted first."""
    gain = d.worth[m]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if b.held[p] < d.minimum[p] and not _shares(b, p, d.out, count):
            gain += d.guarantee
    for i in range(count):
        y = d.out[i]
        gain -= d.worth[y]
        for k in range(b.party_start[y], b.party_start[y + 1]):
            p = b.party[k]
            mine = False
            for j in range(b.party_start[m], b.party_start[m + 1]):
                mine |= b.party[j] == p
            if not mine and b.held[p] <= d.minimum[p]:
                gain -= d.guarantee
    return int(gain)


@part
def _cheapest(b: Board, d: Desk, m: int) -> tuple[int, int]:
    """The slot where ``m`` gains most over those it puts out, who are written to ``best_out``, and how many; -1 = none."""
    best, best_gain, best_count = -1, d.worth[m] * d.margin // 100, 0
    for t in range(len(b.day)):
        if not has(b.possible[m], t) or _most_gain(b, d, m, t) <= best_gain:
            continue
        going = _in_the_way(b, d, m, t)
        if going < 0:
            continue
        gain = _gain(b, d, m, going)
        if gain > best_gain:
            best, best_gain, best_count = t, gain, going
            for i in range(going):
                d.best_out[i] = d.out[i]
    return best, best_count


@part
def _seat_instead(b: Board, d: Desk, m: int, t: int, going: int) -> bool:
    """Put ``m`` into ``t`` in place of the first ``going`` of ``best_out``; all of it, or nothing."""
    mark = d.steps[0]
    for i in range(going):
        _remove(b, d, d.best_out[i])
    if may_add(b, m) and slots_for(b, m, d.mask) and has(d.mask, t):
        _place(b, d, m, t)
        return True
    _undo(b, d, mark)
    return False


@part
def _settle_one(b: Board, d: Desk, first: int, most: int, exchanges: int) -> bool:
    """Place ``first`` by moves, else in place of lighter meetings that look for room in their turn; whether it sits.

    Each exchange gains, so the whole does. At most ``most`` others are moved.
    """
    d.steps[0] = 0
    d.waiting[0] = first
    count, swaps = 1, 0
    while count > 0:
        count -= 1
        m = d.waiting[count]
        used = _moved_others(b, d, first)
        if shift(b, d, m, most - used - (d.start[m] >= 0 and m != first)):
            continue
        if swaps >= exchanges or not _room_left(d):
            continue
        t, going = _cheapest(b, d, m)
        if t < 0 or count + going > len(d.waiting) or (m != first and d.start[m] >= 0 and used >= most):
            continue
        if _seat_instead(b, d, m, t, going):
            swaps += 1
            for i in range(going):
                d.waiting[count] = d.best_out[i]
                count += 1
    return bool(b.slot[first] >= 0)


@kernel
def settle_lost(b: Board, d: Desk, order: Ints, each: int, spare: int, exchanges: int) -> int:
    """Give each meeting of ``order`` a slot again, moving at most ``each`` others for it; how many moves of others.

    ``spare``: moves of others in all. A meeting for which there is no room, nor anything lighter, stays out.
    """
    used = 0
    if exchanges > 0:
        _find_floors(b, d)
    for m in order:
        if b.slot[m] >= 0:
            continue
        _settle_one(b, d, m, min(each, spare - used), exchanges)
        used += _moved_others(b, d, m)
    return used


@kernel
def fill(
    b: Board, d: Desk, order: Ints, each: int, spare: int, exchanges: int, tries: int, wins: int
) -> int:
    """Let the meetings of ``order`` that have no slot stand by for what became free; how many others were moved.

    Ends after ``tries`` searches, or ``wins`` meetings placed.
    """
    used = 0
    if exchanges > 0:
        _find_floors(b, d)
    for m in order:
        if tries <= 0 or wins <= 0:
            break
        if b.slot[m] >= 0 or (exchanges == 0 and (_no_time(b, m) or not may_add(b, m))):
            continue
        tries -= 1
        if _settle_one(b, d, m, min(each, spare - used), exchanges):
            wins -= 1
            if exchanges > 0:
                _find_floors(b, d)
        used += _moved_others(b, d, m)
    return used


@kernel
def easiest_out(b: Board, d: Desk, zone: int, t: int, count: int, found: Ints) -> int:
    """Write ``count`` meetings of a zone and slot that can go at least cost to ``found``; how many may go.

    Whoever has a free slot elsewhere costs nothing, the others what they are worth.
    """
    some = 0
    while some < count:
        best, best_cost = -1, 0
        for n in range(b.crowd[t]):
            y = b.members[t, n]
            if b.zone[y] != zone or b.pinned[y] >= 0:
                continue
            known = False
            for i in range(some):
                known |= found[i] == y
            if known:
                continue
            cost = 0 if slots_for(b, y, d.mask) else d.worth[y] + 1
            if best < 0 or cost < best_cost:
                best, best_cost = y, cost
        if best < 0:
            break
        found[some] = best
        some += 1
    return some


@kernel
def clear_for(b: Board, d: Desk, m: int, t: int) -> int:
    """Put out what is in the way of ``m`` in slot ``t`` and seat it there; how many went (`best_out`), -1 = none did.

    ``m`` has no slot. What is pinned stays, and then ``m`` stays out too.
    """
    d.steps[0] = 0
    going = _in_the_way(b, d, m, t)
    if going < 0:
        return -1
    for i in range(going):
        d.best_out[i] = d.out[i]
    return going if _seat_instead(b, d, m, t, going) else -1


@kernel
def take_out(b: Board, meetings: Ints) -> None:
    """Take all these out of their slots."""
    for m in meetings:
        take(b, m)
