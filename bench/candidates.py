"""Candidates of matching: `python bench/candidates.py [exact] [codes] [large] [one]`, all without a name.

exact: 42,000 x 1,200, everybody's best 50 by codes, links and texts in one score, one way (who could supply) and both.
codes: codes alone, beside sparse_dot_topn on the same two matrices (a peer for this bench only; `pip install
sparse_dot_topn` to see it). large: 200,000 x 42,000, one way, recall against the exact scores of 2,000 of them drawn by
chance (`--portion 8000` runs fewer visitors, beside which what does not grow with them weighs more). one: one
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
from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.renewal import score_one
from chainfair.engine.matching.suppliers import Search, best_suppliers

TOP = 50
PORTION = 8_192  # visitors whose dense product is measured; that of more is in proportion
ONE_WAY = Params(list_length=TOP)
clock = time.process_time


def exact(seed: int) -> None:
    """Run 42,000 x 1,200."""
    dense = dense_seconds(42_000, 1_200, 384)
    problem = made(1_200, 42_000, one_way=True, seed=seed)
    start = clock()
    best_suppliers(Scoring.of(problem, ONE_WAY, own_later=True), seed=seed, begin=1_200)
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
    """Run codes alone at two sizes, beside sparse_dot_topn; both from the needs and the codes' tables to lists."""
    for exhibitors, visitors in ((1_200, 42_000), (42_000, 8_000)):
        problem = made(exhibitors, visitors, dimension=8, one_way=True, seed=seed)
        problem = replace(problem, offers=of_codes(problem.offers), needs=of_codes(problem.needs))
        scoring = Scoring.of(problem, ONE_WAY, own_later=True)
        _ = scoring.wants, scoring.carried
        start = clock()
        search = Search(scoring, exhibitors, problem.organisations)
        _ = search.stock, search.told
        prepared = clock() - start
        found = search.run(seed)
        ours = clock() - start
        print(
            f"codes alone, {visitors:,} x {exhibitors:,}: {ours:.2f} s, {prepared:.2f} of it for tables",
            end="",
        )
        try:
            from sparse_dot_topn import sp_matmul_topn
        except ImportError:
            print("; sparse_dot_topn is not installed, nothing to compare with")
            continue
        start = clock()
        wants, supply = matrices(scoring)
        prepared = clock() - start
        start = clock()
        theirs = sp_matmul_topn(wants[exhibitors:], supply, top_n=TOP, sort=True, n_threads=1)
        spent = clock() - start
        same = np.isclose(found.fit[exhibitors:].sum(), theirs.data.sum(), rtol=1e-6)
        print(
            f"; sparse_dot_topn {spent:.2f} s beside {prepared:.2f} for tables, {spent / ours:.1f} times ours; "
            f"same scores: {same}"
        )


