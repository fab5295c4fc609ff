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
from tests.engine.matching.test_choose import cases, degrees

Gathering = tuple[dict[str, Any], Assemblies, np.ndarray]


def groups_of(members: list[list[int]], weight: list[int], alternative: list[int]) -> Assemblies:
    flat = [one for group in members for one in group]
    return Assemblies(
        np.cumsum([0, *map(len, members)]).astype(np.int32),
        np.array(flat, np.int32),
        np.full(len(flat), -1, np.int32),
        np.array(weight, np.int32),
        np.array(alternative, np.int32),
        np.zeros(len(members), np.bool_),
    )


@st.composite
def gatherings(draw: st.DrawFn) -> Gathering:
    case = draw(cases())
    n = len(case["maximum"])
    size = st.lists(st.integers(0, n - 1), min_size=3, max_size=4, unique=True)
    members = draw(st.lists(size, max_size=4)) if n >= 3 else []
    count = len(members)
    weight = [draw(st.integers(1, 3000)) for _ in members]
    alternative = [draw(st.integers(0, 2)) for _ in members]
    groups = groups_of(members, weight, alternative)
    allowed = np.array([draw(st.integers(0, 5)) > 0 for _ in range(count)], np.bool_)
    return case, groups, allowed


def members_of(groups: Assemblies, g: int) -> list[int]:
    return groups.member[groups.start[g] : groups.start[g + 1]].tolist()


def inside(case: dict[str, Any], groups: Assemblies, gathered: np.ndarray) -> np.ndarray:
    """The pairs whose ends meet in a gathered group."""
    met = {
        pair
        for g in np.flatnonzero(gathered)
        for pair in itertools.combinations(sorted(members_of(groups, int(g))), 2)
    }
    return np.array(
        [(a, b) in met for a, b in zip(case["first"].tolist(), case["second"].tolist(), strict=True)], np.bool_
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
