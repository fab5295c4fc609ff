from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.matching.equilibrium import Equilibrium, equilibrium

BETA = 0.5


@st.composite
def markets(draw: st.DrawFn, *, sides: bool = False) -> dict[str, Any]:
    n = draw(st.integers(2, 7))
    here = draw(st.integers(1, n - 1))
    possible = [(a, b) for a in range(n) for b in range(a + 1, n) if not sides or a < here <= b]
    pairs = sorted(draw(st.lists(st.sampled_from(possible), unique=True, max_size=12)))
    utility = draw(st.lists(st.floats(-6, 0), min_size=len(pairs), max_size=len(pairs)))
    capacity = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    return {
        "first": np.array([a for a, _ in pairs], np.int32),
        "second": np.array([b for _, b in pairs], np.int32),
        "utility": np.array(utility, np.float32),
        "capacity": np.array(capacity, np.float64),
    }


def found(market: dict[str, Any], **options: Any) -> Equilibrium:
    return equilibrium(**market, **{"beta": BETA, "tolerance": 1e-9, **options})


def held(market: dict[str, Any], expected: np.ndarray) -> np.ndarray:
    n = len(market["capacity"])
    return np.bincount(market["first"], expected, n) + np.bincount(market["second"], expected, n)


@settings(deadline=None, max_examples=40)
@given(markets())
def test_meetings_and_empty_places_add_up_to_everybodys_capacity(market: dict[str, Any]) -> None:
    answer = found(market)
    assert (answer.expected >= 0).all()
    assert (held(market, answer.expected) <= market["capacity"] * (1 + 1e-6)).all()
    assert held(market, answer.expected) + answer.share**2 == pytest.approx(market["capacity"], rel=1e-5)
    assert answer.violation <= 1e-9


@settings(deadline=None, max_examples=40)
@given(markets())
def test_each_pair_has_what_choo_and_siow_say_of_those_left_alone(market: dict[str, Any]) -> None:
    answer = found(market)
    alone = answer.share**2
    geometric = np.sqrt(alone[market["first"]] * alone[market["second"]])
    assert answer.expected == pytest.approx(np.exp(market["utility"] / BETA) * geometric, rel=1e-5)


@settings(deadline=None, max_examples=40)
@given(markets())
def test_the_equilibrium_is_the_fixed_point_of_plain_steps(market: dict[str, Any]) -> None:
    n = len(market["capacity"])
    worth = np.zeros((n, n))
    worth[market["first"], market["second"]] = np.exp(market["utility"] / BETA)
    worth += worth.T
    share = np.sqrt(market["capacity"])
    for _ in range(400):
        for i in range(n):
            demand = worth[i] @ share
            share[i] = (np.sqrt(demand**2 + 4 * market["capacity"][i]) - demand) / 2
    assert found(market).share == pytest.approx(share, rel=1e-6, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(markets(sides=True), st.data())
def test_a_place_more_never_means_fewer_meetings(market: dict[str, Any], data: st.DataObject) -> None:
    before = found(market).expected.sum()
    more = market["capacity"].copy()
    more[data.draw(st.integers(0, len(more) - 1))] += 1
    assert found({**market, "capacity": more}).expected.sum() >= before - 1e-5


@settings(deadline=None, max_examples=40)
@given(markets(), st.randoms(use_true_random=False))
def test_other_numbers_for_the_same_organisations_change_nothing(market: dict[str, Any], chance: Any) -> None:
    n = len(market["capacity"])
    renamed = np.array(chance.sample(range(n), n))
    ends = np.sort(np.stack([renamed[market["first"]], renamed[market["second"]]]).astype(np.int32), axis=0)
    order = np.lexsort((ends[1], ends[0]))
    capacity = np.empty(n)
    capacity[renamed] = market["capacity"]
    turned = {
        "first": ends[0][order],
        "second": ends[1][order],
        "utility": market["utility"][order],
        "capacity": capacity,
    }
    assert found(turned).expected == pytest.approx(found(market).expected[order], rel=1e-5, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(markets())
def test_the_same_market_gives_the_same_bits(market: dict[str, Any]) -> None:
    one, other = found(market), found(market)
    assert one.share.tobytes() == other.share.tobytes()
    assert one.expected.tobytes() == other.expected.tobytes()


def test_two_of_one_place_each_meet_as_often_as_the_closed_form_says() -> None:
    # m = K sqrt((1 - m)(1 - m)), so m = K / (1 + K).
    market = {
        "first": np.array([0], np.int32),
        "second": np.array([1], np.int32),
        "utility": np.array([-0.5], np.float32),
        "capacity": np.ones(2),
    }
    assert found(market).expected == pytest.approx([np.exp(-1) / (1 + np.exp(-1))])


def test_a_tight_market_is_brought_to_its_margins_by_going_beyond_them() -> None:
    chance = np.random.default_rng(0)
    keys = np.unique(chance.integers(0, 90_000, 15_000))
    market = {
        "first": (keys // 300).astype(np.int32),
        "second": (keys % 300 + 300).astype(np.int32),
        "utility": chance.normal(size=len(keys)).astype(np.float32),
        "capacity": np.ones(600),
    }
    answer = found(market, beta=1.0, tolerance=1e-5)
    assert answer.violation <= 1e-5
    assert answer.sweeps < 75  # plain steps take 148


def test_what_hardly_anybody_is_left_out_of_tells_how_far_it_came() -> None:
    # Two places for two who want nothing else: the violation is told, whatever it is.
    market = {
        "first": np.array([0], np.int32),
        "second": np.array([1], np.int32),
        "utility": np.array([30.0], np.float32),
        "capacity": np.ones(2),
    }
    answer = found(market, tolerance=0.0)
    assert answer.violation == pytest.approx(0.0, abs=1e-3)
    assert answer.sweeps == 2000
