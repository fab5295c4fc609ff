"""Solves a timetable problem: choose, place, repair, then make the days comfortable."""

import time

import numpy as np

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable.choice import Choice, choose
from chainfair.engine.timetable.improve import Params, improve
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.place import place
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.reasons import reasons
from chainfair.engine.timetable.result import Progress, Result, Watch, silent
from chainfair.engine.timetable.statistics import gaps_of, statistics


def solve(
    problem: Problem,
    *,
    params: Params | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    watch: Watch = silent,
) -> Result:
    """Place meetings of the greatest weight found, without breaking a constraint, in comfortable days.

    ``stop`` limits only the improvement of comfort; choosing and placing always run through (about a second for
    100,000 requests). The same problem, params and seed give the same result under a stop by rounds. ``watch`` is
    told of progress and may raise to give up.
    """
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    choice = choose(problem)
    bound = choice.certificate.bound
    seconds["choose"] = time.perf_counter() - began
    watch(Progress("choose", 1.0, 0, bound))
    began = time.perf_counter()
    board = place(problem, choice, seed)
    seconds["place"] = time.perf_counter() - began
    watch(Progress("place", 1.0, int(problem.weight[board.slot >= 0].sum()), bound))
    began = time.perf_counter()
    rounds = improve(
        problem, board, params=params or Params(), stop=stop or Stop(), seed=seed, bound=bound, watch=watch
    )
    seconds["improve"] = time.perf_counter() - began
    return _result(problem, board, choice, seed=seed, rounds=rounds, seconds=seconds)


def _result(
    problem: Problem, board: Board, choice: Choice, *, seed: int, rounds: int, seconds: dict[str, float]
) -> Result:
    slot = board.slot.copy()
    counts = statistics(problem, slot)
    return Result(
        slot=slot,
        place=_places(problem, slot),
        seat=_seats(problem, board),
        status=_status(problem, slot, choice, counts.weight),
        weight=counts.weight,
        bound=choice.certificate.bound,
        certificate=choice.certificate,
        statistics=counts,
        reasons=reasons(problem, board),
        seed=seed,
        rounds=rounds,
        seconds=seconds,
    )


def _status(problem: Problem, slot: Ints, choice: Choice, weight: int) -> Status:
    """What is proven of a timetable: that of its weight, or of its gaps where every meeting must be held."""
    bound = choice.certificate.bound
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
        return Status.OPTIMAL if gaps_of(problem, slot)[0].sum() == 0 else Status.WITHIN_BOUND
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
    seat = np.full(len(problem.party), -1, np.int32)
    for m in np.flatnonzero(board.slot >= 0):
        for k in range(problem.party_start[m], problem.party_start[m + 1]):
            first, end = board.seat_start[problem.party[k]], board.seat_start[problem.party[k] + 1]
            if end - first == 1:
                seat[k] = 0
            else:
                seat[k] = int(np.flatnonzero(board.at[first:end, board.slot[m]] == m)[0])
    return seat
