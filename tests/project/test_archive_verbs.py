"""Backup, restore and upgrade as an operator calls them, on both engines."""

import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from tests.project.command import Fair


def people_of(fair: Fair) -> list[str]:
    """The names of everybody with an account, read past the program."""
    question = "SELECT name FROM chainfair_person ORDER BY id"
    if connection.vendor == "sqlite":
        with sqlite3.connect(fair.data / "chainfair.sqlite3") as opened:
            return [name for (name,) in opened.execute(question)]
    import psycopg

    with psycopg.connect(fair.database) as asked:
        return [name for (name,) in asked.execute(question)]


def enter(fair: Fair, name: str) -> None:
    """One more account."""
    assert fair.call("create-organiser", "--email", f"{name}@example.org", "--name", name).status == 0


def test_a_backup_restored_elsewhere_is_the_same_fair(fair: Fair, empty: Fair, tmp_path: Path) -> None:
    (fair.data / "files").mkdir()
    (fair.data / "files" / "规则.txt").write_text("evidence")
    saved = fair.call("backup", tmp_path / "fair.backup")
    assert (saved.status, saved.beside) == (0, "")
    restored = empty.call("restore", tmp_path / "fair.backup")
    assert (restored.status, restored.beside) == (0, "")
    assert people_of(empty) == people_of(fair) == ["方正"]
    assert (empty.data / "files" / "规则.txt").read_text() == "evidence"
    assert (empty.data / "secret_key").read_text() == (fair.data / "secret_key").read_text()
    assert empty.call("upgrade").answer == "0 steps taken\n"


# Every figure that can be stated, counted afresh and not kept.
COUNTING = """
import json, django
django.setup()
from django.db import transaction
from django.utils import timezone
from chainfair.closing.actions import freeze_statement
from chainfair.closing.rules import PROFILES
from chainfair.fairs.models import Edition
found = {}
for edition in Edition.objects.order_by("pk"):
    for profile in sorted(PROFILES):
        with transaction.atomic():
            stated = freeze_statement(edition=edition, profile=profile, by=None, now=timezone.now())
            figures = stated.figures.order_by("number")
            found[f"{edition.key} {profile}"] = list(
                figures.values_list("key", "value", "numerator", "denominator", "evidence_digest")
            )
            transaction.set_rollback(True)
print(json.dumps(found))
"""


SIGNING = """
import django
django.setup()
from django.utils import timezone
from chainfair.exhibiting.actions import sign_renewals
from chainfair.exhibiting.models import Participation
Participation.objects.update(state="confirmed", confirmed_at=timezone.now())
sign_renewals(participations=list(Participation.objects.order_by("pk")), by=None, now=timezone.now())
"""


def within(fair: Fair, code: str) -> str:
    """Run a few lines in a process of a fair's own."""
    settings = {"DJANGO_SETTINGS_MODULE": "chainfair.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=fair.environment() | settings, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout


def closing_figures(fair: Fair) -> dict[str, list[list[object]]]:
    """What the closing report of each edition would state under each profile, with the digests of the evidence."""
    found: dict[str, list[list[object]]] = json.loads(within(fair, COUNTING))
    return found


def test_a_restored_copy_states_the_same_closing_figures(fair: Fair, empty: Fair, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("name,country,stand\nAcme,DE,A1@W1\nBolt,FR,A2@W1\nCog,CN,A2@W1\n")
    assert fair.call("import", "exhibitors", listed, "--edition", "autumn").status == 0
    within(fair, SIGNING)
    before = closing_figures(fair)
    assert 3 in {value for figures in before.values() for _key, value, *_rest in figures}  # signatures
    assert fair.call("backup", tmp_path / "fair.backup").status == 0
    assert empty.call("restore", tmp_path / "fair.backup").status == 0
    assert closing_figures(empty) == before == closing_figures(fair)


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(fair: Fair, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert fair.call("backup", folder / "fair.backup").status == 0
    assert [file.name for file in folder.iterdir()] == ["fair.backup"]
    assert (folder / "fair.backup").stat().st_mode & 0o777 == 0o600


def test_restore_never_overwrites_a_fair_unasked_and_keeps_what_it_replaces(
    fair: Fair, tmp_path: Path
) -> None:
    file = tmp_path / "fair.backup"
    fair.call("backup", file)
    enter(fair, "late")
    refused = fair.call("restore", file)
    assert (refused.status, refused.answer) == (1, "")
    assert "add --replace" in refused.beside
    assert people_of(fair) == ["方正", "late"]
    assert fair.call("restore", file, "--replace").status == 0
    assert people_of(fair) == ["方正"]
    (kept,) = fair.data.glob("replaced-*.backup")
    assert fair.call("restore", kept, "--replace").status == 0
    assert people_of(fair) == ["方正", "late"]


def test_backup_does_not_overwrite_a_file_unasked(fair: Fair, tmp_path: Path) -> None:
    file = tmp_path / "thesis.txt"
    file.write_text("three years of work")
    refused = fair.call("backup", file)
    assert (refused.status, file.read_text()) == (1, "three years of work")
    assert refused.beside == f"chainfair: “{file}” exists already; name another file, or add --replace.\n"


def test_a_broken_or_foreign_file_is_refused_and_nothing_has_changed(fair: Fair, tmp_path: Path) -> None:
    whole = tmp_path / "fair.backup"
    fair.call("backup", whole)
    good = whole.read_bytes()
    middle = len(good) // 3
    files = {
        "cut.backup": good[:middle],
        "text.backup": b"not a backup at all",
        "empty.backup": b"",
        "flipped.backup": good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :],
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        said = fair.call("restore", tmp_path / name, "--replace")
        assert (said.status, said.answer, said.beside.count("\n")) == (1, "", 1), said
        assert name in said.beside
    assert people_of(fair) == ["方正"]
    assert list(fair.data.glob("replaced-*")) == []


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"engine": "oracle"}, "is a backup of oracle"),
        (
            {"version": "9.9", "migrations": ["chainfair.0999_the_future"]},
            "was made by chainfair 9.9, which is newer",
        ),
        ({"format_version": 2}, "is not a backup that this version of chainfair can read"),
    ],
    ids=["other engine", "newer program", "newer format"],
)
def test_a_backup_that_does_not_fit_is_refused(
    fair: Fair, tmp_path: Path, stated: dict[str, object], sentence: str
) -> None:
    whole, changed = tmp_path / "fair.backup", tmp_path / "changed.backup"
    fair.call("backup", whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | stated).encode()
            target.writestr(name, content)
    said = fair.call("restore", changed, "--replace")
    assert said.status == 1
    assert sentence in said.beside
    assert people_of(fair) == ["方正"]


def test_there_is_nothing_to_back_up_before_there_is_a_fair(empty: Fair, tmp_path: Path) -> None:
    said = empty.call("backup", tmp_path / "fair.backup")
    assert said.status == 1
    assert said.beside.endswith("so there is nothing to back up.\n")
    assert not (tmp_path / "fair.backup").exists()


def test_an_upgrade_of_nothing_makes_the_tables(empty: Fair) -> None:
    first, second = empty.call("upgrade"), empty.call("upgrade")
    assert (first.status, second.status) == (0, 0)
    assert "chainfair.0001_initial" in first.answer
    assert second.answer == "0 steps taken\n"
