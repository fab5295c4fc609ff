"""Makes the days of a full timetable comfortable, without losing a meeting."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from chainfair.engine.stop import Stop
from chainfair.engine.timetable.board import words
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.chains import LONGEST, Lane, Prices
from chainfair.engine.timetable.kernels.comfort import anneal, fill
from chainfair.engine.timetable.kernels.days import Days
from chainfair.engine.timetable.kernels.placing import restore
from chainfair.engine.timetable.problem import Bools, GapRule, Ints, Problem
from chainfair.engine.timetable.result import Progress, Watch
from chainfair.engine.timetable.statistics import gaps_of, statistics

PROPOSALS = 20_000
"""Proposals in one round; the temperature changes from round to round."""


@dataclass(frozen=True, slots=True)
class Params:
    """What discomfort costs against each other, once the greatest weight is placed; all 0 or more."""

    gap: int = 6
    rush: int = 4
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
    return max(20, min(400, -(-placed * 40 // PROPOSALS)))


def improve(
    problem: Problem, board: Board, *, params: Params, stop: Stop, seed: int, bound: int, watch: Watch
) -> int:
    """Anneal the days of ``board`` until ``stop``, keep the best, and return the rounds taken."""
    placed = np.flatnonzero(board.slot >= 0).astype(np.int32)
    rounds = rounds_for(len(placed)) if stop.rounds is None and stop.seconds is None else stop.rounds
    cost = discomfort(problem, params, board.slot)
    best = cost
    weight = int(problem.weight[placed].sum())
    floor = params.person_day * int((board.held > 0).sum())
    if best <= floor or _share(stop, rounds, 0, 0.0) >= 1:
        return 0
    days, prices = lay_out(problem, board), prices_of(problem, params)
    kept = days.slot.copy()
    lanes = [new_lane(problem, days, seed, number) for number in range(2)]
    chance = np.random.default_rng(seed & (2**64 - 1))
    anneal(days, lanes[0], prices, 0, 1.0)  # compiles outside the time that was given
    began, done = time.perf_counter(), 0
    with ThreadPoolExecutor(1) as other:
        while best > floor:
            share = _share(stop, rounds, done, time.perf_counter() - began)
            if share >= 1:
                break
            heat = max(params.gap, 1) * params.warm * (params.cold / params.warm) ** share
            open_lanes = share_days(problem, days, lanes, chance, done)
            running = [other.submit(anneal, days, lane, prices, PROPOSALS, heat) for lane in open_lanes[1:]]
            cost += int(anneal(days, open_lanes[0], prices, PROPOSALS, heat))
            cost += sum(int(one.result()) for one in running)
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


def share_days(
    problem: Problem, days: Days, lanes: list[Lane], chance: np.random.Generator, done: int
) -> list[Lane]:
    """The lanes of a round, with the days of each drawn anew."""
    count = len(days.busy)
    coupled = problem.spread is not None or len(days.after) > 0
    if coupled or count == 1 or (count == 2 and done % 2):
        parts = [np.arange(count)]
    else:
        order = chance.permutation(count)
        parts = [np.sort(order[: count // 2]), np.sort(order[count // 2 :])]
    open_lanes = []
    for lane, part in zip(lanes, parts, strict=False):
        slots = np.flatnonzero(np.isin(problem.day, part)).astype(np.int32)
        lane.most[0] = days.crowd[slots].max()
        open_lanes.append(lane._replace(days=part.astype(np.int32), slots=slots))
    return open_lanes


def _by_day(problem: Problem, flags: np.ndarray) -> np.ndarray:
    """[D, rows] words of ``flags[row, slot]``."""
    starts = np.searchsorted(problem.day, np.arange(problem.day[-1] + 2))
    return np.stack([words(flags[:, a:b])[:, 0] for a, b in pairwise(starts)])


def lay_out(problem: Problem, board: Board) -> Days:
    """The meetings of a board in the lean layout; O(P T + E) memory."""
    people, slots, days = problem.participants, problem.slots, int(problem.day[-1]) + 1
    first = np.searchsorted(problem.day, np.arange(days + 1)).astype(np.int32)
    near = np.zeros(slots, np.bool_)
    near[:-1] = (problem.day[:-1] == problem.day[1:]) & (problem.session[:-1] == problem.session[1:])
    possible = np.unpackbits(board.possible.view(np.uint8), axis=1, bitorder="little")[:, :slots]
    every = problem.gap_rule is GapRule.ANY
    gaps = gaps_of(problem, board.slot)[0] if problem.spread is not None else np.zeros(people, np.int64)
    lean = Days(
        party_start=problem.party_start,
        party=problem.party,
        size=_size(problem),
        possible=np.ascontiguousarray(_by_day(problem, possible.astype(np.bool_)).T),
        zone=problem.zone,
        hall=problem.hall,
        previous=problem.previous if (problem.previous >= 0).any() else problem.previous[:0],
        after_start=board.after_start,
        after=board.after,
        seat_start=board.seat_start,
        daily_maximum=problem.daily_maximum,
        walks=_walkers(problem, board.slot),
        day=problem.day,
        first=first,
        near=near,
        counts=_by_day(problem, np.ones_like(problem.available) if every else problem.available),
        slot=board.slot.copy(),
        at=np.full((days, int(board.seat_start[-1]), int(np.diff(first).max())), -1, np.int32),
        busy=np.zeros((days, people), np.uint64),
        day_held=np.zeros((days, people), np.int32),
        left=problem.capacity.T.copy(order="C"),
        members=np.empty_like(board.members),
        member=np.empty_like(board.member),
        crowd=np.zeros(slots, np.int32),
        bad=np.empty((2, days, people), np.int32),
        bad_place=np.full((2, days, people), -1, np.int32),
        bad_count=np.zeros((2, days), np.int32),
        gaps=gaps.astype(np.int32),
        people_with=np.bincount(gaps, minlength=slots + 1).astype(np.int32),
    )
    fill(lean)
    return lean


def _size(problem: Problem) -> int:
    """Parties of each meeting where all have equally many, else 0."""
    sizes = np.diff(problem.party_start)
    return int(sizes[0]) if (sizes == sizes[0]).all() else 0


def _walkers(problem: Problem, slots: Ints) -> Bools:
    """[P] who has one seat and meetings in several halls."""
    held = np.repeat((slots >= 0) & (problem.hall >= 0), np.diff(problem.party_start))
    hall = np.repeat(problem.hall, np.diff(problem.party_start))[held]
    least, most = np.full(problem.participants, 1 << 30), np.full(problem.participants, -1)
    np.minimum.at(least, problem.party[held], hall)
    np.maximum.at(most, problem.party[held], hall)
    return (least < most) & (problem.seats == 1)


def new_lane(problem: Problem, days: Days, seed: int, number: int) -> Lane:
    """Working memory of a thread."""
    count, people = len(days.slot), problem.participants
    return Lane(
        days=np.zeros(1, np.int32),
        slots=np.zeros(1, np.int32),
        chain=np.empty(LONGEST, np.int32),
        person=np.empty(people, np.int32),
        net=np.empty(people, np.int32),
        size=np.zeros(2, np.int32),
        seen=np.zeros(count, np.int32),
        met=np.zeros(people, np.int32),
        place=np.zeros(people, np.int32),
        balance=np.zeros(problem.zones, np.int32),
        state=np.array([((seed * 2 + number) * 0x9E3779B97F4A7C15 + 1) & (2**64 - 1), 0], np.uint64),
        most=np.ones(1, np.int32),
    )
