"""Trading: long chains of moves by chance that end with more weight placed, or are taken back.

A chain begins with a meeting without a slot. It sits down where one meeting has to move on, and that one finds a slot
the same way, and so on: ejection chains (Glover 1996). A second one in the way may be given up, as may the one that
looks for a slot. The prices of the bound tell how much can be given up before the chain cannot gain any more, and
whose empty seats are worth another meeting.
"""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import (
    Board,
    Words,
    has,
    keep_rules,
    may_add,
    put,
    slots_for,
    take,
)
from chainfair.engine.timetable.kernels.chance import draw
from chainfair.engine.timetable.kernels.walking import in_time, too_near
from chainfair.engine.timetable.problem import Ints, Longs

LENGTH = 20
"""Steps of a chain."""
PLACES = 16
"""Meetings of a full slot among which one of the right zone is looked for."""


class Trade(NamedTuple):
    """What a trade is judged by, and its working memory."""

    worth: Longs
    """[M] what a meeting brings."""
    left: Longs
    """[M] its worth less the prices of all it needs: nobody gains by a chain that gives up more than it takes in."""
    price: Longs
    """[P] what an empty seat of the participant is worth."""
    place: Longs
    """[Z] what an empty place is worth."""
    size: Longs
    """[P] meetings it can hold."""
    minimum: Ints
    guarantee: int
    """What a meeting is worth besides to whoever is below its minimum."""
    meeting: Ints
    origin: Ints
    """What was done so far, to take it back: the meeting, and the slot it was taken from, -1 = it was put in."""
    empty: Ints
    """Participants who lost a meeting whose seat is worth another."""
    hopeful: Ints
    """Meetings worth a chain."""
    to: Ints
    """[3] slot, meeting that has to move on, meeting that is given up; -1 = none."""
    tally: Longs
    """[5] done so far, emptied, what the chain gains if the meeting without a slot finds one, what it may still give
    up, and steps of all chains."""
    mask: Words
    state: Words


DONE, EMPTY, GAIN, SPARE, TAKEN = range(5)


@part
def _move(b: Board, c: Trade, m: int, t: int) -> None:
    """Put ``m`` into slot ``t``, or take it out (-1), and remember it."""
    n = c.tally[DONE]
    c.meeting[n] = m
    c.tally[DONE] += 1
    if t < 0:
        c.origin[n] = take(b, m)
    else:
        c.origin[n] = -1
        put(b, m, t)


@part
def _take_back(b: Board, c: Trade) -> None:
    """Undo all that was done, the last first."""
    for k in range(c.tally[DONE] - 1, -1, -1):
        if c.origin[k] >= 0:
            put(b, c.meeting[k], c.origin[k])
        else:
            take(b, c.meeting[k])


@part
def _dispensable(b: Board, c: Trade, m: int) -> bool:
    """Whether ``m`` may be given up at all, and costs no more than the chain can spare."""
    if b.pinned[m] >= 0 or c.left[m] > c.tally[SPARE]:
        return False
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if b.held[p] - (b.slot[m] >= 0) < c.minimum[p]:
            return False
    return True


@part
def _give_up(b: Board, c: Trade, m: int) -> None:
    """Leave ``m`` without a slot."""
    if b.slot[m] >= 0:
        _move(b, c, m, -1)
    c.tally[SPARE] -= c.left[m]
    c.tally[GAIN] -= c.worth[m]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        if c.price[b.party[k]] > 0 and c.tally[EMPTY] < len(c.empty):
            c.empty[c.tally[EMPTY]] = b.party[k]
            c.tally[EMPTY] += 1


@part
def _spare(b: Board, c: Trade, m: int) -> int:
    """What a chain that begins with ``m`` may give up without a loss, if it fills the empty seats it meets."""
    spare, zone = c.left[m], b.zone[m]
    if zone >= 0 and c.place[zone] > 0 and b.open[zone].any():
        spare += c.place[zone]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if b.held[p] < c.size[p]:
            spare += c.price[p]
        if b.held[p] < c.minimum[p]:
            spare += c.guarantee
    return int(spare)


@part
def _owed(b: Board, c: Trade, m: int) -> int:
    """What ``m`` is worth besides to parties below their minimum."""
    owed = 0
    for k in range(b.party_start[m], b.party_start[m + 1]):
        if b.held[b.party[k]] < c.minimum[b.party[k]]:
            owed += c.guarantee
    return owed


