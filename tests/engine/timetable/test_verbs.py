import json
import os
import subprocess
import sys
from pathlib import Path

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
