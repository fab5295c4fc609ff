from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.stop import Stop
from chainfair.engine.timetable import Params, Problem, Progress, make_problem, solve, statistics, violations
from chainfair.engine.timetable.board import empty_board
from chainfair.engine.timetable.days import lay_out, new_lane, share_days
from chainfair.engine.timetable.improve import discomfort, improve, prices_of
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.comfort import anneal
from chainfair.engine.timetable.kernels.placing import place_at, place_in_order

from .cases import problems


@st.composite
def fairs(draw: st.DrawFn) -> Problem:
    """Some thirty meetings on three days, with staff, zones, halls, limits, and now and then order and spread."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    people, slots, count = 12, 15, 30
    sizes = chance.choice([2, 2, 2, 3], count) if draw(st.booleans()) else np.full(count, 2)
    party = [p for size in sizes for p in chance.choice(people, size, replace=False)]
    previous = chance.integers(-1, slots, count) if draw(st.booleans()) else None
    return make_problem(
        available=chance.random((people, slots)) < 0.9,
        seats=chance.integers(1, 4, people) if draw(st.booleans()) else None,
        daily_maximum=chance.integers(2, 6, people) if draw(st.booleans()) else None,
        day=np.arange(slots) // 5,
        session=np.arange(slots) % 5 // 3,
        capacity=chance.integers(1, 4, (2, slots)),
        zone=chance.integers(-1, 2, count),
        hall=chance.integers(-1, 4, count),
        party_start=np.cumsum([0, *sizes]),
        party=party,
        weight=chance.integers(1, 9, count),
        pinned=np.where(chance.random(count) < 0.05, chance.integers(0, slots, count), -1),
        previous=previous,
        precedence=[(0, 1), (1, 2)] if draw(st.booleans()) else None,
        apart=np.arange(3, 27).reshape(12, 2) if draw(st.booleans()) else None,
        spread=draw(st.sampled_from([None, None, 1])),
    )


def filled(problem: Problem) -> Board:
    """A board with the pinned meetings and whatever else fits, one after another."""
    board, order = empty_board(problem), np.arange(problem.meetings, dtype=np.int32)
    place_at(board, order, problem.pinned)
    place_in_order(board, order[problem.pinned < 0], 0)
    return board


def annealed(problem: Problem, seed: int, rounds: int = 3) -> Iterator[tuple[Board, np.ndarray, int]]:
    """After each round, in turn on all days and on halves of them: the slots, and the change that was counted."""
    board = filled(problem)
    days, prices = lay_out(problem, board), prices_of(problem, Params())
    lanes = [new_lane(problem, days, seed, number) for number in range(2)]
    chance = np.random.default_rng(seed)
    for done in range(rounds):
        lean = share_days(problem, days, lanes, chance, done)
        yield board, days.slot.copy(), sum(anneal(days, lane, prices, 200, 3.0) for lane in lean)
        fresh = lay_out(problem, board._replace(slot=days.slot))
        for name in ("busy", "day_held", "left", "crowd", "gaps", "people_with", "bad_count"):
            assert getattr(days, name).tolist() == getattr(fresh, name).tolist(), name
        assert ((days.at >= 0).sum(axis=1) == (fresh.at >= 0).sum(axis=1)).all()
    yield board, days.slot.copy(), 0


@settings(max_examples=100, deadline=None)
@given(st.one_of(fairs(), problems(rich=True)), st.integers(0, 1000))
def test_annealing_counts_what_the_statistics_count_and_loses_nothing(problem: Problem, seed: int) -> None:
    steps = list(annealed(problem, seed))
    allowed = {(v.kind, v.participant) for v in violations(problem, steps[0][0].slot)}
    for (_, before, change), (_, after, _) in pairwise(steps):
        assert discomfort(problem, Params(), after) == discomfort(problem, Params(), before) + change
        assert ((after >= 0) == (before >= 0)).all()
        kinds = {(v.kind, v.participant) for v in violations(problem, after) if v.kind != "spread_too_wide"}
        assert kinds <= allowed


@settings(max_examples=30, deadline=None)
@given(fairs(), st.integers(0, 2**40))
def test_improving_is_the_same_with_one_thread_and_with_two(problem: Problem, seed: int) -> None:
    found = []
    for threads in (1, 2, 2):
        board = filled(problem)
        before = board.slot.copy()
        improve(
            problem,
            board,
            params=Params(),
            stop=Stop(rounds=3),
            seed=seed,
            bound=int(problem.weight.sum()),
            watch=lambda _at: None,
            threads=threads,
        )
        assert ((before >= 0) == (board.slot >= 0)).all()
        assert discomfort(problem, Params(), board.slot) <= discomfort(problem, Params(), before)
        found.append(board.slot.tolist())
    assert found[0] == found[1] == found[2]


def fair(seed: int, visitors: int = 300) -> Problem:
    """Twenty stands in four halls, three days of eight slots, and every place taken."""
    chance = np.random.default_rng(seed)
    stands, slots, count = 20, 24, 400
    exhibitor = chance.integers(0, stands, count)
    visitor = stands + chance.integers(0, visitors, count)
    _, first = np.unique(exhibitor * 1000 + visitor, return_index=True)
    exhibitor, visitor = exhibitor[first], visitor[first]
    return make_problem(
        available=chance.random((stands + visitors, slots)) < 0.9,
        day=np.arange(slots) // 8,
        capacity=np.full((1, slots), 12),
        zone=np.zeros(len(first)),
        hall=exhibitor % 4,
        party_start=2 * np.arange(len(first) + 1),
        party=np.stack([exhibitor, visitor], axis=1).ravel(),
        weight=chance.integers(1, 100, len(first)),
    )


def test_gaps_and_rushes_of_a_full_fair_are_mended_without_more_days() -> None:
    problem = fair(1)
    rough = solve(problem, stop=Stop(rounds=0)).statistics
    result = solve(problem, stop=Stop(rounds=10))
    counts = result.statistics
    assert violations(problem, result.slot) == []
    assert counts.weight == rough.weight
    assert counts.gaps < rough.gaps / 4
    assert counts.gaps + counts.rushes < (rough.gaps + rough.rushes) / 3
    assert counts.person_days <= rough.person_days * 1.1


def test_two_meetings_kept_apart_may_change_places() -> None:
    """The first has a gap that only the slot of the other closes, where it may not sit beside it."""
    problem = make_problem(
        available=np.ones((6, 4)),
        party_start=[0, 2, 4, 6, 8],
        party=[0, 1, 2, 3, 0, 4, 2, 5],
        weight=np.ones(4),
        pinned=[-1, -1, 3, 1],
        apart=[(0, 1)],
        allowed=[[1, 0, 1, 0], [1, 0, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1]],
    )
    board = empty_board(problem)
    assert place_at(board, np.arange(4, dtype=np.int32), np.array([0, 2, 3, 1], np.int32)) == 4
    params, stop = Params(person_day=0), Stop(rounds=2)
    improve(problem, board, params=params, stop=stop, seed=0, bound=4, watch=lambda _at: None)
    assert board.slot.tolist() == [2, 0, 3, 1]


def test_days_have_their_price() -> None:
    # One visitor meets two stands; another day for the second would save the walk, where a day costs nothing.
    problem = make_problem(
        available=[[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 1, 0]],
        day=[0, 0, 1, 1],
        party_start=[0, 2, 4],
        party=[0, 1, 0, 2],
        weight=[1, 1],
        hall=[0, 1],
    )
    dear = solve(problem, params=Params(person_day=9), stop=Stop(rounds=2)).statistics
    free = solve(problem, params=Params(person_day=0), stop=Stop(rounds=2)).statistics
    assert (dear.rushes, dear.person_days) == (1, 3)
    assert (free.rushes, free.person_days) == (0, 4)


def test_the_time_given_is_kept() -> None:
    heard: list[Progress] = []
    result = solve(fair(2), stop=Stop(seconds=0.5), watch=heard.append)
    assert result.rounds == sum(at.stage == "improve" for at in heard)
    assert result.seconds["improve"] < 30  # Loading kernels on a busy machine is not in the half second.
    costs = [at.discomfort for at in heard if at.stage == "improve"]
    assert costs == sorted(costs, reverse=True)


def test_two_days_are_taken_apart_and_together_in_turn() -> None:
    problem = make_problem(
        available=np.ones((5, 8)),
        day=np.arange(8) // 4,
        party_start=2 * np.arange(5),
        party=[0, 1, 0, 2, 0, 3, 0, 4],
        weight=np.ones(4),
        previous=[0, 2, 5, 7],
    )
    counts = solve(problem, params=Params(moved=0), stop=Stop(rounds=4)).statistics
    assert (counts.gaps, counts.person_days) == (0, 5)


@pytest.mark.parametrize("wrong", [{"gap": -1}, {"rush": -1}, {"cold": 0.0}, {"cold": 2.0}])
def test_params_refuse_what_makes_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Params(**wrong)  # type: ignore[arg-type]


def test_statistics_of_the_annealed_are_those_of_the_result() -> None:
    problem = fair(3)
    result = solve(problem, stop=Stop(rounds=2))
    assert result.statistics == statistics(problem, result.slot)
