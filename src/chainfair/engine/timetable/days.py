"""Lays out the days of a board for improving, and shares them among threads."""

from itertools import pairwise

import numpy as np

from chainfair.engine.timetable.board import crew_memory
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.chains import LONGEST, Lane
from chainfair.engine.timetable.kernels.comfort import fill
from chainfair.engine.timetable.kernels.days import Days
from chainfair.engine.timetable.limits import words
from chainfair.engine.timetable.problem import Bools, GapRule, Ints, Problem
from chainfair.engine.timetable.statistics import gaps_of


def share_days(
    problem: Problem, days: Days, lanes: list[Lane], chance: np.random.Generator, done: int
) -> list[Lane]:
    """The lanes of a round, with the days of each drawn anew."""
    count = len(days.busy)
    # Two meetings that may not be in the same slot are never in the same one on different days.
    coupled = problem.spread is not None or len(problem.precedence) > 0
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
        rule_start=board.rule_start,
        rule=board.rule,
        turn=board.turn,
        seat_start=board.seat_start,
        daily_maximum=problem.daily_maximum,
        walks=_walkers(problem, board.slot),
        distance=board.ways.distance,
        sitting=board.ways.sitting,
        crews=board.ways.walks & (problem.seats > 1),
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
    walks: Bools = (least < most) & (problem.seats == 1)
    return walks


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
        crew=crew_memory(problem, days.crews),
    )
