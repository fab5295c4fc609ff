from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from chainfair.engine.matching import EXHIBITOR, VISITOR, Problem, Result, solve
from chainfair.engine.matching.lists import ASKED, TRUST, Arcs, dealt
from chainfair.engine.stop import Stop
from tests.engine.matching.fairs import PLAIN, fair, fairs, may_meet


def arcs_of(rows: list[tuple[int, int, float, float, int]], n: int) -> Arcs:
    """Arcs from (who lists, whom, own interest, theirs, label), in the given order within each who."""
    ordered = sorted(rows, key=lambda row: row[0])
    return Arcs(
        np.searchsorted([row[0] for row in ordered], np.arange(n + 1)),
        np.array([row[1] for row in ordered], np.int32),
        np.array([row[2] for row in ordered], np.float32),
        np.array([row[3] for row in ordered], np.float32),
        np.array([row[4] for row in ordered], np.int32),
    )


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(2, 8))
    possible = [(a, b) for a in range(n) for b in range(n) if a != b]
    pairs = draw(st.lists(st.sampled_from(possible), unique=True, max_size=25))
    share = st.sampled_from([0.1, 0.3, 0.5, 0.9])
    return {
        "rows": [(a, b, draw(share), draw(share), draw(st.integers(-1, 2))) for a, b in pairs],
        "capacity": np.array(draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)), np.int32),
        "length": draw(st.integers(1, 4)),
        "seed": draw(st.integers(0, 3)),
        "variety": draw(st.sampled_from([0.0, 0.3])),
    }


def whom(case: dict[str, Any], **options: Any) -> list[list[int]]:
    """Everybody's list by name."""
    given = {key: value for key, value in case.items() if key != "rows"}
    arcs = arcs_of(case["rows"], len(case["capacity"]))
    lists = dealt(arcs, **{**given, **options})
    return [[int(arcs.other[at]) for at in row if at >= 0] for row in lists]


def listings(lists: list[list[int]], n: int) -> list[int]:
    return [sum(j in row for row in lists) for j in range(n)]


@settings(deadline=None, max_examples=60)
@given(cases())
def test_lists_hold_whom_one_may_have_once_and_nobody_without_places(case: dict[str, Any]) -> None:
    lists = whom(case)
    allowed = {(row[0], row[1]) for row in case["rows"]}
    for i, row in enumerate(lists):
        assert len(row) == len(set(row)) <= case["length"]
        assert all((i, j) in allowed and case["capacity"][j] > 0 for j in row)
        # A list is as long as it can be.
        assert len(row) == min(case["length"], sum(case["capacity"][j] > 0 for a, j in allowed if a == i))


@settings(deadline=None, max_examples=40)
@given(cases(), st.data())
def test_the_order_of_arcs_changes_no_list(case: dict[str, Any], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(case["rows"]))
    assert whom({**case, "rows": turned}) == whom(case)


@settings(deadline=None, max_examples=50)
@given(cases())
def test_the_same_seed_deals_the_same_lists(case: dict[str, Any]) -> None:
    assert whom(case) == whom(case)


@settings(deadline=None, max_examples=40)
@given(cases(), st.integers(0, 3))
def test_nobody_is_listed_more_often_than_the_ceiling(case: dict[str, Any], most: int) -> None:
    n = len(case["capacity"])
    assert max(listings(whom(case, ceiling=np.full(n, most, np.int32)), n)) <= most


@settings(deadline=None, max_examples=40)
@given(cases())
def test_everybody_is_listed_once_where_lists_have_room_for_all(case: dict[str, Any]) -> None:
    n = len(case["capacity"])
    lists = whom({**case, "length": n}, floor=np.ones(n, np.int32))
    assert [count > 0 for count in listings(lists, n)] == [
        case["capacity"][j] > 0 and any(row[1] == j for row in case["rows"]) for j in range(n)
    ]


