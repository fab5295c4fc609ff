"""The import contracts hold, and each kind of trespass is really refused."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.tree import PACKAGE, ROOMS, ROOT, contracts


class Trespass(NamedTuple):
    """A line planted in a file, and the contract that must refuse it."""

    what: str
    file: str
    line: str
    contract: str


TRESPASSES = [
    Trespass(
        "an earlier room uses a later one",
        "fairs/models.py",
        "from chainfair.meetings import models as m",
        "rooms",
    ),
    Trespass("ground uses a room", "ground/actions.py", "from chainfair.people import models as m", "rooms"),
    Trespass("a room uses the project", "desk/urls.py", "from chainfair.project import config", "rooms"),
    Trespass("a new room", "catering/__init__.py", '"""Meals."""', "rooms"),
    Trespass("a loose module beside the rooms", "tools.py", "ANSWER = 42", "rooms"),
    Trespass("rules use models", "people/rules.py", "from chainfair.people import models", "doors"),
    Trespass("a stray drawer in a room", "meetings/utils.py", "ANSWER = 42", "doors"),
    Trespass("a stray folder in a room", "meetings/services/__init__.py", "ANSWER = 42", "doors"),
    Trespass("kinds use Django", "closing/kinds.py", "from django.db import models", "rules"),
    Trespass("rules use numpy", "closing/rules.py", "import numpy", "rules"),
    Trespass(
        "rules reach Django by a detour", "closing/rules.py", "from chainfair.ground import actions", "rules"
    ),
    Trespass("errors of ground use Django", "ground/errors.py", "from django.db import models", "rules"),
    Trespass("the engine uses Django", "engine/__init__.py", "import django", "engine"),
    Trespass("the engine uses a room", "engine/__init__.py", "from chainfair.people import kinds", "engine"),
    Trespass("the engine uses ground", "engine/__init__.py", "from chainfair.ground import kinds", "engine"),
    Trespass(
        "a query speaks to the engine", "meetings/queries.py", "from chainfair import engine", "bridges"
    ),
    Trespass("the project speaks to the engine", "project/cli.py", "import chainfair.engine", "bridges"),
]


def lint(folder: Path) -> tuple[int, str]:
    """Check the contracts over the package in a folder; return the status and what was said."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder, env={"PYTHONPATH": str(folder / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts to trespass in."""
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    shutil.copytree(PACKAGE, tmp_path / "src" / "chainfair", ignore=unread)
    return tmp_path


def unread(folder: str, names: list[str]) -> list[str]:
    """What an import checker does not read."""
    return [name for name in names if (Path(folder) / name).is_file() and not name.endswith(".py")]


def test_the_package_as_it_is_keeps_every_contract(copy: Path) -> None:
    status, said = lint(copy)
    assert (status, said.count(" KEPT"), said.count(" BROKEN")) == (0, len(contracts()), 0), said


@pytest.mark.parametrize("trespass", TRESPASSES, ids=lambda one: one.what)
def test_a_trespass_is_refused(copy: Path, trespass: Trespass) -> None:
    planted = copy / "src" / "chainfair" / trespass.file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a", encoding="utf-8") as file:
        file.write(f"\n{trespass.line}\n")
    status, said = lint(copy)
    assert status == 1, said
    assert f"{contracts()[trespass.contract]['name']} BROKEN" in said, said


@pytest.mark.parametrize("door", ["views", "queries"])
def test_a_lower_door_may_not_use_an_upper_one(copy: Path, door: str) -> None:
    room = copy / "src" / "chainfair" / "people"
    (room / "rules.py").touch()
    (room / f"{door}.py").touch()
    with (room / "models.py").open("a", encoding="utf-8") as file:
        file.write(f"\nfrom chainfair.people import {door}\n")
    status, said = lint(copy)
    assert status == 1, said
    assert f"{contracts()['doors']['name']} BROKEN" in said, said


def test_a_bridge_may_speak_to_the_engine(copy: Path) -> None:
    bridge = copy / "src" / "chainfair" / "meetings" / "bridge.py"
    with bridge.open("a", encoding="utf-8") as file:
        file.write("\nimport chainfair.engine\n")
    status, said = lint(copy)
    assert status == 0, said


def test_contracts_name_every_room_in_the_order_of_a_fairs_life() -> None:
    downwards = list(reversed(ROOMS))
    assert [layer.strip("()") for layer in contracts()["rooms"]["layers"]] == [
        "management", "project", "admin", "models", "apps", *downwards, "ground", "engine",
    ]  # fmt: skip
    assert contracts()["doors"]["containers"] == [f"chainfair.{room}" for room in downwards]
