"""What prices say about pairs and groups that share their members' meetings, compiled."""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places


class Fair(NamedTuple):
    """Pairs and groups that may be chosen; weights, prices and bonus in one unit, as whole numbers.

    first, second, weight: pairs. at: pairs of organisation v are pair[at[v]] to pair[at[v+1]-1]. start, member,
    worth: groups. inner, met: pairs among the members of group g are met[inner[g]] to met[inner[g+1]-1]; shared: in
    how many alternatives each pair is met. kind, group: groups of alternative a are group[kind[a]] to ...
    seat, wanted: alternatives that organisation v is a member in. low, cap: meetings wanted and possible.
    """

    first: Ints
    second: Ints
    weight: Places
    at: Places
    pair: Places
    start: Places
    member: Ints
    worth: Places
    inner: Places
    met: Places
    shared: Places
    kind: Places
    group: Places
    seat: Places
    wanted: Places
    low: Ints
    cap: Ints
    bonus: int


@inlined
def pair_gain(e: int, price: Places, fair: Fair) -> int:
    """Return what a pair gains above the prices of its ends."""
    return int(fair.weight[e] - price[fair.first[e]] - price[fair.second[e]])


@inlined
def group_gain(g: int, price: Places, fair: Fair) -> int:
    """Return what a group gains above its members' prices and above the pairs that it makes superfluous.

    A pair in several alternatives counts in each for its part, or the bound would be too low.
    """
    gain = int(fair.worth[g])
    for at in range(fair.start[g], fair.start[g + 1]):
        gain -= int(price[fair.member[at]])
    for at in range(fair.inner[g], fair.inner[g + 1]):
        e = fair.met[at]
        gain -= max(pair_gain(e, price, fair), 0) // int(fair.shared[e])
    return gain


@kernel
def group_gains(price: Places, fair: Fair) -> Places:
    """Return the gain of every group."""
    gains = np.empty(len(fair.worth), np.int64)
    for g in range(len(gains)):
        gains[g] = group_gain(g, price, fair)
    return gains


@inlined
def earned(asked: int, low: int, cap: int, bonus: int) -> int:
    """Return the most that up to `cap` places earn at a price, with a bonus for each of the first `low`."""
    return asked * cap + bonus * low if asked >= 0 else max(asked + bonus, 0) * low


@inlined
def part_of_bound(v: int, asked: int, price: Places, fair: Fair) -> int:
    """Return the part of the bound in which organisation v's price stands, with that price asked; leaves it so."""
    price[v] = asked
    total = earned(asked, int(fair.low[v]), int(fair.cap[v]), fair.bonus)
    for at in range(fair.at[v], fair.at[v + 1]):
        total += max(pair_gain(fair.pair[at], price, fair), 0)
    for at in range(fair.seat[v], fair.seat[v + 1]):
        a = fair.wanted[at]
        best = 0
        for place in range(fair.kind[a], fair.kind[a + 1]):
            best = max(best, group_gain(fair.group[place], price, fair))
        total += best
    return total


@kernel
def settle(who: Places, price: Places, fair: Fair, sweeps: int) -> None:
    """Move one price after the other to where the bound is lowest, which is convex in each; changes `price`.

    Cost: sweeps x organisations x (their pairs and groups) x the binary digits of a weight.
    """
    most = 1
    for worth in fair.worth:
        most = max(most, int(worth))
    for weight in fair.weight:
        most = max(most, int(weight))
    for _sweep in range(sweeps):
        changed = False
        for v in who:
            before = int(price[v])
            least = part_of_bound(v, before, price, fair)
            low, high = -fair.bonus - 1, most + fair.bonus
            if part_of_bound(v, before + 1, price, fair) < least:
                low = before + 1
            elif part_of_bound(v, before - 1, price, fair) < least:
                high = before - 1
            else:
                low = high = before
            while low < high:
                middle = (low + high) // 2
                if part_of_bound(v, middle, price, fair) <= part_of_bound(v, middle + 1, price, fair):
                    high = middle
                else:
                    low = middle + 1
            price[v] = low
            changed = changed or low != before
        if not changed:
            break
