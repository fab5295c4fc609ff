"""What is printed and taken along: the days of one, agendas and tables as PDF, a calendar file; the map of load."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chainfair.fairs.models import Edition, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.actions import place_meeting, publish_timetable
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.queries import load_of
from chainfair.meetings.queries.sheets import VOLUMES, SheetQuestion, sheets_of_participants, volumes_of
from tests.meetings.lists import address, meet, text
from tests.meetings.test_bridge import agree
from tests.shared import words_of_pdf


@pytest.fixture
def full(
    spring: Edition,
    seated: Placement,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> Timetable:
    """Duna meets Ansheng in the first slot and Beiming in the third, at tables of W1."""
    _ansheng, beiming, duna = participants
    other = agree(spring, duna, beiming, now)
    place_meeting(timetable=seated.timetable, meeting=other, slot=slots[2], by=None, now=now)
    return seated.timetable


def pages(answer: Any) -> list[list[str]]:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return words_of_pdf(answer.content)


def test_the_sheet_of_an_organisation_says_when_with_whom_and_where_in_both_languages(
    desk: Client, full: Timetable, participants: list[Participant]
) -> None:
    duna = participants[2]
    (page,) = pages(desk.get(address("organisation_sheet", version=1, participant=duna.pk)))
    assert "Duna Energiacella" in page[1]
    assert page[page.index("09:00–09:30") :][:3] == ["09:00–09:30", "Hubei Ansheng Materials", "湖北安晟材料"]
    assert "Thursday, 16 July 2026 · 2026年7月16日星期四" in page
    assert any(word.startswith("W1-") for word in page)
    assert "Hall W1 · W1 馆" in page
    assert page[-2].startswith("Version 1 · 第1版 · draft · 草案")
    # The same whichever language the reader has.
    chinese = desk.get(
        address("organisation_sheet", version=1, participant=duna.pk), headers={"accept-language": "zh-hans"}
    )
    assert pages(chinese)[0][:-2] == page[:-2]


def test_the_sheet_of_a_table_says_who_comes(desk: Client, full: Timetable) -> None:
    place = Placement.objects.order_by("pk")[0].place
    assert place is not None
    (page,) = pages(desk.get(address("place_sheet", version=1, place=place.pk)))
    assert page[1] == str(place)
    assert {"Duna Energiacella", "Hubei Ansheng Materials", "湖北安晟材料"} <= set(page)


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("展台", "filename*=utf-8''spring-1-%E5%B1%95%E5%8F%B0-1.pdf"),
        ('A"; x="', r'filename="spring-1-A\"; x=\"-1.pdf"'),
        ("A\r\nX: y", "filename*=utf-8''spring-1-A%0D%0AX%3A%20y-1.pdf"),
    ],
)
def test_the_file_of_a_table_has_a_name_whatever_its_zone_is_called(
    desk: Client, full: Timetable, zone: str, name: str
) -> None:
    place = Placement.objects.order_by("pk")[0].place
    assert place is not None
    place.zone, place.number = zone, 1
    place.save()
    answer = desk.get(address("place_sheet", version=1, place=place.pk))
    assert (answer.status_code, answer["Content-Disposition"]) == (200, f"inline; {name}")


def test_sheets_of_all_come_hall_by_hall_and_day_by_day(
    desk: Client, full: Timetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = full.edition.days.order_by("date")[:2]
    assert len(pages(desk.get(address("organisation_sheets", version=1)))) == 3
    hall = pages(desk.get(address("organisation_sheets", version=1) + "?hall=W1"))
    assert sorted(page[1] for page in hall) == sorted(
        one.organisation.name_latin or one.organisation.name
        for one in full.edition.participants.filter(hall__code="W1")
    )
    assert len(pages(desk.get(address("place_sheets", version=1) + f"?day={first.pk}"))) == len(
        set(Placement.objects.values_list("place", flat=True))
    )
    nothing = desk.get(address("place_sheets", version=1) + f"?day={second.pk}")
    assert (nothing.status_code, "there is nothing to print" in text(nothing)) == (409, True)
    monkeypatch.setitem(VOLUMES, "organisations", 1)
    halls = [(one.hall, one.first, one.last) for one in volumes_of(full, None)["organisations"]]
    assert halls == [("W1", 1, 1), ("W1", 2, 2), ("none", 1, 1)]
    second_volume = sheets_of_participants(full, SheetQuestion("W1", None, 2))
    assert [one.title for one in second_volume] == [hall[1][1]]
    page = text(desk.get(address("sheets", version=1)))
    assert page.count(">PDF ") == 4


def test_sheets_take_the_same_number_of_queries_whatever_they_hold(
    spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    counts = []
    for more in (1, 2):
        for slot, meeting in zip(slots, meet_more(spring, now, more), strict=False):
            place_meeting(timetable=draft, meeting=meeting, slot=slot, by=None, now=now)
        with CaptureQueriesContext(connection) as asked:
            sheets_of_participants(draft, SheetQuestion())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def meet_more(spring: Edition, now: datetime, count: int) -> list[Meeting]:
    """New organisations at each call: names are told apart by the number of those that are there."""
    known = spring.participants.count()
    return meet(spring, now, known // 2 + count)[-count:]


def test_a_calendar_file_follows_the_published_version_only(
    desk: Client, full: Timetable, participants: list[Participant], now: datetime
) -> None:
    feed = address("organisation_feed", version=1, participant=participants[2].pk)
    refused = desk.get(feed)
    assert (refused.status_code, "is not the published one" in text(refused)) == (409, True)
    publish_timetable(timetable=full, by=None, now=now)
    calendar = desk.get(feed)
    assert calendar["Content-Type"].startswith("text/calendar")
    assert calendar.content.count(b"BEGIN:VEVENT") == 2


def test_the_load_of_a_day_counts_tables_and_meetings(full: Timetable, desk: Client) -> None:
    day = full.edition.days.order_by("date")[0]
    load = load_of(full, day)
    row = next(one for one in load.halls if one[0].hall == "W1")
    assert [one.taken for one in row][:4] == [1, 0, 1, 0]
    assert {one.tables for one in row} == {full.edition.places.filter(hall__code="W1").count()}
    assert load.fullest is not None
    assert load.emptiest is not None
    assert (load.all_meetings[:3], load.fullest.taken, load.emptiest.taken) == ([1, 0, 1], 1, 0)
    page = text(desk.get(address("timetable", version=1)))
    assert f"Fullest: hall W1 at 09:00, 1 of {row[0].tables} tables taken." in page


def test_what_is_closed_in_a_slot_is_hatched_and_counts_as_no_room(
    full: Timetable, desk: Client, slots: list[Slot]
) -> None:
    places = list(full.edition.places.filter(hall__code="W1").values_list("pk", flat=True))
    full.figures = {
        "closed": [{"places": places, "slots": [slots[1].pk]}, {"places": places[:1], "slots": [slots[3].pk]}]
    }
    full.save()
    day = full.edition.days.order_by("date")[0]
    row = next(one for one in load_of(full, day).halls if one[0].hall == "W1")
    assert [one.tables for one in row][:4] == [len(places), 0, len(places), len(places) - 1]
    assert (row[1].share, row[0].share) == (None, 1 / len(places))
    page = text(desk.get(address("timetable", version=1) + "?side=places&idle=on&hall=W1"))
    assert page.count('<td class="closed"><span class="sr-only">not there') == len(places) + 1