def test_a_floor_brings_the_small_onto_the_list_of_who_values_it_most() -> None:
    # Everybody prefers 3 and 4; nobody would list 5, whom 1 values most.
    rows = [(i, j, 0.9, 0.9, -1) for i in range(3) for j in (3, 4)]
    rows += [(0, 5, 0.1, 0.5, -1), (1, 5, 0.2, 0.5, -1), (2, 5, 0.1, 0.5, -1)]
    case: dict[str, Any] = {"rows": rows, "capacity": np.full(6, 50, np.int32), "length": 2, "seed": 0}
    assert listings(whom(case), 6) == [0, 0, 0, 3, 3, 0]
    lists = whom(case, floor=np.ones(6, np.int32))
    assert listings(lists, 6)[5] == 1
    assert lists[1][1] == 5


def test_lists_do_not_send_everybody_to_the_same_one() -> None:
    # Ten visitors, all a little fonder of exhibitor 10 than of 11 to 14; each has one place.
    rows = [(i, j, 0.9 if j == 10 else 0.8, 0.9, -1) for i in range(10) for j in range(10, 15)]
    capacity = np.array([5] * 10 + [1] * 5, np.int32)
    case: dict[str, Any] = {"rows": rows, "capacity": capacity, "length": 1, "seed": 0}
    assert listings(whom(case), 15)[10:] == [2, 2, 2, 2, 2]
    roomy = np.array([5] * 10 + [100] * 5, np.int32)
    assert listings(whom({**case, "capacity": roomy}), 15)[10:] == [10, 0, 0, 0, 0]


def test_variety_keeps_one_link_from_filling_a_list() -> None:
    rows = [(0, j, 0.8, 0.8, 0) for j in range(1, 6)] + [(0, 6, 0.7, 0.8, 1)]
    case: dict[str, Any] = {"rows": rows, "capacity": np.full(7, 50, np.int32), "length": 5, "seed": 0}
    assert 6 not in whom(case)[0]
    assert whom(case, variety=0.1)[0].index(6) == 2


def test_equal_counterparts_are_listed_by_chance_of_the_seed() -> None:
    rows = [(i, j, 0.5, 0.5, -1) for i in range(200) for j in range(200, 210)]
    case: dict[str, Any] = {"rows": rows, "capacity": np.full(210, 100_000, np.int32), "length": 1}
    first = [row[0] for row in whom(case, seed=1)[:200]]
    assert np.bincount(first, minlength=210)[200:].min() >= 8  # 20 on average
    assert first != [row[0] for row in whom(case, seed=2)[:200]]


def expected_meetings(lists: list[list[int]], case: dict[str, Any]) -> float:
    """What `dealt` makes most of, by its definition, for lists of one side."""
    chance = {(row[0], row[1]): row[2] * row[3] for row in case["rows"]}
    weight = np.sqrt(ASKED) / np.sqrt(ASKED).sum()
    total = 0.0
    for depth in range(1, case["length"] + 1):
        promised = np.zeros(len(case["capacity"]))
        for i, row in enumerate(lists):
            for j in row[:depth]:
                promised[j] += chance[i, j]
        for j in np.flatnonzero(promised).tolist():
            # E[min(C, N)] / asked, whose slope in the load is P(N < C).
            survivors = poisson.sf(np.arange(case["capacity"][j])[:, None], ASKED * promised[j]).sum(axis=0)
            total += float(weight @ (survivors / ASKED))
    return float(total / case["length"])


def test_a_further_pass_never_expects_fewer_meetings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainfair.engine.matching.lists.TRUST", 1.0)
    chance = np.random.default_rng(5)
    rows = [(i, j, *np.round(0.2 + 0.7 * chance.random(2), 3), -1) for i in range(30) for j in range(30, 36)]
    capacity = np.array([50_000] * 30 + [2] * 6, np.int32)
    case: dict[str, Any] = {"rows": rows, "capacity": capacity, "length": 1, "seed": 3}
    values = [expected_meetings(whom(case, passes=passes), case) for passes in (1, 2, 3, 6)]
    assert values == sorted(values)
    alone = [[30 + int(np.argmax([row[2] for row in rows[6 * i : 6 * i + 6]]))] for i in range(30)]
    assert values[0] > expected_meetings(alone, case)
    assert TRUST < 1


