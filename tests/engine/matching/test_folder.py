"""Ranking suppliers from plain files: a made-up folder, and the tuning data where they are at hand."""

from pathlib import Path

import numpy as np
import pytest

from chainfair.engine.matching import Params
from chainfair.engine.matching.folder import Needs, figures, problem_of, read_folder, suppliers

TUNING = Path(__file__).parents[4] / "shared" / "data" / "matching_dev_zh"


def folder(path: Path, *, judged: str = "电池包,电芯") -> Path:
    path.joinpath("companies.csv").write_text("code,short_name\nA,甲\nB,乙\nC,丙\nD,丁\n", encoding="utf-8")
    path.joinpath("offers.csv").write_text(
        "code,product\nA,电池包\nB,电芯\nC,隔膜\nD,动力电池包\nX,谁\n", encoding="utf-8"
    )
    path.joinpath("upstream_edges.csv").write_text(
        "product,upstream_material\n储能电池包,电芯\n电芯,隔膜\n", encoding="utf-8"
    )
    path.joinpath("t_qrels.csv").write_text("buyer,supplier\nA,B\n", encoding="utf-8")
    path.joinpath("t_product_edges.csv").write_text(
        f"product,upstream_material\n{judged}\n", encoding="utf-8"
    )
    return path


def first_supplier(path: Path, needs: Needs, buyer: int) -> int:
    return int(suppliers(problem_of(read_folder(path), needs), Params())[buyer, 0])


def test_text_alone_finds_the_competitor(tmp_path: Path) -> None:
    assert first_supplier(folder(tmp_path), Needs.TEXT, 0) == 3


def test_inferred_needs_find_the_supplier_through_a_like_product(tmp_path: Path) -> None:
    assert first_supplier(folder(tmp_path), Needs.INFERRED, 0) == 1


def test_declared_needs_find_the_supplier(tmp_path: Path) -> None:
    assert first_supplier(folder(tmp_path), Needs.DECLARED, 0) == 1
    assert first_supplier(folder(tmp_path), Needs.DECLARED, 1) == -1


def test_inferred_needs_do_not_see_the_judgements(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.mkdir()
    wrong.mkdir()
    lists = [
        suppliers(problem_of(read_folder(folder(place, judged=edge)), Needs.INFERRED), Params())
        for place, edge in ((right, "电池包,电芯"), (wrong, "电池包,隔膜"))
    ]
    assert lists[0].tolist() == lists[1].tolist()


def test_figures_are_those_of_the_definition(tmp_path: Path) -> None:
    read = read_folder(folder(tmp_path))
    second = np.full((4, 50), -1, np.int32)
    second[0, :2] = [2, 1]
    found = figures(read, second)
    assert found["buyers"] == 1
    assert found["ndcg10"] == pytest.approx(1 / np.log2(3))
    assert (found["recall50"], found["recall50_low"], found["recall50_high"]) == (1.0, 1.0, 1.0)


@pytest.mark.skipif(not TUNING.exists(), reason="the tuning data are not at hand")
def test_tuning_data_rank_as_they_did() -> None:
    read = read_folder(TUNING)
    ndcg = {
        needs: figures(read, suppliers(problem_of(read, needs), Params()))["ndcg10"]
        for needs in (Needs.INFERRED, Needs.DECLARED)
    }
    assert ndcg[Needs.INFERRED] >= 0.18
    assert ndcg[Needs.DECLARED] >= 0.95
