"""The fewest gaps there can be, with proof: fewer are refuted, one number after another."""

from pysat.solvers import Solver

from chainfair.engine.timetable.exact.contradiction import contradiction
from chainfair.engine.timetable.exact.encoding import VERSION, encode
from chainfair.engine.timetable.exact.search import Late, disjoint, read_model
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.result import Answer, Clash, ClashKind, Proof
from chainfair.engine.timetable.statistics import gaps_of
from chainfair.engine.timetable.violations import ViolationKind, violations

PROVER = "cadical195"

_WIDE = ViolationKind.SPREAD_TOO_WIDE


def _too_even(spread: int) -> Clash:
    return Clash(ClashKind.SPREAD, limit=spread + 1)


def prove(problem: Problem, start: Ints, *, late: Late) -> Answer:
    """The timetable with the fewest gaps, or a smallest contradiction; ``start`` may be any timetable or half of one.

    Unless ``late`` (which is asked between two calls of a solver) the answer is proven.
    """
    broken = violations(problem, start)
    if broken:
        with Solver(PROVER) as solver:
            encoding = encode(problem, 1)
            solver.append_formula(encoding.formula.clauses)
            if not solver.solve():
                spread = problem.spread
                # Too hard to make small; but what there is keeps all but the spread, so that is a reason too.
                only = () if spread is None or {v.kind for v in broken} != {_WIDE} else (_too_even(spread),)
                return Answer(None, None, contradiction(problem) or only, impossible=True)
            start = read_model(encoding, solver.get_model())
    gaps = int(gaps_of(problem, start)[0].sum())
    if gaps == 0:
        return Answer(start, Proof(0, (), PROVER, VERSION))
    return _refute(problem, start, disjoint(problem, gaps), late)


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
