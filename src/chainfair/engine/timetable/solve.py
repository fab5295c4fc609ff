"""Solves a timetable problem: choose, place, repair, then make the days comfortable."""

import time
from dataclasses import dataclass

import numpy as np

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable.board import empty_board
from chainfair.engine.timetable.choice import Choice, choose
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.placing import place_at, place_in_order
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.reasons import reasons
from chainfair.engine.timetable.result import Progress, Result, Watch, silent
from chainfair.engine.timetable.statistics import statistics


@dataclass(frozen=True, slots=True)
class Params:
    """What discomfort costs against each other, once the greatest weight is placed; all 0 or more."""

    gap: int = 4
    rush: int = 4
    person_day: int = 2
    moved: int = 40
    """A meeting that leaves its slot of the previous timetable."""

    def __post_init__(self) -> None:
        """Refuse costs that would reward discomfort."""
        for name in ("gap", "rush", "person_day", "moved"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)}")


def solve(
    problem: Problem,
    *,
    params: Params | None = None,  # noqa: ARG001 - comfort follows
    stop: Stop | None = None,  # noqa: ARG001
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
    seconds["choose"] = time.perf_counter() - began
    watch(Progress("choose", 0.0, 0, choice.certificate.bound))
    board = empty_board(problem)
    began = time.perf_counter()
    _place(problem, board, choice)
    seconds["place"] = time.perf_counter() - began
    return _result(problem, board, choice, seed=seed, rounds=0, seconds=seconds)


def _place(problem: Problem, board: Board, choice: Choice) -> None:
    """Pins first, then the previous timetable, then the chosen meetings, then whatever else fits."""
    settled = np.flatnonzero(problem.pinned >= 0).astype(np.int32)
    place_at(board, settled, problem.pinned)
    kept = np.flatnonzero((problem.previous >= 0) & (problem.pinned < 0))
    heaviest = np.argsort(-problem.weight[kept], kind="stable")
    place_at(board, kept[heaviest].astype(np.int32), problem.previous)
    place_in_order(board, np.flatnonzero(choice.chosen).astype(np.int32), 0)
    rest = np.argsort(-problem.weight, kind="stable").astype(np.int32)
    place_in_order(board, rest, 0)


def _result(
    problem: Problem, board: Board, choice: Choice, *, seed: int, rounds: int, seconds: dict[str, float]
) -> Result:
    slot = board.slot.copy()
    counts = statistics(problem, slot)
    bound = choice.certificate.bound
    return Result(
        slot=slot,
        place=_places(problem, slot),
        seat=_seats(problem, board),
        status=_status(problem, slot, counts.weight, bound),
        weight=counts.weight,
        bound=bound,
        certificate=choice.certificate,
        statistics=counts,
        reasons=reasons(problem, board),
        seed=seed,
        rounds=rounds,
        seconds=seconds,
    )


def _status(problem: Problem, slot: Ints, weight: int, bound: int) -> Status:
    """What is proven of a timetable."""
    if (problem.required & (slot < 0)).any():
        return Status.UNFINISHED
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
