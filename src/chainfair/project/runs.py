"""The runs of an edition, by the name the command line gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.jobs import requeue_abandoned
from chainfair.ground.models import LeasedRun
from chainfair.matching.actions import queue_run
from chainfair.matching.models import MatchingRun
from chainfair.matching.tasks import perform_now

Watch = Callable[[str, float], None]


@dataclass(frozen=True)
class Kind:
    """One kind of run: its table, its task, how it is queued and performed in this process."""

    model: type[LeasedRun]
    task: str
    queue: Callable[[Edition, int, datetime], LeasedRun]
    perform: Callable[[LeasedRun, Watch], LeasedRun]


KINDS = {
    "matching": Kind(
        MatchingRun,
        "chainfair.matching.tasks.perform_matching_run",
        lambda edition, seed, now: queue_run(edition=edition, by=None, now=now, seed=seed),
        lambda run, watch: perform_now(MatchingRun.objects.get(pk=run.pk), watch=watch),
    ),
}


def run(kind: str, *, edition: str, seed: int, now: datetime, watch: Watch) -> LeasedRun:
    """Queue a run of an edition and perform it here, to its end."""
    chosen = KINDS[kind]
    queued = chosen.queue(get_edition(edition), seed, now)
    return chosen.perform(queued, watch)


def requeue_all() -> None:
    """Hand every abandoned run of every kind to a worker."""
    for kind in KINDS.values():
        requeue_abandoned(kind.model, kind.task)
