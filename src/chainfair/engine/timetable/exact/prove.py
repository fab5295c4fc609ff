"""The fewest gaps there can be, with proof: searched from above, refuted from below."""

from pysat.solvers import Solver

from chainfair.engine.timetable.exact.contradiction import contradiction
from chainfair.engine.timetable.exact.encoding import VERSION, Encoding, encode
from chainfair.engine.timetable.exact.search import SEARCHER, Late, descend, read_model
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.result import Answer, Proof
from chainfair.engine.timetable.statistics import gaps_of
from chainfair.engine.timetable.violations import violations

PROVER = "cadical195"
EFFORT = 6_000
"""Conflicts for the search from above, before the refutation begins."""


def prove(problem: Problem, start: Ints, *, seed: int, late: Late) -> Answer:
    """The timetable with the fewest gaps, or a smallest contradiction; ``start`` may be any timetable or half of one.

    Unless ``late`` (which is asked between two calls of a solver) the answer is proven.
    """
    if violations(problem, start):
        with Solver(PROVER) as solver:
            encoding = encode(problem, 1)
            solver.append_formula(encoding.formula.clauses)
            if not solver.solve():
                return Answer(None, None, contradiction(problem), impossible=True)
            start = read_model(encoding, solver.get_model())
    gaps = int(gaps_of(problem, start)[0].sum())
    if gaps == 0:
        return Answer(start, Proof(0, (), PROVER, VERSION))
    least = _disjoint(encode(problem, 1), gaps)
    better = descend(problem, start, effort=EFFORT, seed=seed, late=late, least=least)
    return _refute(problem, better, least, late)


def _refute(problem: Problem, slots: Ints, least: int, late: Late) -> Answer:
    """Refute one number of gaps after another until a timetable is found, or that which there is has so many."""
    gaps = int(gaps_of(problem, slots)[0].sum())
    refuted = [least - 1] if least else []
    if least == gaps:
        return Answer(slots, Proof(least, tuple(refuted), PROVER, VERSION))
    encoding = encode(problem, gaps)
    with Solver(PROVER, bootstrap_with=encoding.formula.clauses) as solver:
        while least < gaps and not late():
            if solver.solve(assumptions=[-encoding.total[least]]):
                slots, gaps = read_model(encoding, solver.get_model()), least
            else:
                refuted.append(least)
                least += 1
    return Answer(slots, Proof(least, tuple(refuted), PROVER, VERSION))


def _disjoint(encoding: Encoding, gaps: int) -> int:
    """Gaps that there must be because so many sets of possible gaps, none in two of them, each hold one."""
    hoped = [-literal for mine in encoding.gaps for literal in mine]
    least = 0
    with Solver(SEARCHER, bootstrap_with=encoding.formula.clauses) as solver:
        while least < gaps:
            solver.conf_budget(300)
            if solver.solve_limited(assumptions=hoped) is not False:
                break
            core = set(solver.get_core() or ())
            hoped = [literal for literal in hoped if literal not in core]
            least += 1
    return least
