import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from chainfair.engine.timetable import Problem, make_problem, proven_bound
from chainfair.engine.timetable.choice import choose
from chainfair.engine.timetable.limits import diary_size, zone_size
from chainfair.engine.timetable.network import two_sided

from .cases import problems


def relaxation(problem: Problem) -> float:
    """The greatest weight if everybody only had to fit its own meetings into its own slots.

    Where the problem is no flow, once without slots and once, if that is a flow, without zones.
    """
    if two_sided(problem) is not None:
        return programme(problem)
    timeless = programme(problem, timeless=True)
    return (
        timeless if two_sided(problem, roomy=True) is None else min(timeless, programme(problem, roomy=True))
    )


def programme(problem: Problem, *, timeless: bool = False, roomy: bool = False) -> float:
    """The linear programme over dense rows: each meeting, then each meeting of each party in each slot it can take."""
    count, common = problem.meetings, problem.common()
    seats = (
        []
        if timeless
        else [(m, p, t) for m in range(count) for p in problem.parties(m) for t in np.flatnonzero(common[m])]
    )
    limits, rows = [], []

    def limit(row: np.ndarray, most: float) -> None:
        rows.append(row)
        limits.append(most)

    everybody, size = range(problem.participants), diary_size(problem)
    for p in everybody:
        limit(np.array([p in problem.parties(m) for m in range(count)] + [False] * len(seats)), size[p])
        for t in range(problem.slots):
            mine = [q == p and u == t for _, q, u in seats]
            limit(np.array([False] * count + mine), problem.seats[p])
    for z in range(0 if roomy else problem.zones):
        limit(np.concatenate([problem.zone == z, np.zeros(len(seats))]), zone_size(problem)[z])
    for m in range(count):
        for p in [] if timeless else problem.parties(m):
            seated = [n == m and q == p for n, q, _ in seats]
            limit(np.concatenate([np.arange(count) == m, -np.array(seated, float)]).astype(float), 0)
    bounds = [(0, int(able)) for able in np.atleast_1d(common.any(axis=1)).tolist()] + [(0, 1)] * len(seats)
    gain = np.concatenate([-problem.weight.astype(float), np.zeros(len(seats))])
    found = linprog(gain, A_ub=np.array(rows, float), b_ub=np.array(limits, float), bounds=bounds)
    return -float(np.dot(gain, np.asarray(found.x)))


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
