"""Background work: enqueue by name after the commit, and drive a leased run from claim to end.

A worker that dies leaves a run whose lease ends; `requeue_abandoned` hands it to another. A worker that comes back
after that cannot store: the run is no longer its own.
"""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, TypeVar

from django.db import DatabaseError, connections, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from chainfair.ground.actions import LEASE, claim_run, end_run, fail_run, keep_lease
from chainfair.ground.errors import LeaseLost, Refusal
from chainfair.ground.kinds import RunState
from chainfair.ground.models import LeasedRun

BEAT = 5.0  # seconds; a sixth of the lease
FIRST = 1.0  # seconds until the first one, so that whoever watches a short run sees what it does
Run = TypeVar("Run", bound=LeasedRun)
Answer = TypeVar("Answer")
Watch = Callable[[str, float], None]
SoFar = Callable[[], dict[str, Any]]
log = logging.getLogger(__name__)


def enqueue(task: str, **arguments: Any) -> None:
    """Enqueue a task by its dotted name once the transaction has been committed."""
    transaction.on_commit(lambda: import_string(task).enqueue(**arguments))


def worker_name() -> str:
    """A name that no other worker has, and that says where to look."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


@contextmanager
def heartbeat(run: LeasedRun, worker: str, so_far: SoFar | None = None) -> Iterator[Watch]:
    """Keep the lease while the body computes; the body calls what it is given with a stage and a share from 0 to 1.

    `so_far` is asked at each beat for the figures found until then.
    """
    told: list[tuple[str, float]] = [("", 0.0)]
    over = threading.Event()

    def beat() -> None:
        try:
            pauses = chain([FIRST], repeat(BEAT))
            while not over.wait(next(pauses)):
                doing, share = told[-1]
                figures = so_far() if so_far else None
                try:
                    keep_lease(
                        run,
                        worker=worker,
                        now=timezone.now(),
                        progress=share,
                        doing=doing[:120],
                        figures=figures,
                    )
                except DatabaseError:
                    log.warning("Run %s: a heartbeat could not be written; the next one will try.", run.pk)
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, daemon=True, name=f"heartbeat-{run.pk}")
    thread.start()
    try:
        yield lambda doing, share: told.__setitem__(-1, (doing, share))
    finally:
        over.set()
        thread.join()


def perform_run(
    run: Run,
    *,
    compute: Callable[[Run, Watch], Answer],
    store: Callable[[Run, Answer], None],
    so_far: SoFar | None = None,
) -> Run:
    """Claim a run, compute its answer outside any transaction, store it in one; a failure is kept with its reason."""
    worker = worker_name()
    run = claim_run(run, worker=worker, now=timezone.now())
    try:
        with heartbeat(run, worker, so_far) as watch:
            answer = compute(run, watch)
            watch("storing", 1.0)
            return end_run(run, worker=worker, now=timezone.now(), store=lambda held: store(held, answer))
    except LeaseLost:
        raise
    except Exception as error:
        sentence = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
        fail_run(run, worker=worker, now=timezone.now(), trouble=sentence)
        raise


def under_way(task: str) -> list[dict[str, Any]]:
    """The arguments of the orders of a task that wait in the queue, or were begun less than a lease ago.

    What was begun earlier and has not ended is held to be lost with its worker.
    """
    mine = DBTaskResult.objects.filter(task_path=task)
    begun = mine.running().filter(started_at__gt=timezone.now() - LEASE)
    return [
        stated["kwargs"]
        for rows in (mine.ready(), begun)
        for stated in rows.values_list("args_kwargs", flat=True)
    ]


def failures(task: str) -> list[dict[str, Any]]:
    """The arguments of the orders of a task that failed, each as often as it did."""
    rows = DBTaskResult.objects.failed().filter(task_path=task)
    return [stated["kwargs"] for stated in rows.values_list("args_kwargs", flat=True)]


def requeue_abandoned(model: type[LeasedRun], task: str) -> list[int]:
    """Enqueue again every run whose worker was not heard of since its lease ended, or whose order was lost.

    A run that waits in the queue already is left there, so this may be called as often as one likes.
    """
    now = timezone.now()
    lost = Q(state=RunState.RUNNING, lease_until__lt=now) | Q(
        state=RunState.QUEUED, created_at__lt=now - LEASE
    )
    numbers = set(model._default_manager.filter(lost).values_list("pk", flat=True))
    waiting = DBTaskResult.objects.ready().filter(task_path=task).values_list("args_kwargs", flat=True)
    numbers -= {stated["kwargs"].get("run_id") for stated in waiting}
    for number in sorted(numbers):
        enqueue(task, run_id=number)
    return sorted(numbers)
