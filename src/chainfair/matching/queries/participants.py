"""Who takes part in matchmaking, and in which slots they are free."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from chainfair.fairs.kinds import Session
from chainfair.fairs.models import Day, Edition, Slot
from chainfair.ground.search import subjects_found
from chainfair.matching.models import Participant
from chainfair.matching.rules import marked_slots


@dataclass(frozen=True)
class HalfDay:
    """The slots of a morning or an afternoon, each with whether one can meet in it."""

    session: Session
    slots: list[tuple[Slot, bool]]

    @property
    def full(self) -> bool:
        """Whether every slot of it is marked."""
        return all(free for _slot, free in self.slots)


@dataclass(frozen=True)
class AvailableDay:
    """A day in halves."""

    day: Day
    halves: list[HalfDay]

    @property
    def full(self) -> bool:
        """Whether every slot of the day is marked."""
        return all(half.full for half in self.halves)


@dataclass(frozen=True)
class Free:
    """A participant and how many of the edition's slots it is free in."""

    participant: Participant
    slots: int


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
    return len(marked_slots(participant.availability, slots))


def with_free_slots(edition: Edition, rows: Sequence[Participant]) -> list[Free]:
    """One page of participants with their free slots."""
    slots = edition.slots.count()
    return [Free(row, free_slots(row, slots)) for row in rows]


def available_days(slots: Sequence[Slot], free: Container[int]) -> list[AvailableDay]:
    """Slots of an edition in days and halves, each with whether its number is among the free ones."""
    days: dict[int, AvailableDay] = {}
    for slot in slots:
        day = days.setdefault(slot.day_id, AvailableDay(slot.day, []))
        if not day.halves or day.halves[-1].session != slot.session:
            day.halves.append(HalfDay(Session(slot.session), []))
        day.halves[-1].slots.append((slot, slot.number in free))
    return list(days.values())
