"""Matching runs: start, store, publish."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

import chainfair
from chainfair.chains.actions import keep_vectors
from chainfair.exhibiting.kinds import ExhibitorRole, ParticipationState
from chainfair.exhibiting.models import Participation
from chainfair.exhibiting.queries import with_stands
from chainfair.fairs.models import Edition
from chainfair.ground.actions import record_events
from chainfair.ground.jobs import enqueue
from chainfair.ground.kinds import Happening, RunState, Subject
from chainfair.ground.rows import append_rows
from chainfair.matching.actions.assembling import store_assemblies
from chainfair.matching.actions.exposing import forget_exposures
from chainfair.matching.actions.forgetting import forget_renewals_but_of
from chainfair.matching.actions.participants import join_matchmaking
from chainfair.matching.bridge import Answer, Pair
from chainfair.matching.errors import NobodyTakesPart, RunNotReady
from chainfair.matching.kinds import NewParticipant, Side, SuggestionState
from chainfair.matching.models import MatchingRun, Suggestion, Tally
from chainfair.people.actions import actor
from chainfair.people.models import Person

PAIR = (
    *("first", "second", "weight", "fit_first", "fit_second"),
    *("rank_first", "rank_second", "chosen", "reasons"),
)
PAIR_COLUMNS = ("run_id", "first_id", "second_id", *PAIR[2:], "state")
SHARE = ("participant", "suggested", "listed", "chosen", "seated", "lacking", "why")
TALLY_COLUMNS = ("run_id", "participant_id", *SHARE[1:])
TASK = "chainfair.matching.tasks.perform_matching_run"


def enter_missing_participants(*, edition: Edition, by: Person | None, now: datetime) -> int:
    """Every organisation that exhibits takes part unless somebody took it out; returns how many were entered."""
    missing = (
        Participation.objects.filter(edition=edition)
        .exclude(state=ParticipationState.CANCELLED)
        .exclude(role=ExhibitorRole.REPRESENTED)
        .exclude(organisation__participants__edition=edition)
        .order_by("pk")
        .prefetch_related(with_stands())
    )
    entries = [NewParticipant(one.organisation_id, Side.EXHIBITOR, hall=_hall_of(one)) for one in missing]
    join_matchmaking(edition=edition, entries=entries, by=by, now=now)
    return len(entries)


def _hall_of(participation: Participation) -> int | None:
    return next((use.stand.hall_id for use in participation.stand_uses.all() if use.stand.hall_id), None)


def queue_run(
    *,
    edition: Edition,
    by: Person | None,
    now: datetime,
    settings: dict[str, Any] | None = None,
    seed: int = 1,
) -> MatchingRun:
    """Store a run as queued with its settings and seed."""
    with transaction.atomic():
        enter_missing_participants(edition=edition, by=by, now=now)
        if not edition.participants.exists():
            raise NobodyTakesPart(edition=edition.key)
        run = MatchingRun.objects.create(
            edition=edition,
            by=by,
            created_at=now,
            settings=settings or {},
            seed=seed,
            engine_version=chainfair.VERSION,
        )
        _tell(run, "matching_run.queued", by, now, after=RunState.QUEUED)
    return run


def start_run(
    *,
    edition: Edition,
    by: Person | None,
    now: datetime,
    settings: dict[str, Any] | None = None,
    seed: int = 1,
) -> MatchingRun:
    """Queue a run and hand it to a worker once this is committed."""
    with transaction.atomic():
        run = queue_run(edition=edition, by=by, now=now, settings=settings, seed=seed)
        enqueue(TASK, run_id=run.pk)
    return run


def store_suggestions(run: MatchingRun, answer: Answer, *, now: datetime) -> None:
    """Keep what a run found; called inside the transaction that ends the run."""
    keep_vectors(answer.vectors)
    append_rows(
        Suggestion,
        PAIR_COLUMNS,
        pair_rows(run, answer.pairs, SuggestionState.DRAFT),
    )
    append_rows(
        Tally, TALLY_COLUMNS, ((run.pk, *(getattr(one, name) for name in SHARE)) for one in answer.shares)
    )
    store_assemblies(run, answer.groups)
    run.figures = answer.figures
    _tell(run, "matching_run.drafted", None, now, before=RunState.RUNNING, after=RunState.DRAFT)


def pair_rows(
    run: MatchingRun, pairs: Iterable[Pair], state: SuggestionState
) -> Iterator[tuple[object, ...]]:
    """Pairs of a run as rows of `PAIR_COLUMNS`."""
    return ((run.pk, *(getattr(pair, name) for name in PAIR), state) for pair in pairs)


def publish_run(*, run: MatchingRun, by: Person | None, now: datetime) -> MatchingRun:
    """Show a run's suggestions to the participants; those of the run before, and of what renewed it, are withdrawn."""
    with transaction.atomic():
        # Two runs published at once would each miss the other; hence the edition's row.
        Edition.objects.select_for_update(no_key=True).get(pk=run.edition_id)
        run = MatchingRun.objects.select_for_update().get(pk=run.pk)
        if run.state not in {RunState.DRAFT, RunState.REVIEWED}:
            raise RunNotReady(run=run.pk, state=RunState(run.state).word)
        earlier = MatchingRun.objects.filter(edition=run.edition, state=RunState.PUBLISHED)
        replaced = list(earlier.values_list("pk", flat=True))
        Suggestion.objects.filter(run__edition=run.edition_id, state=SuggestionState.SHOWN).update(
            state=SuggestionState.WITHDRAWN
        )
        earlier.update(state=RunState.REVIEWED)
        run.suggestions.update(state=SuggestionState.SHOWN)
        forget_exposures(now=now)
        before, run.state = run.state, RunState.PUBLISHED
        run.save(update_fields=["state"])
        # Pages with lists of the run that was replaced may be open still; those of the runs before it are over.
        published = MatchingRun.objects.filter(state=RunState.PUBLISHED).values_list("pk", flat=True)
        forget_renewals_but_of([*published, *replaced])
        _tell(run, "matching_run.published", by, now, before=before, after=run.state)
    return run


def _tell(
    run: MatchingRun, verb: str, by: Person | None, now: datetime, *, before: str = "", after: str = ""
) -> None:
    happening = Happening(verb, Subject("matching_run", run.pk), before, after, edition=run.edition_id)
    record_events([happening], actor=actor(by), now=now)
