"""The command line as a person calls it: another process, a data folder of its own, words and status."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.architecture.tree import ROOT


@dataclass(frozen=True)
class Said:
    """What a verb answered, said beside it, and ended with."""

    answer: str
    beside: str
    status: int


@dataclass(frozen=True)
class Fair:
    """A fair of its own on the database engine under test."""

    data: Path
    database: str = ""

    def environment(self) -> dict[str, str]:
        """A plain environment with this fair in it."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        named = {"CHAINFAIR_DATABASE": self.database} if self.database else {}
        return {
            **kept,
            **named,
            "CHAINFAIR_DATA": str(self.data),
            "PYTHONPATH": str(ROOT / "src"),
            "LANG": "C.UTF-8",
        }

    def call(self, *words: str | Path, **environment: str) -> Said:
        """Call a verb and wait for its end."""
        done = subprocess.run(
            [sys.executable, "-m", "chainfair.project.cli", *map(str, words)],
            env=self.environment() | environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return Said(done.stdout, done.stderr, done.returncode)


@contextmanager
def own_fair(data: Path) -> Iterator[Fair]:
    """A fair on the engine of this test run: SQLite in the folder, or a database of its own on the server."""
    if connection.vendor == "sqlite":
        yield Fair(data)
        return
    import psycopg

    name = f"fair_{uuid.uuid4().hex[:12]}"
    stated = connection.settings_dict
    word = f":{stated['PASSWORD']}" if stated["PASSWORD"] else ""
    server = f"postgresql://{stated['USER']}{word}@{stated['HOST']}:{stated['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")
        try:
            yield Fair(data, f"{server}/{name}")
        finally:
            opened.execute(f"DROP DATABASE {name} WITH (FORCE)")
