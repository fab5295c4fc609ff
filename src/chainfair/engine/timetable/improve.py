"""Makes the days of a full timetable comfortable, without losing a meeting."""

import time
from dataclasses import dataclass

import numpy as np

from chainfair.engine.stop import Stop
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.comfort import LONGEST, Comfort, anneal
from chainfair.engine.timetable.kernels.placing import restore
from chainfair.engine.timetable.limits import words
from chainfair.engine.timetable.problem import GapRule, Ints, Problem
from chainfair.engine.timetable.result import Progress, Watch
from chainfair.engine.timetable.statistics import gaps_of, statistics

PROPOSALS = 20_000
"""Proposals in one round; the temperature changes from round to round."""


@dataclass(frozen=True, slots=True)
class Params:
    """What discomfort costs against each other, once the greatest weight is placed; all 0 or more."""

    gap: int = 4
    rush: int = 4
    person_day: int = 2
    moved: int = 40
    """A meeting that leaves its slot of the previous timetable."""
    warm: float = 0.5
    """First temperature, as a share of the cost of a gap."""
    cold: float = 0.04
    """Last temperature, as a share of the cost of a gap."""

    def __post_init__(self) -> None:
        """Refuse costs that would reward discomfort, and temperatures that never cool."""
        for name in ("gap", "rush", "person_day", "moved"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must be 0 or more, not {getattr(self, name)}")
        if not 0 < self.cold <= self.warm:
            raise ValueError(f"cold ({self.cold}) must be above 0 and not above warm ({self.warm})")


def discomfort(problem: Problem, params: Params, slots: Ints) -> int:
    """What a timetable costs in gaps, rushes, days and changes; a spread too wide costs most."""
    counts = statistics(problem, slots)
    return (
        params.gap * counts.gaps
        + params.rush * counts.rushes
        + params.person_day * counts.person_days
        + params.moved * _moved(problem, slots)
        + _excess_cost(params) * _excess(problem, slots)
    )


def rounds_for(placed: int) -> int:
    """Rounds that suit so many meetings where nobody said how many."""
    return max(20, min(400, -(-placed * 40 // PROPOSALS)))


def improve(
    problem: Problem, board: Board, *, params: Params, stop: Stop, seed: int, bound: int, watch: Watch
) -> int:
    """Anneal the days of ``board`` until ``stop``, keep the best, and return the rounds taken."""
    placed = np.flatnonzero(board.slot >= 0).astype(np.int32)
    rounds = rounds_for(len(placed)) if stop.rounds is None and stop.seconds is None else stop.rounds
    memory = comfort_memory(problem, board, params, seed)
    cost = discomfort(problem, params, board.slot)
    best, kept = cost, board.slot.copy()
    weight = int(problem.weight[placed].sum())
    floor = params.person_day * int((board.held > 0).sum())
    if best > floor and _share(stop, rounds, 0, 0.0) < 1:
        anneal(board, memory, placed, 0, 1.0)  # compiles outside the time that was given
    began, done = time.perf_counter(), 0
    while best > floor:
        share = _share(stop, rounds, done, time.perf_counter() - began)
        if share >= 1:
            break
        heat = max(params.gap, 1) * params.warm * (params.cold / params.warm) ** share
        cost += int(anneal(board, memory, placed, PROPOSALS, heat))
        done += 1
        if cost < best:
            best, kept = cost, board.slot.copy()
        watch(Progress("improve", share, weight, bound, best))
    if cost > best:
        restore(board, placed, kept)
    return done


def _share(stop: Stop, rounds: int | None, done: int, seconds: float) -> float:
    """The used part of the stop rule."""
    by_count = 0.0 if rounds is None else (done / rounds if rounds else 1.0)
    by_time = 0.0 if stop.seconds is None else (seconds / stop.seconds if stop.seconds else 1.0)
    return max(by_count, by_time)


def _moved(problem: Problem, slots: Ints) -> int:
    """Placed meetings that left their slot of the previous timetable."""
    return int(((problem.previous >= 0) & (slots >= 0) & (slots != problem.previous)).sum())


def _excess(problem: Problem, slots: Ints) -> int:
    """Gaps beyond the allowed spread, summed over participants."""
    if problem.spread is None:
        return 0
    gaps, _ = gaps_of(problem, slots)
    return int(np.maximum(gaps - gaps.min() - problem.spread, 0).sum())


def _excess_cost(params: Params) -> int:
    """A gap beyond the spread is worth three ordinary ones: dear, and still a slope that leads down."""
    return 3 * max(params.gap, 1)


def comfort_memory(problem: Problem, board: Board, params: Params, seed: int) -> Comfort:
    """Costs and working memory of the annealing, its chance started from ``seed``."""
    gaps, _ = gaps_of(problem, board.slot)
    near = np.zeros(problem.slots, np.bool_)
    near[:-1] = (problem.day[:-1] == problem.day[1:]) & (problem.session[:-1] == problem.session[1:])
    every = problem.gap_rule is GapRule.ANY
    days = int(problem.day[-1]) + 1
    return Comfort(
        counts=words(np.ones_like(problem.available)) if every else board.available,
        first=np.searchsorted(problem.day, np.arange(days + 1)).astype(np.int32),
        near=near,
        previous=problem.previous,
        gap=params.gap,
        rush=params.rush,
        person_day=params.person_day,
        moved=params.moved,
        spread=-1 if problem.spread is None else problem.spread,
        excess=_excess_cost(params),
        gaps=gaps.astype(np.int32),
        people_with=np.bincount(gaps, minlength=problem.slots + 1).astype(np.int32),
        chain=np.empty(LONGEST, np.int32),
        origin=np.empty(LONGEST, np.int32),
        person=np.zeros(problem.participants + 1, np.int32),
        seen=np.zeros(problem.meetings, np.int32),
        met=np.zeros(problem.participants, np.int32),
        shift=np.zeros(problem.participants, np.int32),
        net=np.zeros(problem.zones, np.int32),
        state=np.array([seed & (2**64 - 1), 0], np.uint64),
    )
