"""A timetable in use meets changes: `python bench/timetable_live.py [FILE] [--changes N] [--seed S]`.

FILE: an `.npz` instance; without one, a made-up fair (`bench/timetable.py`). It is solved, then N random changes follow
one another on the same plan: of ten, six participants cannot come to a slot in which they have a meeting, two meetings
are called off, one place is closed for a slot, and one meeting is pinned to another slot of its parties. Then, each on
a plan of its own, every hall loses an hour (two slots, its exhibitors and its share of the places), and a whole day.
Prints CPU time, meetings moved for each that was hit, and the weight beside a fresh run over the changed problem.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from timetable import generated

from chainfair.engine.stop import Stop
from chainfair.engine.timetable import Problem, read_problem, solve, violations
from chainfair.engine.timetable.changes import (
    Away,
    Barred,
    CannotChangeError,
    Change,
    Closed,
    Dropped,
    Repair,
    Settled,
)
from chainfair.engine.timetable.problem import Ints
from chainfair.engine.timetable.replan import Plan


def drawn(problem: Problem, plan: Plan, chance: np.random.Generator) -> Change:
    """One random change of a timetable in use."""
    kind, slots = chance.integers(0, 10), plan.slots
    meeting = int(chance.choice(np.flatnonzero(slots >= 0)))
    if kind < 6:
        return Away((int(chance.choice(problem.parties(meeting))),), (int(slots[meeting]),))
    if kind < 8:
        return Dropped((meeting,))
    if kind < 9 and problem.zones:
        return Closed(int(chance.integers(problem.zones)), (int(chance.integers(problem.slots)),), 1)
    able = np.flatnonzero(problem.available[problem.parties(meeting)].all(axis=0))
    return Settled(meeting, int(chance.choice(able)))


def hall_closed(problem: Problem, hall: int, slots: range) -> tuple[Change, ...]:
    """No meeting of a hall in these slots, and its share of the places gone."""
    mine = np.flatnonzero(problem.hall == hall)
    halls = len(np.unique(problem.hall[problem.hall >= 0]))
    closed = tuple(
        Closed(zone, tuple(slots), int(problem.capacity[zone].max() // halls))
        for zone in range(problem.zones)
    )
    return (Barred(tuple(mine.tolist()), tuple(slots)), *closed)


def beside_fresh(plan: Plan) -> str:
    """Weight of a plan beside a fresh run over the same problem."""
    problem = plan.problem()
    if violations(problem, plan.slots):
        sys.exit("the plan breaks a constraint")
    fresh = solve(problem, stop=Stop(rounds=1))
    weight = int(problem.weight[plan.slots >= 0].sum())
    missing = 1 - weight / fresh.weight
    return f"weight {weight}, fresh {fresh.weight} ({missing:+.4%} missing), bound {fresh.bound}"


def one_after_another(problem: Problem, plan: Plan, count: int, seed: int) -> None:
    """Random changes on one plan; prints what they cost and came to."""
    chance = np.random.default_rng(seed)
    spent: list[float] = []
    repairs: list[Repair] = []
    refused, kinds = 0, Counter[str]()
    while len(repairs) < count:
        change = drawn(problem, plan, chance)
        began = time.process_time()
        try:
            repairs.append(plan.change(change))
        except CannotChangeError:
            refused += 1
            continue
        spent.append(time.process_time() - began)
        kinds[type(change).__name__] += 1
    moved = [len(one.moved) for one in repairs]
    forced = kinds["Dropped"] + kinds["Closed"]
    lost, gained = (sum(len(getattr(one, name)) for one in repairs) for name in ("lost", "gained"))
    print(f"{count} changes: {dict(kinds)}, {refused} more refused")
    print(
        f"CPU ms: median {np.median(spent) * 1e3:.2f}, 99 in 100 below {np.quantile(spent, 0.99) * 1e3:.2f}"
    )
    print(
        f"moved: {np.mean(moved):.2f} each, {max(moved)} at most; lost {lost} ({forced} asked for), gained {gained}"
    )
    print(beside_fresh(plan))


def halls_closed(problem: Problem, slots: Ints, length: int, chance: np.random.Generator) -> None:
    """Each hall in turn is closed for so many slots in a row, on a plan of its own."""
    for hall in np.unique(problem.hall[problem.hall >= 0]).tolist():
        plan = Plan(problem, slots)
        first = int(chance.integers(problem.slots // length)) * length
        began = time.process_time()
        repair = plan.change(*hall_closed(problem, hall, range(first, first + length)))
        spent = time.process_time() - began
        hit = len(repair.hit)
        print(
            f"hall {hall}, slots {first} to {first + length - 1}: {hit} hit, {len(repair.moved) / hit:.2f} moved "
            f"for each, {len(repair.lost)} lost, {len(repair.gained)} gained, CPU {spent:.2f} s; {beside_fresh(plan)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=20, help="of comfort in the first run")
    parser.add_argument(
        "--start", type=Path, help="slots of an earlier run (.npy): kept there if there are none yet"
    )
    options = parser.parse_args()
    problem = read_problem(options.file) if options.file else generated(1.0, options.seed)
    if options.start and options.start.exists():
        slots = np.load(options.start)
    else:
        slots = solve(problem, stop=Stop(rounds=options.rounds), seed=options.seed).slot
        if options.start:
            np.save(options.start, slots)
    began = time.process_time()
    plan = Plan(problem, slots)
    Plan(problem, slots).change(Away((0,), (0,)))  # loads what is compiled
    print(f"plan: {time.process_time() - began:.2f} CPU s; {beside_fresh(plan)}")
    one_after_another(problem, plan, options.changes, options.seed)
    day = int(np.bincount(problem.day)[0])
    for length in (2, day):
        halls_closed(problem, slots, length, np.random.default_rng(options.seed))


if __name__ == "__main__":
    main()
