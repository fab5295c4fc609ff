"""The fewest gaps there can be, with proof: fewer are refuted, one number after another."""

from dataclasses import replace

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
TRIES: tuple[tuple[str, int, dict[str, int]], ...] = (
    (SEARCHER, 6_000, {}),
    (PROVER, 9_000, {"stabilizeonly": 1, "inprocessing": 0, "phase": 0}),
    (PROVER, 12_000, {"stabilizeonly": 1, "inprocessing": 0}),
    (PROVER, 24_000, {}),
)
"""Solver, conflicts and settings of one try after another: first what is quick, then what finds most models sooner, at
last what refutes soonest, each time with twice as many conflicts."""
CHUNK = 3_000
"""Conflicts between two looks at the time, about half a second; more looks would disturb the solver."""

COUNTED = 60
"""Gaps told apart at least, though fewer would do: with more numbers to learn about, a timetable is found sooner."""


class _Asker:
    """Puts questions to fresh solvers until the time or the effort is used up."""

    def __init__(self, seed: int, late: Late, effort: int | None) -> None:
        self.seed, self.late, self.effort = seed, late, effort
        self.spent = 0

    def over(self) -> bool:
        return self.late() or (self.effort is not None and self.spent >= self.effort)

    def ask(self, clauses: list[list[int]], *assumed: int) -> tuple[bool | None, list[int]]:
        """Whether there is a model, and which; if not, which of ``assumed`` rule it out; None if nobody knows in time.

        What a solver has learnt while it refuted something else leads it astray, and some starts are unlucky. So
        each question and each try gets a solver of its own.
        """
        tries = 0
        while True:
            solver_name, conflicts, settings = TRIES[min(tries, len(TRIES) - 1)]
            with Solver(solver_name) as solver:
                if solver_name == PROVER:
                    solver.configure({"seed": (self.seed + tries) % 2**30, **settings})
                solver.append_formula(clauses)
                for _ in range((conflicts << max(0, tries - len(TRIES) + 1)) // CHUNK):
                    if self.over():
                        return None, []
                    solver.conf_budget(CHUNK)
                    answer = solver.solve_limited(assumptions=list(assumed))
                    self.spent += CHUNK
                    if answer is not None:
                        return answer, (solver.get_model() if answer else solver.get_core()) or []
            tries += 1


def prove(
    problem: Problem, start: Ints | None, *, seed: int, late: Late, effort: int | None = None
) -> Answer:
    """The timetable with the fewest gaps, or a smallest contradiction; ``start`` may be any timetable or half of one.

    Unless ``late``, or it took more than ``effort`` conflicts, the answer is proven. Where there is none, the timetable
    in the answer is one that keeps all but the spread, if there is such a one.
    """
    asker = _Asker(seed, late, effort)
    broken = set(ViolationKind) if start is None else {v.kind for v in violations(problem, start)}
    answer = _refute(problem, None if broken else start, asker)
    if not answer.impossible:
        return answer
    loose = start if broken == {ViolationKind.SPREAD_TOO_WIDE} else _loose(problem, asker)
    # Too hard to make small, perhaps; but what there is may keep all but the spread, so that is a reason too.
    only = (Clash(ClashKind.SPREAD, limit=(problem.spread or 0) + 1),) if loose is not None else ()
    return replace(answer, slots=loose, contradiction=contradiction(problem, late=late) or only)


def _loose(problem: Problem, asker: _Asker) -> Ints | None:
    """A timetable that keeps all but the spread."""
    if problem.spread is None:
        return None
    encoding = encode(replace(problem, spread=None), 1)
    able, model = asker.ask(encoding.formula.clauses)
    return read_model(encoding, model) if able else None


def _refute(problem: Problem, slots: Ints | None, asker: _Asker) -> Answer:
    """Refute one number of gaps after another until a timetable is found, or that which there is has so many.

    Without one, none may exist. So once a number is refuted, any timetable is looked for before the next.
    """
    gaps = COUNTED if slots is None else _gaps(problem, slots)
    if gaps == 0:
        return Answer(slots, Proof(0, (), SOLVERS, VERSION))
    counted = max(gaps, COUNTED)
    encoding = encode(problem, counted)
    first = first_bound(encoding, gaps, asker.late)
    impossible, least, hoped = first.impossible, first.least, True
    refuted = [least - 1] if least else []
    if first.slots is not None and (slots is None or _gaps(problem, first.slots) < gaps):
        slots = first.slots
    while not impossible and (slots is None or _gaps(problem, slots) > least):
        if slots is not None and least >= counted:
            counted = _gaps(problem, slots)
            encoding = encode(problem, counted)
        assumed = encoding.at_most(least) if hoped or slots is not None else []
        able, found = asker.ask(encoding.formula.clauses, *assumed)
        if able is None:
            break
        if able:
            slots = read_model(encoding, found)
        elif found:
            refuted.append(least)
            least, hoped = least + 1, False
        impossible = not able and not found
    proof = None if impossible else Proof(least, tuple(refuted), SOLVERS, VERSION)
    return Answer(None if impossible else slots, proof, impossible=impossible)


def _gaps(problem: Problem, slots: Ints) -> int:
    return int(gaps_of(problem, slots)[0].sum())
