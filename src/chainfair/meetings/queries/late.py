"""A late change of the published timetable in names, times and words, for a page that shows it before or after."""

from dataclasses import dataclass

from chainfair.fairs.models import Place, Slot
from chainfair.meetings.kinds import Foreseen, Shift, Spot
from chainfair.meetings.models import Meeting, Timetable, Unplaced
from chainfair.meetings.queries.records import in_words
from chainfair.meetings.queries.searching import SIDES


@dataclass(frozen=True)
class At:
    """A time, and a place if there is one."""

    slot: Slot
    place: Place | None


@dataclass(frozen=True)
class ShownShift:
    """A meeting with its sides, where it sat and where it will sit, and why nowhere."""

    shift: Shift
    meeting: Meeting
    before: At | None
    after: At | None
    reason: str = ""


def words_of(timetable: Timetable, foreseen: Foreseen) -> list[ShownShift]:
    """What a late change comes to, row by row: what goes, what moves, what comes in; a bounded number of queries."""
    numbers = [one.meeting for one in foreseen.shifts]
    meetings = {
        one.pk: one for one in timetable.edition.meetings.filter(pk__in=numbers).prefetch_related(SIDES)
    }
    spots = [spot for one in foreseen.shifts for spot in (one.before, one.after) if spot is not None]
    slots = Slot.objects.select_related("day").in_bulk({spot.slot for spot in spots})
    places = Place.objects.select_related("hall").in_bulk(
        {spot.place for spot in spots if spot.place is not None}
    )
    reasons = _reasons(timetable, foreseen, meetings)

    def at(spot: Spot | None) -> At | None:
        return None if spot is None else At(slots[spot.slot], places[spot.place] if spot.place else None)

    order = {"gone": 0, "moved": 1, "new": 2}
    rows = sorted(foreseen.shifts, key=lambda one: (order[one.change], one.meeting))
    return [
        ShownShift(one, meetings[one.meeting], at(one.before), at(one.after), reasons.get(one.meeting, ""))
        for one in rows
    ]


def _reasons(timetable: Timetable, foreseen: Foreseen, meetings: dict[int, Meeting]) -> dict[int, str]:
    """Sentences of why, by meeting; nothing of this is stored."""
    rows = [
        Unplaced(timetable=timetable, meeting=meetings[one.meeting], reason=one.reason, values=one.values)
        for one in foreseen.left_out
    ]
    return {told.row.meeting_id: told.sentence for told in in_words(rows, timetable.edition)}
