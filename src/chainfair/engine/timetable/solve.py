"""Solves a timetable problem: choose, place, repair, then make the days comfortable."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable.board import empty_board
from chainfair.engine.timetable.choice import Choice, choose, unpriced
from chainfair.engine.timetable.exact.encoding import MEETINGS, suits
from chainfair.engine.timetable.impossible import must_be_held, why_impossible
from chainfair.engine.timetable.improve import Params, discomfort, improve
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.placing import place_at
from chainfair.engine.timetable.place import PROOF_STEPS, STARTS, STEPS, place
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.reasons import below_minimum, reasons
from chainfair.engine.timetable.result import Answer, Progress, Reason, Result, Watch, silent
from chainfair.engine.timetable.seating import seats_of
from chainfair.engine.timetable.statistics import gaps_of, statistics
from chainfair.engine.timetable.violations import violations

FEW_STARTS = 4
"""Starts of placing where an exact search follows."""
EFFORT, LAST_EFFORT = 24_000, 1_500
"""Conflicts of the satisfiability solver where no proof is asked for, about two seconds; and of its neighbourhoods, if
that was not enough."""


def solve(
    problem: Problem,
    *,
    params: Params | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    watch: Watch = silent,
    proof: bool = False,
) -> Result:
    """Place meetings of the greatest weight found, without breaking a constraint, in comfortable days.

    ``stop`` limits only the improvement of comfort; choosing and placing always run through (about a second for
    100,000 requests). The same problem, params and seed give the same result under a stop by rounds. ``watch`` is
    told of progress and may raise to give up. Where every meeting must be held and the problem is small
    (`exact.encoding.suits`), gaps are closed by a satisfiability solver too, unless a stop by rounds forbids it, and
    what it proves on the way is in the result; with ``proof`` it goes on until their number is proven to be the
    least, or it is proven that there is no timetable at all. Elsewhere ``proof`` goes on placing for up to a minute or
    so, until the bound is reached.
    """
    stop, params = stop or Stop(), params or Params()
    small = problem.meetings <= MEETINGS and suits(problem)
    exact = small and (proof or stop.rounds is None)
    answer, seconds = Answer(None, None), dict[str, float]()
    if exact and stop.seconds is None and only_gaps(problem):
        began = time.perf_counter()
        choice = unpriced(problem)
        answer = _at_once(problem, choice, seed, watch, proof=proof)
        seconds["prove"] = time.perf_counter() - began
        if answer.slots is not None and _closed(problem, answer):
            watch(_improved(problem, params, answer.slots, choice))
            short = below_minimum(problem, answer.slots)
            return _result(problem, answer.slots, choice, answer, reasons=short, seed=seed, seconds=seconds)
    began = time.perf_counter()
    choice = choose(problem)
    bound = choice.certificate.bound
    seconds["choose"] = time.perf_counter() - began
    watch(Progress("choose", 1.0, 0, bound))
    began = time.perf_counter()
    to_bound = proof and not small
    # What an exact search follows, or what is known to be impossible, is not worth many starts.
    starts = 0 if answer.impossible else FEW_STARTS if exact else STARTS
    board = place(problem, choice, seed, PROOF_STEPS if to_bound else STEPS, watch, starts=starts)
    seconds["place"] = time.perf_counter() - began
    watch(Progress("place", 1.0, int(problem.weight[board.slot >= 0].sum()), bound))
    began = time.perf_counter()
    first = _first_part(stop, proof) if small else stop
    rounds = 0
    if first.rounds != 0 and first.seconds != 0 and not answer.impossible:
        rounds = improve(problem, board, params=params, stop=first, seed=seed, bound=bound, watch=watch)
    if exact and not answer.impossible:
        over = partial(_over, stop, began, watch, _improved(problem, params, board.slot, choice))
        answer = _exact(problem, board.slot, answer, seed, over, proof=proof, counted=stop.seconds is None)
        board = _better(problem, board, answer, params, proof=proof)
    seconds["improve"] = time.perf_counter() - began
    late = partial(_late, stop, began)
    clashes = answer.contradiction
    if not clashes and (board.slot[must_be_held(problem)] < 0).any():
        clashes = why_impossible(problem, board.slot, choice.certificate, late)
    answer = replace(answer, contradiction=clashes, impossible=answer.impossible or bool(clashes))
    why = reasons(problem, board)
    return _result(
        problem, board.slot.copy(), choice, answer, reasons=why, seed=seed, seconds=seconds, rounds=rounds
    )


def only_gaps(problem: Problem) -> bool:
    """Whether two timetables that hold every meeting differ in comfort by their gaps alone."""
    halls = problem.hall[problem.hall >= 0]
    one_hall = len(halls) == 0 or bool((halls == halls[0]).all())
    return one_hall and int(problem.day[-1]) == 0 and bool((problem.previous < 0).all())


def _improved(problem: Problem, params: Params, slots: Ints, choice: Choice) -> Progress:
    """What is told of a timetable that is being improved."""
    weight, bound = int(problem.weight[slots >= 0].sum()), choice.certificate.bound
    return Progress("improve", 1.0, weight, bound, discomfort(problem, params, slots))


def _at_once(problem: Problem, choice: Choice, seed: int, watch: Watch, *, proof: bool) -> Answer:
    """What a satisfiability solver says before anything else is tried; mostly all that there is to say, and sooner."""
    from chainfair.engine.timetable.exact.prove import prove

    over = partial(_over, Stop(), 0.0, watch, Progress("choose", 1.0, 0, choice.certificate.bound))
    return prove(problem, None, seed=seed, late=over, effort=None if proof else EFFORT)


def _closed(problem: Problem, answer: Answer) -> bool:
    """Whether nothing better than the timetable of the answer can be found."""
    if answer.slots is None or answer.proof is None:
        return answer.impossible
    return int(gaps_of(problem, answer.slots)[0].sum()) == answer.proof.gaps


def _first_part(stop: Stop, proof: bool) -> Stop:
    """What of the stop rule annealing gets where something stronger follows."""
    if stop.seconds is not None:
        return replace(stop, seconds=min(1.0, stop.seconds / 4))
    return replace(stop, rounds=10) if proof and stop.rounds is None else stop


def _over(stop: Stop, began: float, watch: Watch, at: Progress, share: float = 1.0) -> bool:
    """Whether a share of the time that was given is over; asked several times a second, it tells ``watch``."""
    watch(at)
    return stop.seconds is not None and time.perf_counter() >= began + share * stop.seconds


def _late(stop: Stop, began: float) -> bool:
    """Whether the time that was given, and two seconds more for a reason, are over."""
    return stop.seconds is not None and time.perf_counter() >= began + stop.seconds + 2


def _exact(
    problem: Problem,
    slots: Ints,
    known: Answer,
    seed: int,
    over: Callable[..., bool],
    *,
    proof: bool,
    counted: bool,
) -> Answer:
    """The timetable with fewer gaps that a satisfiability solver finds, proven as far as that is wanted or easy.

    Where it was asked before, that is what is ``known``, and ``slots`` may be better than the timetable it had by then.
    """
    from chainfair.engine.timetable.exact.prove import prove
    from chainfair.engine.timetable.exact.search import descend

    answer = known
    if known.proof is None:
        effort = EFFORT if counted and not proof else None
        answer = prove(
            problem, slots, seed=seed, late=partial(over, share=1.0 if proof else 0.8), effort=effort
        )
    elif not violations(problem, slots):
        both = [slots] if known.slots is None else [slots, known.slots]
        answer = replace(known, slots=min(both, key=lambda one: gaps_of(problem, one)[0].sum()))
    if answer.slots is None or answer.proof is None:
        return answer
    found = descend(problem, answer.slots, effort=LAST_EFFORT, seed=seed, late=over, least=answer.proof.gaps)
    return replace(answer, slots=found)


def _better(problem: Problem, board: Board, answer: Answer, params: Params, *, proof: bool) -> Board:
    """The board of the exact answer, unless it is less comfortable as a whole and nobody asked for fewest gaps."""
    if answer.slots is None or (answer.slots == board.slot).all():
        return board
    worse = discomfort(problem, params, answer.slots) >= discomfort(problem, params, board.slot)
    if not proof and worse and not violations(problem, board.slot):
        return board
    exact = empty_board(problem)
    place_at(exact, np.arange(problem.meetings, dtype=np.int32), answer.slots)
    return exact


def _result(
    problem: Problem,
    slot: Ints,
    choice: Choice,
    answer: Answer,
    *,
    reasons: tuple[Reason, ...],
    seed: int,
    seconds: dict[str, float],
    rounds: int = 0,
) -> Result:
    counts = statistics(problem, slot)
    return Result(
        slot=slot,
        place=_places(problem, slot),
        seat=seats_of(problem, slot),
        status=_status(problem, slot, choice, counts.weight, answer),
        weight=counts.weight,
        bound=choice.certificate.bound,
        certificate=choice.certificate,
        statistics=counts,
        reasons=reasons,
        seed=seed,
        rounds=rounds,
        seconds=seconds,
        proof=answer.proof,
        contradiction=answer.contradiction,
    )


def _status(problem: Problem, slot: Ints, choice: Choice, weight: int, answer: Answer) -> Status:
    """What is proven of a timetable: that of its weight, or of its gaps where every meeting must be held."""
    bound = choice.certificate.bound
    if answer.impossible:
        return Status.INFEASIBLE
    if ((problem.pinned >= 0) & (slot < 0)).any():
        return (
            Status.INFEASIBLE
        )  # pins are placed first, so they contradict each other or their parties' diaries
    if (problem.required & (slot < 0)).any():
        lonely = (problem.required & ~problem.common().any(axis=1)).any()
        return Status.INFEASIBLE if choice.impossible(problem) or lonely else Status.UNFINISHED
    if problem.spread is not None and np.ptp(gaps_of(problem, slot)[0]) > problem.spread:
        return Status.UNFINISHED
    if problem.required.all():
        least = answer.proof.gaps if answer.proof else 0
        return Status.OPTIMAL if gaps_of(problem, slot)[0].sum() == least else Status.WITHIN_BOUND
    return Status.OPTIMAL if weight == bound else Status.WITHIN_BOUND


def _places(problem: Problem, slot: Ints) -> Ints:
    """[M] number of the place in its zone and slot, by order of meetings."""
    place = np.full(problem.meetings, -1, np.int32)
    seated = np.flatnonzero((slot >= 0) & (problem.zone >= 0))
    cell = problem.zone[seated].astype(np.int64) * problem.slots + slot[seated]
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    place[seated[order]] = np.arange(len(cell)) - np.searchsorted(ordered, ordered)
    return place
