"""One meeting on the board: placed, moved, pinned, taken out, or refused in words."""

from datetime import datetime

from django.test import Client

from chainfair.fairs.models import Edition, Slot
from chainfair.ground.models import Event
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    accept_meeting,
    place_meeting,
    request_meeting,
)
from chainfair.meetings.kinds import (
    MeetingRequest,
    TimetableState,
)
from chainfair.meetings.models import Placement, Timetable
from tests.meetings.lists import address, text


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
