"""Chains: the meetings of two slots that must change over together, what that costs, and how it is done."""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import inlined, part
from chainfair.engine.timetable.kernels.board import Words, breaks
from chainfair.engine.timetable.kernels.days import (
    NOTHING,
    ONE,
    Days,
    bit,
    enter,
    gaps_in,
    gaps_with_ways,
    hall_at,
    leave,
    note,
    ones,
    parties,
    plans_ways,
    seats,
    taken,
)
from chainfair.engine.timetable.kernels.walking import HALL, SLOT, people_needed
from chainfair.engine.timetable.problem import Ints

LONGEST = 128
"""Meetings in a chain at most; longer ones hardly ever pay."""
SAMPLES = 80
"""Meetings looked at for one that goes the other way where places are full."""
TURNS = 8
"""Chains the other way at most."""
IMPOSSIBLE = 1 << 30


class Prices(NamedTuple):
    """What discomfort costs."""

    gap: int
    rush: int
    person_day: int
    moved: int
    spread: int
    """Greatest allowed spread of gaps, -1 = any."""
    excess: int
    """What each gap beyond the spread costs."""


class Lane(NamedTuple):
    """Working memory of one thread, and the days that it may change."""

    days: Ints
    slots: Ints
    """Slots of these days."""
    chain: Ints
    person: Ints
    net: Ints
    """Meetings more in the second slot, for each of `person`."""
    size: Ints
    """[2] meetings in `chain`, participants in `person`."""
    seen: Ints
    """[N] number of the proposal that touched the meeting last."""
    met: Ints
    """[P] the same of the participant."""
    place: Ints
    """[P] index in `person`."""
    balance: Ints
    """[Z] places more in the second slot."""
    state: Words
    """[2] random state, number of the proposal."""
    most: Ints
    """[1] meetings in the fullest slot."""
    crew: Ints
    """[6, meetings] working memory of `people_needed`."""


@inlined
def random(c: Lane, below: int) -> int:
    """A random number from 0 to ``below`` - 1 (splitmix64, Steele, Lea and Flood 2014)."""
    c.state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = c.state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.int64(((z >> np.uint64(32)) * np.uint64(below)) >> np.uint64(32))  # type: ignore[return-value]


@inlined
def one_of(c: Lane, word: np.uint64) -> int:
    """A random bit of ``word``, which has one."""
    x = word
    for _ in range(random(c, ones(x))):
        x &= x - ONE
    return ones((x & (~x + ONE)) - ONE)


@inlined
def _push(d: Days, c: Lane, m: int, s: int) -> None:
    """Add ``m`` to the chain."""
    number = np.int64(c.state[1])
    c.seen[m] = number
    c.chain[c.size[0]] = m
    c.size[0] += 1
    step = 1 if d.slot[m] == s else -1
    if d.zone[m] >= 0:
        c.balance[d.zone[m]] += step
    low, high = parties(d, m)
    for k in range(low, high):
        p = d.party[k]
        if c.met[p] != number:
            c.met[p] = number
            c.place[p] = c.size[1]
            c.person[c.size[1]] = p
            c.net[c.size[1]] = 0
            c.size[1] += 1
        c.net[c.place[p]] += step


@inlined
def may_move(d: Days, c: Lane, m: int, target: int) -> bool:
    """Whether ``m`` can be held in ``target`` and keeps its rules there, given who leaves it with the chain."""
    day = d.day[target]
    if (d.possible[m, day] >> np.uint64(target - d.first[day])) & ONE == NOTHING:
        return False
    if len(d.rule) == 0:
        return True
    for k in range(d.rule_start[m], d.rule_start[m + 1]):
        y = d.rule[k]
        # Of two that change places, one would come to the wrong side of the other; apart they may.
        leaves = d.turn[k] == 0 and c.seen[y] == np.int64(c.state[1])
        if breaks(d.turn[k], target, d.slot[y]) and not leaves:
            return False
    return True


@inlined
def _push_apart(d: Days, c: Lane, m: int, target: int, s: int) -> bool:
    """Add whoever is in ``target`` and may not be in the same slot as ``m`` to the chain; whether there is room."""
    for k in range(d.rule_start[m], d.rule_start[m + 1]):
        y = d.rule[k]
        if d.turn[k] == 0 and d.slot[y] == target and c.seen[y] != np.int64(c.state[1]):
            if c.size[0] == LONGEST:
                return False
            _push(d, c, y, s)
    return True


