"""In which hall the meetings of a version are."""

from collections.abc import Collection, Iterable

from chainfair.fairs.queries import ways_of
from chainfair.ground.among import among
from chainfair.matching.kinds import Side
from chainfair.meetings import rules
from chainfair.meetings.kinds import Answer
from chainfair.meetings.models import Party, SeatBooking, Timetable


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


def too_far_to_walk(timetable: Timetable) -> set[int]:
    """Meetings of a version to which somebody could not walk in time from the one before; not where both are pinned."""
    ways = ways_of(timetable.edition)
    if not ways:
        return set()
    rows = SeatBooking.objects.filter(timetable=timetable).order_by("seat", "slot__number")
    tours = rows.values_list(
        "seat", "slot__day", "slot__session", "slot__number", "placement__meeting", "placement__pinned"
    )
    where = halls_of_meetings(timetable, timetable.placements.values_list("meeting", flat=True))
    found: set[int] = set()
    before: dict[tuple[int, int, str], tuple[tuple[int, int], bool]] = {}
    for seat, day, session, slot, meeting, pinned in tours:
        hall = where.get(meeting)
        if hall is None:
            continue
        last = before.get((seat, day, session))
        if last and rules.is_too_near(ways, last[0], (slot, hall)) and not (pinned and last[1]):
            found.add(meeting)
        before[seat, day, session] = ((slot, hall), pinned)
    return found


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
