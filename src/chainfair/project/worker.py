"""The worker: background work in the order it was asked for, and beside it a sweep that nothing is lost by."""

import logging
import os
import threading

SWEEP = 5.0  # seconds between two sweeps
log = logging.getLogger(__name__)


def sweep(over: threading.Event) -> None:
    """Again and again: take up abandoned runs, renew lists, close requests that nobody answered, let messages leave."""
    from django.db import DatabaseError, connections
    from django.utils import timezone

    from chainfair.ground.outbox import BATCH, send_due
    from chainfair.matching.tasks import renew_changed_lists
    from chainfair.meetings.tasks import close_unanswered
    from chainfair.project.runs import requeue_all

    while not over.wait(SWEEP):
        try:
            requeue_all()
            renew_changed_lists()
            close_unanswered()
            while not over.is_set() and send_due(now=timezone.now()) == BATCH:
                continue
        except DatabaseError as error:
            log.warning("A sweep could not be finished; the next one will try: %s", error)
        finally:
            connections.close_all()


def work() -> None:
    """Do background work until asked to end; what is under way is finished first."""
    from django.core.management import call_command

    over = threading.Event()
    beside = threading.Thread(target=sweep, args=[over], name="sweep", daemon=True)
    beside.start()
    try:
        call_command("db_worker")
    finally:
        over.set()
        beside.join(timeout=10)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainfair.project.settings")
    import django

    django.setup()
    work()
