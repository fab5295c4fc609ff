"""Reads at the gates."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from chainfair.fairs.models import Day, Edition
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


def devices_of(edition: Edition) -> QuerySet[Device]:
    """Scanners with what they uploaded: `scan_count`, `last_scan`."""
    return edition.devices.select_related("hall").annotate(
        scan_count=Count("scans"), last_scan=Max("scans__scanned_at")
    )


def refusals_of(edition: Edition) -> list[tuple[ScanRefusal, int]]:
    """Refused scans by reason, most first."""
    rows = (
        Scan.objects.filter(edition=edition, admitted=False)
        .values_list("refusal")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    return [(ScanRefusal(refusal), count) for refusal, count in rows]
