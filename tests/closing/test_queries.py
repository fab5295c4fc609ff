"""The records behind a figure, as an auditor reads them."""

from datetime import datetime

from chainfair.closing.queries.records import records_of
from chainfair.fairs.models import Slot
from chainfair.meetings.kinds import MeetingState
from chainfair.meetings.models import Meeting
from tests.meetings.conftest import agreed, asked, placed, published, slots, waiting

__all__ = ["agreed", "asked", "placed", "published", "slots", "waiting"]  # a pair that has agreed


def test_a_meeting_stands_with_when_it_sat_and_by_what_it_counts(placed: Meeting, now: datetime) -> None:
    first = Slot.objects.get(placements__meeting=placed)
    told = [records_of("meeting", [placed.pk])[0]]
    Meeting.objects.filter(pk=placed.pk).update(state=MeetingState.HELD)
    told.append(records_of("meeting", [placed.pk])[0])
    placed.parties.update(said_held=True)
    told.append(records_of("meeting", [placed.pk])[0])
    placed.parties.update(scanned_at=now)
    told.append(records_of("meeting", [placed.pk])[0])
    assert [one.facts for one in told] == [
        "scheduled",
        "decided by the organiser",
        "both sides confirmed it",
        "both badges scanned",
    ]
    assert {one.at for one in told} == {first.starts_at}
