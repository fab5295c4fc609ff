"""Nobody is to be in two halls between which it has no time to walk, and who walks does not wait."""

from dataclasses import astuple
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable import (
    Clash,
    ClashKind,
    Params,
    Problem,
    Reason,
    ReasonKind,
    ViolationKind,
    make_problem,
    read_json,
    solve,
    statistics,
    violations,
    write_json,
)
from chainfair.engine.timetable.board import empty_board
from chainfair.engine.timetable.changes import Away, CannotChangeError
from chainfair.engine.timetable.forms import clash_sentence, violation_sentence
from chainfair.engine.timetable.improve import discomfort
from chainfair.engine.timetable.kernels.walking import people_needed
from chainfair.engine.timetable.replan import Plan
from chainfair.engine.timetable.statistics import gaps_of
from chainfair.engine.timetable.violations import gaps_counted

from .cases import best_weight, fewest_gaps, held, problems, ways
from .test_exact import proven
from .test_improve import annealed
from .test_solve import without


def tour(slots: int, halls: list[int], **more: object) -> Problem:
    """One visitor on one day, with a meeting in each of these halls, each hall two slots from every other."""
    count, size = len(halls), max(halls) + 1
    form: dict[str, object] = {
        "available": np.ones((count + 1, slots)),
        "party_start": 2 * np.arange(count + 1),
        "party": [p for m in range(count) for p in (0, m + 1)],
        "weight": np.ones(count),
        "hall": halls,
        "distance": 2 * (1 - np.eye(size)),
    }
    return make_problem(**(form | more))  # type: ignore[arg-type]


@st.composite
def far(draw: st.DrawFn) -> Problem:
    """Few people with meetings in three halls that are often far, some of them two people."""
    problem = draw(problems(most=5, rich=True))
    return without(problem, distance=draw(ways(3)), hall=draw(halls_of(problem)))


def halls_of(problem: Problem) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(-1, 2), min_size=problem.meetings, max_size=problem.meetings)