@part
def _allow(b: Board, c: Trade, m: int) -> bool:
    """Give up one meeting of each party of ``m`` that holds its greatest number; whether that could be done."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if b.held[p] < b.maximum[p]:
            continue
        found, seen = -1, 0
        for j in range(b.of_start[p], b.of_start[p + 1]):
            x = b.of[j]
            if b.slot[x] >= 0 and _dispensable(b, c, x):
                seen += 1
                if draw(c.state, seen) == 0:
                    found = x
        if found < 0:
            return False
        _give_up(b, c, found)
    return True


@part
def _in_the_way(b: Board, c: Trade, m: int, t: int, first: int) -> bool:
    """Write who has to move on and who to be given up for ``m`` to sit in slot ``t``; whether that is possible."""
    y, d = -1, -1
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if has(b.free[p], t):
            if has(b.barred[p], t):
                return False
            continue
        seats = b.seat_start[p + 1] - b.seat_start[p]
        x = b.at[b.seat_start[p] + (draw(c.state, seats) if seats > 1 else 0), t]
        if x in (y, d):
            continue
        if b.pinned[x] >= 0 or x == first or d >= 0:
            return False
        if y < 0:
            y = x
        else:
            d = x
    if len(b.ways.distance) > 0 and b.hall[m] >= 0:
        c.to[1], c.to[2] = y, d
        if not _keep_ways(b, c, m, t, first):
            return False
        y, d = c.to[1], c.to[2]
    if d >= 0:
        if c.left[d] > c.left[y]:
            y, d = d, y
        if not _dispensable(b, c, d):
            return False
    zone = b.zone[m]
    if (
        zone >= 0
        and not has(b.open[zone], t)
        and (y < 0 or b.zone[y] != zone or b.slot[y] != t)
        and (d < 0 or b.zone[d] != zone or b.slot[d] != t)
    ):
        if y >= 0:
            return False
        y = _of_zone(b, c, zone, t)
        if y < 0 or y == first:
            return False
    c.to[0], c.to[1], c.to[2] = t, y, d
    return True


@part
def _keep_ways(b: Board, c: Trade, m: int, t: int, first: int) -> bool:
    """Let those of `to` go for whom a party of ``m`` has no time to walk to slot ``t``; whether two are enough."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        while not in_time(b.ways, p, m, t, c.to[1], c.to[2], b.hall, 0):
            x, number = too_near(b.ways, p, m, t, 0), 0
            while x >= 0 and x in (c.to[1], c.to[2]):
                number += 1
                x = too_near(b.ways, p, m, t, number)
            if x < 0 or b.pinned[x] >= 0 or x == first or c.to[2] >= 0:
                return False
            if c.to[1] < 0:
                c.to[1] = x
            else:
                c.to[2] = x
    return True


@part
def _of_zone(b: Board, c: Trade, zone: int, t: int) -> int:
    """Some meeting of the zone in slot ``t`` that may move, or -1 if chance finds none."""
    for _ in range(PLACES):
        y = b.members[t, draw(c.state, b.crowd[t])] if b.crowd[t] > 0 else -1
        if y >= 0 and b.zone[y] == zone and b.pinned[y] < 0:
            return int(y)
    return -1


@part
def _next(b: Board, c: Trade, m: int, origin: int, first: int) -> bool:
    """Write a slot for ``m`` and who makes way; a free one where there is one, else one by chance but ``origin``."""
    if not slots_for(b, m, c.mask):
        for w in range(len(c.mask)):
            c.mask[w] = b.possible[m, w]
        if b.rule_start[m] < b.rule_start[m + 1]:
            keep_rules(b, m, c.mask)
        if origin >= 0:
            c.mask[origin >> 6] &= ~(np.uint64(1) << np.uint64(origin & 63))
    slots = len(b.day)
    start = draw(c.state, slots)
    for k in range(slots):
        t = start + k if start + k < slots else start + k - slots
        if has(c.mask, t) and _in_the_way(b, c, m, t, first):
            return True
    return False


@part
def _refill(b: Board, c: Trade) -> int:
    """A meeting for an empty seat that the chain left behind and can pay for, or -1."""
    for i in range(c.tally[EMPTY]):
        p = c.empty[i]
        if b.held[p] >= c.size[p]:
            continue
        found, seen = -1, 0
        for j in range(b.of_start[p], b.of_start[p + 1]):
            m = b.of[j]
            if b.slot[m] < 0 and c.left[m] + c.tally[SPARE] >= 0 and may_add(b, m):
                seen += 1
                if draw(c.state, seen) == 0:
                    found = m
        if found >= 0:
            return int(found)
    return -1


@part
def _chain(b: Board, c: Trade, first: int, level: bool) -> bool:
    """Try one chain for ``first``; whether it ended with a gain (or, if ``level``, without a loss)."""
    c.tally[DONE] = c.tally[EMPTY] = 0
    c.tally[SPARE], c.tally[GAIN] = _spare(b, c, first), c.worth[first] + _owed(b, c, first)
    c.tally[TAKEN] += 1
    m, origin = first, -1
    if not _allow(b, c, m):
        return False
    for _ in range(LENGTH):
        c.tally[TAKEN] += 1
        if not _next(b, c, m, origin, first):
            return False
        t, y, d = c.to[0], c.to[1], c.to[2]
        if d >= 0:
            _give_up(b, c, d)
        origin = -1
        if y >= 0:
            origin = b.slot[y]
            _move(b, c, y, -1)
        _move(b, c, m, t)
        m = y
        if m >= 0 and (c.tally[GAIN] > c.worth[m] or draw(c.state, 3) == 0) and _dispensable(b, c, m):
            _give_up(b, c, m)
            m = -1
        if m < 0:
            if c.tally[GAIN] > 0 or (level and c.tally[GAIN] == 0):
                return True
            m, origin = _refill(b, c), -1
            if m < 0:
                return False
            c.tally[SPARE] += c.left[m]
            c.tally[GAIN] += c.worth[m]
    return False


@kernel
def trade(b: Board, c: Trade, near: Ints, least: int, tries: int, level: bool) -> int:
    """Try so many chains for meetings of ``near``, by chance, that may give up ``least`` or more; how many gained.

    With ``level``, chains that only change who is placed at the same weight are carried out too.
    """
    count = gained = 0
    for m in near:
        if b.slot[m] < 0 and _spare(b, c, m) >= least:
            c.hopeful[count] = m
            count += 1
    for _ in range(tries if count > 0 else 0):
        first = c.hopeful[draw(c.state, count)]
        if b.slot[first] >= 0:
            continue
        if not _chain(b, c, first, level):
            _take_back(b, c)
        elif c.tally[GAIN] > 0:
            gained += 1
    return gained
