"""Solves a timetable problem: choose, place, repair, then make the days comfortable."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable.board import empty_board
from chainfair.engine.timetable.choice import Choice, choose
from chainfair.engine.timetable.exact.encoding import MEETINGS, suits
from chainfair.engine.timetable.impossible import must_be_held, why_impossible
from chainfair.engine.timetable.improve import Params, discomfort, improve
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.placing import place_at
from chainfair.engine.timetable.place import PROOF_STEPS, STEPS, place
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.reasons import reasons
from chainfair.engine.timetable.result import Answer, Progress, Result, Watch, silent
from chainfair.engine.timetable.seating import shared
from chainfair.engine.timetable.statistics import gaps_of, statistics
from chainfair.engine.timetable.violations import violations

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
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    choice = choose(problem)
    bound = choice.certificate.bound
    seconds["choose"] = time.perf_counter() - began
    watch(Progress("choose", 1.0, 0, bound))
    began = time.perf_counter()
    to_bound = proof and not small
    board = place(problem, choice, seed, PROOF_STEPS if to_bound else STEPS, watch=watch)
    seconds["place"] = time.perf_counter() - began
    watch(Progress("place", 1.0, int(problem.weight[board.slot >= 0].sum()), bound))
    began = time.perf_counter()
    first = _first_part(stop, proof) if small else stop
    rounds = 0
    if first.rounds != 0 and first.seconds != 0:
        rounds = improve(problem, board, params=params, stop=first, seed=seed, bound=bound, watch=watch)
    answer = Answer(None, None)
    if small and (proof or stop.rounds is None):
        at = Progress(
            "improve",
            1.0,
            int(problem.weight[board.slot >= 0].sum()),
            bound,
            discomfort(problem, params, board.slot),
        )
        over = partial(_over, stop, began, watch, at)
        answer = _exact(problem, board.slot, seed, over, proof=proof, counted=stop.seconds is None)
        board = _better(problem, board, answer, params, proof=proof)
    seconds["improve"] = time.perf_counter() - began
    late = partial(_late, stop, began)
    return _result(problem, board, choice, answer, seed=seed, rounds=rounds, seconds=seconds, late=late)


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
    problem: Problem, slots: Ints, seed: int, over: Callable[..., bool], *, proof: bool, counted: bool
) -> Answer:
    """The timetable with fewer gaps that a satisfiability solver finds, proven as far as that is wanted or easy."""
    from chainfair.engine.timetable.exact.prove import prove
    from chainfair.engine.timetable.exact.search import descend

    effort = EFFORT if counted and not proof else None
    answer = prove(problem, slots, seed=seed, late=partial(over, share=1.0 if proof else 0.8), effort=effort)
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
    board: Board,
    choice: Choice,
    answer: Answer,
    *,
    seed: int,
    rounds: int,
    seconds: dict[str, float],
    late: Callable[[], bool],
) -> Result:
    slot = board.slot.copy()
    counts = statistics(problem, slot)
    status, clashes = _status(problem, slot, choice, counts.weight, answer), answer.contradiction
    if not clashes and (slot[must_be_held(problem)] < 0).any():
        clashes = why_impossible(problem, slot, choice.certificate, late)
        status = Status.INFEASIBLE if clashes else status
    return Result(
        slot=slot,
        place=_places(problem, slot),
        seat=_seats(problem, board),
        status=status,
        weight=counts.weight,
        bound=choice.certificate.bound,
        certificate=choice.certificate,
        statistics=counts,
        reasons=reasons(problem, board),
        seed=seed,
        rounds=rounds,
        seconds=seconds,
        proof=answer.proof,
        contradiction=clashes,
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


def _seats(problem: Problem, board: Board) -> Ints:
    """[E] seat of the participant that takes part in each meeting."""
    slot = np.repeat(board.slot, np.diff(problem.party_start))
    seat = np.where(slot >= 0, 0, -1).astype(np.int32)
    several = (slot >= 0) & (problem.seats[problem.party] > 1)
    crews = board.ways.walks[problem.party] & several
    for k in np.flatnonzero(several & ~crews):
        first, end = board.seat_start[problem.party[k]], board.seat_start[problem.party[k] + 1]
        m = np.searchsorted(problem.party_start, k, side="right") - 1
        seat[k] = int(np.flatnonzero(board.at[first:end, slot[k]] == m)[0])
    meeting = np.repeat(np.arange(problem.meetings), np.diff(problem.party_start))
    rows = np.flatnonzero(crews)
    rows = rows[np.argsort(problem.party[rows], kind="stable")]
    people, begin = np.unique(problem.party[rows], return_index=True)
    for p, own in zip(people.tolist(), np.split(rows, begin)[1:], strict=True):
        given = shared(problem, board.slot, meeting[own].tolist(), int(problem.seats[p]))
        seat[own] = [given[m] for m in meeting[own].tolist()]
    return seat
