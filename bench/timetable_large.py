"""Weight and cost at ten times the size of a fair: `python bench/timetable_large.py [MEETINGS ...] [--seeds N]`.

For each number of meetings (10,000, 30,000, 100,000 and 300,000 if none is named) and seed a fair is made up in the
manner of the frozen `expo` instance: for 300,000 meetings 8,571 exhibitors, 142,857 visitors, 535,714 requests.

* One visitor in twelve is a hosted buyer: there on up to five days, with many requests (by 10 to 68 shares each).
  The others come on one to three days, the first ones likelier, with few requests (one to eight shares).
* Exhibitors have one of 8 themes, which is also their hall. Popularity is by a power law of exponent 0.55; two
  requests of three stay within the visitor's theme.
* Visitors are away for two blocks of up to four slots of each day, exhibitors for one block of up to three slots.
* Weights 1 to 196: the sum of a visitor's rank (higher for hosted buyers) and of what the exhibitor makes of it.
* 80 slots on 5 days; just so many places that every place in every slot is needed for that number of meetings.

Only the weight is measured: no time is given to comfort. Prints process CPU seconds (all threads), microseconds for
each meeting placed, and peak memory so far.
"""

import argparse
import resource
import sys
import time

import numpy as np

from chainfair.engine.stop import Stop
from chainfair.engine.timetable import Problem, make_problem, solve, violations

DAYS, LENGTH, THEMES = 5, 16, 8
SERIES = (10_000, 30_000, 100_000, 300_000)


def generated(meetings: int, seed: int) -> Problem:
    """A made-up fair with places for so many meetings, all of which are needed."""
    chance = np.random.default_rng(seed)
    exhibitors, visitors, requests = meetings // 35, int(meetings / 2.1), int(meetings / 0.56)
    theme = chance.integers(0, THEMES, exhibitors)
    exhibitor, visitor = _requests(chance, theme, visitors, requests)
    hosted = np.arange(visitors) < visitors // 12
    rank = np.where(hosted, 40, 0) + chance.integers(1, 60, visitors)
    weight = rank[visitor] + (96 * chance.beta(1.2, 2.5, len(visitor))).astype(np.int64)
    available = np.concatenate(
        [_away(chance, np.ones((exhibitors, DAYS), np.bool_), 1, 3), _visits(chance, hosted)]
    )
    return make_problem(
        available=available,
        day=np.repeat(np.arange(DAYS), LENGTH),
        capacity=np.full((1, DAYS * LENGTH), meetings // (DAYS * LENGTH)),
        party_start=2 * np.arange(len(exhibitor) + 1),
        party=np.stack([exhibitor, visitor + exhibitors], axis=1).ravel(),
        weight=weight,
        zone=np.zeros(len(exhibitor)),
        hall=theme[exhibitor],
    )


def _requests(
    chance: np.random.Generator, theme: np.ndarray, visitors: int, requests: int
) -> tuple[np.ndarray, np.ndarray]:
    """Exhibitor and visitor of each request, no pair twice."""
    hosted = visitors // 12
    wanted = np.concatenate([chance.integers(10, 69, hosted), chance.integers(1, 9, visitors - hosted)])
    visitor = np.repeat(np.arange(visitors), np.ceil(wanted * (1.35 * requests / wanted.sum())).astype(int))
    popularity = (1.0 + np.arange(len(theme))) ** -0.55
    exhibitor = chance.choice(len(theme), len(visitor), p=popularity / popularity.sum())
    taste = chance.integers(0, THEMES, visitors)[visitor]
    loyal = chance.random(len(visitor)) < 2 / 3
    for kind in range(THEMES):
        there, mine = np.flatnonzero(theme == kind), np.flatnonzero(loyal & (taste == kind))
        exhibitor[mine] = chance.choice(there, len(mine), p=popularity[there] / popularity[there].sum())
    pairs = np.unique(exhibitor * visitors + visitor)
    pairs = np.sort(chance.choice(pairs, min(requests, len(pairs)), replace=False))
    return pairs // visitors, pairs % visitors


def _visits(chance: np.random.Generator, hosted: np.ndarray) -> np.ndarray:
    """[V, T] when visitors are there: hosted ones three to five days, others one to three, the first likelier."""
    present = np.zeros((len(hosted), DAYS), np.bool_)
    for turn in range(6):
        day = np.minimum(chance.geometric(0.35, len(hosted)) - 1, DAYS - 1)
        coming = hosted | (turn < 3)
        present[np.flatnonzero(coming), day[coming]] = True
    return _away(chance, present, 2, 4)


def _away(chance: np.random.Generator, present: np.ndarray, blocks: int, longest: int) -> np.ndarray:
    """Availability on the days ``present``, less some blocks of slots of each day."""
    available = np.repeat(present, LENGTH, axis=1)
    slot = np.arange(DAYS * LENGTH) % LENGTH
    for _ in range(blocks):
        start = np.repeat(chance.integers(0, LENGTH, present.shape), LENGTH, axis=1)
        length = np.repeat(chance.integers(0, longest + 1, present.shape), LENGTH, axis=1)
        available &= ~((slot >= start) & (slot < start + length))
    return available


def main() -> None:
    """Print the series."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("meetings", nargs="*", type=int, default=SERIES)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    solve(generated(1_000, 0), stop=Stop(rounds=0))  # compiles, or loads what was compiled
    print(
        "meetings | seed | exhibitors | visitors | requests | placed | of the bound | CPU s | us each | GiB"
    )
    for meetings in options.meetings:
        for seed in range(options.seeds):
            problem = generated(meetings, seed)
            began = time.process_time()
            result = solve(problem, stop=Stop(rounds=0), seed=seed)
            used = time.process_time() - began
            if violations(problem, result.slot):
                sys.exit(f"{meetings}, seed {seed}: the timetable breaks a constraint")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            exhibitors, placed = meetings // 35, result.statistics.meetings
            print(
                f"{meetings} | {seed} | {exhibitors} | {problem.participants - exhibitors} | {problem.meetings} | "
                f"{placed} | {1 - result.gap:.5%} | {used:.2f} | {used / placed * 1e6:.1f} | {peak:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
