"""How many meetings of each pair to expect once everybody's places have found their price."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.kernels.equilibrium import expectations, sweep, transposed
from chainfair.engine.matching.problem import Floats, Ints

STRETCH = 6  # sweeps after which the pace tells how much to over-relax
SLOWEST = 0.9999  # pace of plain sweeps that is believed
SWEEPS = 2000  # at most
MOST = np.float32(80)  # of a utility in units of beta, whatever its sign: what single precision holds


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
    coordinate (IPFP; Galichon and Salanie 2022). Their pace tells every few sweeps how much to over-relax (Young 1954;
    Lehmann et al. 2022), which about takes the root of their number where hardly a place stays empty.
    Units: capacities in meetings, utility in logarithms. Cost: 2 x pairs a sweep; ten sweeps where a good part of
    one side stays empty, hundreds where all but everybody is matched, at most SWEEPS.
    """
    n = len(capacity)
    start = np.concatenate([[0], np.cumsum(np.bincount(first, minlength=n))])
    worth = np.clip(np.asarray(utility, np.float32) / np.float32(beta), -MOST, MOST)
    np.exp(worth, out=worth)
    rows, columns = (start, second, worth), transposed(first, second, worth, n)
    share = np.sqrt(capacity)
    relaxation, done, before = 1.0, 0, np.inf
    violation = np.inf
    while violation > tolerance and done < SWEEPS:
        met = sweep(rows, columns, capacity, share, relaxation)
        done += 1
        if met <= tolerance or done == SWEEPS:
            violation = sweep(rows, columns, capacity, share, 0.0)
        elif done % STRETCH == 0:
            relaxation = _relaxation((met / before) ** (1 / STRETCH), relaxation)
            before = met
    return Equilibrium(share, expectations(rows, share), violation, done)


def _relaxation(pace: float, relaxation: float) -> float:
    """Return how far beyond the capacity to go where violations shrank by `pace` a sweep at this relaxation."""
    if not 0 < pace < 1:
        return 1.0
    plain = (pace + relaxation - 1) ** 2 / (pace * relaxation**2)
    return float(2 / (1 + np.sqrt(1 - min(plain, SLOWEST))))
