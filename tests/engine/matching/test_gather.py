import itertools
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.matching.choose import Choice, choose
from chainfair.engine.matching.gather import gather
from chainfair.engine.matching.problem import Assemblies
from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from tests.engine.matching.fairs import assemblies, members_of
from tests.engine.matching.test_choose import case_of, cases, degrees

Gathering = tuple[dict[str, Any], Assemblies, np.ndarray]


@st.composite
def gatherings(draw: st.DrawFn) -> Gathering:
    case = draw(cases())
    n = len(case["maximum"])
    size = st.lists(st.integers(0, n - 1), min_size=3, max_size=4, unique=True)
    members = draw(st.lists(size, max_size=4)) if n >= 3 else []
    count = len(members)
    weight = [draw(st.integers(1, 3000)) for _ in members]
    alternative = [draw(st.integers(0, 2)) for _ in members]
    groups = assemblies(members, weight, alternative)
    allowed = np.array([draw(st.integers(0, 5)) > 0 for _ in range(count)], np.bool_)
    return case, groups, allowed


def inside(case: dict[str, Any], groups: Assemblies, gathered: np.ndarray) -> np.ndarray:
    """The pairs whose ends meet in a gathered group."""
    met = {
        pair
        for g in np.flatnonzero(gathered)
        for pair in itertools.combinations(sorted(members_of(groups, int(g))), 2)
    }
    return np.array(
        [(a, b) in met for a, b in zip(case["first"].tolist(), case["second"].tolist(), strict=True)],
        np.bool_,
    )


def held(case: dict[str, Any], groups: Assemblies, pairs: np.ndarray, gathered: np.ndarray) -> np.ndarray:
    seats = np.bincount(groups.member[gathered[groups.group]], minlength=len(case["maximum"]))
    return degrees(case, pairs) + seats


def value(case: dict[str, Any], groups: Assemblies, pairs: np.ndarray, gathered: np.ndarray) -> int:
    filled = np.minimum(held(case, groups, pairs, gathered), case["minimum"]).sum()
    weight = case["weight"][pairs].sum() + groups.weight[gathered].sum()
    return int(weight + case["bonus"] * filled)


def may_be(case: dict[str, Any], groups: Assemblies, allowed: np.ndarray, gathered: np.ndarray) -> bool:
    if (gathered & ~allowed).any() or len(set(groups.alternative[gathered])) < gathered.sum():
        return False
    return not (inside(case, groups, gathered) & case["pinned"]).any()


def best_by_trying_all(gathering: Gathering) -> int | None:
    case, groups, allowed = gathering
    pinned, best = case["pinned"], None
    for subset in itertools.product([False, True], repeat=groups.size):
        gathered = np.array(subset, np.bool_)
        if not may_be(case, groups, allowed, gathered):
            continue
        blocked = inside(case, groups, gathered)
        for picks in itertools.product([False, True], repeat=len(pinned)):
            pairs = np.array(picks, np.bool_) | pinned
            if (pairs & blocked).any() or (held(case, groups, pairs, gathered) > case["maximum"]).any():
                continue
            best = max(best or 0, value(case, groups, pairs, gathered))
    return best


def solved(gathering: Gathering, **stop: Any) -> tuple[Choice, np.ndarray]:
    case, groups, allowed = gathering
    return gather(
        case["first"],
        case["second"],
        case["weight"],
        groups,
        allowed=allowed,
        minimum=case["minimum"],
        maximum=case["maximum"],
        pinned=case["pinned"],
        bonus=case["bonus"],
        stop=Stop(**stop),
    )


@settings(deadline=None, max_examples=150)
@given(gatherings())
def test_gathering_holds_the_maximums_and_its_bound_holds(gathering: Gathering) -> None:
    case, groups, allowed = gathering
    choice, gathered = solved(gathering)
    best = best_by_trying_all(gathering)
    assert choice.objective == value(case, groups, choice.chosen, gathered)
    assert choice.weight == int(case["weight"][choice.chosen].sum() + groups.weight[gathered].sum())
    assert (choice.chosen | ~case["pinned"]).all()
    assert may_be(case, groups, allowed, gathered)
    assert not (inside(case, groups, gathered) & choice.chosen).any()
    if best is None:
        assert choice.status is Status.INFEASIBLE
        return
    assert (held(case, groups, choice.chosen, gathered) <= case["maximum"]).all()
    assert choice.objective <= best <= choice.bound
    assert (choice.status is Status.OPTIMAL) == (choice.objective == choice.bound)


def test_without_groups_the_choice_is_that_of_pairs_alone() -> None:
    chance = np.random.default_rng(1)
    pairs = sorted({(int(a), int(b)) for a, b in chance.integers(0, 30, (200, 2)) if a < b})
    case = case_of(
        [a for a, _ in pairs],
        [b for _, b in pairs],
        chance.integers(1, 1000, len(pairs)),
        minimum=[1] * 30,
        maximum=[4] * 30,
        bonus=500,
    )
    alone = choose(**case, stop=Stop())
    choice, gathered = solved((case, Assemblies(), np.zeros(0, np.bool_)))
    assert gathered.tolist() == []
    assert (choice.chosen.tolist(), choice.bound) == (alone.chosen.tolist(), alone.bound)


def test_a_group_is_chosen_where_it_outweighs_what_it_costs() -> None:
    # 0 meets 1, 2 or 3 in pairs at 600 each, or three at once at 1,500; everybody has one meeting.
    case = case_of([0, 0, 1], [1, 2, 3], [600, 600, 900], minimum=[0] * 4, maximum=[1] * 4)
    for weight, pairs, meets in ((1600, [False] * 3, [True]), (1400, [False, True, True], [False])):
        group = assemblies([[0, 1, 2, 3]], [weight], [0])
        choice, gathered = solved((case, group, np.ones(1, np.bool_)))
        assert (choice.chosen.tolist(), gathered.tolist()) == (pairs, meets)
        assert choice.status is Status.OPTIMAL


def test_gathering_at_size_lies_within_a_ten_thousandth_of_its_bound() -> None:
    chance = np.random.default_rng(7)
    n, exhibitors = 3000, 150
    keys = np.unique(chance.integers(0, exhibitors, 60_000) * n + chance.integers(exhibitors, n, 60_000))
    small = np.arange(n) >= exhibitors
    case = case_of(
        keys // n,
        keys % n,
        chance.integers(1, 1000, len(keys)),
        minimum=np.where(small, 0, 4),
        maximum=np.where(small, 3, 20),
        bonus=2000,
    )
    members = [
        [exhibitors + a, *chance.choice(exhibitors, int(chance.integers(2, 6)), replace=False).tolist()]
        for a in range(120)
        for _way in range(3)
    ]
    weight = [int(chance.integers(900, 1100)) * (len(one) - 1) for one in members]
    group = assemblies(members, weight, [a // 3 for a in range(360)])
    choice, gathered = solved((case, group, np.ones(360, np.bool_)), gap=1e-5)
    assert choice.objective == value(case, group, choice.chosen, gathered)
    assert (held(case, group, choice.chosen, gathered) <= case["maximum"]).all()
    assert 60 <= gathered.sum() <= 120
    assert choice.gap <= 1e-4