def matrices(scoring: Scoring) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return (needed keys by organisation, stalls by needed key), of which the product is the scores."""
    stalls, keys = len(scoring.stalls), scoring.evidence.need_keys
    found = []
    shapes = ((scoring.problem.organisations, keys), (keys, stalls))
    for (start, names, values), shape in zip((scoring.wants, scoring.supply), shapes, strict=True):
        matrix = sparse.csr_matrix((values, names.astype(np.int32), start), shape)
        matrix.indptr = matrix.indptr.astype(np.int32)
        found.append(matrix)
    return found[0], found[1]


def large(seed: int, portion: int) -> None:
    """Run 200,000 x 42,000, or a portion of them, and hold 2,000 lists against the exact scores."""
    exhibitors = 42_000
    problem = made(exhibitors, portion, one_way=True, seed=seed)
    before = peak()
    start = clock()
    scoring = Scoring.of(problem, ONE_WAY, own_later=True)
    search = Search(scoring, exhibitors, problem.organisations)
    _ = search.stock, search.told
    prepared = clock() - start
    found = search.run(seed)
    spent = clock() - start
    most = peak()
    dense = dense_seconds(min(portion, PORTION), exhibitors, 384) * portion / min(portion, PORTION)
    print(f"{portion:,} x 42,000, one way: {spent:.2f} s, of which preparing {prepared:.2f}; "
          f"dense product {dense:.2f} s, ratio {spent / dense:.2f}")  # fmt: skip
    chosen = np.sort(np.random.default_rng(seed).choice(portion, min(portion, 2_000), replace=False))
    whole = recall(problem, exhibitors, chosen, found.other[exhibitors + chosen])
    print(f"recall@50 of {len(chosen):,} drawn by chance: {whole:.4f}; "
          f"peak memory {most:.2f} GB, {before:.2f} when the fair was made")  # fmt: skip


def peak() -> float:
    """Return the most memory that was held so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def of_visitors(problem: Problem, exhibitors: int, chosen: NDArray[np.int64]) -> Problem:
    """Return the fair with these visitors alone; nobody but exhibitors offers anything."""
    place = np.full(problem.organisations, -1, np.int32)
    place[:exhibitors], place[exhibitors + chosen] = (
        np.arange(exhibitors),
        exhibitors + np.arange(len(chosen)),
    )
    kept = place[problem.needs.organisation] >= 0
    needs = Lines(**{name: part[kept] for name, part in vars(problem.needs).items() if part is not None})
    everybody = np.concatenate([np.arange(exhibitors), exhibitors + chosen])
    return replace(
        problem,
        organisations=len(everybody),
        needs=replace(needs, organisation=place[needs.organisation]),
        side=problem.side[everybody],
        minimum=problem.minimum[everybody],
        maximum=problem.maximum[everybody],
    )


def recall(problem: Problem, exhibitors: int, chosen: NDArray[np.int64], found: NDArray[np.int32]) -> float:
    """Return which share of the best 50 by plain scores stands on the lists; equal scores count as found.

    The scores are those of the way that leaves out nothing: every text compared, every pair scored.
    """
    wants, supply = matrices(Scoring.of(of_visitors(problem, exhibitors, chosen), ONE_WAY))
    hits = 0.0
    for at in range(0, len(chosen), 100):
        listed = found[at : at + 100]
        scores = (wants[exhibitors + at : exhibitors + at + 100] @ supply).toarray()
        least = np.partition(scores, exhibitors - TOP, axis=1)[:, exhibitors - TOP]
        theirs = np.take_along_axis(scores, np.maximum(listed, 0), axis=1)
        wanted = np.minimum((scores > 0).sum(axis=1), TOP)
        good = ((theirs >= least[:, None] - 1e-8) & (listed >= 0)).sum(axis=1)
        hits += float((np.minimum(good, wanted) / np.maximum(wanted, 1)).sum())
    return hits / len(chosen)


def one(seed: int) -> None:
    """Answer the lists of an exhibitor and of a visitor anew."""
    problem = made(1_200, 42_000, seed=seed)
    for name, organisation in (("an exhibitor", 7), ("a visitor", 1_207)):
        start = clock()
        score_one(problem, Params(), organisation, also=np.zeros(0, np.int32), seed=0)
        print(f"the list of {name} among 43,200 anew: {clock() - start:.2f} s")


def main() -> None:
    """Compile on a small fair, then run what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("what", nargs="*", choices=["exact", "codes", "large", "one", []])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--portion", type=int, default=200_000)
    given = arguments.parse_args()
    best_suppliers(
        Scoring.of(made(30, 60, dimension=8, links=10, one_way=True), ONE_WAY, own_later=True), seed=0
    )
    score_one(made(30, 60, dimension=8, links=10), Params(), 7, also=np.zeros(0, np.int32), seed=0)
    runs = {"exact": exact, "codes": codes, "one": one, "large": lambda seed: large(seed, given.portion)}
    for name in given.what or runs:
        runs[name](given.seed)


if __name__ == "__main__":
    main()
