import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from chainfair.engine.matching.choose import Choice, choose
from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from tests.engine.matching.fairs import every_pair


@st.composite
def cases(draw: st.DrawFn, *, camps: bool = False) -> dict[str, Any]:
    n = draw(st.integers(2, 6))
    pairs = draw(st.lists(st.sampled_from(every_pair(n)), max_size=9, unique=True))
    if camps:
        pairs = [(a, b) for a, b in pairs if a < n // 2 <= b]
    pairs.sort()
    maximum = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    minimum = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return {
        "first": np.array([a for a, _ in pairs], np.int32),
        "second": np.array([b for _, b in pairs], np.int32),
        "weight": np.array([draw(st.integers(1, 1000)) for _ in pairs], np.int32),
        "minimum": np.minimum(minimum, maximum).astype(np.int32),
        "maximum": np.array(maximum, np.int32),
        "pinned": np.array([draw(st.integers(0, 9)) == 0 for _ in pairs], np.bool_),
        "bonus": draw(st.sampled_from([0, 300, 2000])),
    }


def case_of(
    first: ArrayLike,
    second: ArrayLike,
    weight: ArrayLike,
    minimum: ArrayLike,
    maximum: ArrayLike,
    bonus: int = 0,
) -> dict[str, Any]:
    """A question in which nothing is pinned."""
    parts = {"first": first, "second": second, "weight": weight, "minimum": minimum, "maximum": maximum}
    case: dict[str, Any] = {name: np.array(part, np.int32) for name, part in parts.items()}
    return {**case, "pinned": np.zeros(len(case["first"]), np.bool_), "bonus": bonus}


def degrees(case: dict[str, Any], chosen: np.ndarray) -> np.ndarray:
    ends = np.concatenate([case["first"][chosen], case["second"][chosen]])
    return np.bincount(ends, minlength=len(case["maximum"]))


def value(case: dict[str, Any], chosen: np.ndarray) -> int:
    filled = np.minimum(degrees(case, chosen), case["minimum"]).sum()
    return int(case["weight"][chosen].sum() + case["bonus"] * filled)


def best_by_trying_all(case: dict[str, Any]) -> int | None:
    pinned = case["pinned"]
    if (degrees(case, pinned) > case["maximum"]).any():
        return None
    best = 0
    for picks in itertools.product([False, True], repeat=len(pinned)):
        chosen = np.array(picks, np.bool_) | pinned
        if (degrees(case, chosen) <= case["maximum"]).all():
            best = max(best, value(case, chosen))
    return best


def solved(case: dict[str, Any], **stop: Any) -> Choice:
    return choose(**case, stop=Stop(**stop))


@settings(deadline=None, max_examples=150)
@given(cases())
def test_choice_holds_the_maximums_and_its_bound_holds(case: dict[str, Any]) -> None:
    choice = solved(case)
    best = best_by_trying_all(case)
    assert choice.objective == value(case, choice.chosen)
    assert choice.weight == int(case["weight"][choice.chosen].sum())
    assert (choice.chosen | ~case["pinned"]).all()
    if best is None:
        assert choice.status is Status.INFEASIBLE
        return
    assert (degrees(case, choice.chosen) <= case["maximum"]).all()
    assert choice.objective <= best <= choice.bound
    assert (choice.status is Status.OPTIMAL) == (choice.objective == choice.bound)


@settings(deadline=None, max_examples=150)
@given(cases(camps=True))
def test_choice_between_two_camps_is_the_best_there_is(case: dict[str, Any]) -> None:
    best = best_by_trying_all(case)
    choice = solved(case)
    if best is not None:
        assert choice.objective == best
        assert choice.gap == 0.0


@settings(deadline=None, max_examples=50)
@given(cases(camps=True), st.data())
def test_choice_never_loses_by_one_place_more(case: dict[str, Any], data: st.DataObject) -> None:
    case["pinned"][:] = False
    before = solved(case).objective
    more = case["maximum"].copy()
    more[data.draw(st.integers(0, len(more) - 1))] += 1
    assert solved({**case, "maximum": more}).objective >= before


def test_choice_of_three_in_a_ring_leaves_one_pair() -> None:
    ring = case_of([0, 0, 1], [1, 2, 2], [500, 500, 500], minimum=[0] * 3, maximum=[1] * 3)
    choice = solved(ring)
    assert choice.objective == 500
    assert choice.bound == 750.0  # one and a half pairs: the relaxation's best, which no whole choice reaches
    assert choice.status is Status.WITHIN_BOUND


def test_choice_fills_a_minimum_before_a_better_pair() -> None:
    case = case_of([0, 1], [2, 2], [900, 100], minimum=[0, 1, 0], maximum=[1] * 3, bonus=2000)
    assert solved(case).chosen.tolist() == [False, True]
    assert solved({**case, "bonus": 0}).chosen.tolist() == [True, False]


def test_choice_of_nothing_is_optimal() -> None:
    nothing = np.zeros(0, np.int32)
    choice = choose(
        nothing,
        nothing,
        nothing,
        minimum=np.zeros(3, np.int32),
        maximum=np.ones(3, np.int32),
        pinned=np.zeros(0, np.bool_),
        bonus=10,
        stop=Stop(),
    )
    assert (choice.objective, choice.bound, choice.status) == (0, 0.0, Status.OPTIMAL)


@pytest.mark.parametrize("exhibitors_too", [False, True])
def test_choice_at_size_lies_within_a_ten_thousandth_of_its_bound(*, exhibitors_too: bool) -> None:
    chance = np.random.default_rng(7)
    n, exhibitors = 6000, 300
    first = chance.integers(0, exhibitors, 120_000)
    second = chance.integers(0 if exhibitors_too else exhibitors, n, 120_000)
    keys = np.unique(np.minimum(first, second) * n + np.maximum(first, second))
    keys = keys[keys // n != keys % n]
    small = np.arange(n) >= exhibitors
    case = case_of(
        keys // n,
        keys % n,
        chance.integers(1, 1000, len(keys)),
        minimum=np.where(small, 0, 4),
        maximum=np.where(small, 3, 20),
        bonus=2000,
    )
    choice = solved(case, gap=1e-5)
    assert (degrees(case, choice.chosen) <= case["maximum"]).all()
    assert choice.objective == value(case, choice.chosen)
    assert choice.gap <= 1e-4


def test_choice_agrees_with_a_linear_programme_of_another_solver() -> None:
    from scipy import sparse
    from scipy.optimize import linprog

    chance = np.random.default_rng(3)
    n, exhibitors, m = 300, 40, 2500
    keys = np.unique(chance.integers(0, exhibitors, m) * n + chance.integers(exhibitors, n, m))
    case = case_of(
        keys // n,
        keys % n,
        chance.integers(1, 1000, len(keys)),
        minimum=[0] * n,
        maximum=np.where(np.arange(n) < exhibitors, 8, 2),
    )
    ends = np.concatenate([case["first"], case["second"]])
    incidence = sparse.coo_array((np.ones(len(ends)), (ends, np.tile(np.arange(len(keys)), 2))))
    relaxed = linprog(-case["weight"], A_ub=incidence.tocsr(), b_ub=case["maximum"], bounds=(0, 1))  # type: ignore[call-overload]
    choice = solved(case)
    assert choice.bound == pytest.approx(-relaxed.fun, rel=1e-4)
    assert choice.objective == pytest.approx(-relaxed.fun, rel=1e-4)


def test_choice_among_pairs_that_greed_leaves_out_is_the_best_there_is() -> None:
    # Greed takes 0-2 at 900 and is left with nothing for 1 and 3; the best are two far lighter pairs than 0's price.
    case = case_of([0, 0, 1], [2, 3, 2], [900, 500, 500], minimum=[0] * 4, maximum=[1] * 4)
    choice = solved(case)
    assert (choice.chosen.tolist(), choice.objective, choice.bound) == ([False, True, True], 1000, 1000.0)
