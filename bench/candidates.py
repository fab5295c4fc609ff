"""Candidates of matching: `python bench/candidates.py [exact] [codes] [large] [one]`, all without a name.

exact: 42,000 x 1,200, everybody's best 50 by codes, links and text in one score, one way (who could supply) and both.
codes: codes alone, beside sparse_dot_topn on the same two matrices (a peer for this bench only; `pip install
sparse_dot_topn` to see it). large: 200,000 x 42,000, of which a portion is run and the rest reckoned in proportion
(`--portion 200000` runs them all), recall against the exact scores of 2,000 of them drawn by chance. one: one
organisation's list after a change. The made-up fair is that of `made.py`. Prints process CPU seconds of one thread,
beside those of the machine's dense product of the same size.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # core-seconds; and nobody waits for a thread that waits

import argparse
import resource
import time
from dataclasses import replace

import numpy as np
from made import dense_seconds, made
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.matching import Lines, Params, Problem
from chainfair.engine.matching.fit import Scoring, fit, fit_of
from chainfair.engine.matching.kernels.scoring import rank
from chainfair.engine.matching.kernels.shelf import shelf_of

TOP = 50
ONE_WAY = Params(served=1.0, customer=0.0, rival=0.0, list_length=TOP)
clock = time.process_time


def best_suppliers(problem: Problem, params: Params, exhibitors: int) -> tuple[Scoring, NDArray[np.int32]]:
    """Return the lists of all but the exhibitors."""
    scoring = Scoring.of(problem, params)
    n = problem.organisations
    answer = np.full((n, TOP), -1, np.int32), np.zeros((n, TOP)), np.zeros((n, TOP))
    rank(exhibitors, n, 0, (1.0, 0.0, 0.0), scoring.tables, shelf_of(exhibitors, TOP), answer)
    return scoring, answer[0][exhibitors:]


def exact(seed: int) -> None:
    """Run 42,000 x 1,200."""
    dense = dense_seconds(42_000, 1_200, 384)
    problem = made(1_200, 42_000, one_way=True, seed=seed)
    start = clock()
    best_suppliers(problem, ONE_WAY, 1_200)
    print(f"42,000 x 1,200 one way: {clock() - start:.2f} s (dense product {dense:.2f} s)")
    problem = made(1_200, 42_000, seed=seed)
    start = clock()
    scoring = Scoring.of(problem, Params(list_length=TOP))
    _ = scoring.tables
    prepared = clock() - start
    fit(scoring, seed=0)
    print(
        f"42,000 x 1,200 both ways, lists of both sides: {clock() - start:.2f} s, of which prepared {prepared:.2f}"
    )


def of_codes(lines: Lines) -> Lines:
    """Return the rows with nothing but their code."""
    return replace(lines, link=np.full_like(lines.link, -1), text=np.full_like(lines.text, -1))


def codes(seed: int) -> None:
    """Run codes alone at two sizes, beside sparse_dot_topn."""
    for exhibitors, visitors in ((1_200, 42_000), (42_000, 8_000)):
        problem = made(exhibitors, visitors, dimension=8, one_way=True, seed=seed)
        problem = replace(problem, offers=of_codes(problem.offers), needs=of_codes(problem.needs))
        scoring = Scoring.of(problem, ONE_WAY)
        n, keys = problem.organisations, scoring.evidence.need_keys
        tables = scoring.tables
        answer = np.full((n, TOP), -1, np.int32), np.zeros((n, TOP)), np.zeros((n, TOP))
        start = clock()
        rank(exhibitors, n, 0, (1.0, 0.0, 0.0), tables, shelf_of(exhibitors, TOP), answer)
        ours = clock() - start
        print(f"codes alone, {visitors:,} x {exhibitors:,}: {ours:.2f} s", end="")
        try:
            from sparse_dot_topn import sp_matmul_topn
        except ImportError:
            print("; sparse_dot_topn is not installed, nothing to compare with")
            continue
        wants = sparse.csr_matrix(
            (tables.wants[2], tables.wants[1].astype(np.int32), tables.wants[0]), (n, keys)
        )
        start_of, names, values = tables.supply
        supply = sparse.csr_matrix((values, names.astype(np.int32), start_of), (keys, exhibitors))
        wants.indptr, supply.indptr = wants.indptr.astype(np.int32), supply.indptr.astype(np.int32)
        start = clock()
        theirs = sp_matmul_topn(wants[exhibitors:], supply, top_n=TOP, sort=True, n_threads=1)
        spent = clock() - start
        same = np.isclose(np.sort(answer[1][exhibitors:], axis=None).sum(), theirs.data.sum(), rtol=1e-6)
        print(f"; sparse_dot_topn {spent:.2f} s, {spent / ours:.1f} times ours; same scores: {same}")


def large(seed: int, portion: int) -> None:
    """Run a portion of 200,000 x 42,000 and hold 2,000 lists against the exact scores."""
    problem = made(42_000, portion, one_way=True, seed=seed)
    start = clock()
    scoring, found = best_suppliers(problem, ONE_WAY, 42_000)
    spent = clock() - start
    dense = dense_seconds(min(portion, 8_192), 42_000, 384) * portion / min(portion, 8_192)
    print(f"{portion:,} of 200,000 x 42,000, one way: {spent:.2f} s, dense product {dense:.2f} s, "
          f"ratio {spent / dense:.2f}")  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    chosen = np.random.default_rng(seed).choice(portion, min(portion, 2_000), replace=False)
    print(f"recall@50 of {len(chosen):,} drawn by chance: {recall(scoring, found, chosen):.4f}; "
          f"peak memory {peak:.2f} GB")  # fmt: skip


def recall(scoring: Scoring, found: NDArray[np.int32], chosen: NDArray[np.int64]) -> float:
    """Return which share of the best 50 by plain scores stands on the lists; equal scores count as found."""
    stalls, keys = len(scoring.stalls), scoring.evidence.need_keys
    start, names, values = scoring.tables.wants
    wants = sparse.csr_array((values, names, start), (scoring.problem.organisations, keys))
    start, names, values = scoring.tables.supply
    supply = sparse.csr_array((values, names, start), (keys, stalls))
    hits = 0.0
    for at in range(0, len(chosen), 100):
        some = chosen[at : at + 100]
        scores = (wants[stalls + some] @ supply).toarray()
        least = np.partition(scores, stalls - TOP, axis=1)[:, stalls - TOP]
        listed = np.take_along_axis(scores, np.maximum(found[some], 0), axis=1)
        wanted = np.minimum((scores > 0).sum(axis=1), TOP)
        good = ((listed >= least[:, None] - 1e-8) & (found[some] >= 0)).sum(axis=1)
        hits += float((np.minimum(good, wanted) / np.maximum(wanted, 1)).sum())
    return hits / len(chosen)


def one(seed: int) -> None:
    """Answer the lists of an exhibitor and of a visitor anew."""
    problem = made(1_200, 42_000, seed=seed)
    for name, organisation in (("an exhibitor", 7), ("a visitor", 1_207)):
        start = clock()
        fit_of(problem, Params(), organisation, seed=0)
        print(f"the list of {name} among 43,200 anew: {clock() - start:.2f} s")


def main() -> None:
    """Compile on a small fair, then run what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("what", nargs="*", choices=["exact", "codes", "large", "one", []])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--portion", type=int, default=8_000)
    given = arguments.parse_args()
    best_suppliers(made(30, 60, dimension=8, links=10, one_way=True), ONE_WAY, 30)
    fit(Scoring.of(made(30, 60, dimension=8, links=10), Params()), seed=0)
    runs = {"exact": exact, "codes": codes, "one": one, "large": lambda seed: large(seed, given.portion)}
    for name in given.what or runs:
        runs[name](given.seed)


if __name__ == "__main__":
    main()
