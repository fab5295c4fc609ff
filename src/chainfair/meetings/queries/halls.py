"""In which hall the meetings of a version are."""

from collections.abc import Collection, Iterable

from chainfair.ground.among import among
from chainfair.matching.kinds import Side
from chainfair.meetings.kinds import Answer
from chainfair.meetings.models import Party, Timetable


def halls_of_meetings(timetable: Timetable, meetings: Collection[int]) -> dict[int, int]:
    """The hall of each of these that is placed: that of its place, or of the stand; none of one online."""
    rows = timetable.placements.filter(among("meeting", meetings), meeting__online=False).values_list(
        "meeting", "place", "place__hall"
    )
    found: dict[int, int] = {}
    at_stands: list[int] = []
    for meeting, place, hall in rows:
        if place is None:
            at_stands.append(meeting)
        elif hall is not None:
            found[meeting] = hall
    return found | _homes(at_stands) if at_stands else found


def _homes(meetings: Collection[int]) -> dict[int, int]:
    """The hall of the side that has a stand, of those that sit at no table."""
    sides = Party.objects.filter(among("meeting", meetings), participant__hall__isnull=False)
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
