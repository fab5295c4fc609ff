"""Comfortable days: annealing over chains of meetings, aimed at days with gaps and rushes."""

import numpy as np

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.timetable.kernels.chains import (
    IMPOSSIBLE,
    Lane,
    Prices,
    carry_out,
    delta,
    excess,
    has_seat,
    leaving,
    one_of,
    party_cost,
    propose,
    random,
    shift_gaps,
)
from chainfair.engine.timetable.kernels.days import NOTHING, ONE, Days, bit, enter, note, ones, parties, seats


@inlined
def _focus(d: Days, c: Lane) -> int:
    """A meeting to move: half the time one of a day with gaps or rushes; -1 = none."""
    chance = random(c, 4)
    if chance < 2:
        day = c.days[random(c, len(c.days))]
        many = d.bad_count[chance, day]
        if many > 0:
            p = d.bad[chance, day, random(c, many)]
            i, m = one_of(c, d.busy[day, p]), -1
            first, end = seats(d, p)
            for row in range(first, end):
                m = max(m, d.at[day, row, i])
            return int(m)
    t = c.slots[random(c, len(c.slots))]
    i = random(c, c.most[0])
    return int(d.members[t, i]) if i < d.crowd[t] else -1


@inlined
def _in_the_way(d: Days, v: Prices, y: int, q: int, s: int, t: int) -> int:
    """What it costs that ``y``, in the way of a meeting of ``q``, goes from ``t`` to ``s``."""
    day = d.day[s]
    i = s - d.first[day]
    if (d.possible[y, day] >> np.uint64(i)) & ONE == NOTHING:
        return IMPOSSIBLE
    cost = leaving(d, v, y, s)
    low, high = parties(d, y)
    for k in range(low, high):
        p = d.party[k]
        if p != q:
            cost += party_cost(d, v, p, t, s, 1) if has_seat(d, p, day, i) else v.gap // 2
    return cost


@inlined
def _promise(d: Days, v: Prices, m: int, s: int, t: int) -> int:
    """What moving ``m`` from ``s`` to ``t`` costs its parties and those of the meetings in the way.

    Whoever is in the way of these in turn is guessed to cost half a gap.
    """
    day = d.day[t]
    i = t - d.first[day]
    cost = leaving(d, v, m, t)
    low, high = parties(d, m)
    for k in range(low, high):
        q = d.party[k]
        if has_seat(d, q, day, i):
            cost += party_cost(d, v, q, s, t, 1)
        else:
            cost += party_cost(d, v, q, s, t, 0)
            cost += _in_the_way(d, v, d.at[day, seats(d, q)[0], i], q, s, t)
    return cost


@inlined
def _target(d: Days, c: Lane, v: Prices, m: int) -> int:
    """The slot of a day that promises most for ``m``, with some luck; -1 = none."""
    s = d.slot[m]
    own = d.day[s]
    day = own if random(c, 8) < 3 else c.days[random(c, len(c.days))]
    word = d.possible[m, day]
    if day == own:
        word &= ~bit(s - d.first[day])
    best, least = -1, IMPOSSIBLE
    while word != NOTHING:
        i = ones((word & (~word + ONE)) - ONE)
        word &= word - ONE
        t = d.first[day] + i
        cost = 4 * _promise(d, v, m, s, t) + random(c, 2 * v.gap)
        if cost < least:
            best, least = t, cost
    return best


@kernel
def anneal(d: Days, c: Lane, v: Prices, proposals: int, temperature: float) -> int:
    """Make ``proposals`` proposals at ``temperature``; the change of discomfort (below 0 = better).

    What is placed stays placed, and no constraint breaks. Accepted by Metropolis' rule. O(slots of a day + chain)
    for each proposal.
    """
    change = 0
    for _ in range(proposals):
        m = _focus(d, c)
        if m < 0:
            continue
        s, t = d.slot[m], _target(d, c, v, m)
        if t < 0 or not propose(d, c, v, s, t, m):
            continue
        cost = delta(d, c, v, s, t)
        if v.spread >= 0:
            cost -= v.excess * excess(d, v)
            shift_gaps(d, c, s, t, 1)
            cost += v.excess * excess(d, v)
        if cost <= 0 or random(c, 1 << 30) < np.exp(-cost / temperature) * (1 << 30):
            change += cost
            carry_out(d, c, s, t)
        elif v.spread >= 0:
            shift_gaps(d, c, s, t, -1)
    return int(change)


@kernel
def fill(d: Days) -> None:
    """Write all meetings into their slots, on empty days."""
    for m in range(len(d.slot)):
        t = d.slot[m]
        if t < 0:
            continue
        enter(d, m, t)
        day = d.day[t]
        low, high = parties(d, m)
        for k in range(low, high):
            d.busy[day, d.party[k]] |= bit(t - d.first[day])
            d.day_held[day, d.party[k]] += 1
    for day in range(len(d.busy)):
        for p in range(d.busy.shape[1]):
            note(d, p, day)
