"""Whether the database fits this program, and how it is brought there."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chainfair.ground import archive
from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class DatabaseBehind(Refusal):
    """Tables of an earlier version, which only an upgrade may change."""

    message = phrase(
        "The fair in “%(data)s” was made by an earlier version. Run ./chainfair upgrade; it makes a backup first."
    )


class DatabaseAhead(Refusal):
    """Tables of a later version."""

    message = phrase(
        "The fair in “%(data)s” was made by a newer chainfair. Use that one, or another data folder."
    )


class State(Enum):
    """How the tables stand to the program."""

    NEW = "new"
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def state() -> State:
    """Compare the migrations that were applied with those this program has."""
    loader = MigrationExecutor(connection).loader
    applied = {key for key in loader.applied_migrations if key[0] == "chainfair"}
    known = {key for key in loader.disk_migrations or () if key[0] == "chainfair"}
    if not applied:
        return State.NEW
    if applied - known:
        return State.AHEAD
    return State.BEHIND if unapplied() else State.CURRENT


def unapplied() -> list[str]:
    """The names of the migrations of this program that the database has not seen, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def make_ready() -> None:
    """Make the tables of a new fair; refuse those of another version rather than change them in passing."""
    found = state()
    if found is State.NEW:
        call_command("migrate", verbosity=0, interactive=False)
    elif found is State.BEHIND:
        raise DatabaseBehind(data=settings.CONFIG.data)
    elif found is State.AHEAD:
        raise DatabaseAhead(data=settings.CONFIG.data)


def upgrade(
    *, now: datetime, watch: Callable[[int, int], None] = archive.unwatched
) -> tuple[list[str], Path | None]:
    """Back up, then bring the tables to this program; return the steps taken and the backup's file."""
    if state() is State.AHEAD:
        raise DatabaseAhead(data=settings.CONFIG.data)
    steps = unapplied()
    kept = None
    if steps and state() is not State.NEW:
        kept = settings.CONFIG.data / f"before-upgrade-{now:%Y%m%d-%H%M%S-%f}{archive.SUFFIX}"
        archive.back_up(target=kept, now=now, watch=watch)
    call_command("migrate", verbosity=0, interactive=False)
    return steps, kept
