"""Who takes part in matchmaking, and in which slots they are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from chainfair.fairs.models import Edition, Slot
from chainfair.fairs.queries import slots_of
from chainfair.ground.search import subjects_found
from chainfair.matching.models import Participant


@dataclass(frozen=True)
class Free:
    """A participant and how many of the edition's slots it is free in."""

    participant: Participant
    slots: int


@dataclass(frozen=True)
class DaySlots:
    """The slots of one day."""

    date: date
    slots: list[Slot]


def participants_in(
    edition: Edition,
    question: str = "",
    *,
    side: str = "",
    country: str = "",
    hall: str = "",
    bare: bool = False,
    limited: bool = False,
) -> QuerySet[Participant]:
    """Participants with `seat_count`; `bare`: nothing stated, `limited`: not free in every slot."""
    rows = bare_participants(edition) if bare else edition.participants.all()
    if question:
        rows = rows.filter(
            Q(organisation__in=subjects_found("organisation", question))
            | Q(contact__name__icontains=question)
            | Q(contact__name_latin__icontains=question)
        )
    if side:
        rows = rows.filter(side=side)
    if country:
        rows = rows.filter(organisation__country=country)
    if hall.isdigit():
        rows = rows.filter(hall_id=int(hall))
    if limited:
        rows = rows.filter(availability__contains="0")
    return rows.annotate(seat_count=Count("seats", distinct=True)).select_related(
        "organisation", "hall", "contact"
    )


def bare_participants(edition: Edition) -> QuerySet[Participant]:
    """Who states neither offers nor needs nor a place on a chain; nobody can be suggested to them."""
    return edition.participants.filter(
        organisation__offers=None, organisation__needs=None, organisation__positions=None
    )


def participant_countries(edition: Edition) -> list[str]:
    """Countries and regions of the participants of an edition."""
    rows = edition.participants.exclude(organisation__country="")
    return sorted(set(rows.values_list("organisation__country", flat=True)))


def free_slots(participant: Participant, slots: int) -> int:
    """In how many slots somebody is free; who said nothing is free in all."""
    return participant.availability.count("1") if participant.availability else slots


def with_free_slots(edition: Edition, rows: Sequence[Participant]) -> list[Free]:
    """One page of participants with their free slots."""
    slots = edition.slots.count()
    return [Free(row, free_slots(row, slots)) for row in rows]


def slots_by_day(edition: Edition) -> list[DaySlots]:
    """The slots of an edition, day by day."""
    days: dict[date, list[Slot]] = {}
    for slot in slots_of(edition):
        days.setdefault(slot.day.date, []).append(slot)
    return [DaySlots(day, slots) for day, slots in days.items()]
