"""Why a meeting has no slot, read off the finished board."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import (
    Board,
    Words,
    has,
    keep_rules,
)
from chainfair.engine.timetable.kernels.making_way import full_side
from chainfair.engine.timetable.kernels.walking import in_time, keep_ways, too_near
from chainfair.engine.timetable.problem import Ints, Longs

NO_COMMON_SLOT, SIDE_FULL, ZONE_FULL, OUT_OF_ORDER, DISPLACED, NOT_FOUND, TOO_FAR = range(7)


@part
def _price_of_ways(b: Board, m: int, t: int, k: int) -> int:
    """Weight of the meetings that leave the party at ``k`` no time to walk to slot ``t``.

    What an earlier party of ``m`` holds too is counted there. Of several people of a party, all such meetings count.
    """
    p, price, number = b.party[k], 0, 0
    if in_time(b.ways, p, m, t, -1, -1, b.hall, 0):
        return 0
    near = too_near(b.ways, p, m, t, 0)
    while near >= 0:
        known = False
        for i in range(b.party_start[m], k):
            for j in range(b.party_start[near], b.party_start[near + 1]):
                known |= b.party[i] == b.party[j]
        if not known:
            price += b.weight[near]
        number += 1
        near = too_near(b.ways, p, m, t, number)
    return int(price)


@part
def price_of_slot(b: Board, m: int, t: int, lightest: Longs, of_zone: Longs) -> int:
    """Weight of the lightest meetings that must go for ``m`` to be held in slot ``t``, or -1 if a day is full.

    ``lightest[p]``: the least weight that a participant holds; ``of_zone[z, t]``: that a zone holds in a slot. A
    meeting in the way twice counts once.
    """
    price, first, seated = 0, -1, False
    zone = b.zone[m]
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if has(b.free[p], t):
            if has(b.barred[p], t):
                return -1
            if b.held[p] >= b.maximum[p]:
                price += lightest[p]
            if len(b.ways.distance) > 0:
                price += _price_of_ways(b, m, t, k)
            continue
        going = -1
        for row in range(b.seat_start[p], b.seat_start[p + 1]):
            other = b.at[row, t]
            if going < 0 or b.weight[other] < b.weight[going]:
                going = other
        if going != first:
            price += b.weight[going]
            first = going
        seated |= b.zone[going] == zone
    if zone >= 0 and not seated and not has(b.open[zone], t):
        if of_zone[zone, t] < 0:
            return -1
        price += of_zone[zone, t]
    return price


@part
def _walker(b: Board, m: int, slots: Words) -> int:
    """A party of ``m`` that has no time to walk to some slot of ``slots``."""
    for t in range(len(b.day)):
        for k in range(b.party_start[m], b.party_start[m + 1]):
            if has(slots, t) and not in_time(b.ways, b.party[k], m, t, -1, -1, b.hall, 0):
                return int(b.party[k])
    return -1


@kernel
def explain(
    b: Board,
    meetings: Ints,
    lightest: Longs,
    of_zone: Longs,
    kind: Ints,
    who: Ints,
    slot: Ints,
    price: Longs,
    slots: Words,
) -> None:
    """Fill the facts of each of ``meetings``, none of which is placed.

    ``kind``: the constants of this module; ``who``: the side that is full, or too far away; ``slot, price``: cheapest
    slot and the weight it would have displaced; ``slots``: where all parties are free. A side is full only where all it
    holds weighs no less: else the price says more. O(T) each.
    """
    for i in range(len(meetings)):
        m = meetings[i]
        any_possible = np.uint64(0)
        all_free = np.uint64(0)
        for w in range(slots.shape[1]):
            mask = b.possible[m, w]
            any_possible |= mask
            for k in range(b.party_start[m], b.party_start[m + 1]):
                p = b.party[k]
                mask &= b.free[p, w] & ~b.barred[p, w]
            slots[i, w] = mask
            all_free |= mask
        who[i] = full_side(b, m)
        for t in range(len(b.day)):
            if has(b.possible[m], t):
                cost = price_of_slot(b, m, t, lightest, of_zone)
                if cost >= 0 and (slot[i] < 0 or cost < price[i]):
                    slot[i], price[i] = t, cost
        dear = slot[i] >= 0 and price[i] >= b.weight[m]
        if any_possible == 0:
            kind[i] = NO_COMMON_SLOT
        elif who[i] >= 0 and (lightest[who[i]] >= b.weight[m] or slot[i] < 0):
            kind[i] = SIDE_FULL
        elif who[i] < 0 and all_free != 0:
            kept = slots[i].copy()
            if not keep_rules(b, m, kept):
                kind[i] = OUT_OF_ORDER
            elif len(b.ways.distance) > 0 and not keep_ways(b.ways, m, kept):
                kind[i], who[i] = TOO_FAR, _walker(b, m, slots[i])
            else:
                kind[i] = ZONE_FULL
                if len(b.ways.distance) > 0:
                    slots[i] = kept
        else:
            kind[i] = DISPLACED if dear else NOT_FOUND
