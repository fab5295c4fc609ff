"""One meeting on the board: placed, moved, pinned, taken out, or refused in words."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client

from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Slot
from chainfair.ground.models import Event
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    accept_meeting,
    place_meeting,
    publish_timetable,
    request_meeting,
)
from chainfair.meetings.kinds import (
    MeetingRequest,
    MeetingState,
    TimetableState,
)
from chainfair.meetings.models import Meeting, Placement, SeatBooking, Timetable
from tests.meetings.lists import address, text
from tests.meetings.test_bridge import agree


def test_one_meeting_is_moved_pinned_unpinned_and_taken_out(
    desk: Client, seated: Placement, slots: list[Slot]
) -> None:
    values = {"version": 1, "meeting": seated.meeting_id}
    moved = desk.post(address("move", **values), {"slot": slots[5].pk}, follow=True)
    assert (Placement.objects.get().slot, "The meeting is moved." in text(moved)) == (slots[5], True)
    desk.post(address("pin", **values), {"pinned": "1"})
    refused = desk.post(address("move", **values), {"slot": slots[6].pk})
    assert (
        refused.status_code,
        "This meeting is pinned at 2026-07-16 11:30; unpin it first." in text(refused),
    ) == (
        409,
        True,
    )
    desk.post(address("pin", **values), {"pinned": "0"})
    desk.post(address("take_out", **values))
    assert Placement.objects.count() == 0
    page = text(desk.get(address("placed", **values)))
    assert "Not placed in this version." in page
    desk.post(address("place", **values), {"slot": slots[2].pk})
    assert Placement.objects.get().slot == slots[2]
    verbs = Event.objects.filter(subject_kind="meeting", subject_id=seated.meeting_id).order_by("-pk")
    assert list(verbs.values_list("verb", flat=True)[:5]) == [
        "meeting.placed",
        "meeting.taken_out",
        "meeting.unpinned",
        "meeting.pinned",
        "meeting.shifted",
    ]


def test_a_busy_slot_is_refused_with_who_is_where_and_free_slots_beside_it(
    desk: Client,
    spring: Edition,
    seated: Placement,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    _ansheng, beiming, duna = participants
    request = MeetingRequest(duna.pk, (beiming.pk,))
    other = request_meeting(edition=spring, request=request, by=None, now=now)
    accept_meeting(meeting=other, participant=beiming, by=None, now=now)
    place_meeting(timetable=seated.timetable, meeting=other, slot=slots[1], by=None, now=now)
    values = {"version": 1, "meeting": other.pk}
    refused = text(desk.post(address("move", **values), {"slot": slots[0].pk}))
    assert (
        "Duna Energiacella already meets Hubei Ansheng Materials (湖北安晟材料) at 2026-07-16 09:00."
        in refused
    )
    assert "Move to Thu 16 Jul 10:00" in refused
    assert Placement.objects.get(meeting=other).slot == slots[1]


def test_nothing_moves_in_a_superseded_version(desk: Client, seated: Placement, slots: list[Slot]) -> None:
    Timetable.objects.update(state=TimetableState.SUPERSEDED)
    page = text(desk.get(address("placed", version=1, meeting=seated.meeting_id)))
    assert ("Version 1 is superseded and stays as it was" in page, "<select" in page) == (True, False)
    move = address("move", version=1, meeting=seated.meeting_id)
    assert desk.post(move, {"slot": slots[4].pk}).status_code == 409


@pytest.fixture
def second(
    spring: Edition, seated: Placement, participants: list[Participant], slots: list[Slot], now: datetime
) -> Placement:
    """Duna and Beiming in the second slot of the draft."""
    _ansheng, beiming, duna = participants
    other = agree(spring, duna, beiming, now)
    return place_meeting(timetable=seated.timetable, meeting=other, slot=slots[1], by=None, now=now)


def seats() -> dict[int, tuple[int, int | None]]:
    return {one.meeting_id: (one.slot_id, one.place_id) for one in Placement.objects.all()}


def test_the_board_offers_to_move_only_what_can_move(
    desk: Client, spring: Edition, draft: Timetable, seated: Placement, now: datetime
) -> None:
    """Not in a fair that is over, nor where every meeting has taken place or was called off."""

    def offers() -> bool:
        page = text(desk.get(address("timetable", version=1)))
        return "Drag a meeting to another time of its row" in page

    publish_timetable(timetable=draft, by=None, now=now)
    assert offers()
    Meeting.objects.update(state=MeetingState.HELD)
    assert not offers()
    Meeting.objects.update(state=MeetingState.SCHEDULED)
    assert offers()
    Edition.objects.update(state=EditionState.CLOSED)
    long_ago = timedelta(days=4000)
    spring.slots.update(starts_at=F("starts_at") - long_ago, ends_at=F("ends_at") - long_ago)
    assert not offers()


def test_two_meetings_exchange_time_and_place_or_neither_does(
    desk: Client, seated: Placement, second: Placement, participants: list[Participant], slots: list[Slot]
) -> None:
    before = seats()
    swap = address("swap", version=1, meeting=seated.meeting_id)
    page = desk.post(swap, {"other": second.meeting_id}, follow=True)
    assert "The two meetings have exchanged their times and places." in text(page)
    assert seats() == {
        seated.meeting_id: before[second.meeting_id],
        second.meeting_id: before[seated.meeting_id],
    }
    bookings = SeatBooking.objects.values_list("placement__meeting", "slot").order_by("pk")
    assert {(meeting, slot) for meeting, slot in bookings} == {
        (meeting, slot) for meeting, (slot, _place) in seats().items()
    }
    verbs = Event.objects.filter(verb="meeting.swapped").values_list("subject_id", flat=True)
    assert sorted(verbs) == sorted([seated.meeting_id, second.meeting_id])
    # Beiming is not there in the second slot any more, so neither moves.
    participants[1].availability = "10" + "1" * (len(slots) - 2)
    participants[1].save()
    kept = seats()
    refused = desk.post(swap, {"other": second.meeting_id})
    assert (refused.status_code, "is not available at 2026-07-16 09:30." in text(refused)) == (409, True)
    assert (seats(), SeatBooking.objects.count()) == (kept, 4)


def test_a_pinned_meeting_and_the_same_meeting_are_not_exchanged(
    desk: Client, seated: Placement, second: Placement
) -> None:
    swap = address("swap", version=1, meeting=seated.meeting_id)
    kept = seats()
    same = text(desk.post(swap, {"other": seated.meeting_id}))
    assert "there is nothing to exchange" in same
    desk.post(address("pin", version=1, meeting=second.meeting_id), {"pinned": "1"})
    pinned = text(desk.post(swap, {"other": second.meeting_id}))
    assert "Beiming" in pinned
    assert "is pinned at 2026-07-16 09:30; unpin it first." in pinned
    assert desk.post(swap, {"other": "9999999"}).status_code == 404
    assert seats() == kept


def test_the_board_itself_moves_and_answers_with_the_board_and_a_sentence(
    desk: Client, seated: Placement, second: Placement, slots: list[Slot]
) -> None:
    asked = {"version": 1, "meeting": seated.meeting_id}
    free = desk.get(address("free", **asked)).json()["free"]
    assert free == [slot.pk for slot in slots[2:]]
    where = f"{address('move', **asked)}?side=places"
    script = {"HX-Request": "true"}
    done = desk.post(where, {"slot": slots[4].pk}, headers=script)
    assert (done.status_code, 'data-said="The meeting is moved."' in text(done)) == (200, True)
    assert ("<html" in text(done), "Place</th>" in text(done)) == (False, True)
    place = Placement.objects.get(pk=second.pk).place_id
    refused = desk.post(where, {"slot": slots[1].pk, "place": place}, headers=script)
    assert (refused.status_code, "already meets" in text(refused)) == (409, True)
    table = seated.timetable.edition.halls.get(code="W1").places.order_by("-number")[0]
    desk.post(where, {"slot": slots[4].pk, "place": table.pk}, headers=script)
    assert seats()[seated.meeting_id] == (slots[4].pk, table.pk)
    assert desk.post(where, {"slot": slots[4].pk, "place": "9999999"}, headers=script).status_code == 404


def test_the_days_of_one_organisation_stand_on_one_page(
    desk: Client, seated: Placement, second: Placement, participants: list[Participant]
) -> None:
    page = text(desk.get(address("days", version=1, participant=participants[2].pk)))
    assert "Duna Energiacella: 2 meetings" in page
    assert page.count('class="m ') == 2
    assert desk.get(address("days", version=1, participant=9999999)).status_code == 404
