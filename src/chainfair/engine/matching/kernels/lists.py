"""Dealing lists, compiled: one organisation after another takes the best that is left, again until it settles."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.kernels.scoring import tie_breaker
from chainfair.engine.matching.problem import Floats, Ints
from chainfair.engine.matching.tables import Places

Values = NDArray[np.float64]


@kernel
def promise(
    j: int, rank: int, chance: float, load: Values, worth: Values, open_at: Values, kind: int, step: float
) -> None:
    """Add `chance` to what organisation j is promised by readers who reach `rank`, and set what a place there is worth.

    worth[j, r]: the sum over all depths of reading beyond r of the share of fairs in which j has a place left then.
    open_at: that share by kind of capacity and by load in units of `step`.
    """
    total, last = 0.0, open_at.shape[1] - 1
    for depth in range(load.shape[1] - 1, -1, -1):
        if depth >= rank:
            load[j, depth] = max(load[j, depth] + chance, 0.0)
        total += open_at[kind, min(int(load[j, depth] / step), last)]
        worth[j, depth] = total


@inlined
def dearest(
    i: int, rank: int, seed: int, others: Ints, left: Values, worth: Values, shown: Ints, ceiling: Ints
) -> int:
    """Return the place among organisation i's arcs of what is worth most to it at this rank, or -1."""
    best, found = 0.0, -1
    for place in range(len(others)):
        j = others[place]
        gain = left[place] * worth[j, rank]
        if gain < best or gain <= 0.0 or shown[j] >= ceiling[j]:
            continue
        if gain > best or tie_breaker(seed, i, j) < tie_breaker(seed, i, others[found]):
            best, found = gain, place
    return found


@kernel
def deal(
    order: Ints,
    arcs: tuple[Places, Ints, Floats, Floats, Ints],
    places: tuple[NDArray[np.float64], Ints, Values],
    ceiling: Ints,
    variety: float,
    seed: int,
    lists: Places,
    load: Values,
    worth: Values,
    shown: Ints,
) -> int:
    """Let the organisations in `order` give back their list and take the best anew; return how many entries changed.

    arcs: (start, other, value, chance, label) by who lists. places: (share open by kind and load, kind and step of
    each organisation's capacity). An entry takes `chance` of a place on both sides. Nobody is listed more than
    `ceiling` times; each entry with the same label before it takes a share of `variety` off the value. The last
    four are changed in place. Cost: for each organisation its arcs x the length of a list.
    """
    start, other, value, chance, label = arcs
    open_at, kind, step = places
    length = lists.shape[1]
    most = 0
    for i in order:
        most = max(most, start[i + 1] - start[i])
    left, changed = np.empty(most), 0
    for i in order:
        begin, size = start[i], start[i + 1] - start[i]
        for rank in range(length):
            at = lists[i, rank]
            if at >= 0:
                j = other[at]
                promise(j, rank, -chance[at], load, worth, open_at, kind[j], step[j])
                promise(i, rank, -chance[at], load, worth, open_at, kind[i], step[i])
                shown[j] -= 1
        for place in range(size):
            left[place] = value[begin + place]
        for rank in range(length):
            found = dearest(i, rank, seed, other[begin : begin + size], left, worth, shown, ceiling)
            at = begin + found if found >= 0 else -1
            changed += lists[i, rank] != at
            lists[i, rank] = at
            if found < 0:
                continue
            left[found] = 0.0
            j = other[at]
            promise(j, rank, chance[at], load, worth, open_at, kind[j], step[j])
            promise(i, rank, chance[at], load, worth, open_at, kind[i], step[i])
            shown[j] += 1
            if label[at] >= 0:
                for place in range(size):
                    if label[begin + place] == label[at]:
                        left[place] *= 1.0 - variety
    return changed


@kernel
def lift(
    order: Ints,
    wanted: tuple[Places, Places],
    arcs: tuple[Places, Ints, Floats, Floats, Ints],
    owner: Ints,
    floor: Ints,
    lists: Places,
    shown: Ints,
) -> None:
    """Put whoever is listed fewer than `floor` times into the lists of those who value it most.

    wanted: (start, arc) by who is listed, the dearest first. It goes behind the last entry where there is room, else in
    the place of the last one of the lower half that no floor needs. `lists` and `shown` are changed in place.
    """
    start, arc = wanted
    other, length = arcs[1], lists.shape[1]
    for j in order:
        for place in range(start[j], start[j + 1]):
            if shown[j] >= floor[j]:
                break
            i, there, size = owner[arc[place]], False, 0
            for rank in range(length):
                there |= lists[i, rank] == arc[place]
                size += lists[i, rank] >= 0
            if there:
                continue
            for rank in range(min(size, length - 1), min(size, length // 2) - 1, -1):
                at = lists[i, rank]
                if at >= 0 and shown[other[at]] <= floor[other[at]]:
                    continue
                if at >= 0:
                    shown[other[at]] -= 1
                lists[i, rank] = arc[place]
                shown[j] += 1
                break
