"""Least disturbance: a meeting that lost its slot finds another by few moves, or in place of something lighter."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Board, has, slots_for, take
from chainfair.engine.timetable.kernels.making_way import (
    add_for_place,
    add_out,
    against_rules,
    against_ways,
    full_side,
    gain_of,
    lightest,
    lightest_then,
    shares,
)
from chainfair.engine.timetable.kernels.shifting import Desk, moved_others, room_left, shift
from chainfair.engine.timetable.kernels.trail import seat_instead
from chainfair.engine.timetable.problem import Ints


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
    """Write the least worthy meetings that must go for ``m`` to sit in ``t`` to ``d.out``; how many, -1 = no way."""
    count = 0
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t):
            count = add_out(b, d.out, count, lightest_then(b, p, t, d.worth))
        elif has(b.barred[p], t):
            count = add_out(b, d.out, count, lightest(b, p, b.day[t], d.worth))
        if count >= 0 and b.held[p] >= b.maximum[p] and not shares(b, p, d.out, count):
            count = add_out(b, d.out, count, lightest(b, p, -1, d.worth))
    count = against_rules(b, m, t, d.out, count)
    if count >= 0 and len(b.ways.distance) > 0 and b.hall[m] >= 0:
        count = against_ways(b, m, t, d.worth, d.out, count)
    zone = b.zone[m]
    if count >= 0 and zone >= 0 and not has(b.open[zone], t):
        count = add_for_place(b, zone, t, 0, b.crowd[t], d.worth, d.out, count)
    return count


@part
def _cheapest(b: Board, d: Desk, m: int) -> tuple[int, int]:
    """The slot where ``m`` gains most over those it puts out (`best_out`), and how many they are; -1 = none."""
    best, best_gain, best_count = -1, d.worth[m] * d.margin // 100, 0
    for t in range(len(b.day)):
        if not has(b.possible[m], t) or _most_gain(b, d, m, t) <= best_gain:
            continue
        going = _in_the_way(b, d, m, t)
        if going < 0:
            continue
        gain = gain_of(b, m, d.out, going, d.worth, d.minimum, d.guarantee)
        if gain > best_gain:
            best, best_gain, best_count = t, gain, going
            for i in range(going):
                d.best_out[i] = d.out[i]
    return best, best_count


@part
def _settle_one(b: Board, d: Desk, first: int, most: int, exchanges: int) -> bool:
    """Place ``first`` by moves, else in place of lighter meetings that look for room in their turn; whether it sits.

    Each exchange gains, so the whole does. At most ``most`` others are moved.
    """
    d.trail.steps[0] = 0
    d.waiting[0] = first
    count, swaps = 1, 0
    while count > 0:
        count -= 1
        m = d.waiting[count]
        left = most - moved_others(b, d)
        other = d.start[m] >= 0 and not d.hit[m]
        if shift(b, d.trail, m, left - other):
            continue
        if swaps >= exchanges or not room_left(d.trail):
            continue
        t, going = _cheapest(b, d, m)
        if t < 0 or count + going > len(d.waiting) or (other and left <= 0):
            continue
        if seat_instead(b, d.trail, m, t, d.best_out, going):
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
        used += moved_others(b, d)
    return used


@kernel
def fill(b: Board, d: Desk, order: Ints, each: int, spare: int, exchanges: int, tries: int, wins: int) -> int:
    """Let the meetings of ``order`` that have no slot stand by for what became free; how many others were moved.

    Ends after ``tries`` searches, or ``wins`` meetings placed.
    """
    used = 0
    if exchanges > 0:
        _find_floors(b, d)
    for m in order:
        if tries <= 0 or wins <= 0:
            break
        if b.slot[m] >= 0 or (exchanges == 0 and full_side(b, m) >= 0):
            continue
        tries -= 1
        if _settle_one(b, d, m, min(each, spare - used), exchanges):
            wins -= 1
            if exchanges > 0:
                _find_floors(b, d)
        used += moved_others(b, d)
    return used


@kernel
def easiest_out(b: Board, d: Desk, zone: int, t: int, first: Ints, count: int, found: Ints) -> int:
    """Write ``count`` meetings of a zone and slot that can go at least cost to ``found``; how many may go.

    Those of ``first`` go before others. Whoever has a free slot elsewhere costs nothing, the others what they are
    worth. O(n log n) for the n meetings of the slot.
    """
    cost = np.full(b.crowd[t], np.int64(1) << 62, np.int64)
    for n in range(b.crowd[t]):
        y = b.members[t, n]
        if b.zone[y] == zone and b.pinned[y] < 0:
            cost[n] = 0 if slots_for(b, y, d.trail.mask) else d.worth[y] + 1
            cost[n] += np.int64(1) << 60
    for y in first:
        if b.slot[y] == t and np.int64(1) << 60 <= cost[b.member[y]] < np.int64(1) << 62:
            cost[b.member[y]] -= np.int64(1) << 60
    some = 0
    for n in np.argsort(cost, kind="mergesort")[:count]:
        if cost[n] < np.int64(1) << 62:
            found[some] = b.members[t, n]
            some += 1
    return some


@kernel
def clear_for(b: Board, d: Desk, m: int, t: int) -> int:
    """Put out what is in the way of ``m`` in slot ``t`` and seat it there; how many went (`best_out`), -1 = none did.

    ``m`` has no slot. What is pinned stays, and then ``m`` stays out too.
    """
    d.trail.steps[0] = 0
    going = _in_the_way(b, d, m, t)
    if going < 0:
        return -1
    for i in range(going):
        d.best_out[i] = d.out[i]
    return going if seat_instead(b, d.trail, m, t, d.best_out, going) else -1


@kernel
def take_out(b: Board, meetings: Ints) -> None:
    """Take all these out of their slots."""
    for m in meetings:
        take(b, m)
