"""What no timetable's answer may depend on, and what is never worse, over small problems of any kind."""

from dataclasses import astuple

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable import (
    ClashKind,
    Problem,
    make_problem,
    solve,
    statistics,
    violations,
)

from .cases import best_weight, fewest_gaps, held, problems
from .test_exact import only, proven
from .test_solve import without


@st.composite
def renumbered(draw: st.DrawFn, problem: Problem) -> tuple[Problem, list[int]]:
    """The same problem with participants and meetings in another order, and where each meeting went."""
    people = draw(st.permutations(range(problem.participants)))
    meetings = draw(st.permutations(range(problem.meetings)))
    place_of = np.argsort(people)
    sides = [[int(place_of[p]) for p in problem.parties(m)] for m in meetings]
    where = np.argsort(meetings)
    return without(
        problem,
        **{
            name: getattr(problem, name)[people]
            for name in ("available", "seats", "minimum", "maximum", "daily_maximum")
        },
        **{
            name: getattr(problem, name)[meetings]
            for name in ("weight", "zone", "hall", "pinned", "previous", "required")
        },
        allowed=None if problem.allowed is None else problem.allowed[meetings],
        party_start=np.cumsum([0, *map(len, sides)]),
        party=[p for own in sides for p in own],
        precedence=[(int(where[a]), int(where[b])) for a, b in problem.precedence],
        apart=[(int(where[a]), int(where[b])) for a, b in problem.apart],
    ), list(meetings)


@settings(max_examples=40)
@given(st.data(), problems(most=6, rich=True))
def test_no_count_depends_on_the_numbering(data: st.DataObject, problem: Problem) -> None:
    other, meetings = data.draw(renumbered(problem))
    slots = np.array(
        data.draw(
            st.lists(st.integers(-1, problem.slots - 1), min_size=problem.meetings, max_size=problem.meetings)
        )
    )
    found = [
        sorted(one.kind for one in violations(*case)) for case in ((problem, slots), (other, slots[meetings]))
    ]
    assert found[0] == found[1]
    kept = solve(problem, stop=Stop(rounds=0)).slot
    assert astuple(statistics(problem, kept)) == astuple(statistics(other, kept[meetings]))


@settings(max_examples=15)
@given(st.data(), held())
def test_the_proven_number_of_gaps_does_not_depend_on_the_numbering(
    data: st.DataObject, problem: Problem
) -> None:
    other, _meetings = data.draw(renumbered(problem))
    one, two = proven(problem), proven(other)
    assert (one.status, one.proof and one.proof.gaps) == (two.status, two.proof and two.proof.gaps)


@settings(max_examples=40)
@given(st.data(), problems(most=5, rich=True))
def test_no_timetable_of_whatever_numbering_beats_the_best(data: st.DataObject, problem: Problem) -> None:
    """Groups of three and several seats included; the best is found by trying everything."""
    other, _meetings = data.draw(renumbered(problem))
    best = best_weight(problem)
    for case in (problem, other):
        result = solve(case, stop=Stop(rounds=1))
        assert violations(case, result.slot) == []
        assert result.weight <= best <= result.bound


@settings(max_examples=15)
@given(held(), st.integers(0, 3))
def test_more_places_are_never_worse(problem: Problem, slot: int) -> None:
    capacity = problem.capacity.copy()
    capacity[0, slot % problem.slots] += 1
    more = without(problem, capacity=capacity)
    before, after = proven(problem), proven(more)
    assert before.bound <= after.bound
    if before.proof is not None:
        assert after.proof is not None
        assert after.proof.gaps <= before.proof.gaps


@settings(max_examples=15)
@given(held())
def test_of_an_infeasible_case_the_reason_alone_is_infeasible_and_less_of_it_is_not(problem: Problem) -> None:
    assume(fewest_gaps(problem) is None)
    result = proven(problem)
    assert result.status is Status.INFEASIBLE
    for clash in result.contradiction:
        rest = tuple(one for one in result.contradiction if one is not clash)
        if clash.kind is not ClashKind.SPREAD:  # a spread is named where the others were not looked at
            assert fewest_gaps(only(problem, rest)) is not None


def test_a_group_of_three_and_a_stand_of_two_meet_at_once() -> None:
    """The stand holds two meetings at a time, one of them with two guests; nobody needs a second slot."""
    problem = make_problem(
        available=np.ones((4, 2)),
        seats=[2, 1, 1, 1],
        party_start=[0, 3, 5],
        party=[0, 1, 2, 0, 3],
        weight=[4, 3],
    )
    result = solve(problem, stop=Stop(rounds=1))
    assert (result.weight, violations(problem, np.array([0, 0]))) == (7, [])
    alone = without(
        problem,
        seats=[1, 1, 1, 1],
        available=np.ones((4, 1)),
        day=[0],
        session=[0],
        capacity=np.zeros((0, 1)),
    )
    assert solve(alone, stop=Stop(rounds=1)).weight == 4
