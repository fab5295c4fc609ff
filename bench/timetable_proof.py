"""Small timetables proven, beside a plain python-sat model: `python bench/timetable_proof.py FOLDER [--spread D]`.

FOLDER holds `.dzn` files and `known.csv` with the proven optimum for a spread of 2. The yardstick is what one writes
first who knows the literature: a variable for each meeting and slot, taken slots with prefixes, the known number of
taken slots for each participant, sequential counters (python-sat's own) for people in each slot, and at most 0, 1,
2, ... gaps by assumption with CaDiCaL. Its spread is kept as no more than D gaps for each, which is the same where
somebody has none. Both run in processes of their own, one after the other, so that a limit of CPU seconds ends them.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path
from typing import Any

from pysat.card import CardEnc, EncType, ITotalizer
from pysat.solvers import Solver

from chainfair.engine.timetable import Problem, read_dzn, solve, violations


def plain(problem: Problem, spread: int) -> int | None:  # noqa: C901, PLR0912, PLR0915 - one model, read in one go
    """Fewest gaps by the plain model; None if there is no timetable."""
    clauses: list[list[int]] = []
    top = 0

    def new() -> int:
        nonlocal top
        top += 1
        return top

    def counted(literals: list[int], bound: int, *, exact: bool = False) -> None:
        nonlocal top
        make = CardEnc.equals if exact else CardEnc.atmost
        made = make(lits=literals, bound=bound, top_id=top, encoding=EncType.seqcounter)
        top = max(top, made.nv)
        clauses.extend(made.clauses)

    slots = range(problem.slots)
    takes = [[new() if able else 0 for able in row] for row in problem.common().tolist()]
    for row in takes:
        clauses.append([x for x in row if x])
        clauses.extend([-x, -y] for x, y in combinations([x for x in row if x], 2))
    busy = [[0] * problem.slots for _ in range(problem.participants)]
    gaps: list[int] = []
    for p in range(problem.participants):
        mine = [m for m in range(problem.meetings) if p in problem.parties(m)]
        for t in slots:
            here = [takes[m][t] for m in mine if takes[m][t]]
            if here:
                busy[p][t] = new()
                clauses.extend([-x, busy[p][t]] for x in here)
                clauses.append([-busy[p][t], *here])
                clauses.extend([-x, -y] for x, y in combinations(here, 2))
        able = [x for x in busy[p] if x]
        if len(mine) > len(able):
            return None
        if mine:
            counted(able, len(mine), exact=True)
        later = [new() for _ in range(problem.slots + 1)]
        clauses.append([-later[-1]])
        for t in slots:
            clauses.append([-later[t + 1], later[t]])
            if busy[p][t]:
                clauses.append([-busy[p][t], later[t]])
            clauses.append([-later[t], later[t + 1], *[busy[p][t]] * (busy[p][t] > 0)])
        own = []
        for t in slots[1:-1]:
            if busy[p][t - 1]:
                own.append(new())
                clauses.append([-busy[p][t - 1], -later[t + 1], own[-1], *[busy[p][t]] * (busy[p][t] > 0)])
        if len(own) > spread:
            counted(own, spread)
        gaps += own
    for t in slots:
        here = [row[t] for row in busy if row[t]]
        if len(here) > 2 * problem.capacity[0, t]:
            counted(here, 2 * int(problem.capacity[0, t]))
    for first, second in problem.precedence.tolist():
        clauses.extend(
            [-takes[second][t], *(takes[first][s] for s in range(t) if takes[first][s])]
            for t in slots
            if takes[second][t]
        )
    total = ITotalizer(lits=gaps, ubound=min(60, len(gaps)), top_id=top)
    with Solver("cadical195", bootstrap_with=clauses + total.cnf.clauses) as solver:
        if not solver.solve():
            return None
        return next(k for k in range(60) if solver.solve(assumptions=[-total.rhs[k]]))


def one(way: str, path: Path, spread: int, seed: int) -> dict[str, Any]:
    """Solve one file in one way, in CPU seconds of solving alone."""
    problem = read_dzn(path, spread=spread)
    began = time.process_time()
    if way == "plain":
        gaps = plain(problem, spread)
        return {"breaks": gaps, "status": "", "seconds": time.process_time() - began}
    result = solve(problem, seed=seed, proof=way == "ours")
    used = time.process_time() - began
    infeasible = result.status.value == "infeasible"
    if not infeasible and violations(problem, result.slot):
        sys.exit(f"{path.name}: the timetable breaks a constraint")
    gaps = None if infeasible else result.statistics.gaps
    return {"breaks": gaps, "status": result.status.value, "seconds": used}


def apart(way: str, path: Path, options: argparse.Namespace) -> dict[str, Any]:
    """`one` in a process of its own, which ends at the limit."""
    limit = options.limit
    done = subprocess.run(
        [sys.executable, __file__, str(path), "--way", way, "--spread", str(options.spread)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
    )
    if done.returncode:
        return {"breaks": "?", "status": "limit", "seconds": float(limit)}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--spread", type=int, default=2)
    parser.add_argument("--limit", type=int, default=60, help="CPU seconds for each file and way")
    parser.add_argument("--way", choices=["ours", "plain", "quick"], help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(one(options.way, options.folder, options.spread, options.seed)))
        return
    print(
        "file | known for spread 2 | breaks | status | CPU s | plain breaks | plain CPU s | without proof | CPU s"
    )
    sums = [0.0, 0.0]
    with (options.folder / "known.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            ours, peer, quick = (
                apart(way, options.folder / row["file"], options) for way in ("ours", "plain", "quick")
            )
            sums = [sums[0] + ours["seconds"], sums[1] + peer["seconds"]]
            print(
                f"{row['file']} | {row['breaks_optimal']} | {ours['breaks']} | {ours['status']} | "
                f"{ours['seconds']:.2f} | {peer['breaks']} | {peer['seconds']:.2f} | "
                f"{quick['breaks']} | {quick['seconds']:.2f}",
                flush=True,
            )
    print(f"sum {sums[0]:.1f} beside {sums[1]:.1f} CPU seconds: {sums[0] / sums[1]:.2f} of the yardstick")


if __name__ == "__main__":
    main()