@inlined
def has_seat(d: Days, p: int, day: int, i: int) -> bool:
    """Whether ``p`` has a seat left in slot ``i`` of a day."""
    first, end = seats(d, p)
    return bool(taken(d, p, day, i) < end - first)


@inlined
def _grow(d: Days, c: Lane, s: int, t: int, start: int) -> bool:
    """Follow the chain from index ``start`` on, until everybody has a seat; whether all can change over."""
    number = np.int64(c.state[1])
    i = start
    while i < c.size[0]:
        m = c.chain[i]
        target = t if d.slot[m] == s else s
        if len(d.rule) > 0 and not _push_apart(d, c, m, target, s):
            return False
        if not may_move(d, c, m, target):
            return False
        day = d.day[target]
        at = target - d.first[day]
        low, high = parties(d, m)
        for k in range(low, high):
            p = d.party[k]
            row, end = seats(d, p)
            more = c.net[c.place[p]] if target == t else -c.net[c.place[p]]
            over = taken(d, p, day, at) + more - (end - row)
            while over > 0 and row < end:
                y = d.at[day, row, at]
                row += 1
                if y >= 0 and c.seen[y] != number:
                    if c.size[0] == LONGEST:
                        return False
                    _push(d, c, y, s)
                    over -= 1
        i += 1
    return True


@inlined
def _overfull(d: Days, c: Lane, s: int, t: int) -> int:
    """A slot and zone the chain would overfill, as zone * slots + slot; -1 if none."""
    for i in range(c.size[0]):
        zone = d.zone[c.chain[i]]
        if zone >= 0:
            if c.balance[zone] > d.left[t, zone]:
                return int(zone * len(d.day) + t)
            if -c.balance[zone] > d.left[s, zone]:
                return int(zone * len(d.day) + s)
    return -1


@inlined
def _changed(d: Days, p: int, day: int, i: int, more: int) -> np.uint64:
    """The word of ``p`` with ``more`` meetings in slot ``i`` of the day."""
    busy: np.uint64 = d.busy[day, p] | bit(i)
    if taken(d, p, day, i) + more == 0:
        busy ^= bit(i)
    return busy


@part
def _gap_change_with_ways(d: Days, p: int, s: int, t: int) -> int:
    """Gaps more for ``p``, who has one seat and walks, if what it has in ``s`` and ``t`` changed places."""
    ds, dt = d.day[s], d.day[t]
    here = gaps_with_ways(d, p, ds, s, t)
    there = gaps_with_ways(d, p, dt, s, t) if ds != dt else 0
    if here < 0 or there < 0:
        return IMPOSSIBLE
    change = here - gaps_with_ways(d, p, ds, -1, -1)
    return change + there - gaps_with_ways(d, p, dt, -1, -1) if ds != dt else change


@inlined
def _gap_change(d: Days, p: int, s: int, t: int, net: int) -> tuple[int, int]:
    """Gaps and days more for ``p`` with ``net`` meetings moved from ``s`` to ``t``; many gaps where it cannot walk."""
    ds, dt = d.day[s], d.day[t]
    i, j = s - d.first[ds], t - d.first[dt]
    if plans_ways(d, p):
        days = 0
        if ds != dt and net != 0:
            days += int(_changed(d, p, ds, i, -net) != NOTHING) - int(d.busy[ds, p] != NOTHING)
            days += int(_changed(d, p, dt, j, net) != NOTHING) - int(d.busy[dt, p] != NOTHING)
        return _gap_change_with_ways(d, p, s, t), days
    before, after = d.busy[ds, p], _changed(d, p, ds, i, -net)
    if ds == dt:
        after = (after & ~bit(j)) | (_changed(d, p, dt, j, net) & bit(j))
        return gaps_in(d, p, ds, after) - gaps_in(d, p, ds, before), 0
    there, then = d.busy[dt, p], _changed(d, p, dt, j, net)
    gaps = gaps_in(d, p, ds, after) - gaps_in(d, p, ds, before)
    gaps += gaps_in(d, p, dt, then) - gaps_in(d, p, dt, there)
    days = int(after != NOTHING) - int(before != NOTHING) + int(then != NOTHING) - int(there != NOTHING)
    return gaps, days


