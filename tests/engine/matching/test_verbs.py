"""The command line on a folder of plain CSV."""

import csv
import json
from pathlib import Path

import pytest

from chainfair.engine.cli import main

from .plain import FILES, folder

Captured = pytest.CaptureFixture[str]


def rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)]


def matched(path: Path, *options: str) -> list[tuple[str, ...]]:
    out = path / "out.csv"
    assert main(["match", str(path), "--out", str(out), "--words", *options]) == 0
    return rows(out)


def test_match_writes_ranked_suppliers_and_prints_one_object(tmp_path: Path, capsys: Captured) -> None:
    found = matched(folder(tmp_path))
    assert found[0] == ("organisation", "counterpart", "rank", "score")
    assert [row[:3] for row in found[1:]] == [("A", "B", "1"), ("B", "C", "1"), ("D", "B", "1")]
    assert all(float(row[3]) > 0 for row in found[1:])
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out) == {
        "organisations": 4,
        "with_counterparts": 3,
        "rows": 3,
        "towards": "suppliers",
        "out": str(tmp_path / "out.csv"),
    }


def test_match_towards_buyers_turns_the_question(tmp_path: Path) -> None:
    path = folder(tmp_path)
    suppliers, buyers = matched(path), matched(path, "--towards", "buyers")
    assert sorted((row[1], row[0], row[3]) for row in suppliers[1:]) == sorted(
        (row[0], row[1], row[3]) for row in buyers[1:]
    )
    assert [row[:3] for row in buyers[1:]] == [("B", "A", "1"), ("B", "D", "2"), ("C", "B", "1")]


def test_match_keeps_to_the_top(tmp_path: Path) -> None:
    assert [row[:2] for row in matched(folder(tmp_path), "--towards", "buyers", "--top", "1")[1:]] == [
        ("B", "A"),
        ("C", "B"),
    ]


def test_the_order_of_rows_changes_no_byte(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one"), folder(tmp_path / "other")
    for name in FILES:
        header, *lines = FILES[name].splitlines()
        (other / name).write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    assert matched(one) == matched(other)


def test_match_reads_no_judgement(tmp_path: Path) -> None:
    planted = folder(
        tmp_path / "planted",
        t_qrels="not,even\nreadable\n",
        t_product_edges="product,upstream_material\n电池包,隔膜\n",
    )
    assert matched(folder(tmp_path / "plain")) == matched(planted)


def test_vetoes_and_groups_keep_apart(tmp_path: Path) -> None:
    vetoed = folder(tmp_path / "vetoed", vetoes="organisation,counterpart\nB,A\n")
    grouped = folder(tmp_path / "grouped", companies="code,group\nA,\nB,g\nC,\nD,g\n")
    assert [row[:2] for row in matched(vetoed)[1:]] == [("B", "C"), ("D", "B")]
    assert [row[:2] for row in matched(grouped)[1:]] == [("A", "B"), ("B", "C")]


def test_declared_needs_take_the_place_of_inferred_ones(tmp_path: Path) -> None:
    path = folder(tmp_path, needs="organisation,product\nA,隔膜\n")
    assert [row[:2] for row in matched(path)[1:]] == [("A", "C"), ("B", "C"), ("D", "B")]


def test_english_needs_find_english_offers(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        offers="code,product\nA,battery packs\nB,copper foil\nC,wheat flour\nD,steel wire\n",
        needs="organisation,product\nA,Copper foil\n",
        upstream_edges=None,
    )
    assert [row[:2] for row in matched(path)[1:]] == [("A", "B")]


def test_a_chinese_need_finds_the_english_offer_and_vectors_are_kept(
    tmp_path: Path, capsys: Captured
) -> None:
    path = folder(
        tmp_path,
        offers="code,product\nA,battery packs\nB,copper foil\nC,wheat flour\nD,steel wire\n",
        needs="organisation,product\nA,铜箔\n",
        upstream_edges=None,
    )
    found = []
    for _run in range(2):
        out = path / "out.csv"
        assert main(["match", str(path), "--out", str(out), "--data", str(tmp_path / "data")]) == 0
        found.append((out.read_bytes(), capsys.readouterr().err))
    assert [row[:3] for row in rows(path / "out.csv")[1:2]] == [("A", "B", "1")]
    assert found[0][0] == found[1][0]
    assert [bool(said) for _, said in found] == [True, False]


def test_evaluate_prints_one_object_or_a_table(tmp_path: Path, capsys: Captured) -> None:
    path = folder(tmp_path)
    assert main(["evaluate", str(path), "--words", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ndcg10_inferred_low"] <= found["ndcg10_inferred"] <= found["ndcg10_inferred_high"]
    assert main(["evaluate", str(path), "--words"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in table] == [
        "needs",
        "text",
        "codes",
        "inferred",
        "declared",
        "inferred",
        "1",
    ]
    assert "1.000 (1.000 to 1.000)" in table[3]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"offers": "code,product\nZ,x\n"}, "offers.csv, row 2, column organisation: “Z”; allowed is "),
        (
            {"upstream_edges": None},
            "nobody's needs are known; allowed is a needs.csv, an upstream_edges.csv, or both.",
        ),
        ({"companies": None}, "organisations.csv: there is no such file"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_and_nothing_is_written(
    changed: dict[str, str | None], sentence: str, tmp_path: Path, capsys: Captured
) -> None:
    path, out = folder(tmp_path / "folder", **changed), tmp_path / "out.csv"
    assert main(["match", str(path), "--out", str(out), "--words"]) == 1
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert sentence in said.err
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


def test_a_list_for_a_folder_that_is_not_there_is_refused(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "nowhere" / "out.csv"
    assert main(["match", str(folder(tmp_path / "folder")), "--out", str(out), "--words"]) == 1
    assert (
        capsys.readouterr().err
        == f"{out}: there is no such folder; allowed is a file in a folder that exists.\n"
    )


def test_a_list_in_the_place_of_a_folder_is_refused(tmp_path: Path, capsys: Captured) -> None:
    path = folder(tmp_path / "folder")
    assert main(["match", str(path), "--out", str(path), "--words"]) == 1
    assert (
        capsys.readouterr().err == f"{path}: this is a folder; allowed is a file in a folder that exists.\n"
    )


def test_without_a_folder_for_vectors_the_refusal_says_what_to_do(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHAINFAIR_DATA", raising=False)
    assert main(["match", str(folder(tmp_path)), "--out", str(tmp_path / "out.csv")]) == 1
    assert "--data or CHAINFAIR_DATA, or add --words" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--top", "0"],
        ["--towards", "rivals"],
        ["--top", "many"],
        ["--seed", "-1"],
        ["--seed", str(2**63)],
        [],
    ],
)
def test_wrong_usage_ends_with_2(wrong: list[str], tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "out.csv")] if wrong else []
    with pytest.raises(SystemExit) as stopped:
        main(["match", str(folder(tmp_path / "folder")), *out, *wrong])
    assert stopped.value.code == 2
