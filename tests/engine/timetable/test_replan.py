"""A timetable in use meets changes: nothing pinned moves, no constraint breaks, whoever is not in the way stays."""

import contextlib
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chainfair.engine.stop import Stop
from chainfair.engine.timetable import Problem, make_problem, read_npz, solve, violations
from chainfair.engine.timetable.board import empty_board
from chainfair.engine.timetable.changes import (
    Away,
    Back,
    Barred,
    CannotChangeError,
    Change,
    Closed,
    Dropped,
    Limits,
    Missed,
    Move,
    Repair,
    Settled,
)
from chainfair.engine.timetable.kernels.placing import place_at
from chainfair.engine.timetable.replan import Plan, prepare, replan

from .cases import SHARED, best_weight, problems
from .test_solve import without


@st.composite
def changes(draw: st.DrawFn, problem: Problem) -> Change:
    """Any change, of any of its participants, zones, meetings and slots."""
    slot, meeting = draw(st.integers(0, problem.slots - 1)), draw(st.integers(0, problem.meetings - 1))
    person = draw(st.integers(0, problem.participants - 1))
    zone = draw(st.integers(0, problem.zones - 1))
    slots = tuple(sorted({slot, draw(st.integers(0, problem.slots - 1))}))
    every: tuple[Change, ...] = (
        Away((person,), slots),
        Back((person,), slots),
        Closed(zone, slots, 1),
        Closed(zone, (slot,), -1),
        Barred((meeting,), slots),
        Settled(meeting, slot),
        Dropped((meeting,)),
        Missed(meeting, (int(problem.parties(meeting)[0]),)),
    )
    return draw(st.sampled_from(every))


@st.composite
def in_use(draw: st.DrawFn) -> tuple[Problem, list[Change]]:
    """A problem of any kind, some of its meetings pinned or required where they are, and what happens to it."""
    problem = draw(problems(most=6, rich=True))
    return problem, draw(st.lists(changes(problem), min_size=1, max_size=5))


def worth(problem: Problem, slots: np.ndarray) -> int:
    return int(problem.weight[slots >= 0].sum())


def begun_plan(problem: Problem, begun: int) -> Plan:
    plan = Plan(problem, solve(problem, stop=Stop(rounds=0)).slot)
    plan.begin(begun)
    return plan


def laid_out_anew(plan: Plan) -> list[list[object]]:
    """What a board would say that has never known another timetable than the present one."""
    problem, slots = plan.problem(), plan.slots
    fresh = empty_board(problem)
    order = np.argsort(problem.pinned < 0, kind="stable").astype(np.int32)
    place_at(fresh, order, slots)
    return [
        getattr(fresh, name).tolist() for name in ("slot", "held", "day_held", "barred", "left", "available")
    ]


@settings(max_examples=60)
@given(in_use(), st.integers(0, 2))
def test_a_change_breaks_nothing_and_says_all_that_it_moves(
    case: tuple[Problem, list[Change]], begun: int
) -> None:
    problem, happening = case
    plan = begun_plan(problem, begun)
    for change in happening:
        before, pins = plan.slots, plan.problem().pinned.copy()
        try:
            repair = plan.change(change)
        except CannotChangeError:
            assert plan.slots.tolist() == before.tolist()
            continue
        after = plan.slots
        assert violations(plan.problem(), after) == []
        said = {one.meeting: (one.before, one.after) for one in (*repair.moved, *repair.lost, *repair.gained)}
        differing = np.flatnonzero(before != after).tolist()
        assert said == {m: (before[m], after[m]) for m in differing}
        assert set(repair.touched) == {int(p) for m in differing for p in problem.parties(m)}
        assert repair.weight == worth(problem, after) - worth(problem, before)
        ended = change.meetings if isinstance(change, Dropped) else (getattr(change, "meeting", -1),)
        stays = [m for m in np.flatnonzero(pins >= 0) if m not in ended]
        assert after[stays].tolist() == pins[stays].tolist()
        came = {one.meeting for one in repair.gained} if isinstance(change, Missed) else set()
        past = [m for m in range(problem.meetings) if before[m] in range(begun) and m not in came]
        assert after[past].tolist() == before[past].tolist()
        board = plan.board
        assert laid_out_anew(plan) == [
            getattr(board, name).tolist()
            for name in ("slot", "held", "day_held", "barred", "left", "available")
        ]


def bits(plan: Plan) -> list[bytes]:
    """Everything that a plan knows of its timetable."""
    problem = plan.problem()
    arrays = [
        value
        for value in (*plan.board, *(getattr(problem, one.name) for one in fields(problem)))
        if isinstance(value, np.ndarray)
    ]
    return [array.tobytes() for array in arrays]


