"""Real worker processes with real runs, short leases, and the means to look on from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.fair import ROOT, Fair, kill_group

OPENING = """
import random
from datetime import date
from django.utils import timezone
from chainfair.chains.actions import state_needs, state_offers
from chainfair.chains.kinds import NewTrade
from chainfair.fairs.actions import create_edition, step_edition
from chainfair.fairs.kinds import EditionPlan, EditionState, HallPlan
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation
now, chance = timezone.now(), random.Random(1)
halls = (HallPlan("W1", tables=20),)
plan = EditionPlan("load", "Load", "负载", starts_on=date(2026, 12, 1), days=2, halls=halls)
edition = create_edition(plan=plan, by=None, now=now)
step_edition(edition=edition, to=EditionState.OPEN, by=None, now=now)
words = "cathode cell pack separator foil case sensor harness inverter motor magnet steel glass resin pump".split()
def trade(row):
    return NewTrade(row.pk, "test", text=" ".join(chance.sample(words, 4)))
entries = [NewOrganisation(name=f"Company {n}", country="CN") for n in range(100)]
rows = enter_organisations(entries=entries, source="test", by=None, now=now)
state_offers(offers=[trade(row) for row in rows for _ in range(2)], by=None, now=now)
state_needs(needs=[trade(row) for row in rows for _ in range(2)], by=None, now=now)
sides = (Side.EXHIBITOR, Side.VISITOR)
joining = [NewParticipant(row.pk, sides[n % 2]) for n, row in enumerate(rows)]
join_matchmaking(edition=edition, entries=joining, by=None, now=now)
"""
START = {
    "matching": """
from django.utils import timezone
from chainfair.fairs.models import Edition
from chainfair.matching.actions import start_run
print(start_run(edition=Edition.objects.get(), by=None, now=timezone.now()).pk)
""",
    "timetable": """
from django.utils import timezone
from chainfair.fairs.models import Edition
from chainfair.meetings.actions import start_timetable_run
print(start_timetable_run(edition=Edition.objects.get(), by=None, now=timezone.now()).pk)
""",
}
# The worker as it is, with its times in seconds handed in: nobody wants to wait for half a minute.
WORKER = """
import os
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "chainfair.project.settings"
import django
django.setup()
from chainfair.ground import actions, jobs
from chainfair.project import worker
actions.LEASE = jobs.LEASE = timedelta(seconds=4)
jobs.BEAT, worker.SWEEP = 0.5, 1.0
worker.work()
"""
TABLES = {"matching": "chainfair_matchingrun", "timetable": "chainfair_timetablerun"}
PATIENCE = 240.0


@contextmanager
def worker(fair: Fair) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process group of its own, ended at the latest when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=fair.environment,
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            kill_group(process)


def freeze(process: subprocess.Popen[bytes]) -> None:
    """Stop a process as a machine that hangs would."""
    os.killpg(process.pid, signal.SIGSTOP)


def freeze_between_writes(
    process: subprocess.Popen[bytes], outside: "Outside", kind: str, number: int
) -> None:
    """Stop it where it holds no lock: a machine that hangs with its database would hold up nobody but itself."""
    freeze(process)
    while not outside.may_write(kind, number):
        thaw(process)
        time.sleep(0.05)
        freeze(process)


def thaw(process: subprocess.Popen[bytes]) -> None:
    """Let it go on, not knowing that time has passed."""
    os.killpg(process.pid, signal.SIGCONT)


class Outside:
    """Looks into the fair's database beside its processes."""

    def __init__(self, fair: Fair, data: Path) -> None:
        self.address, self.data = fair.environment["CHAINFAIR_DATABASE"], data

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        if self.address:
            import psycopg

            with psycopg.connect(self.address) as connection:
                return connection.execute(statement.encode()).fetchall()
        import sqlite3

        beside = sqlite3.connect(f"file:{self.data / 'chainfair.sqlite3'}?mode=ro", uri=True, timeout=30)
        try:
            return beside.execute(statement).fetchall()
        finally:
            beside.close()

    def may_write(self, kind: str, number: int) -> bool:
        """Whether no process holds what a worker must write to take a run up."""
        if self.address:
            import psycopg

            with psycopg.connect(self.address) as connection:
                try:
                    connection.execute(f"SELECT 1 FROM {TABLES[kind]} WHERE id = {number} FOR UPDATE NOWAIT")
                except psycopg.errors.LockNotAvailable:
                    return False
                return True
        import sqlite3

        beside = sqlite3.connect(self.data / "chainfair.sqlite3", timeout=0.2, isolation_level=None)
        try:
            beside.execute("BEGIN IMMEDIATE")
            beside.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        else:
            return True
        finally:
            beside.close()

    def run(self, kind: str, number: int) -> tuple[str, float, str, int]:
        """State, share done, worker and attempts of a run."""
        rows = self.ask(f"SELECT state, progress, worker, attempts FROM {TABLES[kind]} WHERE id = {number}")
        state, progress, worker, attempts = rows[0]
        return state, progress, worker, attempts

    def wait(self, what: str, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, f"waited in vain: {what}"
            time.sleep(0.05)
