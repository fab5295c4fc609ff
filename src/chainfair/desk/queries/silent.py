"""Who holds requests that wait for an answer: how many, since when, and whom one can ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from chainfair.desk.kinds import REMINDED
from chainfair.fairs.models import Edition
from chainfair.fairs.rules import local_day, local_instant
from chainfair.ground.models import Event
from chainfair.ground.search import subjects_found
from chainfair.matching.models import Participant
from chainfair.meetings.kinds import Answer, MeetingState
from chainfair.organisations.models import Membership
from chainfair.people.models import Person


@dataclass(frozen=True)
class Silent:
    """A participant that has not answered, as the desk sees it."""

    participant: Participant
    contact: Person | None
    late: bool
    reminded: bool


def silent_in(
    edition: Edition,
    question: str = "",
    *,
    least: int = 1,
    side: str = "",
    country: str = "",
    late_at: datetime | None = None,
) -> QuerySet[Participant]:
    """Participants with open requests: `open_count`, `since`, `answer_by`; `late_at`: only those past their day."""
    # Filtered, not counted with a condition: only the open rows of a large fair are then read.
    rows = Participant.objects.filter(
        edition=edition,
        parties__answer=Answer.OPEN,
        parties__asked=False,
        parties__meeting__edition=edition,
        parties__meeting__state=MeetingState.REQUESTED,
    )
    if question:
        rows = rows.filter(
            Q(organisation__in=subjects_found("organisation", question))
            | Q(contact__name__icontains=question)
            | Q(contact__name_latin__icontains=question)
            | Q(contact__email__icontains=question)
        )
    if side:
        rows = rows.filter(side=side)
    if country:
        rows = rows.filter(organisation__country=country)
    rows = rows.annotate(
        open_count=Count("parties"),
        since=Min("parties__meeting__created_at"),
        answer_by=Min("parties__meeting__answer_by"),
    ).filter(open_count__gte=max(least, 1))
    if late_at is not None:
        rows = rows.filter(answer_by__lt=late_at)
    members = Membership.objects.select_related("person").order_by("pk")
    return rows.select_related("organisation", "contact", "hall").prefetch_related(
        Prefetch("organisation__memberships", queryset=members)
    )


def contact_of(participant: Participant) -> Person | None:
    """Whom one writes to: the named contact, else the first member that has an address."""
    members = [one.person for one in participant.organisation.memberships.all()]
    asked = [participant.contact, *members]
    return next((one for one in asked if one is not None and one.email), None)


def reminded_today(edition: Edition, now: datetime) -> set[int]:
    """Participants that were reminded since midnight at the venue."""
    midnight = local_instant(local_day(now, edition.time_zone), time(0), edition.time_zone)
    rows = Event.objects.filter(edition=edition.pk, verb=REMINDED, at__gte=midnight)
    return set(rows.values_list("subject_id", flat=True))


def silent_rows(edition: Edition, rows: Sequence[Participant], now: datetime) -> list[Silent]:
    """One page of those who have not answered, with contact and reminder."""
    reminded = reminded_today(edition, now)
    return [
        Silent(
            row,
            contact_of(row),
            row.answer_by is not None and row.answer_by < now,  # type: ignore[attr-defined] # annotated
            row.pk in reminded,
        )
        for row in rows
    ]


def silent_countries(edition: Edition) -> list[str]:
    """Countries and regions of those who have not answered."""
    return sorted(set(silent_in(edition).values_list("organisation__country", flat=True)) - {""})