@st.composite
def fairs(draw: st.DrawFn) -> Problem:
    """Some forty meetings of few people on two days, in four halls."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    people, slots, count = 9, 16, 40
    return make_problem(
        available=chance.random((people, slots)) < 0.9,
        seats=chance.integers(1, 4, people) if draw(st.booleans()) else None,
        day=np.arange(slots) // 8,
        session=np.arange(slots) % 8 // 5,
        capacity=chance.integers(1, 4, (2, slots)),
        zone=chance.integers(-1, 2, count),
        hall=chance.integers(-1, 4, count),
        distance=draw(ways(4)),
        party_start=2 * np.arange(count + 1),
        party=[p for _ in range(count) for p in chance.choice(people, 2, replace=False)],
        weight=chance.integers(1, 9, count),
        spread=draw(st.sampled_from([None, None, 1])),
    )


def assigned(problem: Problem, slots: np.ndarray) -> bool:
    """Whether the people of everybody can share its meetings, found by trying every way to share them."""
    for p in range(problem.participants):
        mine = [m for m in range(problem.meetings) if slots[m] >= 0 and p in problem.parties(m)]
        if not any(
            all(
                alone_in_time(problem, slots, [m for m, w in zip(mine, who, strict=True) if w == one])
                for one in who
            )
            for who in product(range(int(problem.seats[p])), repeat=len(mine))
        ):
            return False
    return True


def alone_in_time(problem: Problem, slots: np.ndarray, mine: list[int]) -> bool:
    order = sorted(mine, key=lambda m: slots[m])
    if any(slots[a] == slots[b] for a, b in pairwise(order)):
        return False
    tour = [m for m in order if problem.hall[m] >= 0]
    session = problem.sittings()[:, 0]
    return all(
        session[slots[a]] != session[slots[b]]
        or slots[b] - slots[a] - 1 >= problem.distance[problem.hall[a], problem.hall[b]]
        for a, b in pairwise(tour)
    )


@settings(max_examples=200, deadline=None)
@given(far(), st.data())
def test_the_checker_knows_whether_people_can_share_their_meetings(
    problem: Problem, data: st.DataObject
) -> None:
    drawn = st.lists(st.integers(-1, problem.slots - 1), min_size=problem.meetings, max_size=problem.meetings)
    slots = np.array(data.draw(drawn))
    kinds = {one.kind for one in violations(problem, slots)}
    found = kinds & {ViolationKind.TOO_FAR, ViolationKind.DOUBLE_BOOKED}
    assert assigned(problem, slots) == (not found)


@settings(max_examples=100, deadline=None)
@given(far())
def test_solve_keeps_ways_and_says_who_takes_part(problem: Problem) -> None:
    result = solve(problem, stop=Stop(rounds=2))
    assert violations(problem, result.slot) == []
    assert result.weight <= best_weight(problem) <= result.bound
    for p in range(problem.participants):
        for seat in range(int(problem.seats[p])):
            mine = [
                int(m)
                for m in range(problem.meetings)
                for k in range(problem.party_start[m], problem.party_start[m + 1])
                if problem.party[k] == p and result.seat[k] == seat
            ]
            assert alone_in_time(problem, result.slot, mine)


@settings(max_examples=60, deadline=None)
@given(far(), st.data())
def test_longer_ways_never_leave_more(problem: Problem, data: st.DataObject) -> None:
    more = without(problem, distance=np.maximum(problem.distance, data.draw(ways(3))))
    assert best_weight(more) <= best_weight(problem)


@settings(max_examples=60, deadline=None)
@given(problems(rich=True), st.integers(0, 2**40))
def test_no_way_is_no_distance(problem: Problem, seed: int) -> None:
    none = without(problem, distance=None)
    zero = without(problem, distance=np.zeros((3, 3)))
    one, two = (solve(case, stop=Stop(rounds=2), seed=seed) for case in (none, zero))
    assert one.slot.tolist() == two.slot.tolist()
    assert (one.reasons, astuple(one.statistics)) == (two.reasons, astuple(two.statistics))


@settings(max_examples=40, deadline=None)
@given(fairs(), st.integers(0, 2**40))
def test_a_fair_with_ways_repeats_bit_for_bit_and_breaks_nothing(problem: Problem, seed: int) -> None:
    one, two = (solve(problem, stop=Stop(rounds=2), seed=seed) for _ in range(2))
    assert one.slot.tolist() == two.slot.tolist()
    assert [v for v in violations(problem, one.slot) if v.kind != "spread_too_wide"] == []
    assert gaps_counted(problem, one.slot) == gaps_of(problem, one.slot)[0].tolist()


@settings(max_examples=60, deadline=None)
@given(fairs(), st.integers(0, 1000))
def test_annealing_counts_ways_as_the_statistics_do_and_keeps_them(problem: Problem, seed: int) -> None:
    steps = list(annealed(problem, seed))
    for (_, before, change), (_, after, _) in pairwise(steps):
        assert discomfort(problem, Params(), after) == discomfort(problem, Params(), before) + change
        assert ViolationKind.TOO_FAR not in {v.kind for v in violations(problem, after)}


@settings(max_examples=60, deadline=None)
@given(fairs(), st.data())
def test_late_changes_keep_ways(problem: Problem, data: st.DataObject) -> None:
    problem = without(problem, spread=None)
    plan = Plan(problem, solve(problem, stop=Stop(rounds=0)).slot)
    for _ in range(6):
        who, slot = data.draw(st.integers(0, 8)), data.draw(st.integers(0, 15))
        try:
            plan.change(Away((who,), (slot,)))
        except CannotChangeError:
            continue
        assert violations(plan.problem(), plan.slots) == []


@settings(max_examples=40, deadline=None)
@given(held(), st.data())
def test_the_fewest_gaps_with_ways_are_those_of_trying_everything(
    problem: Problem, data: st.DataObject
) -> None:
    problem = without(problem, hall=data.draw(halls_of(problem)), distance=data.draw(ways(3)))
    result, least = proven(problem), fewest_gaps(problem)
    if least is None:
        assert result.status is Status.INFEASIBLE
        return
    assert violations(problem, result.slot) == []
    assert result.proof is not None
    assert (result.status, result.statistics.gaps, result.proof.gaps) == (Status.OPTIMAL, least, least)


@given(ways(3), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=6))
def test_people_needed_are_the_most_who_cannot_be_shared(
    distance: np.ndarray, meetings: list[tuple[int, int]]
) -> None:
    memory = np.zeros((6, len(meetings)), np.int32)
    memory[:2] = np.array(meetings).T

    def near(one: tuple[int, int], two: tuple[int, int]) -> bool:
        (t, a), (u, b) = sorted([one, two])
        return t == u or u - t <= int(distance[a, b])

    most = max(
        len(some)
        for chosen in product([0, 1], repeat=len(meetings))
        if (some := [m for m, c in zip(meetings, chosen, strict=True) if c])
        and all(near(some[i], some[j]) for i in range(len(some)) for j in range(i))
    )
    counted: Any = people_needed  # for other kernels only; from here its text can be called
    assert counted.py_func(distance, memory, len(meetings)) == most


def test_walking_is_no_gap_and_waiting_after_it_is() -> None:
    problem = tour(8, [0, 1, 0, 1])
    walked, waited = (statistics(problem, np.array(slots)) for slots in ([0, 3, -1, -1], [0, 4, -1, -1]))
    assert (walked.gaps, walked.idle) == (0, 0)
    assert (waited.gaps, waited.idle) == (1, 1)
    two_people = without(problem, seats=[2, 1, 1, 1, 1])
    assert statistics(two_people, np.array([0, 3, -1, -1])).gaps == 1


def test_a_break_between_sessions_is_time_enough() -> None:
    problem = tour(4, [0, 1], session=[0, 0, 1, 1])
    assert violations(problem, np.array([1, 2])) == []
    assert solve(problem, stop=Stop(rounds=0)).weight == 2


def test_a_way_too_long_is_said_in_words() -> None:
    problem = tour(4, [1, 3])
    [found] = violations(problem, np.array([0, 2]))
    assert violation_sentence(problem, found) == (
        "Participant 0 needs 2 slots to walk from hall 1 to hall 3 before slot 2, and has 1."
    )
    crew = tour(4, [0, 1, 2], seats=[2, 1, 1, 1])
    [few] = violations(crew, np.array([0, 1, 2]))
    assert violation_sentence(crew, few) == (
        "Participant 0 needs 3 people to walk to its meetings from slot 0 on in time, and has 2."
    )


def test_a_meeting_that_could_not_be_reached_is_left_out_for_that() -> None:
    problem = tour(3, [0, 1], pinned=[1, -1])
    [reason] = solve(problem, stop=Stop(rounds=0)).reasons
    assert reason == Reason(ReasonKind.TOO_FAR, 1, participant=0, slots=(0, 2), price=1)


def test_ways_that_leave_no_timetable_are_named() -> None:
    problem = tour(3, [0, 1], required=[1, 1])
    result = proven(problem)
    assert result.status is Status.INFEASIBLE
    assert set(result.contradiction) == {
        Clash(ClashKind.DIARY, participant=0, held=2, limit=1),
        Clash(ClashKind.WAY),
    }
    assert clash_sentence(Clash(ClashKind.WAY)) == (
        "Whoever goes to another hall needs the slots that the way takes."
    )


def test_what_is_too_near_moves_out_of_the_way() -> None:
    # The light meeting sits in the middle of the morning, so near that the heavy one cannot be reached.
    problem = tour(5, [0, 1], weight=[1, 9], previous=[2, -1], allowed=[[1, 0, 1, 0, 0], [0, 0, 0, 1, 0]])
    assert solve(problem, stop=Stop(rounds=0)).slot.tolist() == [0, 3]


def test_the_readable_form_carries_ways(tmp_path: Path) -> None:
    problem, path = tour(4, [0, 1]), tmp_path / "ways.json"
    write_json(path, problem)
    assert read_json(path).distance.tolist() == [[0, 2], [2, 0]]


def test_without_ways_the_board_knows_none() -> None:
    problem = tour(4, [0, 1], distance=np.zeros((2, 2)))
    assert (empty_board(problem).ways.distance.size, problem.far) == (0, False)


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_people_who_stay_in_one_hall_each_need_no_way(seats: int) -> None:
    problem = tour(2, [0, 0, 1, 1, 2, 2], seats=[seats, 1, 1, 1, 1, 1, 1])
    assert solve(problem, stop=Stop(rounds=1)).weight == 2 * seats
