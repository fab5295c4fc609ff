"""An older version becomes a draft again: what still stands keeps its time, what ended or cannot be stays out."""

from datetime import datetime

from django.test import Client

from chainfair.fairs.models import Edition, Slot
from chainfair.ground.models import Event
from chainfair.matching.models import Participant
from chainfair.meetings.actions import cancel_meeting, place_meeting, publish_timetable, restore_timetable
from chainfair.meetings.kinds import TimetableState, UnplacedReason
from chainfair.meetings.models import Placement, SeatBooking, Timetable, Unplaced
from tests.meetings.lists import address, leave_out, meet, text


def test_a_superseded_version_becomes_the_next_draft_with_what_still_stands(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    kept, ended, away, waits = meet(spring, now, 4)
    for slot, meeting in zip(slots, (kept, ended, away), strict=False):
        place_meeting(timetable=draft, meeting=meeting, slot=slot, pinned=meeting == kept, by=None, now=now)
    leave_out(draft, waits, UnplacedReason.DISPLACED, price=5)
    publish_timetable(timetable=draft, by=None, now=now)
    later = Timetable.objects.create(edition=spring, version=2, created_at=now)
    place_meeting(timetable=later, meeting=kept, slot=slots[5], by=None, now=now)
    publish_timetable(timetable=later, by=None, now=now)
    ended.refresh_from_db()
    cancel_meeting(meeting=ended, why="", by=None, now=now)
    side = Participant.objects.get(pk=away.parties.earliest("pk").participant_id)
    side.availability = "110" + "1" * (len(slots) - 3)
    side.save()
    answer = desk.post(address("restore", version=1), follow=True)
    assert "Version 3 is a draft made from version 1. 2 of its meetings stay out" in text(answer)
    made = Timetable.objects.get(version=3)
    placement = Placement.objects.get(timetable=made)
    assert (placement.meeting, placement.slot, placement.pinned) == (kept, slots[0], True)
    assert SeatBooking.objects.filter(timetable=made).count() == 2
    assert list(Unplaced.objects.filter(timetable=made).values_list("meeting", flat=True)) == [waits.pk]
    assert (made.state, made.figures["restored"]) == (TimetableState.DRAFT, 1)
    assert Event.objects.filter(verb="timetable.restored").count() == 1
    assert "from version 1" in text(desk.get(address("timetables")))
    publish_timetable(timetable=made, by=None, now=now)


def test_places_that_closed_since_are_not_taken_again(
    spring: Edition, seated: Placement, now: datetime
) -> None:
    live = Timetable.objects.create(edition=spring, version=2, created_at=now)
    closure = {"places": [seated.place_id], "slots": [seated.slot_id]}
    Timetable.objects.filter(pk=live.pk).update(state=TimetableState.PUBLISHED, figures={"closed": [closure]})
    made, left = restore_timetable(timetable=seated.timetable, by=None, now=now)
    assert (made.placements.count(), left, made.figures["closed"]) == (0, 1, [closure])
