"""The ways between halls in the engine's numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from chainfair.meetings import rules
from chainfair.meetings.models import Meeting
from chainfair.meetings.queries.halls import home_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.timetable import Problem
    from chainfair.meetings.bridge.edition import Reader, Rooms
    from chainfair.meetings.bridge.nearby import Nearby

NOWHERE = -1  # no slot, no zone, no hall, in every problem of this bridge


def home_in(reader: "Reader", meeting: Meeting) -> int | None:
    """The hall of the side that has a stand."""
    sides = [reader.participants[number] for number in reader.parties[meeting.pk]]
    return home_of((one.side, one.hall_id) for one in sides)


def halls_in(reader: "Reader", rooms: "Rooms", halls: Sequence[int]) -> list[int]:
    """[M] the hall that the sides of each meeting walk to, by its place among ``halls``.

    None online, and none in a pool whose tables lie anywhere.
    """
    numbers = {hall: number for number, hall in enumerate(halls)}
    of_zone = [_hall_of_zone(reader, rooms, zone) for zone in range(len(rooms.places))]
    found = []
    for meeting, zone in zip(reader.meetings, rooms.zone_of_meeting, strict=True):
        hall = home_in(reader, meeting) if zone == NOWHERE else of_zone[zone]
        found.append(NOWHERE if meeting.online or hall is None else numbers[hall])
    return found


def _hall_of_zone(reader: "Reader", rooms: "Rooms", zone: int) -> int | None:
    """The hall of a zone's tables; of the pool only where ways count and all of it lies in one hall."""
    if rooms.hall[zone] is not None or not reader.ways:
        return rooms.hall[zone]
    lies = {reader.hall_of_place[place] for place in rooms.places[zone]}
    return lies.pop() if len(lies) == 1 else None


def distance_of(ways: Mapping[tuple[int, int], int], halls: Sequence[int]) -> "NDArray[np.int64] | None":
    """[hall, hall] slots from one to another, in the order of these rows; None where no way takes any."""
    import numpy as np

    if not ways:
        return None
    rows = [[ways.get((start, end), 0) for end in halls] for start in halls]
    return np.array(rows, np.int64).reshape(len(halls), len(halls))


def broken_ways(problem: "Problem", slots: "NDArray[np.int32]") -> list[list[int]]:
    """The meetings of each way for which there is no time: the later and the earlier one of one person.

    Of several people, all meetings of the session, and -1 before them.
    """
    from chainfair.engine.timetable import ViolationKind, violations

    found, sittings = [], problem.sittings()[:, 0]
    for one in violations(problem, slots):
        if one.kind is ViolationKind.TOO_FAR and one.meeting >= 0:
            found.append([one.meeting, one.other])
        elif one.kind is ViolationKind.TOO_FAR:
            there = [
                m
                for m in range(problem.meetings)
                if slots[m] >= 0
                and sittings[slots[m]] == sittings[one.slot]
                and one.participant in problem.parties(m)
            ]
            found.append([NOWHERE, *there])
    return found


def let_settled_be(problem: "Problem", slots: "NDArray[np.int32]") -> "Problem":
    """The problem in which what is settled in ``slots`` does not break ways: those meetings are in no hall.

    Ways may have been said after these were pinned, placed by hand or begun, and their sides have agreed to be there.
    """
    from chainfair.engine.timetable.replan import replace_arrays

    while near := broken_ways(problem, slots):
        hall = problem.hall.copy()
        for first, *others in near:
            hall[others if first == NOWHERE else first] = NOWHERE
        problem = replace_arrays(problem, hall=hall)
    return problem


def walkable(
    near: "Nearby", problem: "Problem", slots: "NDArray[np.int32]", posed: "Callable[[Nearby], Problem]"
) -> "Problem":
    """The problem around a change; whom another hall's table leaves no time to walk looks for another time instead.

    ``posed`` makes the problem anew once fewer meetings go to another hall.
    """
    while near.moved_zone:
        rows = {m for row in broken_ways(problem, slots) for m in row if 0 <= m < len(near.meetings)}
        strays = near.moved_zone.keys() & {near.meetings[m] for m in rows}
        if not strays:
            break
        for meeting in strays:
            del near.moved_zone[meeting]
        problem = posed(near)
    return let_settled_be(problem, slots)


def first_in_time(
    near: "Nearby",
    seats: Sequence[int],
    diary: Mapping[int, Mapping[int, int | None]],
    spot: tuple[int, int | None],
) -> int:
    """The first seat that is free at (slot, hall), before all one whose person has time to walk there and on.

    ``diary``: the hall of each seat in each slot in which it is taken.
    """
    free = [seat for seat in seats if spot[0] not in diary[seat]]
    return next((seat for seat in free if not _hurries(near, diary[seat], *spot)), free[0])


def _hurries(near: "Nearby", taken: Mapping[int, int | None], slot: int, hall: int | None) -> bool:
    """Whether somebody could not walk to the hall from, or on to, another meeting of the session."""
    if hall is None or not near.ways:
        return False
    here = near.slots[slot]
    return any(
        other is not None
        and (near.slots[at].day_id, near.slots[at].session) == (here.day_id, here.session)
        and rules.is_too_near(near.ways, (slot, hall), (at, other))
        for at, other in taken.items()
    )
