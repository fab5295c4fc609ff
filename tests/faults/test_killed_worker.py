"""kill -9 of a worker in the middle of a run: another takes it up, and it ends once, with its results once."""

import sys
from pathlib import Path

import pytest

from tests.faults.fair import Fair, kill_group, scratch_database
from tests.faults.workers import OPENING, START, Outside, freeze_between_writes, thaw, worker

pytestmark = pytest.mark.django_db(transaction=True)
FAILED = "SELECT traceback FROM django_tasks_database_dbtaskresult WHERE status = 'FAILED'"
DRAFTED = {"matching": "matching_run.drafted", "timetable": "timetable_run.drafted"}


def tell(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


def kill_in_the_middle(fair: Fair, outside: Outside, kind: str) -> int:
    """Start a run, kill its worker with SIGKILL while it computes, and let another one finish; its number."""
    with worker(fair) as first:
        number = int(fair.run("shell", "-v0", "-c", START[kind]))
        outside.wait(f"{kind} is under way", lambda: outside.run(kind, number)[1] > 0)
        kill_group(first)
    state, progress, killed, attempts = outside.run(kind, number)
    assert (state, attempts) == ("running", 1)
    with worker(fair):
        outside.wait(f"{kind} has ended", lambda: outside.run(kind, number)[0] != "running")
    ended, _share, other, tries = outside.run(kind, number)
    assert (ended, tries, other != killed) == ("draft", 2, True)
    tell(f"{kind}: killed at {progress:.0%} of {killed}, taken up by {other}, ended {ended}")
    return number


def drafted(outside: Outside, kind: str, number: int) -> int:
    """How often a run ended as a draft, by the log of events."""
    statement = f"SELECT id FROM chainfair_event WHERE verb = '{DRAFTED[kind]}' AND subject_id = {number}"
    return len(outside.ask(statement))


def test_a_run_whose_worker_was_killed_ends_once(tmp_path: Path) -> None:
    with scratch_database() as database:
        fair = Fair(tmp_path, database, OPENING)
        outside = Outside(fair, tmp_path)
        matching = kill_in_the_middle(fair, outside, "matching")
        pairs = outside.ask("SELECT run_id, first_id, second_id FROM chainfair_suggestion")
        timetable = kill_in_the_middle(fair, outside, "timetable")
        versions = outside.ask("SELECT version, run_id, state FROM chainfair_timetable")
        placed = outside.ask("SELECT meeting_id FROM chainfair_placement")
        ends = [drafted(outside, "matching", matching), drafted(outside, "timetable", timetable)]
    tell(f"stored: {len(pairs)} pairs, {len(versions)} timetable, {len(placed)} meetings placed")
    assert ends == [1, 1]
    assert {run for run, _first, _second in pairs} == {matching}
    assert len(set(pairs)) == len(pairs) > 0
    assert versions == [(1, timetable, "draft")]
    assert len(set(placed)) == len(placed) > 0


def test_a_worker_that_was_thought_dead_and_comes_back_stores_nothing(tmp_path: Path) -> None:
    with scratch_database() as database:
        fair = Fair(tmp_path, database, OPENING)
        outside = Outside(fair, tmp_path)
        with worker(fair) as first:
            number = int(fair.run("shell", "-v0", "-c", START["matching"]))
            outside.wait("the run is under way", lambda: outside.run("matching", number)[1] > 0)
            freeze_between_writes(first, outside, "matching", number)
            frozen = outside.run("matching", number)[2]
            with worker(fair):
                outside.wait("another has taken it up", lambda: outside.run("matching", number)[2] != frozen)
                thaw(first)
                outside.wait("the run has ended", lambda: outside.run("matching", number)[0] != "running")
                sentence = f"Run {number} was taken up by another worker; this result is not stored."
                outside.wait("the first has been refused", lambda: sentence in str(outside.ask(FAILED)))
        state, _share, finished, tries = outside.run("matching", number)
        pairs = outside.ask("SELECT first_id, second_id FROM chainfair_suggestion")
        ends = drafted(outside, "matching", number)
    tell(f"{frozen} hung, {finished} finished, {frozen} came back and was told: {sentence}")
    assert (state, tries, finished != frozen, ends) == ("draft", 2, True, 1)
    assert len(set(pairs)) == len(pairs) > 0
