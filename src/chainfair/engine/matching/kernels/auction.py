"""An auction in which bidders and objects take several partners each, compiled.

Problem: bidders b hold up to cap[b] objects, objects up to cap[o] bidders, each pair at most once; the value is the
sum of the held arcs' weights and a bonus for each of the first low[.] partners of either. Each bidder keeps a
threshold `profit`: it pays for each arc what lowers its gain to the threshold, eps less. Objects keep the highest bids.
Held arcs then gain at least threshold - eps and others at most the threshold, so that profits and prices are a dual
solution within eps an arc. Source: Bertsekas 1988 and Bertsekas and Castanon 1989 (auction, transportation),
widened here to concave values on both sides. Units: integers, weights times a scale of the caller's.
"""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places

NEVER = -(1 << 60)


@kernel
def lowest(
    slots: Places, begin: int, size: int, worth: Places, bidder: Ints, profit: Places, eps: int
) -> int:
    """Return the place in an object's slots of the lowest bid it holds."""
    best, place = 1 << 60, -1
    for at in range(begin, begin + size):
        arc = slots[at]
        bid = worth[arc] - profit[bidder[arc]] + eps
        if bid < best:
            best, place = bid, at
    return place


@kernel
def price_of(size: int, low: int, cap: int, least: int, bonus: int) -> int:
    """Return what a further bid must beat: minus the bonus under the minimum, then 0, the least bid when full."""
    if size < low:
        return -bonus
    if size == cap:
        return least
    return min(least, 0) if size == low and size > 0 else 0


@kernel
def opened(low: Ints, cap: Ints, bonus: int) -> tuple[Places, Places]:
    """Return (where each object's slots begin, one more than it holds; its price before any bid)."""
    start, price = np.zeros(len(cap) + 1, np.int64), np.zeros(len(cap), np.int64)
    for o in range(len(cap)):
        start[o + 1] = start[o] + cap[o] + 1
        price[o] = (1 << 50) if cap[o] == 0 else (-bonus if low[o] > 0 else 0)
    return start, price


@inlined
def two_best(
    begin: int, end: int, target: Ints, worth: Places, price: Places, held: NDArray[np.bool_]
) -> tuple[int, int, int]:
    """Return (highest gain, second highest, arc of the highest) of a bidder's arcs that are not held."""
    first, second, arc = NEVER, NEVER, -1
    for at in range(begin, end):
        if held[at]:
            continue
        gain = worth[at] - price[target[at]]
        if gain > first:
            first, second, arc = gain, first, at
        elif gain > second:
            second = gain
    return first, second, arc


@kernel
def auction(
    ptr: Places,
    target: Ints,
    bidder: Ints,
    worth: Places,
    bidder_low: Ints,
    bidder_cap: Ints,
    object_low: Ints,
    object_cap: Ints,
    bonus: int,
    eps: int,
) -> tuple[NDArray[np.bool_], Places, Places]:
    """Return (held arcs, profit of each bidder, price of each object) for arcs ptr[b]..ptr[b+1]-1 of bidder b."""
    bidders, objects = len(bidder_cap), len(object_cap)
    held = np.zeros(len(target), np.bool_)
    profit = np.full(bidders, 1 << 40, np.int64)
    holds, taken = np.zeros(bidders, np.int32), np.zeros(objects, np.int32)
    slot_start, price = opened(object_low, object_cap, bonus)
    slots = np.empty(slot_start[objects], np.int64)
    queue = np.empty(bidders + 1, np.int32)
    waiting = np.zeros(bidders, np.bool_)
    head, tail = 0, 0
    for b in range(bidders):
        if bidder_cap[b] > 0 and ptr[b + 1] > ptr[b]:
            queue[tail], waiting[b] = b, True
            tail += 1
    while head != tail:
        b = queue[head]
        head = (head + 1) % (bidders + 1)
        waiting[b] = False
        while holds[b] < bidder_cap[b]:
            first, second, arc = two_best(ptr[b], ptr[b + 1], target, worth, price, held)
            floor = -bonus if holds[b] < bidder_low[b] else 0
            if first <= floor:
                profit[b] = min(profit[b], floor)
                break
            profit[b] = min(profit[b], max(second, floor))
            o = target[arc]
            slots[slot_start[o] + taken[o]] = arc
            taken[o] += 1
            held[arc] = True
            holds[b] += 1
            worst = lowest(slots, slot_start[o], taken[o], worth, bidder, profit, eps)
            least = worth[slots[worst]] - profit[bidder[slots[worst]]] + eps
            if taken[o] > object_cap[o] or (taken[o] > object_low[o] and least < 0):
                loser = slots[worst]
                taken[o] -= 1
                slots[worst] = slots[slot_start[o] + taken[o]]
                held[loser] = False
                holds[bidder[loser]] -= 1
                if bidder[loser] != b and not waiting[bidder[loser]]:
                    queue[tail], waiting[bidder[loser]] = bidder[loser], True
                    tail = (tail + 1) % (bidders + 1)
                worst = lowest(slots, slot_start[o], taken[o], worth, bidder, profit, eps)
                least = 0 if worst < 0 else worth[slots[worst]] - profit[bidder[slots[worst]]] + eps
            price[o] = max(price[o], price_of(taken[o], object_low[o], object_cap[o], least, bonus))
    for b in range(bidders):
        if holds[b] < bidder_cap[b]:
            profit[b] = min(profit[b], -bonus if holds[b] < bidder_low[b] else 0)
    return held, profit, price


@kernel
def greedy_prices(first: Ints, second: Ints, weight: Ints, order: Places, cap: Ints) -> Places:
    """Return the lightest pair of each organisation that a greedy choice fills, 0 for the others: prices to start from.

    order: pairs by falling weight. No pair that greed leaves out is heavier than both its ends' prices.
    """
    room, price = cap.copy(), np.zeros(len(cap), np.int64)
    for e in order:
        if room[first[e]] > 0 and room[second[e]] > 0:
            for v in (first[e], second[e]):
                room[v] -= 1
                if room[v] == 0:
                    price[v] = weight[e]
    return price
