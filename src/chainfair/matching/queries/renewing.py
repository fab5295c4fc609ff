"""How new lists are: what has changed since a run was read, and whose list was brought up to date since."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.ground.kinds import RunState
from chainfair.ground.models import Event
from chainfair.matching.kinds import Said
from chainfair.matching.models import MatchingRun, Participant

RENEWED, CORRECTED = "list.renewed", "reason.corrected"
# What the rooms before tell of profiles, and what this one does. A doubt about others is for the organiser to judge.
FACTS = [
    f"{noun}.{word}"
    for noun in ("offer", "need", "position")
    for word in ("stated", "suggested", "confirmed", "refused", "eased")
]
OWN = [
    "participant.joined",
    "participant.availability_set",
    "participant.limits_set",
    "preference.stated",
    CORRECTED,
]
PATIENCE = timedelta(minutes=5)  # until a list that is not brought up to date is said to be the old one


class Change(NamedTuple):
    """The last change of what decides a participant's list."""

    event: int
    at: datetime


@dataclass(frozen=True)
class Freshness:
    """Of when a participant's own list is.

    run: the run that made it, its own after a change. renewed_at: when that was. changed_at: of a later change.
    late: that change is so old that nobody brings the list up to date.
    """

    published: MatchingRun
    run: int
    renewed_at: datetime | None
    changed_at: datetime | None
    late: bool


def renewing_runs() -> QuerySet[MatchingRun]:
    """The published runs of editions that are not over: their lists are brought up to date."""
    standing = MatchingRun.objects.exclude(edition__state=EditionState.CLOSED)
    return standing.filter(state=RunState.PUBLISHED).select_related("edition")


def find_published_run(edition: Edition) -> MatchingRun | None:
    """The run whose suggestions participants see."""
    return MatchingRun.objects.filter(edition=edition, state=RunState.PUBLISHED).first()


def changes_since(edition: Edition, read: int, among: Collection[Participant] = ()) -> dict[int, Change]:
    """The last change later than an event, by participant; of everybody, or of those asked about."""
    facts = Event.objects.filter(edition=None, verb__in=FACTS, pk__gt=read)
    own = Event.objects.filter(edition=edition.pk, verb__in=OWN, pk__gt=read).exclude(after=Said.DOUBTED)
    if among:
        facts = facts.filter(facts__organisation__in=[one.organisation_id for one in among])
        theirs = Q(subject_kind="participant", subject_id__in=[one.pk for one in among])
        own = own.filter(theirs | Q(verb=CORRECTED))
    told = list(facts.values_list("pk", "at", "facts__organisation"))
    member = {one.organisation_id: one.pk for one in among} if among else _members(edition, told)
    changes = [(pk, at, member[organisation]) for pk, at, organisation in told if organisation in member]
    changes += _own_changes(own.values_list("pk", "at", "subject_id", "verb", "facts"))
    wanted = {one.pk for one in among}
    return {number: Change(pk, at) for pk, at, number in sorted(changes) if number in wanted or not among}


def _members(edition: Edition, told: Collection[tuple[int, datetime, int]]) -> dict[int, int]:
    """Participants by organisation; asked for only where something is told of organisations."""
    return dict(edition.participants.values_list("organisation_id", "pk")) if told else {}


def _own_changes(
    rows: Iterable[tuple[int, datetime, int, str, dict[str, Any]]],
) -> Iterator[tuple[int, datetime, int]]:
    """What is said about a reason changes the list of who says it; what the organiser says of a pair, both."""
    for pk, at, subject, verb, facts in rows:
        if verb != CORRECTED:
            yield pk, at, subject
        elif facts["participant"]:
            yield pk, at, facts["participant"]
        else:
            yield from ((pk, at, facts[side]) for side in ("first", "second"))


def _renewals(run: MatchingRun) -> QuerySet[Event]:
    """Whose list was brought up to date since a run was published; what renewed it before, if ever, is withdrawn."""
    published = Event.objects.filter(
        subject_kind="matching_run", subject_id=run.pk, verb="matching_run.published"
    ).order_by("-pk")
    rows = Event.objects.filter(edition=run.edition_id, verb=RENEWED, facts__renews=run.pk)
    since = Coalesce(Subquery(published.values("pk")[:1]), 0)
    return rows.filter(subject_kind="participant", pk__gt=since).order_by("pk")


def stale_lists(run: MatchingRun) -> dict[int, Change]:
    """The participants whose profile has changed since their own list was made, the oldest change first."""
    read = run.figures.get("read")
    if read is None:
        return {}
    changed = changes_since(run.edition, read)
    known = dict(_renewals(run).values_list("subject_id", "facts__read")) if changed else {}
    stale = {number: one for number, one in changed.items() if one.event > known.get(number, read)}
    return dict(sorted(stale.items(), key=lambda item: item[1]))


def freshness_of(participant: Participant, now: datetime) -> Freshness | None:
    """Of when a participant's own list is; none where no run is published."""
    edition = participant.edition
    run = find_published_run(edition)
    if run is None:
        return None
    renewal = _renewals(run).filter(subject_id=participant.pk).last()
    read = renewal.facts["read"] if renewal else run.figures.get("read")
    over = read is None or edition.state == EditionState.CLOSED
    changed = {} if over else changes_since(edition, read, [participant])
    changed_at = changed[participant.pk].at if changed else None
    return Freshness(
        run,
        renewal.facts["run"] if renewal else run.pk,
        renewal.at if renewal else None,
        changed_at,
        changed_at is not None and changed_at < now - PATIENCE,
    )


def renewed_lists(run: MatchingRun) -> int:
    """How many participants have a list of their own that is newer than the run."""
    found: int = _renewals(run).aggregate(n=Count("subject_id", distinct=True))["n"]
    return found