@settings(max_examples=200)
@given(in_use(), st.integers(0, 1))
def test_what_is_refused_changes_nothing_bit_for_bit(case: tuple[Problem, list[Change]], begun: int) -> None:
    """All changes that come together are carried out, or none; what was refused leaves no trace in what follows."""
    problem, happening = case
    plan, twin = begun_plan(problem, begun), begun_plan(problem, begun)
    before = bits(plan)
    try:
        plan.change(*happening)
    except CannotChangeError:
        assert bits(plan) == before
        with contextlib.suppress(CannotChangeError):
            assert plan.change(happening[0]) == twin.change(happening[0])
    assert violations(plan.problem(), plan.slots) == []


@settings(max_examples=100)
@given(problems(most=6, rich=True), st.data())
def test_a_no_show_takes_out_its_own_meeting_and_nothing_else(problem: Problem, data: st.DataObject) -> None:
    plan = begun_plan(problem, 0)
    before = plan.slots
    held = np.flatnonzero(before >= 0).tolist()
    assume(held)
    missed = data.draw(st.sampled_from(held))
    absent = data.draw(st.lists(st.sampled_from(problem.parties(missed).tolist()), min_size=1, unique=True))
    repair = plan.change(Missed(missed, tuple(absent)))
    assert ([one.meeting for one in repair.lost], repair.moved) == ([missed], ())
    assert {one.after for one in repair.gained} <= {before[missed]}
    assert {int(p) for one in repair.gained for p in problem.parties(one.meeting)}.isdisjoint(absent)


@settings(max_examples=60)
@given(in_use())
def test_the_same_changes_give_the_same_bits(case: tuple[Problem, list[Change]]) -> None:
    problem, happening = case

    def run() -> list[Repair | str]:
        plan = begun_plan(problem, 0)
        said: list[Repair | str] = []
        for change in happening:
            try:
                said.append(plan.change(change))
            except CannotChangeError as error:
                said.append(str(error))
        return said

    assert run() == run()


@settings(max_examples=60)
@given(problems(most=5), st.data())
def test_an_absence_costs_no_more_than_what_it_hits(problem: Problem, data: st.DataObject) -> None:
    slots = solve(problem, stop=Stop(rounds=0)).slot
    change = data.draw(changes(problem).filter(lambda one: isinstance(one, Away | Closed | Barred)))
    plan = Plan(problem, slots)
    repair = plan.change(change)
    hit = sum(int(problem.weight[m]) for m in repair.hit)
    assert worth(problem, slots) - hit <= worth(problem, plan.slots) <= best_weight(plan.problem())


@settings(max_examples=60)
@given(problems(most=6))
def test_an_open_place_or_a_return_takes_nothing_away(problem: Problem) -> None:
    plan = Plan(problem, solve(problem, stop=Stop(rounds=0)).slot)
    for change in (Closed(0, (0,), -1), Back((0,), tuple(range(problem.slots)))):
        repair = plan.change(change)
        assert (repair.hit, repair.weight >= 0) == ((), True)
        assert repair.weight > 0 or not repair.lost


def one_slot() -> Plan:
    """0 meets 1 in the only slot, at one of two tables; 0 would meet 2 as well."""
    problem = make_problem(
        available=np.ones((3, 1)),
        party_start=[0, 2, 4],
        party=[0, 1, 0, 2],
        weight=[2, 1],
        capacity=[[2]],
        zone=[0, 0],
    )
    return Plan(problem, np.array([0, -1], np.int32))


def test_a_return_of_who_was_there_all_along_frees_no_seat_that_is_taken() -> None:
    plan = one_slot()
    assert plan.change(Back((0, 0), (0, 0))).gained == ()
    assert plan.slots.tolist() == [0, -1]


def test_what_is_named_twice_happens_once() -> None:
    plan = one_slot()
    plan.change(Closed(0, (0, 0), 1))
    assert plan.problem().capacity.tolist() == [[1]]
    plan.change(Dropped((0, 0)))
    assert plan.slots.tolist() == [-1, 0]
    assert plan.board.held.tolist() == [1, 0, 1]
    assert plan.board.left.tolist() == [[0]]


def three() -> Problem:
    """Three meetings of participant 0 with 1, 2 and 3, in four slots; a fourth of 1 and 2 waits."""
    return make_problem(
        available=np.ones((4, 4)),
        party_start=[0, 2, 4, 6, 8],
        party=[0, 1, 0, 2, 0, 3, 1, 2],
        weight=[5, 6, 7, 1],
        capacity=[[1, 1, 1, 1]],
        zone=[0, 0, 0, 0],
    )


SAT = np.array([0, 1, 2, 3], np.int32)


def test_one_other_moves_where_no_slot_is_free() -> None:
    problem = without(three(), capacity=[[1, 1, 1, 2]])
    slots, repair = replan(problem, SAT, Away((0,), (1,)))
    assert slots.tolist() == [0, 2, 3, 3]
    assert (repair.hit, [one.meeting for one in repair.moved], repair.lost) == ((1,), [1, 2], ())


