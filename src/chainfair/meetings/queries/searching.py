"""Search by the organisations that meet, in both scripts."""

from typing import TypeVar

from django.db.models import Model, Prefetch, QuerySet

from chainfair.ground.search import subjects_found
from chainfair.meetings.models import Party

SIDES = Prefetch("parties", Party.objects.select_related("participant__organisation", "owner").order_by("pk"))
SIDES_OF_MEETING = Prefetch(
    "meeting__parties", Party.objects.select_related("participant__organisation").order_by("pk")
)
Row = TypeVar("Row", bound=Model)


def of_organisations(rows: QuerySet[Row], question: str, meeting: str = "meeting") -> QuerySet[Row]:
    """Rows whose `meeting` has a side that a question names; all of them without a question."""
    if not question:
        return rows
    found = subjects_found("organisation", question)
    sides = Party.objects.filter(participant__organisation__in=found).order_by().values("meeting")
    return rows.filter(**{f"{meeting}__in": sides})


def meetings_named(rows: QuerySet[Row], question: str) -> QuerySet[Row]:
    """Meetings with a side that a question names."""
    return of_organisations(rows, question, "pk")
