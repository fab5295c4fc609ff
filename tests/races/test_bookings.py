"""A seat, a table, a pair: many want one at once, one gets it, the others are refused in words.

Each race has a twin without its guards, in which it books double: else the race would prove nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from chainfair.fairs.actions import add_hall
from chainfair.fairs.kinds import HallPlan
from chainfair.fairs.models import Edition, Place, Slot
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    accept_meeting,
    move_meeting,
    place_meeting,
    publish_timetable,
    request_meeting,
    swap_meetings,
)
from chainfair.meetings.kinds import MeetingRequest, TimetableState
from chainfair.meetings.models import Meeting, Placement, SeatBooking, Timetable
from chainfair.organisations.models import Organisation
from tests.races.racing import CLIENTS, Job, at_once, refusals, winners, without_guards

pytestmark = pytest.mark.django_db(transaction=True)
SEAT = (SeatBooking, "seat_once_a_slot")
PLACE = (Placement, "place_once_a_slot")
PAIR = (Meeting, "meeting_one_live_per_pair")
Jobs = Callable[[], list[Job]]


def others(spring: Edition, now: datetime, count: int) -> list[Participant]:
    """Organisations that take part, each with one seat."""
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=f"公司{n}", name_latin=f"Company {n}", name_key=f"公司{n}", country="CN", created_at=now
        )
        for n in range(count)
    )
    return join_matchmaking(
        edition=spring,
        entries=[NewParticipant(row.pk, Side.EXHIBITOR) for row in rows],
        by=None,
        now=now,
    )


def met(spring: Edition, one: Participant, other: Participant, now: datetime, *slots: Slot) -> Meeting:
    """A meeting that both sides want, in one of the slots or at any time."""
    request = MeetingRequest(one.pk, (other.pk,), slots=tuple(slot.pk for slot in slots))
    meeting = request_meeting(edition=spring, request=request, by=None, now=now)
    return accept_meeting(meeting=meeting, participant=other, by=None, now=now)


@pytest.fixture
def slot(spring: Edition) -> Slot:
    return spring.slots.earliest("number")


@pytest.fixture
def draft(spring: Edition, now: datetime) -> Timetable:
    return Timetable.objects.create(edition=spring, version=1, created_at=now)


def tables(spring: Edition, now: datetime, count: int) -> list[Place]:
    hall = add_hall(edition=spring, plan=HallPlan("N9", tables=count), by=None, now=now)
    return list(hall.places.order_by("number"))


@pytest.fixture
def seat_jobs(
    spring: Edition, participants: list[Participant], draft: Timetable, slot: Slot, now: datetime
) -> list[Job]:
    """Everybody wants Duna's one seat in the same slot, each at a table of their own."""
    duna = participants[2]
    meetings = [met(spring, one, duna, now) for one in others(spring, now, CLIENTS)]
    return [
        lambda meeting=meeting, place=place: place_meeting(  # type: ignore[misc]
            timetable=draft, meeting=meeting, slot=slot, place=place, by=None, now=now
        )
        for meeting, place in zip(meetings, tables(spring, now, CLIENTS), strict=True)
    ]


def test_a_seat_is_taken_once_a_slot(seat_jobs: list[Job]) -> None:
    answers = at_once(seat_jobs)
    assert (winners(answers), refusals(answers)) == (1, {"SeatTaken"})
    assert (Placement.objects.count(), SeatBooking.objects.count()) == (1, 2)


def test_without_its_guards_a_seat_is_taken_by_all(
    seat_jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, SEAT) as before:
        assert winners(at_once(seat_jobs, before)) == CLIENTS
        assert SeatBooking.objects.filter(seat__participant__side=Side.VISITOR).count() == CLIENTS


