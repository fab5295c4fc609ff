"""How many meetings of each pair to expect once everybody's places have found their price."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.kernels.equilibrium import sweep, transposed
from chainfair.engine.matching.problem import Floats, Ints

PLAIN = 6  # sweeps without relaxation, from whose pace its best amount is told
SWEEPS = 2000  # at most
LEAST = -80.0  # logarithm below which a pair is worth nothing


@dataclass(frozen=True)
class Equilibrium:
    """What the prices came to. share: for each organisation the root of the places it leaves empty (0: it has none).

    expected: meetings of each pair. violation: the greatest |expected meetings + empty places - capacity| as a
    share of the capacity. sweeps: how many it took.
    """

    share: NDArray[np.float64]
    expected: Floats
    violation: float
    sweeps: int


def equilibrium(
    first: Ints,
    second: Ints,
    utility: Floats,
    *,
    capacity: NDArray[np.float64],
    beta: float,
    tolerance: float = 1e-5,
) -> Equilibrium:
    """Return the stable matching with transferable utility, where tastes also vary by chance of weight `beta`.

    Problem: pairs (first[k], second[k]), sorted by first, share `utility[k]` between them as they agree. With
    noise of Gumbel's on both sides the expected meetings are m = exp(utility / beta) x share[first] x share[second],
    and for each i: sum of its m + share[i]^2 = capacity[i] (Choo and Siow 2006, here also within one side). The
    solution is unique: it minimises a convex function, of which every step is the exact minimum along one
    coordinate (IPFP; Galichon and Salanie 2022). After a few plain sweeps they are over-relaxed by what their pace
    asks for (Lehmann et al. 2022), which takes the root of the number of sweeps.
    Units: capacities in meetings, utility in logarithms, at most about 0. Cost: 2 x pairs a sweep, tens of sweeps.
    """
    n = len(capacity)
    start = np.concatenate([[0], np.cumsum(np.bincount(first, minlength=n))])
    worth = np.maximum(np.asarray(utility, np.float32) / np.float32(beta), np.float32(LEAST))
    np.exp(worth, out=worth)
    worth[worth <= np.exp(np.float32(LEAST))] = 0
    rows, columns = (start, second, worth), transposed(first, second, worth, n)
    share = np.sqrt(capacity)
    violation, relaxation, done, before = np.inf, 1.0, 0, np.inf
    while violation > tolerance and done < SWEEPS:
        met = sweep(rows, columns, capacity, share, relaxation)
        done += 1
        if done == PLAIN:
            relaxation = _relaxation(met / before)
        if met <= tolerance:
            violation = sweep(rows, columns, capacity, share, 0.0)
        elif met > 1.0 and done > PLAIN:
            relaxation = 1.0
        before = met
    expected = worth * share[first].astype(np.float32) * share[second].astype(np.float32)
    return Equilibrium(share, expected, violation, done)


def _relaxation(pace: float) -> float:
    """Return how far beyond the capacity to go when violations shrink by `pace` a sweep."""
    return float(2.0 / (1.0 + np.sqrt(1.0 - min(max(pace, 0.0), 0.995))))
