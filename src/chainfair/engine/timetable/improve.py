"""Makes the days of a full timetable comfortable, without losing a meeting."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from chainfair.engine.stop import Stop
from chainfair.engine.timetable.days import lay_out, new_lane, share_days
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.chains import Prices
from chainfair.engine.timetable.kernels.comfort import anneal
from chainfair.engine.timetable.kernels.placing import restore
from chainfair.engine.timetable.problem import Ints, Problem
from chainfair.engine.timetable.result import Progress, Watch
from chainfair.engine.timetable.statistics import gaps_of, statistics

PROPOSALS = 20_000
"""Proposals of a lane in one round; the temperature changes from round to round."""
LANES = 2
"""Sets of days that are improved at the same time. Always so many, so that a run repeats on any machine."""


@dataclass(frozen=True, slots=True)
class Params:
    """What discomfort costs against each other, once the greatest weight is placed; all 0 or more."""

    gap: int = 6
    rush: int = 5
    person_day: int = 2
    moved: int = 40
    """A meeting that leaves its slot of the previous timetable."""
    warm: float = 0.4
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
    return max(20, min(200, -(-placed * 40 // PROPOSALS)))


def improve(
    problem: Problem,
    board: Board,
    *,
    params: Params,
    stop: Stop,
    seed: int,
    bound: int,
    watch: Watch,
    threads: int = LANES,
) -> int:
    """Anneal the days of ``board`` until ``stop``, keep the best, and return the rounds taken.

    In each round the lanes have days of their own, drawn anew, so the outcome does not depend on the ``threads``.
    """
    placed = np.flatnonzero(board.slot >= 0).astype(np.int32)
    rounds = rounds_for(len(placed)) if stop.rounds is None and stop.seconds is None else stop.rounds
    best = cost = discomfort(problem, params, board.slot)
    weight = int(problem.weight[placed].sum())
    floor = params.person_day * int((board.held > 0).sum())
    if best <= floor or _share(stop, rounds, 0, 0.0) >= 1:
        return 0
    days, prices = lay_out(problem, board), prices_of(problem, params)
    kept = days.slot.copy()
    lanes = [new_lane(problem, days, seed, number) for number in range(LANES)]
    chance = np.random.default_rng(seed & (2**64 - 1))
    anneal(days, lanes[0], prices, 0, 1.0)  # compiles outside the time that was given
    began, done = time.perf_counter(), 0
    with ThreadPoolExecutor(threads) as pool:
        while best > floor:
            share = _share(stop, rounds, done, time.perf_counter() - began)
            if share >= 1:
                break
            heat = max(params.gap, 1) * params.warm * (params.cold / params.warm) ** share
            shared = share_days(problem, days, lanes, chance, done)
            work = [pool.submit(anneal, days, lane, prices, PROPOSALS, heat) for lane in shared]
            cost += sum(int(part.result()) for part in work)
            done += 1
            if cost < best:
                best, kept = cost, days.slot.copy()
            watch(Progress("improve", share, weight, bound, best))
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


def prices_of(problem: Problem, params: Params) -> Prices:
    """The prices as the kernels take them."""
    return Prices(
        gap=params.gap,
        rush=params.rush,
        person_day=params.person_day,
        moved=params.moved,
        spread=-1 if problem.spread is None else problem.spread,
        excess=_excess_cost(params),
    )
