"""A late change by the organiser's page: looked at first, then done, then told what came of it; or refused in words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Slot
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.models import Participant
from chainfair.meetings.actions import pin_meeting, place_meeting, publish_timetable
from chainfair.meetings.models import Meeting, Placement, Timetable, Unplaced
from chainfair.people.models import Person
from tests.meetings.lists import address, meet, text


@pytest.fixture
def live(draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime) -> Timetable:
    """Published: Duna meets Ansheng in the third slot."""
    place_meeting(timetable=draft, meeting=agreed, slot=slots[2], by=None, now=now)
    published = publish_timetable(timetable=draft, by=None, now=now)
    OutboxMessage.objects.all().delete()
    return published


def absence(participant: Participant, first: Slot, last: Slot) -> dict[str, Any]:
    return {
        "what": "absence",
        "participant": participant.pk,
        "first": first.pk,
        "last": last.pk,
        "look": "1",
    }


def test_without_a_published_timetable_the_page_says_what_comes_first(
    desk: Client, draft: Timetable, agreed: Meeting
) -> None:
    page = text(desk.get(address("late")))
    assert ("No timetable is published yet" in page, "what-title" in page) == (True, False)
    assert desk.post(address("change"), {"what": "closure", "look": "1"}).status_code == 409


def test_when_every_time_is_over_the_page_says_so(
    desk: Client, live: Timetable, spring: Edition, now: datetime
) -> None:
    step_edition(edition=spring, to=EditionState.RUNNING, by=None, now=now)
    long = timedelta(days=5000)
    Slot.objects.filter(edition=spring).update(starts_at=F("starts_at") - long, ends_at=F("ends_at") - long)
    page = text(desk.get(address("late")))
    assert ("Nothing can change late any more" in page, "what-title" in page) == (True, False)


def offers(desk: Client, live: Timetable, participant: Participant, meeting: Meeting) -> list[bool]:
    """Whether the list of versions, the board, an organisation's days and a meeting's page lead to a late change."""
    pages = [
        address("timetables"),
        address("timetable", version=live.version),
        address("days", version=live.version, participant=participant.pk),
        address("placed", version=live.version, meeting=meeting.pk),
    ]
    return [f'href="{address("late")}' in text(desk.get(page)) for page in pages]


def test_a_late_change_is_offered_until_the_last_time_is_over(
    desk: Client,
    live: Timetable,
    spring: Edition,
    agreed: Meeting,
    participants: list[Participant],
    now: datetime,
) -> None:
    step_edition(edition=spring, to=EditionState.RUNNING, by=None, now=now)
    begun = timezone.now() - spring.slots.latest("number").starts_at - timedelta(minutes=1)
    spring.slots.update(starts_at=F("starts_at") + begun, ends_at=F("ends_at") + begun + timedelta(hours=1))
    assert offers(desk, live, participants[2], agreed) == [True] * 4
    spring.slots.update(ends_at=timezone.now())
    assert offers(desk, live, participants[2], agreed) == [False] * 4


def test_an_absence_is_looked_at_then_done_and_stands_among_what_was_done(
    desk: Client, live: Timetable, buyer: Person, participants: list[Participant], slots: list[Slot]
) -> None:
    duna = participants[2]
    asked = absence(duna, slots[0], slots[4])
    look = text(desk.get(address("late"), asked))
    assert "It takes 1 meeting out of its time or place." in look
    assert "1 to move, 0 to come in, 0 without a time." in look
    assert "Do it · touches 2 organisations" in look
    assert (Placement.objects.get().slot, OutboxMessage.objects.count()) == (slots[2], 0)
    done = desk.post(address("change"), asked, follow=True)
    assert "Done: 1 moved, 0 came in, 0 without a time. Organisations touched and told: 2." in text(done)
    assert "somebody cannot come" in text(done)
    assert Placement.objects.get().slot.number > slots[4].number
    duna.refresh_from_db()
    assert duna.availability[:5] == "00000"
    assert Event.objects.filter(verb="timetable.changed").count() == 1
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == ["buyer@example.org"]


def test_what_finds_no_other_time_says_why(
    desk: Client, live: Timetable, participants: list[Participant], slots: list[Slot]
) -> None:
    asked = absence(participants[2], slots[0], slots[-1])
    look = text(desk.get(address("late"), asked))
    assert "loses its time" in look
    desk.post(address("change"), asked)
    assert (Placement.objects.count(), Unplaced.objects.count()) == (0, 1)


def test_a_person_and_a_meeting_are_found_by_name_in_both_scripts(
    desk: Client, spring: Edition, live: Timetable, slots: list[Slot], now: datetime
) -> None:
    (meeting,) = meet(spring, now, 1)
    place_meeting(timetable=live, meeting=meeting, slot=slots[3], by=None, now=now)
    side = meeting.parties.earliest("pk").participant_id
    found = text(desk.get(address("late"), {"what": "absence", "q": "材料"}))
    assert f"participant={side}" in found
    found = text(desk.get(address("late"), {"what": "call_off", "q": "Material 1"}))
    assert f"meeting_number={meeting.pk}" in found
    assert "Nobody is found under “风电”" in text(desk.get(address("late"), {"what": "pin", "q": "风电"}))


def test_a_hall_a_table_a_pin_and_a_cancellation_are_looked_at(
    desk: Client, spring: Edition, live: Timetable, agreed: Meeting, slots: list[Slot]
) -> None:
    sits = Placement.objects.get()
    span: dict[str, Any] = {"first": slots[2].pk, "last": slots[2].pk, "look": "1"}
    hall: dict[str, Any] = {"what": "closure", "hall": spring.halls.get(code="W1").pk, "tables": "", **span}
    assert "1 meeting would change" in text(desk.get(address("late"), hall))
    table: dict[str, Any] = {"what": "closure", "tables": str(sits.place), **span}
    assert "another place" in text(desk.get(address("late"), table))
    unknown = desk.get(address("late"), {"what": "closure", "tables": "Z9-1", **span})
    assert (unknown.status_code, "There is no table Z9-1" in text(unknown)) == (409, True)
    meeting: dict[str, Any] = {"meeting_number": agreed.pk, "look": "1"}
    pin = text(desk.get(address("late"), {"what": "pin", "slot": slots[7].pk, **meeting}))
    assert "moves" in pin
    why: dict[str, Any] = {"what": "call_off", "why": "The buyer has left", **meeting}
    assert "1 meeting ends by it." in text(desk.get(address("late"), why))
    desk.post(address("change"), why)
    agreed.refresh_from_db()
    assert (agreed.state, Placement.objects.count()) == ("cancelled", 0)


def test_a_refusal_stands_in_words_and_nothing_changes(
    desk: Client,
    live: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    turned = desk.get(address("late"), absence(participants[2], slots[4], slots[0]))
    assert (turned.status_code, "The end is before the beginning" in text(turned)) == (409, True)
    pin_meeting(timetable=live, meeting=agreed, pinned=True, by=None, now=now)
    asked = absence(participants[2], slots[0], slots[4])
    for answer in (desk.get(address("late"), asked), desk.post(address("change"), asked)):
        assert (answer.status_code, "Nothing was changed" in text(answer)) == (409, True)
    assert Placement.objects.get().slot == slots[2]
    assert desk.get(address("late"), {"what": "absence", "participant": "999999"}).status_code == 404
