"""PostgreSQL's own dump and restore programs, found beside the installed client or server."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from chainfair.ground.archive.errors import ToolFailed, ToolMissing

INSTALLED = Path("/usr/lib/postgresql")


def dump(settings: dict[str, Any], target: Path) -> None:
    """Write a consistent dump of a database while the server works."""
    _run("pg_dump", settings, ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def load(settings: dict[str, Any], source: Path) -> None:
    """Put a dump in a database's place, in one transaction: all of it or nothing."""
    options = [
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    ]
    _run("pg_restore", settings, [*options, f"--dbname={settings['NAME']}", str(source)])


def _run(tool: str, settings: dict[str, Any], arguments: list[str]) -> None:
    said = subprocess.run(
        [_find(tool), *arguments], env=_environment(settings), capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise ToolFailed(tool=tool, said=said.stderr.strip()[-600:])


def _find(tool: str) -> str:
    # The newest: an older client refuses a newer server, a newer one reads an older.
    versions = sorted(INSTALLED.glob(f"*/bin/{tool}"), key=lambda found: int(found.parts[-3]), reverse=True)
    found = str(versions[0]) if versions else shutil.which(tool)
    if not found:
        raise ToolMissing(tool=tool)
    return found


def _environment(settings: dict[str, Any]) -> dict[str, str]:
    # By environment, since arguments are seen by everybody on the machine.
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    stated = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    return {**os.environ, **stated}
