"""From a fractional or rough choice to a good whole one: rounding along trails, then exchanges; compiled."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places


@kernel
def share_out(first: Ints, second: Ints, half: Places, room: Ints, taken: NDArray[np.bool_]) -> None:
    """Round pairs that are half chosen to whole ones along trails that take every other pair; marks `taken`.

    half: the half pairs. room: places left at each organisation, at least half its half pairs, rounded up; lowered.
    On a trail each organisation gives up as many halves as it takes; only a closed trail of odd length loses a half.
    """
    n, m = len(room), len(half)
    start = np.zeros(n + 1, np.int64)
    for e in half:
        start[first[e] + 1] += 1
        start[second[e] + 1] += 1
    degree = start[1:].copy()
    start = np.cumsum(start)
    fill, edge = start[:-1].copy(), np.empty(2 * m, np.int64)
    for e in half:
        for v in (first[e], second[e]):
            edge[fill[v]] = e
            fill[v] += 1
    cursor, used = start[:-1].copy(), np.zeros(len(first), np.bool_)
    for parity in (1, 0):  # trails that end somewhere first, then closed ones
        for origin in range(n):
            while degree[origin] > 0 and (parity == 0 or degree[origin] % 2 == 1):
                at, take = origin, True
                while degree[at] > 0:
                    while used[edge[cursor[at]]]:
                        cursor[at] += 1
                    e = edge[cursor[at]]
                    other = second[e] if first[e] == at else first[e]
                    used[e] = True
                    degree[at] -= 1
                    degree[other] -= 1
                    if take and room[at] > 0 and room[other] > 0:
                        taken[e] = True
                        room[at] -= 1
                        room[other] -= 1
                    take = not take
                    at = other


@inlined
def hold(e: int, ends: tuple[int, int], start: Places, mine: Places, degree: Ints) -> None:
    """Write a pair among those that both its ends hold."""
    for v in ends:
        mine[start[v] + degree[v]] = e
        degree[v] += 1


@inlined
def let_go(e: int, ends: tuple[int, int], start: Places, mine: Places, degree: Ints) -> None:
    """Strike a pair out among those that both its ends hold."""
    for v in ends:
        for at in range(start[v], start[v] + degree[v]):
            if mine[at] == e:
                mine[at] = mine[start[v] + degree[v] - 1]
                degree[v] -= 1
                break


@kernel
def polish(
    first: Ints,
    second: Ints,
    weight: Places,
    order: Places,
    low: Ints,
    cap: Ints,
    bonus: int,
    taken: NDArray[np.bool_],
    rounds: int,
) -> int:
    """Add pairs that fit, and exchange one pair for the cheapest in its way while that gains; return rounds used.

    order: pairs in the order they are tried. Cost: rounds x pairs x maximum.
    """
    degree, start = np.zeros(len(cap), np.int32), np.zeros(len(cap) + 1, np.int64)
    start[1:] = np.cumsum(cap)
    mine = np.empty(start[-1], np.int64)
    for e in range(len(first)):
        if taken[e]:
            hold(e, (first[e], second[e]), start, mine, degree)
    for spent in range(rounds):
        improved = False
        for e in order:
            if taken[e]:
                continue
            gain = int(weight[e])
            leaving, left = (-1, -1), (-1, -1)
            for end in range(2):
                v = first[e] if end == 0 else second[e]
                if cap[v] == 0:
                    gain = -1
                    break
                if degree[v] < cap[v]:
                    gain += bonus if degree[v] < low[v] else 0
                    continue
                cheapest, cost, whom = -1, 1 << 60, -1
                for f in mine[start[v] : start[v] + degree[v]]:
                    other = second[f] if first[f] == v else first[f]
                    loss = int(weight[f]) + (bonus if degree[other] <= low[other] else 0)
                    if loss < cost:
                        cheapest, cost, whom = f, loss, other
                gain -= cost
                leaving = (cheapest, leaving[1]) if end == 0 else (leaving[0], cheapest)
                left = (whom, left[1]) if end == 0 else (left[0], whom)
            if left[0] >= 0 and left[0] == left[1] and degree[left[0]] == low[left[0]] + 1:
                gain -= bonus  # both leave the same organisation, which only one could leave for nothing
            if gain <= 0:
                continue
            improved = True
            for f in leaving:
                if f >= 0:
                    taken[f] = False
                    let_go(f, (first[f], second[f]), start, mine, degree)
            taken[e] = True
            hold(e, (first[e], second[e]), start, mine, degree)
        if not improved:
            return spent + 1
    return rounds
