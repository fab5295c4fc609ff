"""Sweeps towards the equilibrium of a market, compiled: one pass over the pairs and one over their transpose."""

import math

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import kernel
from chainfair.engine.matching.problem import Floats, Ints
from chainfair.engine.matching.tables import Places

Values = NDArray[np.float64]


@kernel
def transposed(first: Ints, second: Ints, worth: Floats, n: int) -> tuple[Places, Ints, Floats]:
    """Return pairs by their second: (start of each second, first, worth), the order kept; O(pairs + n)."""
    start = np.zeros(n + 1, np.int64)
    for e in range(len(second)):
        start[second[e] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    fill = start[:-1].copy()
    other, turned = np.empty(len(first), np.int32), np.empty(len(first), np.float32)
    for e in range(len(second)):
        at = fill[second[e]]
        other[at], turned[at] = first[e], worth[e]
        fill[second[e]] = at + 1
    return start, other, turned


@kernel
def weighed(begin: int, end: int, other: Ints, worth: Floats, share: Values) -> float:
    """Return the sum of worth x share of the other over places begin to end-1, in four strands."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    at = begin
    while at + 4 <= end:
        a += worth[at] * share[other[at]]
        b += worth[at + 1] * share[other[at + 1]]
        c += worth[at + 2] * share[other[at + 2]]
        d += worth[at + 3] * share[other[at + 3]]
        at += 4
    while at < end:
        a += worth[at] * share[other[at]]
        at += 1
    return (a + b) + (c + d)


@kernel
def sweep(
    rows: tuple[Places, Ints, Floats],
    columns: tuple[Places, Ints, Floats],
    capacity: Values,
    share: Values,
    relaxation: float,
) -> float:
    """Bring every organisation's margin to its capacity in turn; return the greatest relative violation met before.

    rows, columns: pairs by their first and by their second (start, other, worth). share: changed in place, so that
    each sees what those before it have become. relaxation: 1 = exactly to the capacity, up to 2 = beyond it, in
    logarithms; 0 = measure only. Cost: each pair once in each direction.
    """
    start, other, worth = rows
    turned_start, turned_other, turned_worth = columns
    worst = 0.0
    for i in range(len(capacity)):
        if capacity[i] <= 0.0:
            continue
        demand = weighed(start[i], start[i + 1], other, worth, share)
        demand += weighed(turned_start[i], turned_start[i + 1], turned_other, turned_worth, share)
        old = share[i]
        worst = max(worst, abs(old * (old + demand) / capacity[i] - 1.0))
        if relaxation > 0.0:
            # The root of x^2 + demand x = capacity that loses no digits where demand is great.
            exact = 2.0 * capacity[i] / (demand + math.sqrt(demand * demand + 4.0 * capacity[i]))
            share[i] = exact if relaxation == 1.0 else exact * (exact / old) ** (relaxation - 1.0)
    return worst


@kernel
def expectations(rows: tuple[Places, Ints, Floats], share: Values) -> Floats:
    """Return the meetings to expect of each pair, pairs by their first."""
    start, other, worth = rows
    expected = np.empty(len(worth), np.float32)
    for i in range(len(share)):
        for at in range(start[i], start[i + 1]):
            expected[at] = worth[at] * share[i] * share[other[at]]
    return expected