def test_no_others_move_where_none_may() -> None:
    problem = without(three(), capacity=[[1, 1, 1, 2]])
    _slots, repair = replan(problem, SAT, Away((0,), (1,)), limits=Limits(others=0))
    assert [one.meeting for one in repair.moved if one.meeting not in repair.hit] == []
    assert [Limits(others=3).most(50, 0), Limits().most(50, 0), Limits().most(2, 0)] == [53, 60, 6]


def test_what_is_lighter_gives_up_its_place() -> None:
    slots, repair = replan(three(), SAT, Closed(0, (2,), 1))
    assert (slots.tolist(), repair.hit) == ([0, 1, 3, -1], (2,))
    assert repair.lost == (Move(3, 3, -1),)
    assert repair.touched == (0, 1, 2, 3)
    assert repair.weight == -1


def test_a_pin_is_not_moved_for_anybody() -> None:
    plan = Plan(without(three(), pinned=[-1, 1, -1, -1]), SAT)
    for change in (Away((2,), (1,)), Barred((1,), (1,)), Closed(0, (1,), 1), Settled(1, 0), Settled(0, 1)):
        with pytest.raises(CannotChangeError):
            plan.change(change)
    assert plan.slots.tolist() == SAT.tolist()


def test_a_late_pin_takes_its_slot() -> None:
    slots, repair = replan(three(), SAT, Settled(0, 2))
    assert (slots[0], repair.hit) == (2, (2,))
    assert sorted(slots[:3].tolist()) == [0, 1, 2]


def test_a_missed_slot_goes_to_who_stands_by_and_to_no_other_time() -> None:
    problem = without(three(), available=[[1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 0]])
    plan = Plan(problem, np.array([0, 1, 2, -1], np.int32))
    repair = plan.change(Missed(0, (0,)))
    assert (plan.slots.tolist(), repair.gained) == ([-1, 1, 2, 0], (Move(3, -1, 0),))


def test_colleagues_of_who_does_not_show_up_go_on_with_their_own_meeting() -> None:
    """0 has two staff: one misses 1, the other sits with 2; a third meeting of 0 and 3 waits, and one of 1 and 3."""
    problem = make_problem(
        available=np.ones((4, 1)),
        seats=[2, 1, 1, 1],
        party_start=[0, 2, 4, 6, 8],
        party=[0, 1, 0, 2, 0, 3, 1, 3],
        weight=[1, 1, 9, 1],
    )
    plan = Plan(problem, np.array([0, 0, -1, -1], np.int32))
    plan.change(Missed(0, (0,)))
    assert plan.slots.tolist() == [-1, 0, -1, 0]


def test_a_pin_that_fails_takes_the_changes_before_it_back() -> None:
    problem = without(three(), pinned=[-1, 1, -1, -1])
    plan = Plan(problem, SAT)
    before = bits(plan)
    with pytest.raises(CannotChangeError):
        plan.change(Away((3,), (2,)), Closed(0, (0,), 1), Settled(0, 1))
    assert bits(plan) == before
    with pytest.raises(CannotChangeError, match="these are pinned"):
        plan.change(Settled(0, 0), Away((1,), (0,)))
    assert bits(plan) == before


def test_what_is_compiled_beforehand_works() -> None:
    prepare()


def test_a_timetable_that_breaks_a_constraint_is_not_laid_out() -> None:
    with pytest.raises(ValueError, match=r"breaks a constraint: .*double_booked"):
        Plan(three(), np.zeros(4, np.int32))


def test_few_move_at_fair_size() -> None:
    """Small changes on a published instance: three meetings at most, and no more weight lost than a fresh run loses."""
    path = SHARED / "expo_timetable" / "base.npz"
    if not path.exists():
        pytest.skip("published instances are not at hand")
    problem = read_npz(path)
    plan = Plan(problem, solve(problem, stop=Stop(rounds=0)).slot, Limits())
    chance = np.random.default_rng(5)
    for _time in range(40):
        meeting = int(chance.choice(np.flatnonzero(plan.slots >= 0)))
        person, slot = int(chance.choice(problem.parties(meeting))), int(plan.slots[meeting])
        assert len(plan.change(Away((person,), (slot,))).moved) <= 3
        assert len(plan.change(Closed(0, (slot,), 1)).moved) <= 3
    fresh = solve(plan.problem(), stop=Stop(rounds=0))
    assert violations(plan.problem(), plan.slots) == []
    assert worth(problem, plan.slots) >= fresh.weight * 0.9999


def test_somebody_said_to_be_back_who_was_never_away_is_not_booked_twice() -> None:
    problem = make_problem(
        available=np.ones((3, 1)), party_start=[0, 2, 4], party=[0, 1, 0, 2], weight=[1, 1]
    )
    plan = Plan(problem, np.array([0, -1], np.int32))
    repair = plan.change(Back((0,), (0,)))
    assert (plan.slots.tolist(), repair.gained) == ([0, -1], ())
