"""Lays out an empty board for a problem."""

import numpy as np

from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.trail import Trail
from chainfair.engine.timetable.kernels.walking import Ways
from chainfair.engine.timetable.limits import possible_slots, words
from chainfair.engine.timetable.problem import Bools, Ints, Problem


def empty_board(problem: Problem) -> Board:
    """A board with no meeting placed; O(P T + M W) memory."""
    people, slots, count = problem.participants, problem.slots, problem.meetings
    days = int(problem.day[-1]) + 1
    seat_start = np.concatenate([[0], np.cumsum(problem.seats)]).astype(np.int32)
    available = words(problem.available)
    rule_start, rule, turn = _rules(problem)
    of_start, of = meetings_of(problem)
    most = max(1, min(count, int(seat_start[-1]) // 2))
    day_mask = words(problem.day[None, :] == np.arange(days, dtype=np.int32)[:, None])
    barred = np.zeros_like(available)
    barred[problem.daily_maximum == 0] = ~np.uint64(0)
    walks = walkers(problem)
    at = np.full((int(seat_start[-1]), slots), -1, np.int32)
    return Board(
        party_start=problem.party_start,
        party=problem.party,
        weight=problem.weight,
        zone=problem.zone,
        hall=problem.hall,
        pinned=problem.pinned,
        day=problem.day,
        possible=possible_slots(problem),
        available=available,
        seat_start=seat_start,
        maximum=problem.maximum,
        daily_maximum=problem.daily_maximum,
        day_mask=day_mask,
        rule_start=rule_start,
        rule=rule,
        turn=turn,
        ways=Ways(
            distance=np.minimum(problem.distance, 64) if problem.far else np.zeros((0, 0), np.int32),
            sitting=problem.sittings(),
            walks=walks,
            hall=problem.hall,
            party_start=problem.party_start,
            party=problem.party,
            seat_start=seat_start,
            at=at,
            crew=crew_memory(problem, walks),
        ),
        of_start=of_start,
        of=of,
        slot=np.full(count, -1, np.int32),
        at=at,
        free=available.copy(),
        barred=barred,
        held=np.zeros(people, np.int32),
        day_held=np.zeros((people, days), np.int32),
        left=problem.capacity.copy(),
        open=words(problem.capacity > 0),
        members=np.empty((slots, most), np.int32),
        member=np.full(count, -1, np.int32),
        crowd=np.zeros(slots, np.int32),
    )


def meetings_of(problem: Problem) -> tuple[Ints, Ints]:
    """The meetings of each participant in a row: where they begin, and which."""
    meeting = np.repeat(np.arange(problem.meetings, dtype=np.int32), np.diff(problem.party_start))
    start = np.zeros(problem.participants + 1, np.int32)
    np.cumsum(np.bincount(problem.party, minlength=problem.participants), out=start[1:])
    return start, meeting[np.argsort(problem.party, kind="stable")]


def walkers(problem: Problem) -> Bools:
    """[P] who has meetings in several halls, where any hall is far from another."""
    walks = np.zeros(problem.participants, np.bool_)
    if problem.far:
        rows = np.repeat(problem.hall >= 0, np.diff(problem.party_start))
        hall = np.repeat(problem.hall, np.diff(problem.party_start))[rows]
        pairs = np.unique(problem.party[rows].astype(np.int64) * len(problem.distance) + hall)
        walks |= np.bincount(pairs // len(problem.distance), minlength=problem.participants) > 1
    return walks


def crew_memory(problem: Problem, walks: Bools) -> Ints:
    """Working memory for the meetings of one of those who walk in one session, as many as there can be."""
    most = 64 * int(problem.seats[walks].max(initial=0))
    asked = np.bincount(problem.party, minlength=problem.participants)[walks].max(initial=0)
    return np.zeros((6, min(most, int(asked)) + 1), np.int32)


def _rules(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """The rules of each meeting in a row: where they begin, the other meeting of each, and its turn (see `Board`)."""
    first, second = problem.precedence.T
    one, other = problem.apart.T
    holder = np.concatenate([first, second, one, other])
    rule = np.concatenate([second, first, other, one])
    turn = np.repeat([1, -1, 0], [len(first), len(first), 2 * len(one)])
    order = np.argsort(holder, kind="stable")
    start = np.searchsorted(holder[order], np.arange(problem.meetings + 1))
    return start.astype(np.int32), rule[order].astype(np.int32), turn[order].astype(np.int32)


def search_memory(problem: Problem, limit: int, steps: int) -> Trail:
    """Working memory for searches over at most ``limit`` meetings, with a log of ``steps`` steps."""
    queue, parent, via = (np.empty(limit + 8, np.int32) for _ in range(3))
    logged, before = (np.empty(steps, np.int32) for _ in range(2))
    seen, number, done = np.zeros(problem.meetings, np.int32), np.zeros(1, np.int32), np.zeros(1, np.int32)
    mask = np.empty(-(-problem.slots // 64), np.uint64)
    return Trail(queue, parent, via, seen, number, logged, before, done, mask)
