"""Lists held against what is known to be right: a made-up folder, and the tuning data where they are at hand."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from chainfair.engine.matching import Params, Problem
from chainfair.engine.matching.evaluation import (
    Lists,
    Needs,
    Towards,
    evaluated,
    gains,
    lists_of,
    told,
    with_codes,
    with_interval,
)
from chainfair.engine.matching.fit import Scoring
from chainfair.engine.matching.folder import judgements, problem_of, read_folder
from chainfair.engine.matching.reasons import fits_of

from .fairs import fairs, may_meet
from .plain import folder

TUNING = Path(__file__).parents[4] / "shared" / "data" / "matching_dev_zh"


def lists(path: Path, needs: Needs) -> Lists:
    read = read_folder(path)
    return lists_of(problem_of(told(read, judgements(path, read), needs)), Params())


def first_supplier(path: Path, needs: Needs, buyer: int) -> int:
    return int(lists(path, needs).other[buyer, 0])


def test_text_alone_finds_the_competitor(tmp_path: Path) -> None:
    assert first_supplier(folder(tmp_path), Needs.TEXT, 0) == 3


def test_inferred_needs_find_the_supplier_through_a_like_product(tmp_path: Path) -> None:
    assert first_supplier(folder(tmp_path), Needs.INFERRED, 0) == 1


def test_declared_needs_find_the_supplier(tmp_path: Path) -> None:
    assert first_supplier(folder(tmp_path), Needs.DECLARED, 0) == 1
    assert first_supplier(folder(tmp_path), Needs.DECLARED, 1) == -1


def test_product_codes_find_whoever_carries_them(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        offers="code,product,product_code\nA,电池包,850760\nB,电芯,850650\nC,隔膜,392010\nD,x,850760\n",
    )
    assert lists(path, Needs.CODES).other[0, :3].tolist() == [3, 1, -1]


def test_codes_are_suggested_where_the_folder_states_none(tmp_path: Path) -> None:
    read = read_folder(folder(tmp_path, offers="code,product\nA,锂离子电池\nB,大豆油\n"))
    found = with_codes(read, None).offers
    assert (found.code // 10000).tolist() == [85, 15]
    assert found.inferred.tolist() == [True, True]


def test_inferred_needs_see_neither_the_judged_edges_nor_who_is_right(tmp_path: Path) -> None:
    found = [
        lists(folder(tmp_path / str(number), **planted), Needs.INFERRED)
        for number, planted in enumerate(
            [
                {},
                {"t_product_edges": "product,upstream_material\n电池包,隔膜\n谁,也不卖\n"},
                {"t_qrels": "buyer,supplier\nA,C\n"},
            ]
        )
    ]
    for other in found[1:]:
        assert found[0].other.tobytes() == other.other.tobytes()
        assert found[0].score.tobytes() == other.score.tobytes()


def test_peers_of_an_industry_hint_at_each_others_needs(tmp_path: Path) -> None:
    # D sells what no edge knows; its industry is A's, and A's products are known to take cells.
    offers = "code,product\nA,储能电池包\nB,电芯\nC,隔膜\nD,逆变器\n"
    together = "code,industry\nA,电\nB,\nC,\nD,电\n"
    apart = "code,industry\nA,电\nB,\nC,\nD,谁\n"
    assert first_supplier(folder(tmp_path / "1", offers=offers, companies=together), Needs.INFERRED, 3) == 1
    assert first_supplier(folder(tmp_path / "2", offers=offers, companies=apart), Needs.INFERRED, 3) == -1


def test_swapping_buyer_and_supplier_changes_the_ranking(tmp_path: Path) -> None:
    read = read_folder(folder(tmp_path))
    problem = problem_of(read)
    suppliers = lists_of(problem, Params())
    buyers = lists_of(problem, Params(), towards=Towards.BUYERS)
    assert (suppliers.other[0, 0], buyers.other[0, 0]) == (1, -1)  # A is supplied by B and supplies nobody
    assert buyers.other[1][buyers.other[1] >= 0].tolist() == [0, 3]
    assert buyers.score[1, 0] == pytest.approx(suppliers.score[0, 0])


@settings(deadline=None, max_examples=20)
@given(fairs())
def test_one_way_lists_are_those_of_every_pair_tried(problem: Problem) -> None:
    params = replace(Params(), rival=0.0)
    scoring = Scoring.of(problem, params)
    n = problem.organisations
    every = np.array(list(itertools.permutations(range(n), 2)), np.int32)
    served = fits_of(scoring, every[:, 0], every[:, 1])
    worth = {
        (int(i), int(j)): fit for (i, j), fit in zip(every, served, strict=True) if may_meet(problem, i, j)
    }
    for towards in Towards:
        found = lists_of(problem, Params(), towards=towards)
        for i in range(n):
            pairs = {
                j: worth.get((i, j) if towards is Towards.SUPPLIERS else (j, i), 0.0)
                for j in range(n)
                if j != i
            }
            expected = sorted((fit for fit in pairs.values() if fit > 0), reverse=True)
            others = [int(j) for j in found.other[i] if j >= 0]
            assert found.score[i, : len(others)].tolist() == pytest.approx(expected, abs=1e-5)
            assert [pairs[j] for j in others] == pytest.approx(expected, abs=1e-5)


def test_gains_are_those_of_the_definition(tmp_path: Path) -> None:
    path = folder(tmp_path, t_qrels="buyer,supplier\nA,B\nD,B\nD,C\n")
    known = judgements(path, read_folder(path))
    other = np.full((4, 50), -1, np.int32)
    other[0, :2] = [2, 1]
    other[3, 11] = 1
    found = gains(known, other)
    assert found["ndcg10"].tolist() == pytest.approx([1 / np.log2(3), 0.0])
    assert found["recall50"].tolist() == [1.0, 0.5]


def test_an_interval_holds_the_mean_and_narrows_with_agreement() -> None:
    found = with_interval("x", np.array([0.0, 1.0] * 50))
    assert found["x_low"] < found["x"] == 0.5 < found["x_high"]
    assert with_interval("x", np.ones(9)) == {"x": 1.0, "x_low": 1.0, "x_high": 1.0}


def test_figures_of_a_folder_are_complete(tmp_path: Path) -> None:
    path = folder(tmp_path)
    read = read_folder(path)
    found = evaluated(read, judgements(path, read), Params())
    names = [
        f"{name}_{needs}"
        for needs in ("text", "codes", "inferred", "declared")
        for name in ("ndcg10", "recall50")
    ]
    every = [f"{name}{end}" for name in [*names, "ndcg10_lift"] for end in ("", "_low", "_high")]
    assert list(found) == ["organisations", "buyers", *every]
    assert (found["organisations"], found["buyers"]) == (4, 1)
    assert (found["ndcg10_text"], found["ndcg10_inferred"], found["ndcg10_declared"]) == (0.0, 1.0, 1.0)


@pytest.mark.long
@pytest.mark.skipif(not TUNING.exists(), reason="the tuning data are not at hand")
def test_tuning_data_rank_as_they_did() -> None:
    read = read_folder(TUNING)
    found = evaluated(read, judgements(TUNING, read), Params())  # words alone
    assert found["buyers"] == 292
    assert found["ndcg10_inferred"] >= 0.22
    assert found["ndcg10_inferred"] >= 2 * found["ndcg10_text"]
    assert found["ndcg10_inferred_low"] > found["ndcg10_text_high"]
    assert found["ndcg10_declared"] >= 0.95
