"""What a version leaves out and changes, all meetings, their records."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from chainfair.fairs.models import Edition, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    place_meeting,
    publish_timetable,
)
from chainfair.meetings.kinds import (
    MeetingState,
    UnplacedReason,
)
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.queries import (
    changes_between,
    changes_by_hall,
    difference_between,
    find_older,
    most_changed,
)
from chainfair.meetings.queries.changes import HallChanges
from chainfair.people.models import Person
from tests.meetings.lists import address, leave_out, meet, text


@pytest.mark.parametrize(
    ("reason", "values", "sentence"),
    [
        (
            UnplacedReason.SIDE_FULL,
            {"held": 4, "limit": 4, "lightest": 700},
            "Hubei Ansheng Materials has 4 of at most 4 meetings, the lightest worth 700; this one is worth 1000.",
        ),
        (UnplacedReason.NO_COMMON_SLOT, {}, "The sides are never there at the same time"),
        (UnplacedReason.ZONE_FULL, {"places": 3}, "one side is full"),
        (UnplacedReason.DISPLACED, {"price": 1200}, "it would push out meetings worth 1200 together"),
        (UnplacedReason.DISPLACED, {}, "it would have displaced meetings worth more"),
    ],
)
def test_what_is_left_out_says_why(
    desk: Client,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    reason: UnplacedReason,
    values: dict[str, Any],
    sentence: str,
) -> None:
    if reason == UnplacedReason.ZONE_FULL:
        sentence = "All sides are free at 2026-07-16 09:00, but all 3 places are taken then."
    leave_out(draft, agreed, reason, participant=participants[0].pk, slots=[slots[0].pk], **values)
    assert sentence in text(desk.get(address("unplaced", version=1)))
    assert sentence in text(desk.get(address("placed", version=1, meeting=agreed.pk)))


def test_lists_are_searched_filtered_and_exported(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    first, second, third = meet(spring, now, 3)
    place_meeting(timetable=draft, meeting=first, slot=slots[0], by=None, now=now)
    leave_out(draft, second, UnplacedReason.NO_COMMON_SLOT)
    leave_out(draft, third, UnplacedReason.DISPLACED)

    def ids(view: str, query: str, **values: int) -> list[str]:
        rows = desk.get(f"{address(view, **values)}?{query}&export=csv").content.decode("utf-8-sig")
        return [row.split(",")[0] for row in rows.splitlines()[1:]]

    by_number = [str(one.pk) for one in (first, second, third)]
    assert sorted(ids("meetings", "")) == by_number
    assert ids("meetings", "q=第3") == [by_number[1]]
    assert ids("meetings", "state=held") == []
    assert sorted(ids("meetings", "state=accepted&origin=request")) == by_number
    assert ids("unplaced", "reason=displaced", version=1) == [by_number[2]]
    assert ids("unplaced", "q=Material+2", version=1) == [by_number[1]]
    assert ids("changes", "change=new&q=Material+1", version=1) == [by_number[0]]
    assert ids("changes", "change=gone", version=1) == []
    sheet = desk.get(address("changes", version=1) + "?export=xlsx")
    assert sheet["Content-Type"].endswith("sheet")


def test_changes_count_what_is_new_moved_and_gone_and_whom_it_touches(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    stays, moves, goes, comes = meet(spring, now, 4)
    for meeting, slot in ((stays, 0), (moves, 1), (goes, 2)):
        place_meeting(timetable=draft, meeting=meeting, slot=slots[slot], by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    second = Timetable.objects.create(edition=spring, version=2, created_at=now)
    for meeting, slot in ((stays, 0), (moves, 5), (comes, 3)):
        place_meeting(timetable=second, meeting=meeting, slot=slots[slot], by=None, now=now)
    found = difference_between(second, find_older(second))
    assert (found.new, found.moved, found.gone, found.organisations, found.people) == (1, 1, 1, 6, 0)
    page = text(desk.get(address("changes", version=2)))
    assert "1 new, 1 moved, 1 gone; 6 organisations are touched." in page
    assert "3 meetings differ between versions 1 and 2" in page
    later = now + timedelta(hours=1)
    publish_timetable(timetable=second, by=None, now=later)
    states = {one.pk: one.state for one in Meeting.objects.all()}
    assert [states[one.pk] for one in (stays, moves, goes, comes)] == [
        MeetingState.SCHEDULED,
        MeetingState.SCHEDULED,
        MeetingState.ACCEPTED,
        MeetingState.SCHEDULED,
    ]
    second.refresh_from_db()
    assert difference_between(second, find_older(second)).meetings == 3


@pytest.fixture
def counted(django_assert_max_num_queries: Any) -> Callable[[Client, str], int]:
    def count(client: Client, path: str) -> int:
        with django_assert_max_num_queries(60) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count


def test_every_list_asks_the_database_as_often_for_three_as_for_one(
    desk: Client,
    spring: Edition,
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
    counted: Callable[[Client, str], int],
) -> None:
    paths = [
        address("timetables"),
        address("timetable", version=1),
        address("timetable", version=1) + "?side=places",
        address("unplaced", version=1),
        address("changes", version=1),
        address("meetings"),
    ]
    one, *others = meet(spring, now, 6)
    place_meeting(timetable=draft, meeting=one, slot=slots[0], by=None, now=now)
    leave_out(draft, others[0], UnplacedReason.DISPLACED, slots=[slots[0].pk], price=1)
    first = [counted(desk, path) for path in paths]
    for meeting in others[1:3]:
        place_meeting(timetable=draft, meeting=meeting, slot=slots[0], by=None, now=now)
    for meeting in others[3:]:
        leave_out(draft, meeting, UnplacedReason.DISPLACED, slots=[slots[1].pk], price=1)
    assert [counted(desk, path) for path in paths] == first


def test_a_record_says_what_happened_by_whom_and_why(
    desk: Client, seated: Placement, director: Person, slots: list[Slot]
) -> None:
    desk.post(address("move", version=1, meeting=seated.meeting_id), {"slot": slots[3].pk})
    history = desk.get(address("record", meeting=seated.meeting_id)).context["history"]
    assert [(step.word, step.who, step.about) for step in history] == [
        ("moved by hand", "Fang Director", "version 1; 2026-07-16 10:30; W1-1"),
        ("placed by hand", "", "version 1; 2026-07-16 09:00; W1-1"),
        ("accepted; everybody needed has said yes", "", "Hubei Ansheng Materials"),
        ("asked for; waits for an answer", "", ""),
    ]


def test_changes_are_counted_by_hall_and_by_whose_diary_changes_most(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    first, second = meet(spring, now, 2)
    for slot, meeting in zip(slots, (first, second), strict=False):
        place_meeting(timetable=draft, meeting=meeting, slot=slot, by=None, now=now)
    visitor = second.parties.latest("pk").participant
    visitor.hall = None
    visitor.save()
    every = changes_between(draft, None)
    assert changes_by_hall(every) == [HallChanges("W1", 2, 0, 0), HallChanges("", 1, 0, 0)]
    assert [n for _one, n in most_changed(every)] == [1, 1, 1, 1]
    page = desk.get(address("changes", version=1), {"hall": "W1"})
    assert (page.context["found"], page.context["total"]) == (2, 2)
    other = spring.halls.exclude(code="W1")[0].code
    assert desk.get(address("changes", version=1), {"hall": other}).context["found"] == 0
    assert "Whose diary changes most" in text(page)
