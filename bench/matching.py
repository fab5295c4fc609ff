"""Matching at the size of a fair: `python bench/matching.py [--visitors 42000] [--exhibitors 1200] [--scenarios 400]`.

The whole way from rows to explained pairs on the made-up fair of `made.py`; then the choice alone, beside OR-tools'
minimum cost flow where that is installed (a peer for this bench only). Prints process CPU seconds of one thread,
beside those of the machine's dense product of the same size, and peak memory.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # core-seconds; and nobody waits for a thread that waits

import argparse
import resource
import time
from dataclasses import replace

import numpy as np
from made import dense_seconds, made

from chainfair.engine.matching import Params, Problem, solve
from chainfair.engine.matching.choose import choose
from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.pairs import pairs_of
from chainfair.engine.matching.problem import Ints
from chainfair.engine.stop import Stop

clock = time.process_time


def choice_alone(problem: Problem, params: Params, exhibitors: int) -> None:
    """Choose among pairs of the two camps alone, since a flow knows no pairs of exhibitors."""
    scoring = Scoring.of(problem, params)
    pairs = pairs_of(scoring, fit(scoring, seed=0))
    across = np.flatnonzero(pairs.second >= exhibitors)
    first, second, weight = pairs.first[across], pairs.second[across], pairs.weight[across]
    start = clock()
    choice = choose(
        first,
        second,
        weight,
        minimum=problem.minimum,
        maximum=problem.maximum,
        pinned=pairs.pinned[across],
        bonus=params.floor_bonus,
        stop=Stop(gap=1e-4),
    )
    print(f"choice among {len(first):,} pairs of the two camps: {clock() - start:.2f} s, objective "
          f"{choice.objective:,}, gap {choice.gap:.1e}")  # fmt: skip
    start = clock()
    value = by_flow(problem, first, second, weight, params.floor_bonus, exhibitors)
    print("OR-tools is not installed, nothing to compare with" if value is None else
          f"OR-tools' minimum cost flow on the same: {clock() - start:.2f} s, objective {value:,}")  # fmt: skip


def by_flow(
    problem: Problem, first: Ints, second: Ints, weight: Ints, bonus: int, exhibitors: int
) -> int | None:
    """Return the best objective by OR-tools, or None where it is not installed; minimums are exhibitors' alone."""
    try:
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
    except ImportError:
        return None
    n = problem.organisations
    stalls, visitors = np.arange(exhibitors), np.arange(exhibitors, n)
    low, cap = problem.minimum[:exhibitors], problem.maximum[:exhibitors]
    supply, zero = int(cap.sum()), np.zeros(n, np.int64)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([first, np.full(2 * exhibitors, n), visitors, [n]]),
        np.concatenate([second, stalls, stalls, np.full(n - exhibitors, n + 1), [n + 1]]),
        np.concatenate([np.ones_like(first), low, cap - low, problem.maximum[exhibitors:], [supply]]),
        np.concatenate([-weight, np.full(exhibitors, -bonus), zero, [0]]),
    )
    flow.set_nodes_supplies(np.arange(n + 2), np.concatenate([zero, [supply, -supply]]))
    flow.solve()
    return -int(flow.optimal_cost())


def main() -> None:
    """Generate, solve, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--exhibitors", type=int, default=1_200)
    arguments.add_argument("--visitors", type=int, default=42_000)
    arguments.add_argument("--dimension", type=int, default=384)
    arguments.add_argument("--links", type=int, default=180)
    arguments.add_argument("--titles", action="store_true", help="texts are the titles of codes")
    arguments.add_argument("--scenarios", type=int, default=0, help="organisations that look for a whole")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    solve(made(30, 60, dimension=8, links=10, seed=0))  # compiles, or reads what was compiled
    problem = made(
        given.exhibitors,
        given.visitors,
        dimension=given.dimension,
        links=given.links,
        seed=given.seed,
        own_words=not given.titles,
    )
    chance = np.random.default_rng(given.seed)
    looking = chance.choice(problem.organisations, given.scenarios, replace=False)
    whole = chance.integers(0, problem.graph.links, given.scenarios)
    problem = replace(problem, scenarios=np.stack([looking, whole], axis=1).astype(np.int32))
    stages: dict[str, float] = {}
    start = clock()

    def watch(stage: str, _share: float) -> None:
        stages[stage] = clock() - start

    params = replace(Params(), shown=8)
    result = solve(problem, params=params, stop=Stop(gap=1e-4), watch=watch)
    print(f"{given.exhibitors:,} exhibitors, {given.visitors:,} visitors, {problem.offers.size:,} offers, "
          f"{problem.needs.size:,} needs, {given.dimension} dimensions")  # fmt: skip
    print("CPU seconds since the start:", ", ".join(f"{name} {spent:.2f}" for name, spent in stages.items()))
    dense = dense_seconds(given.visitors, given.exhibitors, given.dimension)
    print(f"the dense product of {given.visitors:,} x {given.exhibitors:,}: {dense:.2f}")
    print(f"candidates {result.candidates:,}, kept {len(result.first):,}, terms {len(result.reasons.pair):,}")
    print(f"chosen {int(result.chosen.sum()):,}, objective {result.objective:,}, gap {result.gap:.1e}, "
          f"minimums unmet {len(result.unmet):,}")  # fmt: skip
    gathered = result.gathered
    print(f"groups {gathered.groups.size:,} of {len(np.unique(gathered.groups.alternative)):,} scenarios, chosen "
          f"{int(gathered.chosen.sum()):,}")  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.2f} GB")
    choice_alone(problem, params, given.exhibitors)


if __name__ == "__main__":
    main()
