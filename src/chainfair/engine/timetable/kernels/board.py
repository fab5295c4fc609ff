"""The board: who sits where and when, in bit masks that answer "where could this meeting go" at once.

Slot t is bit t % 64 of word t // 64. A participant has one row of `at` per seat.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, part
from chainfair.engine.timetable.kernels.walking import Ways, keep_ways
from chainfair.engine.timetable.problem import Ints, Longs

Words = NDArray[np.uint64]


class Board(NamedTuple):
    """All arrays of a timetable in the making; kernels change them in place."""

    party_start: Ints
    party: Ints
    weight: Longs
    zone: Ints
    hall: Ints
    pinned: Ints
    day: Ints
    possible: Words
    """[M, W] slots in which all parties are available and the meeting is allowed."""
    available: Words
    """[P, W]"""
    seat_start: Ints
    """[P + 1] first row of each participant in `at`."""
    maximum: Ints
    daily_maximum: Ints
    day_mask: Words
    """[D, W] slots of each day."""
    rule_start: Ints
    """[M + 1] where the rules of each meeting begin in `rule`."""
    rule: Ints
    """The other meeting of each rule."""
    turn: Ints
    """When that one must be, where both are held: 1 = later, -1 = earlier, 0 = in any other slot."""
    ways: Ways
    """How far it is from hall to hall; it shares its arrays with the board."""
    of_start: Ints
    """[P + 1] where the meetings of each participant begin in `of`."""
    of: Ints
    """Meetings asked for, participant by participant."""
    slot: Ints
    """[M] -1 = not placed."""
    at: Ints
    """[rows, T] meeting in each seat, -1 = none."""
    free: Words
    """[P, W] available slots with a free seat."""
    barred: Words
    """[P, W] slots of days on which the participant holds its daily maximum."""
    held: Ints
    """[P]"""
    day_held: Ints
    """[P, D]"""
    left: Ints
    """[Z, T] places left."""
    open: Words
    """[Z, W] slots with a place left."""
    members: Ints
    """[T, most] meetings of each slot, in no order."""
    member: Ints
    """[M] index of the meeting in `members`."""
    crowd: Ints
    """[T] meetings in each slot."""


@inlined
def slots_for(b: Board, m: int, out: Words) -> bool:
    """Write the slots in which meeting ``m`` could sit now into ``out``; whether there is any."""
    some = False
    zone = b.zone[m]
    for w in range(len(out)):
        mask = b.possible[m, w]
        for k in range(b.party_start[m], b.party_start[m + 1]):
            p = b.party[k]
            mask &= b.free[p, w] & ~b.barred[p, w]
        if zone >= 0:
            mask &= b.open[zone, w]
        out[w] = mask
        some |= mask != 0
    if some and b.rule_start[m] < b.rule_start[m + 1]:
        some = keep_rules(b, m, out)
    if some and len(b.ways.distance) > 0:
        return keep_ways(b.ways, m, out)
    return some


@part
def keep_rules(b: Board, m: int, out: Words) -> bool:
    """Strike the slots that break a rule of ``m`` from ``out``; whether any is left."""
    for k in range(b.rule_start[m], b.rule_start[m + 1]):
        for t in range(len(b.day)):
            if breaks(b.turn[k], t, b.slot[b.rule[k]]):
                out[t >> 6] &= ~(np.uint64(1) << np.uint64(t & 63))
    some = False
    for w in range(len(out)):
        some |= out[w] != 0
    return some


@inlined
def breaks(turn: int, t: int, u: int) -> bool:
    """Whether a meeting in slot ``t`` breaks a rule whose other meeting is in slot ``u`` (-1 = nowhere)."""
    if u < 0:
        return False
    return bool(t == u or (turn > 0 and t > u) or (turn < 0 and t < u))


@part
def has(mask: Words, t: int) -> bool:
    """Whether slot ``t`` is in ``mask``."""
    return bool((mask[t >> 6] >> np.uint64(t & 63)) & np.uint64(1))


@part
def first_slot(mask: Words, slots: int) -> int:
    """The earliest slot of ``mask``, -1 if it is empty."""
    for t in range(slots):
        if has(mask, t):
            return t
    return -1


@part
def may_add(b: Board, m: int) -> bool:
    """Whether every party of ``m`` may hold one meeting more in all."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        if b.held[b.party[k]] >= b.maximum[b.party[k]]:
            return False
    return True


@part
def put(b: Board, m: int, t: int) -> None:
    """Place meeting ``m`` in slot ``t``, which is free for it."""
    w, bit = t >> 6, np.uint64(1) << np.uint64(t & 63)
    day = b.day[t]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        more = False
        taken = False
        for row in range(b.seat_start[p], b.seat_start[p + 1]):
            if b.at[row, t] < 0:
                if taken:
                    more = True
                    break
                b.at[row, t] = m
                taken = True
        if not more:
            b.free[p, w] &= ~bit
        b.held[p] += 1
        b.day_held[p, day] += 1
        if b.day_held[p, day] >= b.daily_maximum[p]:
            for v in range(b.barred.shape[1]):
                b.barred[p, v] |= b.day_mask[day, v]
    zone = b.zone[m]
    if zone >= 0:
        b.left[zone, t] -= 1
        if b.left[zone, t] <= 0:
            b.open[zone, w] &= ~bit
    b.slot[m] = t
    b.members[t, b.crowd[t]] = m
    b.member[m] = b.crowd[t]
    b.crowd[t] += 1


@part
def take(b: Board, m: int) -> int:
    """Take meeting ``m`` out of its slot, and return the slot."""
    t = b.slot[m]
    w, bit = t >> 6, np.uint64(1) << np.uint64(t & 63)
    day = b.day[t]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        for row in range(b.seat_start[p], b.seat_start[p + 1]):
            if b.at[row, t] == m:
                b.at[row, t] = -1
                break
        b.free[p, w] |= bit & b.available[p, w]
        b.held[p] -= 1
        b.day_held[p, day] -= 1
        if b.day_held[p, day] == b.daily_maximum[p] - 1:
            for v in range(b.barred.shape[1]):
                b.barred[p, v] &= ~b.day_mask[day, v]
    zone = b.zone[m]
    if zone >= 0:
        b.left[zone, t] += 1
        if b.left[zone, t] > 0:
            b.open[zone, w] |= bit
    b.slot[m] = -1
    b.crowd[t] -= 1
    last = b.members[t, b.crowd[t]]
    b.members[t, b.member[m]] = last
    b.member[last] = b.member[m]
    return int(t)
