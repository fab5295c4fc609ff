from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.matching import EXHIBITOR, VISITOR, Conditions, Params, Problem
from chainfair.engine.matching import suppliers as room
from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.kernels.columns import columns_of, families_of
from chainfair.engine.matching.suppliers import best_suppliers
from chainfair.engine.text import text_table
from tests.engine.matching.fairs import PLAIN, TEXTS, fair, fairs, lines

ONE_WAY = replace(PLAIN, served=1.0, customer=0.0, rival=0.0)
CODES = (850760, 850750, 850700, 870380, 870321, 283691, 390210)


def with_vectors(problem: Problem, seed: int) -> Problem:
    """The same fair, whose texts have vectors that point about one way."""
    rough = np.random.default_rng(seed).normal(0.5, 0.6, (len(TEXTS), 5)).astype(np.float32)
    rough[seed % len(TEXTS)] = 0  # a text that no encoder has seen
    length = np.maximum(np.linalg.norm(rough, axis=1, keepdims=True), 1e-9)
    return replace(problem, texts=text_table(TEXTS, (rough / length).astype(np.float32)))


def crowd(size: int, visitors: int, *, seed: int = 0) -> Problem:
    """A fair of many who offer several codes, links and texts of their own, and visitors who need such."""
    chance = np.random.default_rng(seed)

    def rows(owners: range) -> list[tuple[int, int, int, int, float, bool]]:
        return [
            (
                owner,
                int(chance.integers(-1, 5)),
                int(chance.choice(CODES)),
                owner if row == 0 else -1,
                float(chance.choice([0.5, 1.0])),
                False,
            )
            for owner in owners
            for row in range(int(chance.integers(1, 5)))
        ]

    n = size + visitors
    vectors = chance.normal(0.25, 0.3, (n, 80)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = fair(
        n,
        [],
        [],
        side=np.where(np.arange(n) < size, EXHIBITOR, VISITOR).astype(np.int8),
        role=np.where(np.arange(n) % 7 == 3, 1, 2).astype(np.uint64),
        seeks=np.where(np.arange(n) % 5 == 3, 2, 3).astype(np.uint64),
        texts=text_table([""] * n, vectors),
    )
    return replace(empty, offers=lines(n, rows(range(size))), needs=lines(n, rows(range(size, n))))


def both_ways(problem: Problem, params: Params, seed: int) -> tuple[list[list[int]], list[list[float]]]:
    """What `fit` has of exhibitors on everybody's list."""
    found = fit(Scoring.of(problem, params), seed=seed)
    shown = [row[(row >= 0) & (problem.side[row] == EXHIBITOR)].tolist() for row in found.other]
    places = [
        values[(row >= 0) & (problem.side[row] == EXHIBITOR)].tolist()
        for row, values in zip(found.other, found.fit_own, strict=True)
    ]
    return shown, places


def one_way(problem: Problem, params: Params, seed: int) -> tuple[list[list[int]], list[list[float]]]:
    found = best_suppliers(Scoring.of(problem, params, own_later=True), seed=seed)
    shown = [row[row >= 0].tolist() for row in found.other]
    return shown, [row[: len(there)].tolist() for row, there in zip(found.fit, shown, strict=True)]


@settings(deadline=None, max_examples=150)
@given(fairs(), st.integers(0, 9))
def test_lists_are_those_of_scoring_everybody_both_ways(problem: Problem, seed: int) -> None:
    plain = replace(problem, conditions=Conditions())
    for told in (plain, with_vectors(plain, seed)):
        assert one_way(told, ONE_WAY, seed) == both_ways(told, ONE_WAY, seed)


@pytest.mark.parametrize("dense_from", [0.0, 0.03, 2.0])
@pytest.mark.parametrize("length", [3, 50])
def test_lists_among_many_are_the_same_however_much_is_multiplied(
    dense_from: float, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "DENSE_FROM", dense_from)
    monkeypatch.setattr(room, "BLOCK", 16)
    problem, params = crowd(700, 40), replace(ONE_WAY, list_length=length)
    assert one_way(problem, params, 1) == both_ways(problem, params, 1)


def test_texts_of_ones_own_are_what_decides_between_equal_offers() -> None:
    turned = np.linspace(0, 1.5, 60, dtype=np.float32)
    vectors = np.append(np.stack([np.cos(turned), np.sin(turned)], axis=1), [[1, 0]], axis=0)
    problem = replace(
        fair(61, [], [], texts=text_table([""] * 61, vectors.astype(np.float32))),
        offers=lines(61, [(i, -1, 850760, i, 1.0, False) for i in range(60)]),
        needs=lines(61, [(60, -1, 850760, 60, 1.0, False)]),
    )
    shown, _ = one_way(problem, replace(ONE_WAY, list_length=5), 0)
    assert shown[60] == [0, 1, 2, 3, 4]


def test_only_the_organisations_asked_for_have_lists() -> None:
    problem = crowd(60, 10)
    scoring = Scoring.of(problem, ONE_WAY, own_later=True)
    whole, some = best_suppliers(scoring, seed=0), best_suppliers(scoring, seed=0, begin=60, end=65)
    assert some.other[60:65].tolist() == whole.other[60:65].tolist()
    assert (np.delete(some.other, np.arange(60, 65), axis=0) == -1).all()


def test_columns_add_up_to_what_is_supplied() -> None:
    scoring = Scoring.of(crowd(80, 30), ONE_WAY)
    keys = scoring.evidence.need_keys
    family = families_of(scoring.agrees, np.zeros(keys, np.bool_))
    assert family.max() >= 1  # codes of chapters 85 and 87
    columns = columns_of(scoring.agrees, scoring.carried, family, 80)
    table = [np.zeros(80) for _ in range(len(columns[0]) - 1)]
    for column, sheet in enumerate(table):
        rows = slice(columns[0][column], columns[0][column + 1])
        sheet[columns[1][rows]] = columns[2][rows]
    families = family.max() + 1
    for key in range(keys):
        rows = slice(scoring.supply[0][key], scoring.supply[0][key + 1])
        whole = np.zeros(80)
        whole[scoring.supply[1][rows]] = scoring.supply[2][rows]
        base = table[family[key]] if family[key] >= 0 else 0.0
        assert table[families + key] + base == pytest.approx(whole, abs=1e-12)


def test_nobody_has_a_list_where_nothing_is_needed() -> None:
    problem = fair(3, [(0, 1, 850760, 0, 1.0, False)], [])
    bare = replace(problem, offers=lines(3, []))
    assert one_way(bare, ONE_WAY, 0) == ([[], [], []], [[], [], []])
