"""Lists from the command line: one object on standard output, the right status, nothing written unasked."""

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from chainfair.project.cli import read_arguments
from tests.exhibiting.counted import NAMES, counted
from tests.ground.test_tables import BROKEN
from tests.project.command import Fair, Said
from tests.shared import LISTS, needs_lists

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "name,country,stand\nAcme,DE,A1@W1\nBolt,法国,A2@W1\n"
BAD = GOOD + "Cog,Atlantis,\n"


def said(answer: Said) -> dict[str, Any]:
    found = json.loads(answer.answer)
    assert isinstance(found, dict)
    assert answer.answer.count("\n") == 1
    return found


def listed(folder: Path, text: str) -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_import_takes_a_list_in_and_answers_with_one_object(fair: Fair, tmp_path: Path) -> None:
    answer = fair.call("import", "exhibitors", listed(tmp_path, GOOD), "--edition", "autumn", "--json")
    assert answer.status == 0
    assert said(answer) == {
        "rows": 2,
        "organisations": 2,
        "participations": 2,
        "stands": 2,
        "merges": 0,
        "questions": 0,
        "refused": [],
        "written": True,
        "suggested_offers": 0,
    }
    again = fair.call("import", "exhibitors", tmp_path / "list.csv", "--edition", "autumn", "--json")
    assert (again.status, said(again)["written"]) == (0, False)
    assert "nothing has changed" in again.beside


def test_import_ends_with_1_while_nobody_accepts_the_refused_rows(fair: Fair, tmp_path: Path) -> None:
    words: list[str | Path] = ["import", "exhibitors", listed(tmp_path, BAD), "--edition", "autumn", "--json"]
    dry = fair.call(*words, "--dry-run")
    assert (dry.status, said(dry)["rows"], said(dry)["organisations"]) == (0, 3, 2)
    refused = fair.call(*words)
    assert refused.status == 1
    (cell,) = said(refused)["refused"]
    assert (cell["row"], cell["column"], cell["value"]) == (4, "country", "Atlantis")
    assert cell["allowed"].startswith("“Atlantis” is no country or region that is known")
    assert "Nothing was written" in refused.beside
    accepted = fair.call(*words, "--accept-refused")
    assert (accepted.status, said(accepted)["written"], len(said(accepted)["refused"])) == (0, True, 1)


def test_refused_imports_leave_the_database_byte_for_byte(fair: Fair, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("looks into the file of the database")

    def rows() -> list[Any]:
        with sqlite3.connect(fair.data / "chainfair.sqlite3") as opened:
            tables = [
                name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            return [opened.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(tables)]

    before = rows()
    for name, data, _, place in (BROKEN[4], BROKEN[8], BROKEN[12]):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(data)
        answer = fair.call("import", "exhibitors", file, "--edition", "autumn", "--json", "--accept-refused")
        assert (answer.status, said(answer)["rows"]) == (1, 0)
        assert place in said(answer)["error"]
        assert place in answer.beside
    fair.call("import", "exhibitors", listed(tmp_path, BAD), "--edition", "autumn")
    assert rows() == before


def test_import_reads_a_mapping_and_a_packed_file(fair: Fair, tmp_path: Path) -> None:
    packed = tmp_path / "list.csv.gz"
    packed.write_bytes(gzip.compress("谁,何处\n甲公司,上海\n".encode("gb18030")))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('name = "谁"\ncity = "何处"\n', encoding="utf-8")
    words: list[str | Path] = ["import", "exhibitors", packed, "--edition", "autumn", "--dry-run"]
    unknown = fair.call(*words)
    assert unknown.status == 1
    assert "谁, 何处" in unknown.beside
    answer = fair.call(*words, "--mapping", mapping, "--encoding", "gb18030")
    assert (answer.status, answer.answer.splitlines()[:2]) == (0, ["rows: 1", "organisations: 1"])
    assert "name = 谁" in answer.beside


@pytest.mark.parametrize(
    "words",
    [
        ["import"],
        ["import", "exhibitors", "list.csv"],
        ["import", "visitors", "list.csv", "--edition", "x"],
        ["import", "exhibitors", "list.csv", "--edition", "x", "--sideways"],
    ],
)
def test_wrong_usage_of_import_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert (ended.value.code, capsys.readouterr().out) == (2, "")


def test_import_refuses_a_missing_file_and_a_wrong_key_in_words(fair: Fair, tmp_path: Path) -> None:
    missing = fair.call("import", "exhibitors", tmp_path / "none.csv", "--edition", "x", "--json")
    assert (missing.status, said(missing)["organisations"]) == (1, 0)
    wrong = fair.call("import", "exhibitors", listed(tmp_path, GOOD), "--edition", "No Key", "--json")
    assert (wrong.status, said(wrong)["written"]) == (1, False)
    assert "No Key" in wrong.beside


@needs_lists
@pytest.mark.parametrize("name", NAMES)
def test_import_of_a_real_list_states_figures_that_were_counted_apart(fair: Fair, name: str) -> None:
    words: list[str | Path] = ["import", "exhibitors", LISTS / name, "--edition", "real", "--json"]
    dry = fair.call(*words, "--dry-run")
    found = said(dry)
    assert dry.status == 0
    assert found.pop("written") is False
    refused = found.pop("refused")
    expected = counted(name)
    assert {**found, "refused": len({cell["row"] for cell in refused})} == expected
    assert all(set(cell) == {"row", "column", "value", "allowed"} for cell in refused)
    if expected["refused"]:  # the others would go in, as their own test sees without the time of suggestions
        plain = fair.call(*words)
        assert (plain.status, said(plain)["written"]) == (1, False)
