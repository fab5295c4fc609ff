import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from chainfair.engine.cli import main

from .test_forms import DZN


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.dzn"
    path.write_text(DZN, encoding="utf-8")
    return path


def test_timetable_prints_exactly_one_object(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timetable", str(problem), "--seconds", "0"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    answer = json.loads(lines[0])
    assert (answer["status"], answer["meetings"], answer["weight"], answer["bound"]) == ("optimal", 2, 2, 2)
    assert set(answer) >= {"breaks", "spread", "gaps", "rushes", "person_days", "seconds"}


def test_check_agrees_with_what_timetable_wrote(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = problem.with_name("out.json")
    assert main(["timetable", str(problem), "--out", str(out)]) == 0
    solved = json.loads(capsys.readouterr().out)
    assert main(["check", str(problem), str(out)]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert checked["violations"] == 0
    for name in ("meetings", "weight", "bound", "breaks", "spread", "rushes", "person_days"):
        assert checked[name] == solved[name]
    form = json.loads(out.read_text(encoding="utf-8"))
    assert [row["slot"] for row in form["placed"]] == form["slots"]


def test_check_of_a_bad_timetable_names_it_and_ends_with_1(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = problem.with_name("bad.json")
    out.write_text(json.dumps({"slots": [2, 2]}), encoding="utf-8")
    assert main(["check", str(problem), str(out)]) == 1
    answer = json.loads(capsys.readouterr().out)
    kinds = {row["kind"] for row in answer["first_violations"]}
    assert kinds == {"slot_not_allowed", "double_booked", "zone_over_capacity", "out_of_order"}
    assert answer["violations"] == 4


def test_a_file_that_is_not_there_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["timetable", str(tmp_path / "none.dzn")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "none.dzn" in said.err


GOOD = {
    "shape": np.array([2, 3, 8, 1, 2]),
    "exhibitor": np.array([0, 1]),
    "visitor": np.array([0, 2]),
    "weight": np.array([5, 3]),
    "avail_exhibitor": np.full((2, 1), 255, np.uint8),
    "avail_visitor": np.full((3, 1), 255, np.uint8),
    "hall": np.array([0, 1]),
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"shape": np.array([2, 3, 8, 1])}, "shape must be exhibitors, visitors, slots, places and days"),
        ({"shape": np.array([2, 3, 8, 1, 0])}, "shape must be exhibitors, visitors, slots, places and days"),
        ({"shape": np.array([2, 3, 8, 2**40, 2])}, "capacity[0, 0] is"),
        ({"exhibitor": np.array([0, 2])}, "exhibitor must be a number from 0 to 1 for each weight"),
        ({"visitor": np.array([0, -1])}, "visitor must be a number from 0 to 2 for each weight"),
        ({"weight": np.array([5.5, np.nan])}, "weight must be whole numbers"),
        ({"avail_visitor": np.ones((3, 1))}, "avail_visitor must be 1 bytes for each of 3"),
        ({"hall": np.array([0])}, "hall has shape (1,), needs (2,)"),
    ],
)
def test_a_npz_whose_arrays_do_not_fit_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, np.ndarray], sentence: str
) -> None:
    path = tmp_path / "bad.npz"
    np.savez(path, **{**GOOD, **changed})  # type: ignore[arg-type]
    assert main(["timetable", str(path)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"bad.npz: {sentence}")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.npz", b"", "a.npz: not a .npz file"),
        ("a.npz", b"PK\x03\x04 cut off", "a.npz: not a .npz file"),
        ("a.dzn", b"nBusiness = 3; \xff", "a.dzn: it is not text in UTF-8, see byte 15"),
        ("a.dzn", DZN[: len(DZN) // 2].encode(), "a.dzn: "),
        ("a.json", b'{"form":', "a.json: Expecting value"),
        ("a.json", b"[" * 100_000, "a.json: it cannot be read (RecursionError"),
        ("a.json", b"[]", "a.json: not a timetable problem"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["timetable", str(path)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(sentence)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ([], "a timetable has slots or placed"),
        ({"slots": None}, "slots must be whole numbers"),
        ({"slots": [0.5, 2]}, "slots must be whole numbers"),
        ({"slots": [0]}, "slots has 1 entries, the problem has 2 meetings"),
        ({"placed": [{"request": 0}]}, "it cannot be read (KeyError('slot'))"),
        (
            {"placed": [{"request": 7, "slot": 0}]},
            "placed names a request twice, or one that there is not",
        ),
        (
            {"slots": [0, 1], "placed": [{"request": 0, "slot": 0}]},
            "slots and placed differ over meeting 1",
        ),
        ({"slots": [0, 2], "certificate": None}, "it cannot be read (TypeError"),
        (
            {
                "slots": [0, 2],
                "certificate": {"participant": [0] * 3, "zone": [0], "scale": 1, "cells": [[9, 0, 1]]},
            },
            "cells must be participants and slots that there are",
        ),
        (
            {"slots": [0, 2], "certificate": {"participant": [0.5] * 3, "zone": [0], "scale": 1}},
            "participant must be whole numbers",
        ),
        ({"slots": [0, 2], "proof": {"breaks_bound": "none"}}, "breaks_bound must be a whole number"),
    ],
)
def test_check_refuses_nonsense_in_one_sentence(
    problem: Path, capsys: pytest.CaptureFixture[str], answer: object, sentence: str
) -> None:
    out = problem.with_name("out.json")
    out.write_text(json.dumps(answer), encoding="utf-8")
    assert main(["check", str(problem), str(out)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"out.json: {sentence}")


def test_check_counts_on_where_a_slot_does_not_exist(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = problem.with_name("out.json")
    out.write_text(json.dumps({"slots": [999, 2]}), encoding="utf-8")
    assert main(["check", str(problem), str(out)]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["first_violations"] == [
        {
            "kind": "no_such_slot",
            "meeting": 0,
            "slot": 999,
            "words": "Meeting 0 is in slot 999, which there is not.",
        }
    ]
    assert (answer["violations"], answer["meetings"]) == (1, 1)


def test_check_does_not_believe_a_bound_below_what_its_prices_prove(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = problem.with_name("out.json")
    assert main(["timetable", str(problem), "--out", str(out)]) == 0
    form = json.loads(out.read_text(encoding="utf-8"))
    form["certificate"]["bound"] -= 1
    out.write_text(json.dumps(form), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(problem), str(out)]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["bound"], answer["bound_claimed"]) == (2, 1)


def test_wrong_usage_ends_with_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["dance"])
    assert stopped.value.code == 2


def test_the_command_line_needs_no_django_and_no_cache(problem: Path) -> None:
    out = problem.with_name("out.json")
    out.write_text(json.dumps({"slots": [0, 2]}), encoding="utf-8")
    code = "import sys; from chainfair.engine.cli import main; main(sys.argv[1:]); assert 'django' not in sys.modules"
    source = Path(__file__).resolve().parents[3] / "src"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(problem), str(out)],
        env={"PYTHONPATH": str(source), "PATH": os.defpath, "NUMBA_CACHE_DIR": "/dev/null/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["violations"] == 0
