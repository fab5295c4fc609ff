import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.matching import NO, VISITOR, Problem, Result, solve
from chainfair.engine.matching.kernels.assembling import fullest
from chainfair.engine.stop import Stop
from tests.engine.matching.fairs import PLAIN, chain, fair, members_of

# Links 0, 1 and 2 flow into link 3, which organisation 0 wants as a whole; two organisations stand on each part.
WHOLE = chain((0, 3), (1, 3), (2, 3))
STANDING = [(1, 0, 1.0), (2, 0, 0.5), (3, 1, 1.0), (4, 1, 0.5), (5, 2, 1.0), (6, 2, 0.5), (0, 3, 1.0)]
ROWS = [(who, link, 0, -1, weight, False) for who, link, weight in STANDING]


def looking(**parts: Any) -> Problem:
    return fair(7, ROWS, [], graph=WHOLE, scenarios=np.array([[0, 3]], np.int32), **parts)


def answers(problem: Problem) -> Result:
    return solve(problem, params=PLAIN, stop=Stop())


def groups_in(result: Result) -> list[tuple[list[int], list[int]]]:
    groups = result.gathered.groups
    return [
        (members_of(groups, g), groups.part[groups.start[g] : groups.start[g + 1]].tolist())
        for g in range(groups.size)
    ]


def test_the_first_group_has_the_best_member_for_each_part() -> None:
    result = answers(looking())
    groups = groups_in(result)
    assert groups[0] == ([0, 1, 3, 5], [3, 0, 1, 2])
    assert groups[1] == ([0, 2, 4, 6], [3, 0, 1, 2])
    assert set(result.gathered.groups.alternative.tolist()) == {0}


def test_a_group_weighs_its_members_times_the_geometric_mean_of_their_ties() -> None:
    gathered = answers(looking()).gathered
    worth = gathered.worth[1:4].astype(float)
    assert gathered.groups.weight[0] == pytest.approx(3 * worth.prod() ** (1 / 3), abs=2)


def test_a_chosen_group_takes_the_place_of_its_pairs() -> None:
    result = answers(looking(maximum=np.ones(7, np.int32)))
    assert result.gathered.chosen.tolist()[0]
    chosen = set(
        zip(result.first[result.chosen].tolist(), result.second[result.chosen].tolist(), strict=True)
    )
    assert not {who for pair in chosen for who in pair} & {0, 1, 3, 5}
    assert result.objective <= result.bound


def test_members_who_refuse_each_other_do_not_sit_together() -> None:
    wishes = {"wish_by": [1], "wish_for": [3], "wish": [NO]}
    groups = groups_in(answers(looking(**{name: np.array(row, np.int32) for name, row in wishes.items()})))
    assert groups
    assert all(not {1, 3} <= set(members) for members, _parts in groups)
    assert all(len(members) == 4 for members, _parts in groups)


def test_members_need_a_slot_that_is_free_for_all() -> None:
    # 1 and 3 each share a slot with 0, and none with one another.
    free = np.full((7, 1), 3, np.uint64)
    free[1], free[3] = 1, 2
    groups = groups_in(answers(looking(overlaps=(free,))))
    assert all(not {1, 3} <= set(members) for members, _parts in groups)


def test_suppliers_without_a_stand_come_to_the_table_of_an_exhibitor() -> None:
    side = np.full(7, VISITOR, np.int8)
    side[0] = 0
    assert groups_in(answers(looking(side=side)))[0][0] == [0, 1, 3, 5]
    side[:] = VISITOR
    assert groups_in(answers(looking(side=side))) == []


def test_who_does_not_stand_on_the_link_looks_for_that_too() -> None:
    problem = fair(8, [*ROWS, (7, 3, 0, -1, 1.0, False)], [], graph=WHOLE)
    asked = fair(
        9,
        [*ROWS, (7, 3, 0, -1, 1.0, False)],
        [],
        graph=WHOLE,
        scenarios=np.array([[8, 3]], np.int32),
    )
    assert groups_in(answers(problem)) == []
    members, parts = groups_in(answers(asked))[0]
    assert (members[0], parts) == (8, [3, 3, 0, 1, 2])
    assert members[1] in {0, 7}


def test_a_part_that_nobody_supplies_is_left_out_and_two_parts_are_the_least() -> None:
    some = [row for row in ROWS if row[1] != 2]
    one = [row for row in ROWS if row[1] in (0, 3)]
    scenarios = np.array([[0, 3]], np.int32)
    assert groups_in(answers(fair(7, some, [], graph=WHOLE, scenarios=scenarios)))[0] == (
        [0, 1, 3],
        [3, 0, 1],
    )
    assert groups_in(answers(fair(7, one, [], graph=WHOLE, scenarios=scenarios))) == []


def test_who_does_not_want_to_sit_there_is_left_out() -> None:
    without = groups_in(answers(looking(unseated=np.array([[0, 3, 1]], np.int32))))
    assert sorted(without[0][0]) == [0, 2, 3, 5]
    assert all(1 not in members for members, _parts in without)
    assert groups_in(answers(looking(unseated=np.array([[0, 3, 0]], np.int32)))) == []


def test_a_group_meeting_fills_a_minimum() -> None:
    problem = looking(minimum=np.array([1, 0, 0, 0, 0, 0, 0], np.int32), maximum=np.ones(7, np.int32))
    assert answers(problem).unmet.tolist() == []


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(3, 8))
    parts = draw(st.lists(st.lists(st.integers(1, n - 1), max_size=3, unique=True), min_size=1, max_size=4))
    size = sum(map(len, parts))
    values = draw(st.lists(st.integers(-20, 0), min_size=size, max_size=size))
    return {
        "parts": parts,
        "values": values,
        "group": draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n)),
        "masks": draw(st.lists(st.integers(1, 7), min_size=n, max_size=n)),
        "vetoed": draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=3)),
    }


@settings(deadline=None, max_examples=200)
@given(tables())
def test_the_fullest_group_is_the_best_of_all(table: dict[str, Any]) -> None:
    n = len(table["group"])
    start = np.cumsum([0, *map(len, table["parts"])])
    candidate = np.array([one for part in table["parts"] for one in part], np.int32)
    value = np.array(table["values"], float) / 10
    order = np.concatenate(
        [start[p] + np.argsort(-value[start[p] : start[p + 1]], kind="stable") for p in range(len(start) - 1)]
    ).astype(np.int64)
    candidate, value = candidate[order], value[order]
    keys = np.unique(np.array([min(p) * n + max(p) for p in table["vetoed"]], np.int64))
    masks = np.array(table["masks"], np.uint64).reshape(1, n, 1)
    everybody = np.full(n, 1, np.uint64)
    rules = (np.zeros(n, np.int8), np.array(table["group"], np.int32), everybody, everybody, masks)

    def sits(members: list[int]) -> bool:
        for a, b in itertools.combinations(members, 2):
            if a == b or table["group"][a] == table["group"][b] >= 0 or min(a, b) * n + max(a, b) in keys:
                return False
        return bool(np.bitwise_and.reduce([table["masks"][one] for one in members]))

    best = (0, 0.0)
    for picks in itertools.product(*([-1, *range(start[p], start[p + 1])] for p in range(len(start) - 1))):
        chosen = [at for at in picks if at >= 0]
        if sits([0, *(int(candidate[at]) for at in chosen)]):
            best = max(best, (len(chosen), round(float(value[chosen].sum()), 6)))
    found = fullest(0, start, candidate, value, rules, keys)
    taken = found[found >= 0]
    assert (len(taken), round(float(value[taken].sum()), 6)) == best
    assert sits([0, *candidate[taken].tolist()])
