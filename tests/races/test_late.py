"""Late changes at once: whoever comes second finds the timetable as the first left it.

Each race has a twin without its guards, in which it books double: else the race would prove nothing.
"""

from datetime import datetime

import pytest

from chainfair.fairs.models import Edition, Place, Slot
from chainfair.matching.actions import set_availability
from chainfair.matching.models import Participant
from chainfair.meetings.actions import change_timetable, move_meeting, place_meeting, publish_timetable
from chainfair.meetings.kinds import Absence, Closure
from chainfair.meetings.models import Placement, SeatBooking, Timetable
from tests.races.racing import CLIENTS, Job, at_once, refusals, winners, without_guards
from tests.races.test_bookings import PLACE, SEAT, met, others, tables

pytestmark = pytest.mark.django_db(transaction=True)
FREE = CLIENTS  # number of the slot that everybody wants


@pytest.fixture
def closings(spring: Edition, participants: list[Participant], now: datetime) -> list[Job]:
    """In one slot all tables but one are taken; as many organisers close one taken table each."""
    draft = Timetable.objects.create(edition=spring, version=1, created_at=now)
    slot = spring.slots.earliest("number")
    sides = others(spring, now, 2 * CLIENTS)
    *taken, spare = tables(spring, now, CLIENTS + 1)
    for one, other, place in zip(sides[::2], sides[1::2], taken, strict=True):
        place_meeting(
            timetable=draft, meeting=met(spring, one, other, now), slot=slot, place=place, by=None, now=now
        )
    Place.objects.exclude(pk__in=[spare.pk, *(one.pk for one in taken)]).update(is_open=False)
    live = publish_timetable(timetable=draft, by=None, now=now)
    return [
        lambda place=place: change_timetable(  # type: ignore[misc]
            timetable=live, change=Closure((slot.pk,), places=(place.pk,)), by=None, now=now
        )
        for place in taken
    ]


def test_organisers_who_close_tables_at_once_seat_nobody_twice(closings: list[Job]) -> None:
    assert winners(at_once(closings)) == CLIENTS
    live = Timetable.objects.get()
    closed = {place for one in live.figures["closed"] for place in one["places"]}
    first = live.edition.slots.earliest("number")
    there = Placement.objects.filter(slot=first).values_list("place", flat=True)
    assert (len(closed), Placement.objects.count(), closed & set(there), len(there)) == (
        CLIENTS,
        CLIENTS,
        set(),
        1,
    )


def test_without_its_guards_the_last_table_goes_to_everybody(
    closings: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, PLACE, verb="UPDATE", table=Timetable._meta.db_table) as before:
        assert winners(at_once(closings, before)) == CLIENTS
        assert len(set(Placement.objects.values_list("place", "slot"))) == 1
        assert len(Timetable.objects.get().figures["closed"]) == 1


@pytest.fixture
def absences(spring: Edition, participants: list[Participant], now: datetime) -> list[Job]:
    """Duna meets somebody in each of many slots; half of these fall ill then and can come to one other slot only.

    The other half are moved to that slot by hand.
    """
    duna = participants[2]
    draft = Timetable.objects.create(edition=spring, version=1, created_at=now)
    slots = list(spring.slots.order_by("number")[: CLIENTS + 1])
    places = tables(spring, now, CLIENTS)
    set_availability(participant=duna, availability="1" * (FREE + 1) + "0" * (23 - FREE), by=None, now=now)
    guests = others(spring, now, CLIENTS)
    rows: list[tuple[Participant, Slot, Placement]] = []
    for guest, slot, place in zip(guests, slots, places, strict=False):
        meeting = met(spring, guest, duna, now)
        placed = place_meeting(timetable=draft, meeting=meeting, slot=slot, place=place, by=None, now=now)
        marks = ["0"] * 24
        marks[slot.number] = marks[FREE] = "1"
        set_availability(participant=guest, availability="".join(marks), by=None, now=now)
        rows.append((guest, slot, placed))
    live = publish_timetable(timetable=draft, by=None, now=now)
    ill = [
        lambda guest=guest, slot=slot: change_timetable(
            timetable=live, change=Absence(guest.pk, (slot.pk,)), by=None, now=now
        )
        for guest, slot, _placed in rows[::2]
    ]
    moved = [
        lambda placed=placed: move_meeting(
            timetable=live, meeting=placed.meeting, slot=slots[FREE], place=placed.place, by=None, now=now
        )
        for _guest, _slot, placed in rows[1::2]
    ]
    return [*ill, *moved]


def test_a_repair_and_a_move_by_hand_do_not_meet_in_one_slot(absences: list[Job]) -> None:
    answers = at_once(absences)
    refused = [one for one in answers[CLIENTS // 2 :] if isinstance(one, Exception)]
    assert winners(answers) == CLIENTS - len(refused)
    assert refusals(answers) <= {"SeatTaken"}
    duna = Participant.objects.get(organisation__name="Duna Energiacella")
    booked = list(SeatBooking.objects.filter(seat__participant=duna).values_list("slot__number", flat=True))
    assert (len(booked), booked.count(FREE)) == (len(set(booked)), 1)
    assert SeatBooking.objects.count() == 2 * Placement.objects.count()


def test_without_its_guards_a_repair_and_a_move_meet(
    absences: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, SEAT) as before:
        assert winners(at_once(absences, before)) > 1  # who looks late may find the slot taken
        assert Placement.objects.filter(slot__number=FREE).count() > 1
