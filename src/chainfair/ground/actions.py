"""Writes that every room shares: events, outbox, and the lease of a run."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from chainfair.ground.errors import LeaseLost, RunNotClaimable
from chainfair.ground.kinds import Happening, Letter, OutboxState, RunState, Subject
from chainfair.ground.models import Event, LeasedRun, OutboxMessage
from chainfair.ground.rows import append_rows

LEASE = timedelta(seconds=30)
BATCH = 2000
EVENT_COLUMNS = (
    "at",
    "edition",
    "actor_kind",
    "actor_id",
    "verb",
    "subject_kind",
    "subject_id",
    "before",
    "after",
    "why",
    "facts",
)
LETTER_COLUMNS = (
    "uid",
    "channel",
    "recipient",
    "title",
    "text",
    "language",
    "state",
    "created_at",
    "due_at",
    "attempts",
    "sent_at",
    "trouble",
)
Run = TypeVar("Run", bound=LeasedRun)


def record_events(happenings: Iterable[Happening], *, actor: Subject | None, now: datetime) -> None:
    """Store changes of state, in the transaction of the change itself. `actor` None: the system."""
    who = (actor.kind, actor.number) if actor else ("system", None)
    append_rows(
        Event,
        EVENT_COLUMNS,
        (
            (
                now,
                one.edition,
                *who,
                one.verb,
                one.subject.kind,
                one.subject.number,
                one.before,
                one.after,
                one.why,
                one.facts,
            )
            for one in happenings
        ),
    )


def post_letters(letters: Iterable[Letter], *, now: datetime) -> None:
    """Put messages into the outbox, in the transaction that gives rise to them."""
    append_rows(
        OutboxMessage,
        LETTER_COLUMNS,
        (
            (
                uuid.uuid4(),
                one.channel,
                one.recipient,
                one.title,
                one.text,
                one.language,
                OutboxState.WAITING,
                now,
                now,
                0,
                None,
                "",
            )
            for one in letters
        ),
    )


def claim_run(run: Run, *, worker: str, now: datetime) -> Run:
    """Take a queued run, or a running one whose lease has ended; exactly one worker succeeds."""
    model = type(run)
    free = Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        taken = model._default_manager.filter(free, pk=run.pk).update(
            state=RunState.RUNNING, worker=worker, lease_until=now + LEASE, started_at=now, progress=0
        )
        run.refresh_from_db()
        if not taken:
            raise RunNotClaimable(run=run.pk, state=run.state)
        run.attempts += 1
        run.save(update_fields=["attempts"])
    return run


def keep_lease(
    run: LeasedRun,
    *,
    worker: str,
    now: datetime,
    progress: float,
    doing: str,
    figures: dict[str, Any] | None = None,
) -> bool:
    """A heartbeat beside the computation, with what it has found so far; False when the lease has gone to another."""
    found = {} if figures is None else {"figures": figures}
    kept = (
        type(run)
        ._default_manager.filter(pk=run.pk, worker=worker, state=RunState.RUNNING)
        .update(lease_until=now + LEASE, progress=progress, doing=doing, **found)
    )
    return bool(kept)


def end_run(run: Run, *, worker: str, now: datetime, store: Callable[[Run], None]) -> Run:
    """Store a run's result and end it, in one transaction, only while the worker still holds the lease."""
    model = type(run)
    with transaction.atomic():
        held = (
            model._default_manager.select_for_update()
            .filter(pk=run.pk, worker=worker, state=RunState.RUNNING)
            .first()
        )
        if held is None:
            raise LeaseLost(run=run.pk)
        store(held)
        held.state = RunState.DRAFT
        held.ended_at = now
        held.progress = 1
        held.lease_until = None
        held.save()
    return held


def fail_run(run: LeasedRun, *, worker: str, now: datetime, trouble: str) -> None:
    """Mark a run as failed, with the reason, if the worker still holds it."""
    type(run)._default_manager.filter(pk=run.pk, worker=worker, state=RunState.RUNNING).update(
        state=RunState.FAILED, ended_at=now, trouble=trouble, lease_until=None
    )
