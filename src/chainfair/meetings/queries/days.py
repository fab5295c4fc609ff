"""All days of one organisation in one version, a row for each day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from chainfair.fairs.models import Day, Edition, Slot
from chainfair.fairs.queries import slots_of
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.models import SeatBooking, Timetable
from chainfair.meetings.queries.board import Cell, read_meetings, seated_as, stands_of


@dataclass(frozen=True)
class DayRow:
    """A day and what stands at each hour; None where the day has no slot at that hour."""

    day: Day
    cells: list[Cell | None]

    @property
    def count(self) -> int:
        """Meetings of the day."""
        return sum(len(cell.seated) for cell in self.cells if cell)


@dataclass(frozen=True)
class Days:
    """The days of one organisation, over the hours at which any of them has a slot."""

    participant: Participant
    where: str
    hours: list[datetime]
    rows: list[DayRow]

    @property
    def count(self) -> int:
        """Meetings of all days."""
        return sum(row.count for row in self.rows)


def participants_of_edition(edition: Edition) -> QuerySet[Participant]:
    """Everybody who takes part, with what a page says of them."""
    return edition.participants.select_related("organisation", "hall", "edition")


def get_side(edition: Edition, number: int) -> Participant:
    """One who takes part in an edition, or a refusal."""
    found = participants_of_edition(edition).filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("participant"), name=str(number))
    return found


def days_of(timetable: Timetable, one: Participant) -> Days:
    """Where a version places the meetings of one organisation; a bounded number of queries."""
    slots = list(slots_of(timetable.edition).select_related("day"))
    bookings = SeatBooking.objects.filter(timetable=timetable, seat__participant=one).order_by("pk")
    held: defaultdict[int, list[int]] = defaultdict(list)
    for slot, placement in bookings.values_list("slot", "placement"):
        held[slot].append(placement)
    read = read_meetings({number for numbers in held.values() for number in numbers})
    cells = {
        (slot.day_id, _hour(slot)): Cell(
            slot,
            [seated_as(read, number, one.pk) for number in held[slot.pk]],
            not rules.is_free(one.availability, slot.number),
        )
        for slot in slots
    }
    hours = {
        hour: cell.slot.starts_at for (_day, hour), cell in sorted(cells.items(), key=lambda one: one[0][1])
    }
    days = dict.fromkeys(slot.day for slot in slots)
    where = ", ".join(stands_of(timetable, [one])[one.organisation_id]) or (one.hall.code if one.hall else "")
    rows = [DayRow(day, [cells.get((day.pk, hour)) for hour in hours]) for day in days]
    return Days(one, where, list(hours.values()), rows)


def _hour(slot: Slot) -> time:
    return timezone.localtime(slot.starts_at).time()
