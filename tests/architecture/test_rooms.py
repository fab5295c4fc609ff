"""Rooms hold their doors and nothing else, and keys between tables point to earlier rooms."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.architecture.tree import (
    DOORS,
    HEIGHT,
    PACKAGE,
    ROOMS,
    functions,
    imported,
    parsed,
    room_of,
    sources,
)

# What is built, fetched or written by a tool, never by a person.
NOT_OURS = {"__pycache__"}
SHUT = {"views", "forms", "api", "admin"}


def test_the_folders_are_the_rooms() -> None:
    folders = {folder.name for folder in PACKAGE.iterdir() if folder.is_dir()} - NOT_OURS
    assert folders == {*ROOMS, "ground", "engine", "project", "management"}


def test_settings_look_for_pages_in_every_room_in_order() -> None:
    assert ("project", "ground", *ROOMS) == settings.ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_its_doors_and_nothing_else(room: str) -> None:
    allowed = {"__init__.py", *DOORS, *(f"{door}.py" for door in DOORS), "templates", "static"}
    assert {entry.name for entry in (PACKAGE / room).iterdir()} - NOT_OURS - allowed == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_keeps_pages_and_static_files_under_its_own_name(room: str) -> None:
    for kind in ("templates", "static"):
        folder = PACKAGE / room / kind
        assert [entry.name for entry in folder.iterdir()] == [room] if folder.exists() else True


def test_a_door_is_a_module_or_a_folder_and_never_both() -> None:
    both = [file for file in sources() if file.stem in DOORS and file.with_suffix("").is_dir()]
    assert both == []


def test_foreign_keys_point_to_the_same_or_an_earlier_room() -> None:
    upwards = []
    for model in apps.get_app_config("chainfair").get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            if isinstance(target, type) and target.__module__.startswith("chainfair."):
                here, there = (one.__module__.split(".")[1] for one in (model, target))
                if HEIGHT[there] > HEIGHT[here]:
                    upwards.append(f"{here}.{model.__name__}.{field.name} -> {there}")
    assert upwards == []


def test_every_table_carries_the_one_label() -> None:
    labels = {
        model._meta.app_label for model in apps.get_models() if model.__module__.startswith("chainfair.")
    }
    assert labels == {"chainfair"}


def test_nobody_but_the_room_itself_uses_its_views_and_forms() -> None:
    trespasses = [
        f"{file.relative_to(PACKAGE)} uses {name}"
        for file in sources()
        if room_of(file) not in {"project", "admin"}
        for node in ast.walk(parsed(file))
        for name in imported(node)
        if (parts := name.split("."))[0] == "chainfair"
        and len(parts) > 2
        and parts[2] in SHUT
        and parts[1] != room_of(file)
    ]
    assert trespasses == []


def test_actions_take_their_values_by_name() -> None:
    positional = [
        f"{file.relative_to(PACKAGE)}: {function.name}"
        for file in sources()
        if room_of(file) in ROOMS and is_door(file, "actions")
        for function in functions(parsed(file))
        if function in parsed(file).body
        and not function.name.startswith("_")
        and {"by", "now"} <= {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
        and (function.args.args or function.args.posonlyargs)
    ]
    assert positional == []


def is_door(file: Path, door: str) -> bool:
    """Whether a module is that door of its room, or lies in its folder."""
    inside = file.relative_to(PACKAGE).parts
    return len(inside) > 1 and inside[1].removesuffix(".py") == door
