"""A late change in names and words, in the same number of queries for one meeting and for three."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chainfair.fairs.models import Place, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.actions import foresee_change
from chainfair.meetings.kinds import Absence, Change, Closure
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.queries import words_of
from tests.meetings.test_replanning import crowd, live

__all__ = ["live"]


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as told:
        ask()
    return len(told)


def test_rows_say_who_from_when_to_when_and_why(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    other = Absence(participants[0].pk, (slots[2].pk,))
    (row,) = words_of(live, foresee_change(timetable=live, change=other, now=now))
    assert row.before is not None
    assert row.after is not None
    assert (row.meeting, row.before.slot, str(row.before.place)) == (agreed, slots[2], "W1-1")
    assert (row.shift.change, row.after.slot != slots[2], row.reason) == (Change.MOVED, True, "")
    names = [party.participant.organisation.name_latin for party in row.meeting.parties.all()]
    assert names == ["Duna Energiacella", "Hubei Ansheng Materials"]

    every = Absence(participants[0].pk, tuple(one.pk for one in slots))
    (row,) = words_of(live, foresee_change(timetable=live, change=every, now=now))
    assert (row.shift.change, row.after) == (Change.GONE, None)
    assert row.reason == "The sides are never there at the same time, or not at the times they named."


def test_three_meetings_take_no_more_queries_than_one(
    live: Timetable, slots: list[Slot], now: datetime
) -> None:
    crowd(live, slots[4:], now)
    rows = Placement.objects.filter(timetable=live, slot=slots[7])
    tables = list(Place.objects.filter(placements__in=rows).order_by("pk"))
    spent = []
    for closed in (tables[:1], tables[:3]):
        change = Closure((slots[7].pk,), places=tuple(one.pk for one in closed))
        foreseen = foresee_change(timetable=live, change=change, now=now)
        assert foreseen.hit == len(closed)
        spent.append(
            (
                queries(lambda change=change: foresee_change(timetable=live, change=change, now=now)),  # type: ignore[misc]
                queries(lambda foreseen=foreseen: words_of(live, foreseen)),  # type: ignore[misc]
            )
        )
    assert spent[0] == spent[1]
