"""Why a meeting has no slot, read off the finished board."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Board, Words, has, in_order
from chainfair.engine.timetable.problem import Ints, Longs

NO_COMMON_SLOT, SIDE_FULL, ZONE_FULL, OUT_OF_ORDER, DISPLACED, NOT_FOUND = range(6)


@part
def _full_side(b: Board, m: int) -> int:
    """A party of ``m`` that can hold no meeting more, or -1."""
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        seats = np.uint64(0)
        for w in range(b.free.shape[1]):
            seats |= b.free[p, w] & ~b.barred[p, w]
        if b.held[p] >= b.maximum[p] or seats == 0:
            return int(p)
    return -1


@part
def price_of_slot(b: Board, m: int, t: int) -> int:
    """Weight of the lightest meetings that must leave slot ``t`` for ``m``, or -1 if a day is full.

    A meeting in the way of two parties counts once.
    """
    price = 0
    first = -1
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if has(b.barred[p], t):
            return -1
        if has(b.free[p], t):
            continue
        lightest = -1
        for row in range(b.seat_start[p], b.seat_start[p + 1]):
            other = b.at[row, t]
            if lightest < 0 or b.weight[other] < b.weight[lightest]:
                lightest = other
        if lightest != first:
            price += b.weight[lightest]
            first = lightest
    return price


@kernel
def explain(b: Board, meetings: Ints, kind: Ints, who: Ints, slot: Ints, price: Longs, slots: Words) -> None:
    """Fill the facts of each of ``meetings``, none of which is placed.

    ``kind``: the constants of this module; ``who``: the full side; ``slot, price``: cheapest slot and the weight it
    would have displaced; ``slots``: where all parties are free. O(T) each.
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
        who[i] = _full_side(b, m)
        for t in range(len(b.day)):
            if has(b.possible[m], t):
                cost = price_of_slot(b, m, t)
                if cost >= 0 and (slot[i] < 0 or cost < price[i]):
                    slot[i], price[i] = t, cost
        if any_possible == 0:
            kind[i] = NO_COMMON_SLOT
        elif who[i] >= 0:
            kind[i] = SIDE_FULL
        elif all_free != 0:
            ordered = slots[i].copy()
            kind[i] = ZONE_FULL if in_order(b, m, ordered) else OUT_OF_ORDER
        else:
            kind[i] = DISPLACED if slot[i] >= 0 and price[i] >= b.weight[m] else NOT_FOUND
