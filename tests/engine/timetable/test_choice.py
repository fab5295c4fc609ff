import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from chainfair.engine.timetable import Problem, make_problem, proven_bound
from chainfair.engine.timetable.choice import choose, diary_size, zone_size

from .cases import problems


def relaxation(problem: Problem) -> float:
    """The greatest weight without regard to when people meet, by a linear programme over dense rows."""
    count = problem.meetings
    rows = np.zeros((problem.participants + problem.zones, count))
    for m in range(count):
        rows[problem.parties(m), m] = 1
        if problem.zone[m] >= 0:
            rows[problem.participants + problem.zone[m], m] = 1
    possible = np.atleast_1d(problem.common().any(axis=1))
    limits = np.concatenate([diary_size(problem), zone_size(problem)]).astype(float)
    bounds = [(0, int(able)) for able in possible.tolist()]
    found = linprog(-problem.weight.astype(float), A_ub=rows, b_ub=limits, bounds=bounds)
    return float(np.dot(problem.weight, np.asarray(found.x)))


@settings(max_examples=200, deadline=None)
@given(problems(most=12))
def test_the_bound_is_that_of_the_linear_programme(problem: Problem) -> None:
    assert choose(problem).certificate.bound == int(relaxation(problem) + 1e-6)


@settings(max_examples=100, deadline=None)
@given(problems(most=8, rich=True))
def test_the_bound_of_many_parties_is_near_that_of_the_linear_programme(problem: Problem) -> None:
    exact = relaxation(problem)
    assert exact - 1e-6 <= choose(problem).certificate.bound + 1
    assert choose(problem).certificate.bound <= exact + 1


@settings(max_examples=100, deadline=None)
@given(problems(most=12))
def test_the_choice_fits_into_every_diary(problem: Problem) -> None:
    chosen = np.flatnonzero(choose(problem).chosen)
    wanted = np.zeros(problem.participants, np.int64)
    for meeting in chosen:
        wanted[problem.parties(int(meeting))] += 1
    assert (wanted <= diary_size(problem)).all()


def test_two_sides_are_chosen_at_the_bound() -> None:
    problem = make_problem(
        available=np.ones((4, 2)),
        party_start=2 * np.arange(5),
        party=[0, 2, 0, 3, 1, 2, 1, 3],
        weight=[9, 5, 4, 8],
        maximum=[1, 1, 1, 1],
    )
    choice = choose(problem)
    assert choice.chosen.tolist() == [True, False, False, True]
    assert choice.certificate.bound == 17


def test_a_triangle_has_a_half_integral_bound() -> None:
    # Three who all want to meet, each only once: 1.5 in the programme, 1 in truth.
    problem = make_problem(
        available=np.ones((3, 3)),
        party_start=[0, 2, 4, 6],
        party=[0, 1, 1, 2, 2, 0],
        weight=[4, 4, 4],
        maximum=[1, 1, 1],
    )
    choice = choose(problem)
    assert choice.certificate.scale == 2
    assert (choice.certificate.bound, int(choice.chosen.sum())) == (6, 1)


def test_prices_below_zero_prove_nothing() -> None:
    problem = make_problem(available=np.ones((2, 1)), party_start=[0, 2], party=[0, 1], weight=[1])
    with pytest.raises(ValueError, match="0 or more"):
        proven_bound(problem, np.array([-1, 0]), np.zeros(0, np.int64), 1)
