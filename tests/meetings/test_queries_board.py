"""The board's rows and cells."""

from datetime import datetime

import pytest
from django.test import Client

from chainfair.chains.models import Chain
from chainfair.fairs.models import Edition, Slot
from chainfair.matching.models import Participant, Suggestion
from chainfair.meetings.actions import (
    place_meeting,
)
from chainfair.meetings.models import Placement, Timetable
from tests.meetings.lists import address, meet


def test_the_board_is_searched_in_both_scripts_and_shows_one_day(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    first, second = meet(spring, now, 2)
    place_meeting(timetable=draft, meeting=first, slot=slots[0], by=None, now=now)
    place_meeting(timetable=draft, meeting=second, slot=slots[12], by=None, now=now)
    board = address("timetable", version=1)

    def rows(query: str) -> list[str]:
        found = desk.get(f"{board}?{query}").context["board"].rows
        return [row.organisation.name_latin if row.organisation else str(row.place) for row in found]

    days = list(spring.days.order_by("date"))
    assert rows("") == ["Material 0", "Material 1"]
    assert rows(f"day={days[1].pk}") == ["Material 2", "Material 3"]
    assert rows("idle=on&hall=W1") == ["Material 0", "Material 1", "Material 2", "Material 3"]
    assert rows("hall=E1") == []
    assert rows("q=Material+3") == ["Material 3"]
    assert rows("q=第0") == ["Material 0"]
    assert rows("side=places") == ["W1-1"]
    assert rows("side=places&q=Material+2") == []
    assert rows("side=places&idle=on&hall=E1") == ["E1-1", "E1-2"]
    assert rows("page=9&day=x&hall=nowhere") == ["Material 0", "Material 1"]


def test_the_board_stands_by_hall_with_visitors_last(
    desk: Client, seated: Placement, participants: list[Participant]
) -> None:
    board = desk.get(address("timetable", version=1)).context["board"]
    rows = [(row.organisation.name_latin, row.where, row.count) for row in board.rows]
    assert rows == [("Hubei Ansheng Materials", "W1", 1), ("Duna Energiacella", "", 1)]
    visitors = desk.get(address("timetable", version=1) + "?hall=none").context["board"].rows
    assert [row.organisation.name_latin for row in visitors] == ["Duna Energiacella"]


@pytest.mark.parametrize(
    ("towards", "service", "seen_by_duna", "seen_by_ansheng"),
    [(1, False, "up", "down"), (0, False, "down", "up"), (1, True, "serv", "serv")],
)
def test_a_cell_shows_what_the_other_side_is_to_its_row(
    desk: Client,
    proposed: Timetable,
    participants: list[Participant],
    battery: Chain,
    towards: int,
    service: bool,
    seen_by_duna: str,
    seen_by_ansheng: str,
) -> None:
    Chain.objects.filter(pk=battery.pk).update(is_service=service)
    link = battery.links.earliest("pk").pk
    reason = {"kind": 1, "value": 0.5, "towards": towards, "offer": None, "source": link}
    Suggestion.objects.filter(first=participants[0], second=participants[2]).update(reasons=[reason])
    Placement.objects.update(pinned=True)
    seen = {}
    for day in proposed.edition.days.all():
        board = desk.get(address("timetable", version=1) + f"?day={day.pk}").context["board"]
        for row in board.rows:
            for one in (one for cell in row.cells for one in cell.seated):
                pair = row.organisation.name_latin.split()[-2:][0], one.others[0].name_latin.split()[0]
                seen[pair] = (one.stage, one.pinned, one.open)
    assert seen == {
        ("Ansheng", "Duna"): (seen_by_ansheng, True, True),
        ("Duna", "Hubei"): (seen_by_duna, True, True),
        ("Beiming", "Duna"): ("", True, True),
        ("Duna", "Beiming"): ("", True, True),
    }


def test_a_side_that_is_not_there_is_hatched(
    desk: Client, seated: Placement, participants: list[Participant], slots: list[Slot]
) -> None:
    Participant.objects.filter(pk=participants[0].pk).update(availability="10" * 12)
    cells = desk.get(address("timetable", version=1)).context["board"].rows[0].cells
    assert [cell.closed for cell in cells] == [False, True] * 6