@inlined
def _rush_change(d: Days, p: int, s: int, t: int) -> int:
    """Rushes more for ``p``, who has one seat, when its meetings in ``s`` and ``t`` change places."""
    ds, dt = d.day[s], d.day[t]
    a, b = hall_at(d, p, ds, s - d.first[ds]), hall_at(d, p, dt, t - d.first[dt])
    if a == b:
        return 0
    change = 0
    for turn in range(2):
        old, new = (a, b) if turn == 0 else (b, a)
        here, other = (s, t) if turn == 0 else (t, s)
        day = ds if turn == 0 else dt
        for side in range(-1, 2, 2):
            k = here + side
            if k == other or k < d.first[day] or k >= d.first[day + 1] or not d.near[min(k, here)]:
                continue
            hall = hall_at(d, p, day, k - d.first[day])
            if hall >= 0:
                change += int(new >= 0 and new != hall) - int(old >= 0 and old != hall)
    return change


@inlined
def party_cost(d: Days, v: Prices, p: int, s: int, t: int, net: int) -> int:
    """What it costs ``p`` to have ``net`` meetings fewer in ``s`` and more in ``t``, or to exchange two (0)."""
    cost = 0
    if net != 0 or plans_ways(d, p):
        gaps, days = _gap_change(d, p, s, t, net)
        cost = v.gap * gaps + v.person_day * days
    if d.walks[p]:
        cost += v.rush * _rush_change(d, p, s, t)
    return cost


@inlined
def leaving(d: Days, v: Prices, m: int, target: int) -> int:
    """What it costs that ``m`` leaves its slot of the previous timetable for ``target``, or returns to it."""
    if len(d.previous) == 0 or d.previous[m] < 0:
        return 0
    return v.moved * (int(d.slot[m] == d.previous[m]) - int(target == d.previous[m]))


@inlined
def _alone(d: Days, c: Lane, v: Prices, y: int, target: int, limit: int) -> int:
    """What it costs to move ``y`` alone to ``target``; IMPOSSIBLE where it cannot, or reaches ``limit`` on the way."""
    number = np.int64(c.state[1])
    if not may_move(d, c, y, target):
        return IMPOSSIBLE
    day = d.day[target]
    cost = leaving(d, v, y, target)
    low, high = parties(d, y)
    for k in range(low, high):
        p = d.party[k]
        if cost >= limit or c.met[p] == number or not has_seat(d, p, day, target - d.first[day]):
            return IMPOSSIBLE
        cost += party_cost(d, v, p, d.slot[y], target, 1)
    return cost


@inlined
def _counterpart(d: Days, c: Lane, v: Prices, zone: int, slot: int, target: int) -> int:
    """A meeting of a full ``zone`` and ``slot`` to go to ``target`` in return: the cheapest of a sample; -1 = none."""
    found, least = -1, IMPOSSIBLE
    for _ in range(SAMPLES if d.crowd[slot] > 0 else 0):
        y = d.members[slot, random(c, d.crowd[slot])]
        if d.zone[y] != zone:
            continue
        cost = _alone(d, c, v, y, target, least)
        if cost < least or found < 0:
            found, least = y, cost
            if cost <= 0:
                break
    return found