def test_a_place_more_never_expects_fewer_meetings() -> None:
    chance = np.random.default_rng(6)
    rows = [(i, j, *np.round(0.2 + 0.7 * chance.random(2), 3), -1) for i in range(60) for j in range(60, 70)]
    before = 0.0
    for places in (1, 2, 3, 5, 8, 13):
        capacity = np.array([50_000] * 60 + [places] * 10, np.int32)
        case: dict[str, Any] = {"rows": rows, "capacity": capacity, "length": 3, "seed": 3}
        value = expected_meetings(whom(case), case)
        assert value > before
        before = value


def on_list(result: Result, organisation: int) -> list[tuple[int, int]]:
    """(place, counterpart) of an organisation's list."""
    here = [
        (int(place), int(other))
        for place, one, other in [
            *zip(result.list_first, result.first, result.second, strict=True),
            *zip(result.list_second, result.second, result.first, strict=True),
        ]
        if one == organisation and place
    ]
    return sorted(here)


@settings(deadline=None, max_examples=40)
@given(fairs())
def test_lists_of_a_fair_are_counted_from_one_and_break_no_rule(problem: Problem) -> None:
    result = solve(problem, params=replace(PLAIN, shown=3), stop=Stop())
    for organisation in range(problem.organisations):
        found = on_list(result, organisation)
        assert [place for place, _ in found] == list(range(1, len(found) + 1))
        assert len(found) <= 3
        assert all(may_meet(problem, organisation, other) for _, other in found)


def crowd(**parts: Any) -> Problem:
    """Six visitors who make what link 1 flows into; 6 supplies it best, 7 to 9 a little less well."""
    makers = [(i, 2, 0, -1, 1.0, False) for i in range(6)]
    suppliers = [(j, 1, 0, -1, 1.0 if j == 6 else 0.9, False) for j in range(6, 10)]
    side = np.array([VISITOR] * 6 + [EXHIBITOR] * 4, np.int8)
    return fair(10, makers + suppliers, [], side=side, **parts)


def test_a_fair_with_few_places_is_shown_more_than_its_favourite() -> None:
    few = crowd(maximum=np.array([5] * 6 + [1] * 4, np.int32))
    params = replace(PLAIN, shown=1, listed_least=0)
    spread = solve(few, params=params, stop=Stop())
    firsts = [on_list(spread, visitor)[0][1] for visitor in range(6)]
    assert sorted(set(firsts)) == [6, 7, 8, 9]
    alone = solve(few, params=replace(params, spread=False), stop=Stop())
    assert [on_list(alone, visitor) for visitor in range(6)] == [[(1, 6)]] * 6


def test_who_holds_no_meetings_has_no_list_and_stands_on_none() -> None:
    problem = crowd(maximum=np.array([0] + [5] * 5 + [1] * 4, np.int32))
    result = solve(problem, params=replace(PLAIN, shown=2, listed_least=6), stop=Stop())
    assert not ((result.first == 0) | (result.second == 0)).any()
    assert all(on_list(result, other) for other in range(1, 10))


def test_a_supplier_whose_places_are_pinned_away_is_on_no_list() -> None:
    full = crowd(maximum=np.array([5] * 6 + [1] * 4, np.int32), pinned=np.array([[0, 6]], np.int32))
    result = solve(full, params=replace(PLAIN, shown=2), stop=Stop())
    assert all(other != 6 for visitor in range(6) for _, other in on_list(result, visitor))
    assert result.chosen[(result.first == 0) & (result.second == 6)].tolist() == [True]
