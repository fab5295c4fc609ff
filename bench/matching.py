"""Matching at the size of a fair: `python bench/matching.py [--visitors 42000] [--exhibitors 1200] [--dimension 384]`.

The generator, fixed before anything was tuned on it: organisations with 1 to 2 x mean - 1 offers and as many needs;
codes are the HS 2022 subheadings drawn by a power law (the r-th most common has weight 1/r, in an order of the seed);
links are those of a random chain graph that carry the code's heading; each code has a text, whose vector is drawn
from a spectrum that decays as 1/sqrt(component). Prints process CPU seconds, beside those of the machine's dense
product of the same size, and peak memory.
"""

import argparse
import resource
import time
from dataclasses import replace

import numpy as np

from chainfair.engine.matching import EXHIBITOR, VISITOR, Graph, Lines, Params, Problem, solve
from chainfair.engine.stop import Stop
from chainfair.engine.text import shipped_vectors, text_table


def generated(exhibitors: int, visitors: int, *, mean: int, dimension: int, links: int, seed: int) -> Problem:
    """Return a made-up fair of this size."""
    chance = np.random.default_rng(seed)
    titles = shipped_vectors()
    sub = [row for row, level in enumerate(titles.levels) if level == 6]
    codes = titles.codes[sub]
    order = chance.permutation(len(codes))
    share = np.empty(len(codes))
    share[order] = 1 / np.arange(1, len(codes) + 1)
    share /= share.sum()
    spectrum = chance.normal(size=(len(codes), dimension)) / np.sqrt(np.arange(1, dimension + 1))
    vectors = (spectrum / np.linalg.norm(spectrum, axis=1, keepdims=True)).astype(np.float32)
    texts = text_table([titles.titles[row] for row in sub], vectors)
    link_of_code = chance.integers(0, links, 10_000)[codes // 100]
    n = exhibitors + visitors

    def lines() -> Lines:
        owner = np.repeat(np.arange(n), chance.integers(1, 2 * mean, n)).astype(np.int32)
        drawn = chance.choice(len(codes), len(owner), p=share)
        stated = chance.random(len(owner)) < 0.5
        return Lines(
            owner,
            np.where(stated, link_of_code[drawn], -1).astype(np.int32),
            codes[drawn].astype(np.int32),
            drawn.astype(np.int32),
            np.ones(len(owner), np.float32),
            np.zeros(len(owner), np.bool_),
        )

    source = chance.integers(0, links - 1, links * 2)
    target = chance.integers(source + 1, links)
    side = np.where(np.arange(n) < exhibitors, EXHIBITOR, VISITOR).astype(np.int8)
    return Problem(
        organisations=n,
        offers=lines(),
        needs=lines(),
        side=side,
        minimum=np.where(side == EXHIBITOR, 4, 0).astype(np.int32),
        maximum=np.where(side == EXHIBITOR, 20, 6).astype(np.int32),
        graph=Graph(
            links,
            source.astype(np.int32),
            target.astype(np.int32),
            np.ones(len(source), np.float32),
            np.zeros(links, np.bool_),
        ),
        texts=texts,
    )


def dense_seconds(rows: int, columns: int, dimension: int) -> float:
    """Return the CPU seconds of the dense product (rows x dimension) by (dimension x columns) on this machine."""
    chance = np.random.default_rng(0)
    left = chance.random((rows, dimension), np.float32)
    right = chance.random((dimension, columns), np.float32)
    start = time.process_time()
    for at in range(0, rows, 4096):
        left[at : at + 4096] @ right
    return time.process_time() - start


def main() -> None:
    """Generate, solve, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--exhibitors", type=int, default=1_200)
    arguments.add_argument("--visitors", type=int, default=42_000)
    arguments.add_argument("--mean", type=int, default=3)
    arguments.add_argument("--dimension", type=int, default=384)
    arguments.add_argument("--links", type=int, default=180)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    small = generated(30, 60, mean=2, dimension=8, links=10, seed=0)
    solve(small)  # compiles, or reads what was compiled
    problem = generated(
        given.exhibitors,
        given.visitors,
        mean=given.mean,
        dimension=given.dimension,
        links=given.links,
        seed=given.seed,
    )
    stages: dict[str, float] = {}
    start = time.process_time()

    def watch(stage: str, _share: float) -> None:
        stages[stage] = time.process_time() - start

    result = solve(problem, params=replace(Params(), shown=8), stop=Stop(gap=1e-4), watch=watch)
    print(f"{given.exhibitors:,} exhibitors, {given.visitors:,} visitors, {problem.offers.size:,} offers, "
          f"{problem.needs.size:,} needs, {given.dimension} dimensions")  # fmt: skip
    print(
        "CPU seconds since the start:", ", ".join(f"{stage} {spent:.2f}" for stage, spent in stages.items())
    )
    dense = dense_seconds(given.visitors, given.exhibitors, given.dimension)
    print(f"the dense product of {given.visitors:,} x {given.exhibitors:,}: {dense:.2f}")
    print(f"candidates {result.candidates:,}, kept {len(result.first):,}, terms {len(result.reasons.pair):,}")
    print(f"chosen {int(result.chosen.sum()):,}, objective {result.objective:,}, gap {result.gap:.1e}, "
          f"minimums unmet {len(result.unmet):,}")  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.2f} GB")


if __name__ == "__main__":
    main()
