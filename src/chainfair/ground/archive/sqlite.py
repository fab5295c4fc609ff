"""SQLite's online backup: a consistent copy while the server works."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PAGES = 4096  # copied in one step, between which writers may go on
Watch = Callable[[int, int], None]


def dump(database: Path, target: Path, watch: Watch) -> None:
    """Copy a database into a file, and refuse a copy that is not sound."""
    with closing(_open(database, mode="ro")) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=PAGES, progress=lambda _status, left, total: watch(total - left, total))
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def is_sound(database: Path) -> bool:
    """Tell whether a file is a SQLite database without damage."""
    try:
        with closing(_open(database, mode="ro")) as opened:
            return [row[0] for row in opened.execute("PRAGMA quick_check")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def load(source: Path, database: Path, watch: Watch) -> None:
    """Put a copy in a database's place, in one transaction of it: who reads meanwhile sees the old or the new."""
    with closing(_open(source, mode="ro")) as copy, closing(sqlite3.connect(database, timeout=30)) as target:
        copy.backup(target, pages=-1)
        watch(1, 1)


def _open(database: Path, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode={mode}", uri=True, timeout=30)
