"""Tables and seats for the meetings that a late change moves."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from chainfair.meetings.bridge.nearby import Nearby
from chainfair.meetings.bridge.tables import cells
from chainfair.meetings.bridge.ways import NOWHERE, first_in_time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def find_places(
    near: Nearby, moving: dict[int, int], shut: Collection[int], closed: Collection[int]
) -> dict[int, int | None]:
    """A place for each meeting that moves: its own where that is free then, else the first of its zone."""
    zones, taken = near.zones, _taken_cells(near, moving, shut, closed)
    found: dict[int, int | None] = {}
    rest: dict[tuple[int, int], Iterator[int]] = {}
    # Who has a place of its own that is free keeps it, so that no other takes it first.
    for keeps in (True, False):
        for meeting, slot in moving.items():
            zone, sits = near.zone_of(meeting), near.sitting.get(meeting)
            own = sits.place if sits is not None else None
            if meeting in found:
                continue
            if NOWHERE in (slot, zone):
                found[meeting] = None
            elif keeps:
                if (
                    own in zones.of_place
                    and zones.of_place[own] == zone
                    and not taken[zones.row_of[own], slot]
                ):
                    taken[zones.row_of[own], slot] = True
                    found[meeting] = own
            else:
                left = rest.setdefault((zone, slot), iter(zones.places[zone]))
                found[meeting] = next(place for place in left if not taken[zones.row_of[place], slot])
    return found


def _taken_cells(
    near: Nearby, moving: dict[int, int], shut: Collection[int], closed: Collection[int]
) -> "NDArray[np.bool_]":
    """[place, slot] where none of those that move can sit: taken by others, or closed after the change."""
    zones = near.zones
    taken = zones.taken.copy()
    for meeting in moving:
        sits = near.sitting.get(meeting)
        if sits is not None and sits.place in zones.row_of:
            taken[zones.row_of[sits.place], sits.slot] = False
    taken |= zones.lost & ~cells(near, zones.row_of, near.opened)
    for place in zones.row_of.keys() & shut:
        taken[zones.row_of[place], list(closed)] = True
    return taken


def find_seats(near: Nearby, moving: dict[int, int]) -> dict[int, tuple[int, ...]]:
    """A free seat of each side for each meeting that gets another time, of somebody who is in time for it."""
    diary: defaultdict[int, dict[int, int | None]] = defaultdict(dict)
    before: defaultdict[int, list[int]] = defaultdict(list)
    found: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    sides = {side for meeting in moving for side in near.parties[meeting]}
    for who, seat, slot, meeting in near.bookings:
        if who not in sides:
            continue
        before[meeting].append(seat)
        if moving.get(meeting, slot) == slot and (meeting not in near.moved_zone or not near.ways):
            diary[seat][slot] = near.hall_now(meeting)
            if meeting in moving:
                found[meeting] += (seat,)
    for meeting, slot in moving.items():
        if slot == NOWHERE or meeting in found:
            continue
        hall = near.hall_now(meeting)
        for side in near.parties[meeting]:
            # Whoever was to come comes, where that can be.
            seats = sorted(near.seats[side], key=lambda seat: seat not in before[meeting])
            seat = first_in_time(near, seats if near.ways else near.seats[side], diary, (slot, hall))
            diary[seat][slot] = hall
            found[meeting] += (seat,)
    return dict(found)
