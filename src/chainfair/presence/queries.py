"""Reads at the gates."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from chainfair.fairs.models import Day, Edition
from chainfair.ground.search import subjects_found
from chainfair.presence.kinds import Direction, ScanRefusal
from chainfair.presence.models import Device, Scan


@dataclass(frozen=True)
class DayCount:
    """Entries of a day: admitted scans, distinct persons, refused scans."""

    day: Day
    entries: int
    persons: int
    refused: int


def days_counted(edition: Edition) -> list[DayCount]:
    """Every open day with its entries, staff and press included."""
    rows = (
        Scan.objects.filter(edition=edition, direction=Direction.IN, day__isnull=False)
        .values_list("day_id")
        .annotate(
            entries=Count("pk", filter=Q(admitted=True)),
            persons=Count("registration", filter=Q(admitted=True), distinct=True),
            refused=Count("pk", filter=Q(admitted=False)),
        )
        .order_by()
    )
    found = {day: (entries, persons, refused) for day, entries, persons, refused in rows}
    return [DayCount(day, *found.get(day.pk, (0, 0, 0))) for day in edition.days.order_by("date")]


def devices_of(edition: Edition, question: str = "", hall: str = "") -> QuerySet[Device]:
    """Scanners with what they uploaded: `scan_count`, `last_scan`; a question searches names and halls."""
    rows = edition.devices.select_related("hall")
    if question:
        rows = rows.filter(Q(name__icontains=question) | Q(hall__code__icontains=question))
    if hall.isdigit():
        rows = rows.filter(hall_id=int(hall))
    return rows.annotate(scan_count=Count("scans"), last_scan=Max("scans__scanned_at"))


def refusals_of(edition: Edition) -> list[tuple[ScanRefusal, int]]:
    """Refused scans by reason, most first."""
    rows = (
        Scan.objects.filter(edition=edition, admitted=False)
        .values_list("refusal")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    return [(ScanRefusal(refusal), count) for refusal, count in rows]


def refused_scans(
    edition: Edition, question: str = "", *, hall: str = "", day: str = "", reason: str = ""
) -> QuerySet[Scan]:
    """Scans that no gate admitted; a question searches scanner, organisation, or the beginning of a badge."""
    rows = Scan.objects.filter(edition=edition, admitted=False)
    if question:
        rows = rows.filter(
            Q(device__name__icontains=question)
            | Q(registration__badge__istartswith=question.strip())
            | Q(registration__organisation__in=subjects_found("organisation", question))
        )
    if hall.isdigit():
        rows = rows.filter(device__hall_id=int(hall))
    if day.isdigit():
        rows = rows.filter(day_id=int(day))
    if reason:
        rows = rows.filter(refusal=reason)
    return rows.select_related("device__hall", "registration__organisation")