@pytest.fixture
def place_jobs(
    spring: Edition, participants: list[Participant], draft: Timetable, slot: Slot, now: datetime
) -> list[Job]:
    """Pairs that have nothing else in common want the one table that is open."""
    sides = others(spring, now, 2 * CLIENTS)
    meetings = [met(spring, one, other, now) for one, other in zip(sides[::2], sides[1::2], strict=True)]
    Place.objects.exclude(pk=Place.objects.earliest("pk").pk).update(is_open=False)
    return [
        lambda meeting=meeting: place_meeting(  # type: ignore[misc]
            timetable=draft, meeting=meeting, slot=slot, by=None, now=now
        )
        for meeting in meetings
    ]


def test_a_place_is_taken_once_a_slot(place_jobs: list[Job]) -> None:
    answers = at_once(place_jobs)
    assert (winners(answers), refusals(answers)) == (1, {"NoPlaceLeft"})
    assert Placement.objects.count() == 1


def test_without_its_guards_a_place_is_taken_by_all(
    place_jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, PLACE) as before:
        assert winners(at_once(place_jobs, before)) == CLIENTS
        assert set(Placement.objects.values_list("place")) == {(Place.objects.earliest("pk").pk,)}


@pytest.fixture
def pair_jobs(spring: Edition, participants: list[Participant], now: datetime) -> list[Job]:
    """Colleagues of both sides ask at once, in both directions."""
    ansheng, _beiming, duna = participants
    sides = [(ansheng.pk, duna.pk), (duna.pk, ansheng.pk)] * (CLIENTS // 2)
    return [
        lambda one=one, other=other: request_meeting(  # type: ignore[misc]
            edition=spring, request=MeetingRequest(one, (other,)), by=None, now=now
        )
        for one, other in sides
    ]


def test_a_pair_has_one_live_meeting_whoever_asks(pair_jobs: list[Job]) -> None:
    answers = at_once(pair_jobs)
    assert (winners(answers), refusals(answers)) == (1, {"PairHasMeeting"})
    assert Meeting.objects.count() == 1


def test_without_its_guards_a_pair_has_many(pair_jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    with without_guards(monkeypatch, PAIR) as before:
        assert winners(at_once(pair_jobs, before)) == CLIENTS


@pytest.fixture
def accept_jobs(
    spring: Edition, participants: list[Participant], draft: Timetable, slot: Slot, now: datetime
) -> list[Job]:
    """In the published timetable one table is left in the slot that all were asked for; all say yes."""
    sides = others(spring, now, 2 * CLIENTS)
    asked = []
    for one, other in zip(sides[::2], sides[1::2], strict=True):
        request = MeetingRequest(one.pk, (other.pk,), slots=(slot.pk,))
        asked.append((request_meeting(edition=spring, request=request, by=None, now=now), other))
    Place.objects.exclude(pk=Place.objects.earliest("pk").pk).update(is_open=False)
    Timetable.objects.update(state=TimetableState.PUBLISHED)
    return [
        lambda meeting=meeting, side=side: accept_meeting(  # type: ignore[misc]
            meeting=meeting, participant=side, slot=slot, by=None, now=now
        )
        for meeting, side in asked
    ]


def test_the_last_table_goes_to_who_accepts_first(accept_jobs: list[Job]) -> None:
    answers = at_once(accept_jobs)
    assert (winners(answers), refusals(answers)) == (1, {"NoPlaceLeft"})
    assert Placement.objects.count() == 1
    states = sorted(Meeting.objects.values_list("state", flat=True))
    assert states == ["requested"] * (CLIENTS - 1) + ["scheduled"]


def test_without_its_guards_the_last_table_goes_to_all(
    accept_jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, PLACE) as before:
        assert winners(at_once(accept_jobs, before)) == CLIENTS
        assert Placement.objects.count() == CLIENTS


@pytest.fixture
def move_jobs(spring: Edition, participants: list[Participant], draft: Timetable, now: datetime) -> list[Job]:
    """Duna has a meeting in each of many slots; all are moved to the one that is free."""
    *slots, free = spring.slots.order_by("number")[: CLIENTS + 1]
    jobs: list[Job] = []
    places = tables(spring, now, CLIENTS)
    for one, start, place in zip(others(spring, now, CLIENTS), slots, places, strict=True):
        meeting = met(spring, one, participants[2], now)
        place_meeting(timetable=draft, meeting=meeting, slot=start, place=place, by=None, now=now)
        jobs.append(
            lambda meeting=meeting, place=place: move_meeting(  # type: ignore[misc]
                timetable=draft, meeting=meeting, slot=free, place=place, by=None, now=now
            )
        )
    return jobs


def test_a_free_slot_is_moved_into_once(move_jobs: list[Job]) -> None:
    answers = at_once(move_jobs)
    assert (winners(answers), refusals(answers)) == (1, {"SeatTaken"})
    assert (Placement.objects.count(), SeatBooking.objects.count()) == (CLIENTS, 2 * CLIENTS)


def test_without_its_guards_all_move_into_a_free_slot(
    move_jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, SEAT) as before:
        assert winners(at_once(move_jobs, before)) == CLIENTS
        assert Placement.objects.values("slot").distinct().count() == 1


@pytest.fixture
def drafts(spring: Edition, participants: list[Participant], now: datetime) -> list[Timetable]:
    """Versions with one agreed meeting each; none is published yet."""
    meeting = met(spring, participants[0], participants[2], now)
    slots = spring.slots.order_by("number")[:CLIENTS]
    found = []
    for version, slot in enumerate(slots, start=1):
        row = Timetable.objects.create(edition=spring, version=version, created_at=now)
        place_meeting(timetable=row, meeting=meeting, slot=slot, by=None, now=now)
        found.append(row)
    return found


def publishing(drafts: Sequence[Timetable], now: datetime) -> list[Job]:
    return [lambda one=one: publish_timetable(timetable=one, by=None, now=now) for one in drafts]  # type: ignore[misc]


def test_versions_are_published_one_after_the_other(drafts: list[Timetable], now: datetime) -> None:
    assert winners(at_once(publishing(drafts, now))) == CLIENTS
    states = sorted(Timetable.objects.values_list("state", flat=True))
    assert states == ["published"] + ["superseded"] * (CLIENTS - 1)
    placed = Placement.objects.get(timetable__state="published")
    assert Meeting.objects.get().state == "scheduled"
    assert placed.meeting_id == Meeting.objects.get().pk


def test_without_its_guards_several_versions_are_published(
    drafts: list[Timetable], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    constraint = (Timetable, "timetable_one_published")
    with without_guards(monkeypatch, constraint, verb="UPDATE") as before:
        winners(at_once(publishing(drafts, now), before))
        assert Timetable.objects.filter(state="published").count() > 1


def test_exchanges_of_the_same_meetings_come_one_after_the_other(
    spring: Edition, participants: list[Participant], draft: Timetable, now: datetime
) -> None:
    """Whichever of the two is named first, nobody waits in a ring, and no seat or table is lost."""
    first, second = spring.slots.order_by("number")[:2]
    one, other = (met(spring, side, participants[2], now) for side in others(spring, now, 2))
    for meeting, slot in ((one, first), (other, second)):
        place_meeting(timetable=draft, meeting=meeting, slot=slot, by=None, now=now)
    before = sorted(Placement.objects.values_list("meeting", "slot", "place"))
    pairs = [(one, other), (other, one)] * (CLIENTS // 2)
    answers = at_once(
        [
            lambda pair=pair: swap_meetings(timetable=draft, meetings=pair, by=None, now=now)  # type: ignore[misc]
            for pair in pairs
        ]
    )
    assert winners(answers) == CLIENTS
    assert (
        sorted(Placement.objects.values_list("meeting", "slot", "place")) == before
    )  # an even number of times
    bookings = SeatBooking.objects.values_list("placement__meeting", "slot")
    assert sorted(set(bookings)) == [(meeting, slot) for meeting, slot, _place in before]
    assert SeatBooking.objects.count() == 4
