"""Timetable beside its bound and beside plain greedy: `python bench/timetable.py [FILE ...] [--scale X] [--seconds S]`.

FILE: `.npz` or `.dzn` instances. Without one, a made-up fair of `--scale` times 1,200 exhibitors, 20,000 visitors and
60,000 requests is used. The generator, fixed before anything was tuned on it: popularity by a power law of exponent
0.55, visitors on one to three days of five (early ones likelier), away for a block of slots each day, exhibitors away
for single slots; weights 1 to 150, skewed to the low end; places for nine tenths of what the diaries could hold.
Plain greedy takes the heaviest request first and its first free slot. Prints process CPU seconds and peak memory.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

from chainfair.engine.stop import Stop
from chainfair.engine.timetable import Problem, make_problem, read_problem, solve, violations


def generated(scale: float, seed: int) -> Problem:
    """Return a made-up fair of this size."""
    chance = np.random.default_rng(seed)
    exhibitors, visitors, requests = (int(scale * full) for full in (1_200, 20_000, 60_000))
    days, length = 5, 16
    popularity = (1 + np.arange(exhibitors)) ** -0.55
    exhibitor = chance.choice(exhibitors, requests * 2, p=popularity / popularity.sum())
    visitor = chance.integers(0, visitors, requests * 2)
    _, first = np.unique(exhibitor * visitors + visitor, return_index=True)
    kept = np.sort(first)[:requests]
    present = np.zeros((visitors, days), np.bool_)
    for _ in range(3):
        day = np.minimum(chance.geometric(0.35, visitors) - 1, days - 1)
        present[np.arange(visitors), day] = True
    available = np.repeat(present, length, axis=1)
    start = chance.integers(0, length - 4, (visitors, days))
    slot = np.arange(days * length) % length
    block = np.repeat(start, length, axis=1)
    available &= ~((slot >= block) & (slot < block + 4))
    stands = chance.random((exhibitors, days * length)) < 0.9
    both = np.concatenate([stands, available])
    hall = chance.integers(0, 8, exhibitors)
    capacity = np.full((1, days * length), int(0.45 * exhibitors))
    return make_problem(
        available=both,
        day=np.repeat(np.arange(days), length),
        capacity=capacity,
        party_start=2 * np.arange(len(kept) + 1),
        party=np.stack([exhibitor[kept], visitor[kept] + exhibitors], axis=1).ravel(),
        weight=1 + (149 * chance.beta(1.2, 2.5, len(kept))).astype(np.int64),
        zone=np.zeros(len(kept)),
        hall=hall[exhibitor[kept]],
    )


def greedy_weight(problem: Problem) -> int:
    """Weight of the plain greedy timetable: heaviest first, each in the first slot that is free."""
    free = problem.available.copy()
    left = problem.capacity.copy()
    common = problem.common()
    weight = 0
    for meeting in np.argsort(-problem.weight, kind="stable"):
        parties, zone = problem.parties(int(meeting)), problem.zone[meeting]
        able = common[meeting] & free[parties].all(axis=0)
        if zone >= 0:
            able &= left[zone] > 0
        if able.any():
            slot = int(able.argmax())
            free[parties, slot] = False
            if zone >= 0:
                left[zone, slot] -= 1
            weight += int(problem.weight[meeting])
    return weight


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=4.0, help="for comfort")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.process_time()
    solve(generated(0.02, 0), stop=Stop(rounds=1))
    print(f"first call (compiles, or loads what was compiled): {time.process_time() - began:.1f} CPU s")
    print(
        "instance | requests | placed | weight | bound | greedy | gaps | rushes | person-days | CPU s | comfort s"
    )
    for name in options.files or [None]:
        problem = generated(options.scale, options.seed) if name is None else read_problem(name)
        began = time.process_time()
        result = solve(problem, stop=Stop(seconds=options.seconds), seed=options.seed)
        used = time.process_time() - began
        if violations(problem, result.slot):
            sys.exit(f"{name}: the timetable breaks a constraint")
        counts = result.statistics
        print(
            f"{name.name if name else f'made up x {options.scale}'} | {problem.meetings} | {counts.meetings} | "
            f"{counts.weight} | {1 - result.gap:.5%} | {greedy_weight(problem) / max(result.bound, 1):.3%} | "
            f"{counts.gaps} | {counts.rushes} | {counts.person_days} | {used:.2f} | {result.seconds['improve']:.2f}"
        )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
