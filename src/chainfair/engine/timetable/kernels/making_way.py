"""Who is in the way of a meeting, who may go for it, and what that is worth."""

import numpy as np

from chainfair.engine.compiled import inlined, part
from chainfair.engine.timetable.kernels.board import Board, breaks, has
from chainfair.engine.timetable.kernels.walking import in_time, too_near
from chainfair.engine.timetable.problem import Ints, Longs


@inlined
def full_side(b: Board, m: int) -> int:
    """A party of ``m`` that can hold no meeting more, or -1."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        seats = np.uint64(0)
        for w in range(b.free.shape[1]):
            seats |= b.free[p, w] & ~b.barred[p, w]
        if b.held[p] >= b.maximum[p] or seats == 0:
            return int(p)
    return -1


@inlined
def takes_part(b: Board, p: int, t: int, m: int) -> bool:
    """Whether participant ``p`` sits in meeting ``m`` in slot ``t``."""
    for row in range(b.seat_start[p], b.seat_start[p + 1]):
        if b.at[row, t] == m:
            return True
    return False


@inlined
def frees(b: Board, m: int, t: int, y: int) -> bool:
    """Whether moving ``y`` out of slot ``t`` makes the slot free for ``m``."""
    if b.pinned[y] >= 0:
        return False
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t) and not takes_part(b, p, t, y):
            return False
        if has(b.barred[p], t) and not (b.slot[m] >= 0 and b.day[b.slot[m]] == b.day[t]):
            return False
        if len(b.ways.distance) > 0 and not in_time(b.ways, p, m, t, y, -1, b.hall, 0):
            return False
    zone = b.zone[m]
    return bool(zone < 0 or has(b.open[zone], t) or (b.zone[y] == zone and b.slot[y] == t))


@part
def obstacle(b: Board, p: int, m: int, t: int, number: int, full: bool) -> int:
    """The meeting of ``p`` of this ``number`` in the way of ``m`` in ``t``: there if it is ``full``, else near it."""
    if not full:
        return int(too_near(b.ways, p, m, t, number))
    row = b.seat_start[p] + number
    return int(b.at[row, t]) if row < b.seat_start[p + 1] else -1


@inlined
def shares(b: Board, p: int, meetings: Ints, count: int) -> bool:
    """Whether ``p`` is a party of one of the first ``count`` meetings."""
    for i in range(count):
        for k in range(b.party_start[meetings[i]], b.party_start[meetings[i] + 1]):
            if b.party[k] == p:
                return True
    return False


@inlined
def add_out(b: Board, out: Ints, count: int, y: int) -> int:
    """Add ``y`` to those who must go, once; -1 where it cannot."""
    if y < 0 or b.pinned[y] >= 0 or count < 0 or count == len(out):
        return -1
    for k in range(count):
        if out[k] == y:
            return count
    out[count] = y
    return count + 1


@inlined
def against_rules(b: Board, m: int, t: int, out: Ints, count: int) -> int:
    """Add the meetings whose rules ``m`` would break in slot ``t`` to those who must go."""
    for k in range(b.rule_start[m], b.rule_start[m + 1]):
        if count >= 0 and breaks(b.turn[k], t, b.slot[b.rule[k]]):
            count = add_out(b, out, count, b.rule[k])
    return count


@part
def against_ways(b: Board, m: int, t: int, worth: Longs, out: Ints, count: int) -> int:
    """Add the lightest meetings that leave a party of ``m`` no time to walk to slot ``t`` to those who must go."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        while count >= 0 and not in_time(b.ways, p, m, t, -1, -1, out, count):
            found, number = -1, 0
            near = too_near(b.ways, p, m, t, 0)
            while near >= 0:
                known = False
                for i in range(count):
                    known |= out[i] == near
                if not known and b.pinned[near] < 0 and (found < 0 or worth[near] < worth[found]):
                    found = near
                number += 1
                near = too_near(b.ways, p, m, t, number)
            count = add_out(b, out, count, found)
    return count


@inlined
def lightest(b: Board, p: int, day: int, worth: Longs) -> int:
    """The meeting of ``p`` that is worth least and may go, of one day or (day -1) of all; -1 = none."""
    found = -1
    for k in range(b.of_start[p], b.of_start[p + 1]):
        m = b.of[k]
        if b.slot[m] < 0 or b.pinned[m] >= 0 or (day >= 0 and b.day[b.slot[m]] != day):
            continue
        if found < 0 or worth[m] < worth[found]:
            found = m
    return found


@inlined
def lightest_then(b: Board, p: int, t: int, worth: Longs) -> int:
    """The meeting of ``p`` in slot ``t`` that is worth least and may go; -1 = none."""
    found = -1
    for row in range(b.seat_start[p], b.seat_start[p + 1]):
        y = b.at[row, t]
        if y >= 0 and b.pinned[y] < 0 and (found < 0 or worth[y] < worth[found]):
            found = y
    return found


@inlined
def add_for_place(
    b: Board, zone: int, t: int, first: int, looks: int, worth: Longs, out: Ints, count: int
) -> int:
    """Add the lightest meeting that gives up a place of a full zone in slot ``t``, unless one that goes does already.

    Looks at ``looks`` meetings of the slot at most, from the ``first`` on, round about.
    """
    for i in range(count):
        if b.zone[out[i]] == zone and b.slot[out[i]] == t:
            return count
    found = -1
    for n in range(min(b.crowd[t], looks)):
        y = b.members[t, (first + n) % b.crowd[t]]
        if b.zone[y] == zone and b.pinned[y] < 0 and (found < 0 or worth[y] < worth[found]):
            found = y
    return add_out(b, out, count, found)


@inlined
def gain_of(b: Board, m: int, out: Ints, count: int, worth: Longs, minimum: Ints, guarantee: int) -> int:
    """Worth of ``m`` less that of those who go for it, guaranteed minimums counted first."""
    gain = worth[m]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if b.held[p] < minimum[p] and not shares(b, p, out, count):
            gain += guarantee
    for i in range(count):
        gain -= worth[out[i]]
        for k in range(b.party_start[out[i]], b.party_start[out[i] + 1]):
            p = b.party[k]
            mine = False
            for j in range(b.party_start[m], b.party_start[m + 1]):
                mine |= b.party[j] == p
            if not mine and b.held[p] <= minimum[p]:
                gain -= guarantee
    return int(gain)