@inlined
def _balance(d: Days, c: Lane, v: Prices, s: int, t: int) -> bool:
    """Add chains the other way where places would run out; whether that succeeds."""
    for _ in range(TURNS):
        full = _overfull(d, c, s, t)
        if full < 0:
            return True
        slot = full % len(d.day)
        y = _counterpart(d, c, v, full // len(d.day), slot, s if slot == t else t)
        start = c.size[0]
        if y < 0 or c.seen[y] == np.int64(c.state[1]) or start == LONGEST:
            return False
        _push(d, c, y, s)
        if not _grow(d, c, s, t, start):
            return False
    return False


@part
def _in_time(d: Days, c: Lane, s: int, t: int) -> bool:
    """Whether everybody has time to walk once the chain has changed over."""
    for i in range(c.size[1]):
        p = c.person[i]
        if d.walks[p] and _gap_change_with_ways(d, p, s, t) == IMPOSSIBLE:
            return False
        if d.crews[p]:
            if _crew(d, c, p, s, t, s) > d.seat_start[p + 1] - d.seat_start[p]:
                return False
            other = d.sitting[s, 0] != d.sitting[t, 0]
            if other and _crew(d, c, p, s, t, t) > d.seat_start[p + 1] - d.seat_start[p]:
                return False
    return True


@part
def _crew(d: Days, c: Lane, p: int, s: int, t: int, u: int) -> int:
    """People whom ``p`` needs in the session of slot ``u`` once the chain has changed over between ``s`` and ``t``."""
    number, count = np.int64(c.state[1]), 0
    day, first, end = d.day[u], d.sitting[u, 0], d.sitting[u, 1]
    for v in range(first, end):
        for row in range(d.seat_start[p], d.seat_start[p + 1]):
            m = d.at[day, row, v - d.first[day]]
            if m >= 0 and d.hall[m] >= 0 and c.seen[m] != number:
                c.crew[SLOT, count], c.crew[HALL, count] = v, d.hall[m]
                count += 1
    for i in range(c.size[0]):
        m = c.chain[i]
        v = t if d.slot[m] == s else s
        low, high = parties(d, m)
        for k in range(low, high):
            if d.party[k] == p and d.hall[m] >= 0 and first <= v < end:
                c.crew[SLOT, count], c.crew[HALL, count] = v, d.hall[m]
                count += 1
    return int(people_needed(d.distance, c.crew, count))


@inlined
def propose(d: Days, c: Lane, v: Prices, s: int, t: int, m: int) -> bool:
    """Make the chain that moves ``m`` from ``s`` to ``t``, with more chains where places would run out."""
    c.state[1] += ONE
    c.size[0] = 0
    c.size[1] = 0
    _push(d, c, m, s)
    fits = _grow(d, c, s, t, 0) and _balance(d, c, v, s, t)
    for i in range(c.size[0]):
        if d.zone[c.chain[i]] >= 0:
            c.balance[d.zone[c.chain[i]]] = 0
    if fits and d.day[s] != d.day[t]:
        for i in range(c.size[1]):
            p = c.person[i]
            day = d.day[t] if c.net[i] > 0 else d.day[s]
            if c.net[i] != 0 and d.day_held[day, p] + abs(c.net[i]) > d.daily_maximum[p]:
                return False
    return fits and (len(d.distance) == 0 or _in_time(d, c, s, t))


@inlined
def delta(d: Days, c: Lane, v: Prices, s: int, t: int) -> int:
    """The change of discomfort if the chain changes over, spread left aside."""
    cost = 0
    for i in range(c.size[1]):
        cost += party_cost(d, v, c.person[i], s, t, c.net[i])
    for i in range(c.size[0]):
        m = c.chain[i]
        cost += leaving(d, v, m, t if d.slot[m] == s else s)
    return cost


@inlined
def excess(d: Days, v: Prices) -> int:
    """Gaps beyond what the spread allows, summed over participants."""
    least, total = -1, 0
    for gaps in range(len(d.people_with)):
        if d.people_with[gaps] > 0:
            if least < 0:
                least = gaps
            total += max(0, gaps - least - v.spread) * d.people_with[gaps]
    return total


@inlined
def shift_gaps(d: Days, c: Lane, s: int, t: int, sign: int) -> None:
    """Count the gaps of everybody in the chain as they would be, or (``sign`` -1) as they were."""
    for i in range(c.size[1]):
        p = c.person[i]
        if c.net[i] != 0 or plans_ways(d, p):
            gaps, _ = _gap_change(d, p, s, t, c.net[i])
            d.people_with[d.gaps[p]] -= 1
            d.gaps[p] += sign * gaps
            d.people_with[d.gaps[p]] += 1


@inlined
def carry_out(d: Days, c: Lane, s: int, t: int) -> None:
    """Let the chain change over."""
    ds, dt = d.day[s], d.day[t]
    i, j = s - d.first[ds], t - d.first[dt]
    for k in range(c.size[0]):
        leave(d, c.chain[k])
    for k in range(c.size[0]):
        m = c.chain[k]
        enter(d, m, t if d.slot[m] == s else s)
    for k in range(c.size[1]):
        p, net = c.person[k], c.net[k]
        if net != 0:
            here = False
            there = False
            first, end = seats(d, p)
            for row in range(first, end):
                here |= d.at[ds, row, i] >= 0
                there |= d.at[dt, row, j] >= 0
            d.busy[ds, p] = (d.busy[ds, p] | bit(i)) if here else (d.busy[ds, p] & ~bit(i))
            d.busy[dt, p] = (d.busy[dt, p] | bit(j)) if there else (d.busy[dt, p] & ~bit(j))
            d.day_held[ds, p] -= net
            d.day_held[dt, p] += net
        if net != 0 or d.walks[p]:
            note(d, p, ds)
            if ds != dt:
                note(d, p, dt)
