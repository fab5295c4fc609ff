"""Fewer gaps from above: part of the timetable is set free, the rest kept, and a solver asked for a better one."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from pysat.solvers import Solver

from chainfair.engine.timetable.board import meetings_of
from chainfair.engine.timetable.exact.encoding import Encoding, encode
from chainfair.engine.timetable.problem import Bools, Ints, Problem
from chainfair.engine.timetable.statistics import gaps_of

SEARCHER = "minisat22"
"""A solver that can be asked to give up after so many conflicts, and thus always at the same point."""
CONFLICTS = 500
"""Conflicts after which a neighbourhood is given up."""

Late = Callable[[], bool]
"""Whether the time that was given is over."""


def read_model(encoding: Encoding, model: list[int]) -> Ints:
    """The timetable that a model stands for."""
    true = {literal for literal in model if literal > 0}
    return np.array(
        [next(t for t, cell in enumerate(row) if cell in true) for row in encoding.takes], np.int32
    )


def descend(problem: Problem, slots: Ints, *, effort: int, seed: int, late: Late, least: int = 0) -> Ints:
    """A timetable with fewer gaps than ``slots``, if one is found within ``effort`` conflicts; else ``slots``.

    It ends at ``least`` gaps, below which there is known to be nothing.
    The neighbourhoods are grown around somebody with a gap, or are the meetings of some slots in a row around the
    gap; they become larger where they hold nothing better and smaller where the solver gives up.
    """
    gaps = int(gaps_of(problem, slots)[0].sum())
    if gaps <= least or effort == 0 or late():
        return slots
    chance = np.random.default_rng(seed & (2**64 - 1))
    encoding = encode(problem, gaps)
    share = [0.4, 0.3]
    with Solver(SEARCHER, bootstrap_with=encoding.formula.clauses) as solver:
        spent = 0
        while gaps > least and spent < effort and not late():
            kind = int(chance.integers(3) > 0)
            free = (_around, _between)[kind](problem, slots, share[kind], chance)
            kept = [encoding.takes[m][slots[m]] for m in np.flatnonzero(~free).tolist()]
            solver.set_phases([row[t] for row, t in zip(encoding.takes, slots.tolist(), strict=True)])
            solver.conf_budget(CONFLICTS)
            found = solver.solve_limited(assumptions=[*encoding.at_most(gaps - 1), *kept])
            spent = int(solver.accum_stats()["conflicts"]) + 1
            if found:
                slots = read_model(encoding, solver.get_model())
                gaps = int(gaps_of(problem, slots)[0].sum())
            else:
                share[kind] = share[kind] * 0.85 if found is None else min(1.0, share[kind] * 1.15)
                effort -= found is False  # a neighbourhood refuted without a conflict counts too
    return slots


def _around(problem: Problem, slots: Ints, share: float, chance: np.random.Generator) -> Bools:
    """[M] meetings of people near somebody with a gap."""
    gaps, _ = gaps_of(problem, slots)
    start, of = meetings_of(problem)
    free = np.zeros(problem.meetings, np.bool_)
    waiting = [int(chance.choice(np.flatnonzero(gaps)))]
    seen = set(waiting)
    while waiting and free.sum() < share * problem.meetings:
        p = waiting.pop(int(chance.integers(len(waiting))))
        mine = of[start[p] : start[p + 1]]
        free[mine] = True
        near = {int(q) for m in mine for q in problem.parties(int(m))} - seen
        waiting += sorted(near)
        seen |= near
    return free


def _between(problem: Problem, slots: Ints, share: float, chance: np.random.Generator) -> Bools:
    """[M] meetings in some slots in a row, among them one between the first and last meeting of somebody with a gap."""
    gaps, _ = gaps_of(problem, slots)
    start, of = meetings_of(problem)
    p = int(chance.choice(np.flatnonzero(gaps)))
    diary = np.sort(slots[of[start[p] : start[p + 1]]])
    inside = int(chance.integers(diary[0], diary[-1] + 1))
    width = max(2, round(share * problem.slots))
    first = int(np.clip(inside - chance.integers(width), 0, max(0, problem.slots - width)))
    free: Bools = (slots >= first) & (slots < first + width)
    return free


class FirstBound(NamedTuple):
    """What is found out easily of the fewest gaps."""

    least: int
    """There are no fewer."""
    slots: Ints | None = None
    """A timetable that came up, whatever its gaps."""
    impossible: bool = False
    """There is no timetable at all."""


def first_bound(encoding: Encoding, most: int, late: Late) -> FirstBound:
    """Gaps that there must be, at most ``most`` of them.

    First by sets of places for a gap, none in two of them, each of which holds one; then number after number.
    """
    hoped = [-literal for mine in encoding.gaps for literal in mine]
    least, slots = 0, None
    with Solver(SEARCHER, bootstrap_with=encoding.formula.clauses) as solver:
        while least < most and not late():
            solver.conf_budget(CONFLICTS)
            found = solver.solve_limited(assumptions=hoped or encoding.at_most(least))
            if found is False:
                core = set(solver.get_core() or ())
                if not core:
                    return FirstBound(least, impossible=True)
                hoped = [literal for literal in hoped if literal not in core]
                least += 1
                continue
            slots = read_model(encoding, solver.get_model()) if found else slots
            if not hoped:
                break
            hoped = []
    return FirstBound(least, slots)
