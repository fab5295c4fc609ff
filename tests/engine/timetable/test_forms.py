import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable import (
    GapRule,
    Problem,
    read_dzn,
    read_npz,
    read_problem,
    solve,
    violations,
    write_json,
)

from .cases import SHARED, problems

DZN = """nBusiness = 3;
nMeetings = 2;
nTables = 1;
nTotalSlots = 3;
nMorningSlots = 2;

requested = [|1, 2,1,
|2, 3,3,
|];

meetingsxBusiness = [{1,2},{1,2,3},{1,3}];
nMeetingsBusiness = [1,2,1];

forbidden = [{0},
{0},
{0,2}];

fixed = [0,3,];

precedences = [{},
{0,1}];
"""


def test_read_dzn(tmp_path: Path) -> None:
    path = tmp_path / "tiny.dzn"
    path.write_text(DZN, encoding="utf-8")
    problem = read_dzn(path)
    assert problem.party.tolist() == [0, 1, 1, 2]
    assert problem.available.tolist() == [[True] * 3, [True] * 3, [True, False, True]]
    assert problem.allowed is not None
    assert problem.allowed.tolist() == [[True, True, False], [True, True, True]]
    assert problem.pinned.tolist() == [-1, 2]
    assert problem.precedence.tolist() == [[0, 1]]
    assert problem.capacity.tolist() == [[1, 1, 1]]
    assert (problem.gap_rule, problem.spread) == (GapRule.ANY, 2)
    assert problem.required.all()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("nTables = 1;", "", "nTables is missing"),
        ("nTables = 1;", "nTables = many;", "nTables is 'many'"),
        ("nMeetings = 2;", "nMeetings = 3;", "nMeetings is 3, but requested has 2 rows"),
        ("{0,2}];", "];", "forbidden has 2 sets, needs 3"),
    ],
)
def test_read_dzn_refuses_what_does_not_fit(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "bad.dzn"
    path.write_text(DZN.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=sentence):
        read_dzn(path)


def test_an_older_file_says_fixat(tmp_path: Path) -> None:
    path = tmp_path / "old.dzn"
    path.write_text(DZN.replace("fixed", "fixat"), encoding="utf-8")
    assert read_dzn(path).pinned.tolist() == [-1, 2]


def test_read_npz(tmp_path: Path) -> None:
    path = tmp_path / "tiny.npz"
    np.savez(
        path,
        shape=np.array([1, 2, 4, 3, 2]),
        exhibitor=np.array([0, 0]),
        visitor=np.array([1, 0]),
        weight=np.array([5, 6]),
        avail_exhibitor=np.array([[0b1111]], np.uint8),
        avail_visitor=np.array([[0b0101], [0b1000]], np.uint8),
        hall=np.array([7]),
    )
    problem = read_npz(path)
    assert problem.party.tolist() == [0, 2, 0, 1]
    assert problem.available[1:].tolist() == [[True, False, True, False], [False, False, False, True]]
    assert problem.day.tolist() == [0, 0, 1, 1]
    assert problem.capacity.tolist() == [[3, 3, 3, 3]]
    assert problem.hall.tolist() == [7, 7]


def test_read_npz_refuses_a_file_without_its_arrays(tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    np.savez(path, shape=np.array([1, 2, 4, 3, 2]))
    with pytest.raises(ValueError, match="avail_exhibitor is missing"):
        read_npz(path)


@settings(max_examples=50, deadline=None)
@given(problems(rich=True))
def test_json_reads_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, problem: Problem) -> None:
    path = tmp_path_factory.mktemp("form") / "problem.json"
    write_json(path, problem)
    again = read_problem(path)
    for name in Problem.__slots__:
        assert np.array_equal(getattr(problem, name), getattr(again, name)), name


def test_json_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"form": "chainfair timetable 1"}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.json: not a timetable problem"):
        read_problem(path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.npz, \.dzn or \.json"):
        read_problem(tmp_path / "list.csv")


def published() -> list[tuple[str, str]]:
    """The published instances at hand, with the proven optimum of each."""
    known = SHARED / "b2bsp" / "known.csv"
    if not known.is_file():
        return []
    with known.open(encoding="utf-8") as file:
        return [(row["file"], row["breaks_optimal"]) for row in csv.DictReader(file)]


@pytest.mark.skipif(not published(), reason="the published instances are not here")
@pytest.mark.parametrize(("name", "optimum"), published())
def test_published_instances_are_solved(name: str, optimum: str) -> None:
    problem = read_dzn(SHARED / "b2bsp" / name)
    result = solve(problem, stop=Stop(rounds=20))
    if optimum == "infeasible":
        assert result.status is Status.INFEASIBLE
        return
    assert violations(problem, result.slot) == []
    assert result.statistics.gaps >= int(optimum)
    assert (result.status is Status.OPTIMAL) == (result.statistics.gaps == 0)
