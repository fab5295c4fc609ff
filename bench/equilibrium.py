"""The equilibrium of a market of ten million pairs: `python bench/equilibrium.py [--pairs 10000000] [--beta 0.35]`.

Pairs of 60,000 visitors and 1,200 exhibitors by chance; utility log(p q), p and q logistic in normal fits, p also in
Zipf's popularity; 20 places for each exhibitor, 1 for each visitor. Beside it in the same run: the same sweeps as one
writes them first, with a sparse matrix and its transpose, to the same violation; and how fast this machine reads what
a sweep has to read.
"""

import argparse
import time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.matching.equilibrium import equilibrium

EXHIBITORS, VISITORS = 1_200, 60_000
Numbers = NDArray[np.float64]


def generated(pairs: int, seed: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Return (exhibitor, visitor numbered behind the exhibitors, utility), by exhibitor."""
    chance = np.random.default_rng(seed)
    drawn = chance.integers(0, EXHIBITORS * VISITORS, int(pairs * 1.09))
    keys = np.unique(drawn)
    keys = np.sort(chance.choice(keys, min(pairs, len(keys)), replace=False))
    first = (keys // VISITORS).astype(np.int32)
    popular = -np.log(chance.permutation(EXHIBITORS) + 1.0)
    asks = 1.5 * chance.normal(size=len(keys)) + 0.6 * (popular - popular.mean())[first] - 3.0
    accepts = chance.normal(size=len(keys)) - 1.5
    utility = -np.log1p(np.exp(-asks)) - np.log1p(np.exp(-accepts))
    return first, (keys % VISITORS + EXHIBITORS).astype(np.int32), utility.astype(np.float32)


def plain(
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    utility: NDArray[np.float32],
    capacity: Numbers,
    beta: float,
) -> tuple[float, int]:
    """Return (violation, sweeps) of alternating sweeps with scipy.sparse, stopped at 1e-5."""
    worth = sparse.csr_array(
        (np.exp(utility / np.float32(beta)).astype(np.float64), (first, second - EXHIBITORS)),
        shape=(EXHIBITORS, VISITORS),
    )
    turned = worth.T.tocsr()
    here, there = capacity[:EXHIBITORS], capacity[EXHIBITORS:]
    mine, yours = np.sqrt(here), np.sqrt(there)
    violation, sweeps = np.inf, 0
    while True:
        demand = worth @ yours
        violation = float(np.abs(mine * (mine + demand) / here - 1).max())
        if violation <= 1e-5:
            break
        sweeps += 1
        mine = (np.sqrt(demand**2 + 4 * here) - demand) / 2
        demand = turned @ mine
        yours = (np.sqrt(demand**2 + 4 * there) - demand) / 2
    worth.data *= np.repeat(mine, np.diff(worth.indptr)) * yours[worth.indices]
    return violation, sweeps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10_000_000)
    parser.add_argument("--beta", type=float, default=0.35)
    given = parser.parse_args()
    capacity = np.concatenate([np.full(EXHIBITORS, 20.0), np.ones(VISITORS)])
    equilibrium(
        *generated(1000, 0), capacity=capacity, beta=given.beta
    )  # compiles, or reads what was compiled
    first, second, utility = generated(given.pairs, 1)
    began = time.process_time()
    found = equilibrium(first, second, utility, capacity=capacity, beta=given.beta)
    ours = time.process_time() - began
    began = time.process_time()
    violation, sweeps = plain(first, second, utility, capacity, given.beta)
    theirs = time.process_time() - began
    read = np.ones(2 * len(first))  # index and worth of each pair, four bytes each, in both directions
    began = time.process_time()
    for _ in range(5):
        read.sum()
    bound = (time.process_time() - began) / 5
    meetings, places = found.expected.sum(), capacity[:EXHIBITORS].sum()
    print(f"{len(first):,} pairs, beta {given.beta}: {meetings:,.0f} meetings of {places:,.0f} places")
    print("| | sweeps | greatest violation | CPU s |")
    print(f"| ours | {found.sweeps} | {found.violation:.1e} | {ours:.2f} |")
    print(f"| scipy.sparse | {sweeps} | {violation:.1e} | {theirs:.2f} |")
    print(f"reading once what a sweep reads ({read.nbytes / 1e6:.0f} MB): {bound:.3f} CPU s")


if __name__ == "__main__":
    main()
