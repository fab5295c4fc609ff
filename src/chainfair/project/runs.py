"""The runs of an edition, by the name the command line gives them."""

from collections.abc import Callable
from datetime import datetime

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.jobs import requeue_abandoned
from chainfair.ground.models import LeasedRun
from chainfair.matching.actions import queue_run
from chainfair.matching.models import MatchingRun
from chainfair.matching.tasks import perform_now as perform_matching
from chainfair.meetings.actions import queue_timetable_run
from chainfair.meetings.models import TimetableRun
from chainfair.meetings.tasks import perform_now as perform_timetable

Watch = Callable[[str, float], None]
# What may be taken up again, and the name of its task.
TASKS: dict[type[LeasedRun], str] = {
    MatchingRun: "chainfair.matching.tasks.perform_matching_run",
    TimetableRun: "chainfair.meetings.tasks.perform_timetable_run",
}


def run(kind: str, *, edition: str, seed: int, now: datetime, watch: Watch) -> LeasedRun:
    """Queue a run of an edition and perform it here, to its end."""
    found: Edition = get_edition(edition)
    if kind == "matching":
        return perform_matching(queue_run(edition=found, by=None, now=now, seed=seed), watch=watch)
    return perform_timetable(queue_timetable_run(edition=found, by=None, now=now, seed=seed), watch=watch)


def requeue_all() -> None:
    """Hand every abandoned run of every kind to a worker."""
    for model, task in TASKS.items():
        requeue_abandoned(model, task)
