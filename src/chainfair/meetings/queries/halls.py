"""In which hall the meetings of a version are."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from chainfair.matching.kinds import Side
from chainfair.meetings.kinds import Answer
from chainfair.meetings.models import Party, Placement, Timetable


def halls_of_meetings(timetable: Timetable, wanted: Q) -> dict[int, int]:
    """The hall of each placed meeting that is wanted: that of its place, or of the stand; none of one online."""
    rows = timetable.placements.filter(wanted, meeting__online=False).values_list(
        "meeting", "place", "place__hall"
    )
    found: dict[int, int] = {}
    at_stands: list[int] = []
    for meeting, place, hall in rows:
        if place is None:
            at_stands.append(meeting)
        elif hall is not None:
            found[meeting] = hall
    return found | _homes(timetable, wanted, at_stands)


def _homes(timetable: Timetable, wanted: Q, meetings: Collection[int]) -> dict[int, int]:
    """The hall of the side that has a stand, of those that sit at no table."""
    if not meetings:
        return {}
    there = Placement.objects.filter(wanted, timetable=timetable, place=None, meeting__online=False)
    sides = Party.objects.filter(meeting__in=there.values("meeting"), participant__hall__isnull=False)
    rows = (
        sides.exclude(answer=Answer.NO)
        .order_by("pk")
        .values_list("meeting", "participant__side", "participant__hall")
    )
    of_meeting: dict[int, list[tuple[str, int]]] = {}
    for meeting, side, hall in rows:
        of_meeting.setdefault(meeting, []).append((side, hall))
    homes = {meeting: home_of(sides) for meeting, sides in of_meeting.items()}
    return {meeting: hall for meeting, hall in homes.items() if hall is not None}


def home_of(sides: Iterable[tuple[str, int | None]]) -> int | None:
    """The hall of the side that has a stand, an exhibitor's first; of (side, hall) each."""
    return next(
        (hall for _side, hall in sorted(sides, key=lambda one: one[0] != Side.EXHIBITOR) if hall is not None),
        None,
    )
