"""The fewest gaps there can be, with proof: fewer are refuted, one number after another."""

from pysat.solvers import Solver

from chainfair.engine.timetable.exact.contradiction import contradiction
from chainfair.engine.timetable.exact.encoding import VERSION, encode
from chainfair.engine.timetable.exact.search import SEARCHER, Late, first_bound, read_model
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.result import Answer, Clash, ClashKind, Proof
from chainfair.engine.timetable.statistics import gaps_of
from chainfair.engine.timetable.violations import ViolationKind, violations

PROVER = "cadical195"
SOLVERS = f"{SEARCHER}, {PROVER}"
"""Who is trusted for a proof: the first with what is refuted easily, the second with the rest."""
TRIES: tuple[dict[str, int], ...] = (
    {"stabilizeonly": 1, "inprocessing": 0, "phase": 0},
    {"stabilizeonly": 1, "inprocessing": 0},
    {},
)
"""Settings of one try after another; the last, its own, refutes soonest, the others find most models sooner."""
CONFLICTS = 6_000
"""Of the first try; each later one has twice as many as the one before."""
CHUNK = 3_000
"""Conflicts between two looks at the time, about half a second; more looks would disturb the solver."""

COUNTED = 60
"""Gaps told apart at least, though fewer would do: with more numbers to learn about, a timetable is found sooner."""

_WIDE = ViolationKind.SPREAD_TOO_WIDE


class _Asker:
    """Puts questions to fresh solvers until the time or the effort is used up."""

    def __init__(self, seed: int, late: Late, effort: int | None) -> None:
        self.seed, self.late, self.effort = seed, late, effort
        self.spent = 0

    def over(self) -> bool:
        return self.late() or (self.effort is not None and self.spent >= self.effort)

    def ask(self, clauses: list[list[int]], *assumed: int) -> tuple[bool | None, list[int]]:
        """Whether there is a model, and which; None if nobody knows in time.

        What a solver has learnt while it refuted something else leads it astray, and some starts are unlucky. So
        each question and each try gets a solver of its own.
        """
        tries = 0
        while True:
            with Solver(PROVER) as solver:
                solver.configure({"seed": (self.seed + tries) % 2**30, **TRIES[min(tries, len(TRIES) - 1)]})
                solver.append_formula(clauses)
                for _ in range((CONFLICTS << tries) // CHUNK):
                    if self.over():
                        return None, []
                    solver.conf_budget(CHUNK)
                    answer = solver.solve_limited(assumptions=list(assumed))
                    self.spent += CHUNK
                    if answer is not None:
                        return answer, solver.get_model() or []
            tries += 1


def prove(problem: Problem, start: Ints, *, seed: int, late: Late, effort: int | None = None) -> Answer:
    """The timetable with the fewest gaps, or a smallest contradiction; ``start`` may be any timetable or half of one.

    Unless ``late``, or it took more than ``effort`` conflicts, the answer is proven.
    """
    asker = _Asker(seed, late, effort)
    broken = {v.kind for v in violations(problem, start)}
    if broken:
        encoding = encode(problem, 1)
        able, model = asker.ask(encoding.formula.clauses)
        if able is None:
            return Answer(None, None)
        if not able:
            # Too hard to make small, perhaps; but what there is may keep all but the spread, so that is a reason too.
            only = (_too_even(problem),) if broken == {_WIDE} else ()
            return Answer(None, None, contradiction(problem, late=late) or only, impossible=True)
        start = read_model(encoding, model)
    return _refute(problem, start, asker)


def _too_even(problem: Problem) -> Clash:
    return Clash(ClashKind.SPREAD, limit=(problem.spread or 0) + 1)


def _refute(problem: Problem, slots: Ints, asker: _Asker) -> Answer:
    """Refute one number of gaps after another until a timetable is found, or that which there is has so many."""
    gaps = int(gaps_of(problem, slots)[0].sum())
    if gaps == 0:
        return Answer(slots, Proof(0, (), SOLVERS, VERSION))
    encoding = encode(problem, max(gaps, COUNTED))
    least = first_bound(encoding, gaps, asker.late)
    refuted = [least - 1] if least else []
    while least < gaps:
        able, model = asker.ask(encoding.formula.clauses, -encoding.total[least])
        if able is None:
            break
        if able:
            slots, gaps = read_model(encoding, model), least
        else:
            refuted.append(least)
            least += 1
    return Answer(slots, Proof(least, tuple(refuted), SOLVERS, VERSION))
