"""Where a side must be, with whom, about what: on the page, as a table, and in a calendar program."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar, Component

from chainfair.fairs.models import Place, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.access import calendar_token
from chainfair.meetings.actions import (
    accept_meeting,
    cancel_meeting,
    move_meeting,
    request_meeting,
    unplace_meeting,
)
from chainfair.meetings.kinds import MeetingRequest, MeetingState
from chainfair.meetings.models import Meeting, Timetable
from chainfair.meetings.queries import agenda_of, entries_of
from chainfair.organisations.models import Membership, Organisation
from chainfair.people.models import Person
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
AGENDA = "/spring/meetings/agenda"


def words(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return " ".join(response.content.decode().split())


def another(placed: Meeting, slot: Slot, about: str = "") -> Meeting:
    """One more visitor meets the exhibitor, at that time."""
    now = timezone.now()
    count = Organisation.objects.count()
    organisation = Organisation.objects.create(name=f"甲{count}", country="DE", created_at=now)
    visitor = Participant.objects.create(
        edition=placed.edition, organisation=organisation, side="visitor", joined_at=now
    )
    visitor.seats.create(number=1)
    ansheng = placed.parties.get(asked=False).participant
    request = MeetingRequest(visitor.pk, (ansheng.pk,), about=about, slots=(slot.pk,))
    meeting = request_meeting(edition=placed.edition, request=request, by=None, now=now)
    return accept_meeting(meeting=meeting, participant=ansheng, slot=slot, by=None, now=now)


def feed_of(person: Person, participant: Participant) -> str:
    return f"/spring/meetings/calendar/{calendar_token(person, participant)}.ics"


def events(content: bytes) -> list[Component]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def sequence(event: Component) -> int:
    return int(str(event["SEQUENCE"]))


def test_agenda_says_the_next_meeting_first_and_where_and_about_what(placed: Meeting, owner: Person) -> None:
    page = words(client_of(owner).get(AGENDA))
    assert "<h1>Next: Duna Energiacella, " in page
    assert "09:00–09:30 · table W1-1" in page
    assert "“磷酸铁锂 canary-7719”" in page
    assert "1 time waits for you to confirm it." in page
    assert page.count("button main") == 1
    assert page.count('<li class="taken"') == 1


def test_agenda_is_the_same_for_both_sides(placed: Meeting, buyer: Person) -> None:
    page = words(client_of(buyer).get(AGENDA))
    assert "<h1>Next: Hubei Ansheng Materials, " in page


def test_agenda_without_a_time_says_what_will_stand_here(waiting: Meeting, owner: Person) -> None:
    page = words(client_of(owner).get(AGENDA))
    assert "<h1>No meeting has its time yet</h1>" in page
    assert "calendar/" not in page


def test_agenda_leads_to_the_closing_question_when_it_is_over(placed: Meeting, owner: Person) -> None:
    slot = placed.placements.get().slot
    slot.starts_at, slot.ends_at = (timezone.now() - timedelta(minutes=one) for one in (90, 60))
    slot.save()
    page = words(client_of(owner).get(AGENDA))
    assert "<h1>1 meeting has its time</h1>" in page
    assert f'href="/spring/meetings/{placed.pk}">Close it</a>' in page


def test_agenda_confirms_in_place(placed: Meeting, owner: Person) -> None:
    client = client_of(owner)
    done = client.post(f"/spring/meetings/{placed.pk}/confirm", {"back": "agenda"}, follow=True)
    assert done.redirect_chain == [(AGENDA, 302)]
    page = words(done)
    assert "Confirmed. The other side can count on you." in page
    assert f"/spring/meetings/{placed.pk}/confirm" not in page


def test_agenda_says_the_way_between_halls(
    placed: Meeting, published: Timetable, participants: list[Participant]
) -> None:
    second = another(placed, placed.edition.slots.get(number=1))
    third = another(placed, placed.edition.slots.get(number=6))
    hall = placed.edition.halls.get(code="E1")
    table = Place.objects.filter(hall=hall)[0]
    move_meeting(
        timetable=published,
        meeting=second,
        slot=placed.edition.slots.get(number=1),
        place=table,
        by=None,
        now=timezone.now(),
    )
    entries = entries_of(list(agenda_of(participants[0])), participants[0], timezone.now())
    assert [(one.own.meeting, one.hall, one.way) for one in entries] == [
        (placed, "W1", ""),
        (second, "E1", "straight from hall W1 to hall E1, with no time between"),
        (third, "W1", "from hall E1 to hall W1, 210 minutes between"),
    ]


def test_agenda_shows_one_day_and_finds_in_it(placed: Meeting, owner: Person) -> None:
    another(placed, placed.edition.slots.get(number=2), about="电解液")
    another(placed, placed.edition.slots.get(number=14))
    client = client_of(owner)
    first, second = placed.edition.days.all()
    entry = '<span class="time">'
    assert words(client.get(AGENDA)).count(entry) == 2
    assert words(client.get(AGENDA, {"day": second.pk})).count(entry) == 1
    assert words(client.get(AGENDA, {"day": str(first.pk), "q": "电解"})).count(entry) == 1
    assert words(client.get(AGENDA, {"q": "nothing"})).count(entry) == 0


def test_agenda_takes_as_many_queries_for_three_as_for_one(placed: Meeting, owner: Person) -> None:
    client = client_of(owner)
    client.get(AGENDA)
    with CaptureQueriesContext(connection) as one:
        client.get(AGENDA)
    another(placed, placed.edition.slots.get(number=2))
    another(placed, placed.edition.slots.get(number=3))
    with CaptureQueriesContext(connection) as three:
        assert words(client.get(AGENDA)).count('<span class="time">') == 3
    assert len(three) == len(one)


def test_agenda_is_exported(placed: Meeting, owner: Person) -> None:
    client = client_of(owner)
    head, row = client.get(f"{AGENDA}?export=csv").content.decode("utf-8-sig").splitlines()
    assert head == "Day,Begins,Ends,With,Hall,Where,About,State,Given to"
    day = placed.edition.days.all()[0].date.isoformat()
    assert row == f"{day},09:00,09:30,Duna Energiacella,W1,table W1-1,磷酸铁锂 canary-7719,scheduled,"
    assert client.get(f"{AGENDA}?export=xlsx").content[:2] == b"PK"


def test_a_draft_is_in_nobodys_agenda(placed: Meeting, published: Timetable, owner: Person) -> None:
    Timetable.objects.filter(pk=published.pk).update(state="draft")
    assert "No meeting has its time yet" in words(client_of(owner).get(AGENDA))


# Calendar programs


def test_feed_opens_by_its_address_alone(
    placed: Meeting, owner: Person, participants: list[Participant]
) -> None:
    assert feed_of(owner, participants[0]) in words(client_of(owner).get(AGENDA))
    answer = Client().get(feed_of(owner, participants[0]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    [event] = events(answer.content)
    slot = placed.placements.get().slot
    shanghai = ZoneInfo("Asia/Shanghai")
    placed.refresh_from_db()
    assert {
        "uid": str(event["UID"]),
        "sequence": sequence(event),
        "from": event.decoded("DTSTART"),
        "to": event.decoded("DTEND"),
        "zone": event["DTSTART"].params["TZID"],
        "what": str(event["SUMMARY"]),
        "where": str(event["LOCATION"]),
        "about": str(event["DESCRIPTION"]),
        "status": str(event["STATUS"]),
    } == {
        "uid": str(placed.uid),
        "sequence": placed.sequence,
        "from": slot.starts_at.astimezone(shanghai),
        "to": slot.ends_at.astimezone(shanghai),
        "zone": "Asia/Shanghai",
        "what": "Meeting: Duna Energiacella",
        "where": "W1 · table W1-1",
        "about": "磷酸铁锂 canary-7719",
        "status": "TENTATIVE",
    }
    zones = [str(one["TZID"]) for one in Calendar.from_ical(answer.content).walk("VTIMEZONE")]
    assert zones == ["Asia/Shanghai"]


def test_feed_folds_at_75_octets_and_reads_back(
    placed: Meeting, owner: Person, participants: list[Participant]
) -> None:
    about = "需要三百吨磷酸铁锂正极材料，自二零二七年起；REACH registered? " * 8
    Meeting.objects.filter(pk=placed.pk).update(about=about.strip())
    content = Client().get(feed_of(owner, participants[0])).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert [str(one["DESCRIPTION"]) for one in events(content)] == [about.strip()]


def test_feed_keeps_the_identifier_and_raises_the_sequence(
    placed: Meeting, published: Timetable, owner: Person, participants: list[Participant]
) -> None:
    address = feed_of(owner, participants[0])
    [before] = events(Client().get(address).content)
    slot = placed.edition.slots.get(number=5)
    move_meeting(timetable=published, meeting=placed, slot=slot, by=None, now=timezone.now())
    [moved] = events(Client().get(address).content)
    unplace_meeting(timetable=published, meeting=placed, by=None, now=timezone.now())
    [gone] = events(Client().get(address).content)
    assert {str(one["UID"]) for one in (before, moved, gone)} == {str(placed.uid)}
    assert sequence(before) < sequence(moved) < sequence(gone)
    assert [str(one["STATUS"]) for one in (before, moved, gone)] == ["TENTATIVE", "TENTATIVE", "CANCELLED"]
    assert gone.decoded("DTSTART") == slot.starts_at


def test_calendar_entry_takes_itself_back(placed: Meeting, owner: Person) -> None:
    client = client_of(owner)
    address = f"/spring/meetings/{placed.pk}/calendar.ics"
    kept = client.get(address)
    assert Calendar.from_ical(kept.content)["METHOD"] == "PUBLISH"
    cancel_meeting(meeting=placed, why="", by=None, now=timezone.now())
    taken = client.get(address)
    assert taken["Content-Type"] == "text/calendar; charset=utf-8; method=CANCEL"
    assert Calendar.from_ical(taken.content)["METHOD"] == "CANCEL"
    [before], [after] = events(kept.content), events(taken.content)
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CANCELLED")
    assert sequence(after) > sequence(before)


def test_calendar_entry_of_what_never_had_a_time_is_not_there(waiting: Meeting, owner: Person) -> None:
    assert client_of(owner).get(f"/spring/meetings/{waiting.pk}/calendar.ics").status_code == 404


def test_feed_confirms_what_both_confirmed(
    placed: Meeting, owner: Person, participants: list[Participant]
) -> None:
    Meeting.objects.filter(pk=placed.pk).update(state=MeetingState.CONFIRMED)
    [event] = events(Client().get(feed_of(owner, participants[0])).content)
    assert str(event["STATUS"]) == "CONFIRMED"


def test_feed_is_shut_to_made_up_foreign_and_former_addresses(
    placed: Meeting, owner: Person, rival: Person, participants: list[Participant]
) -> None:
    own = feed_of(owner, participants[0])
    made_up = [
        own.replace(".ics", "x.ics"),
        "/spring/meetings/calendar/1.ics",
        feed_of(rival, participants[0]),
        own.replace("/spring/", "/autumn/"),
    ]
    assert [Client().get(one).status_code for one in made_up] == [404] * 4
    assert Client().get(own).status_code == 200
    Membership.objects.filter(person=owner).delete()
    shut = Client().get(own)
    assert (shut.status_code, b"canary" in shut.content) == (404, False)


def test_feed_of_a_rival_holds_nothing_of_others(
    placed: Meeting, rival: Person, participants: list[Participant]
) -> None:
    content = Client().get(feed_of(rival, participants[1])).content
    assert (events(content), b"canary" in content) == ([], False)
