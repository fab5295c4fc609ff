"""The places of an edition as zones, and which of them are taken or closed, slot by slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from chainfair.fairs.models import Hall, Place
from chainfair.ground.among import Gathered
from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.bridge.ways import NOWHERE
from chainfair.meetings.models import Placement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.meetings.bridge.nearby import Nearby, Person


@dataclass
class Zones:
    """Zones of open places: a hall whose exhibitors sit at its own tables, or the pool of all other tables."""

    keys: list[int | None]
    places: list[list[int]]
    of_place: dict[int, int]
    row_of: dict[int, int]
    """The row of each open place in the arrays below."""
    taken: "NDArray[np.bool_]"
    """[place, slot] where a meeting sits."""
    lost: "NDArray[np.bool_]"
    """[place, slot] that are closed already."""

    @classmethod
    def read(cls, near: "Nearby") -> "Zones":
        """Read an edition's places, and which are taken in which slots."""
        here = Participant.objects.filter(hall=OuterRef("pk"))
        homes = set(Hall.objects.filter(Exists(here), edition=near.edition).values_list("pk", flat=True))
        tables = Place.objects.filter(edition=near.edition, is_open=True, kind__in=rules.SITTING)
        by_key: dict[int | None, list[int]] = {}
        row_of: dict[int, int] = {}
        for place, hall in tables.order_by("pk").values_list("pk", "hall"):
            by_key.setdefault(hall if hall in homes else None, []).append(place)
            row_of[place] = len(row_of)
        of_place = {place: zone for zone, own in enumerate(by_key.values()) for place in own}
        lost = cells(near, row_of, near.closed)
        return cls(list(by_key), list(by_key.values()), of_place, row_of, _taken(near, row_of), lost)

    @cached_property
    def free(self) -> "NDArray[np.int32]":
        """[zone, slot] places that are neither taken nor closed; below 0 where some are both."""
        import numpy as np

        found = np.empty((len(self.places), self.taken.shape[1]), np.int32)
        for zone, own in enumerate(self.places):
            rows = [self.row_of[place] for place in own]
            found[zone] = len(own) - self.taken[rows].sum(axis=0) - self.lost[rows].sum(axis=0)
        return found

    def home(self, sides: "Sequence[Person]") -> int:
        """The zone whose place a meeting of these sides needs, unless it has one already; an exhibitor's hall first."""
        if not self.keys:
            return NOWHERE
        halls = [one.hall for one in sorted(sides, key=lambda one: not one.exhibits)]
        hall = next((hall for hall in halls if hall is not None and hall in self.keys), None)
        if hall is None and None not in self.keys:
            return max(range(len(self.keys)), key=lambda zone: len(self.places[zone]))
        return self.keys.index(hall)


def cells(near: "Nearby", row_of: dict[int, int], shut: "frozenset[tuple[int, int]]") -> "NDArray[np.bool_]":
    """[place, slot] of (place, slot) rows."""
    import numpy as np

    found = np.zeros((len(row_of), len(near.slots)), np.bool_)
    for place, slot in shut:
        if place in row_of:
            found[row_of[place], near.slot_of[slot]] = True
    return found


def _taken(near: "Nearby", row_of: dict[int, int]) -> "NDArray[np.bool_]":
    """[place, slot] where a meeting sits: a row of each place comes from the database, not one of each meeting."""
    import numpy as np

    rows = Placement.objects.filter(timetable=near.timetable, place__isnull=False).order_by("place")
    found = [
        (row_of[place], slots)
        for place, slots in rows.values_list("place").annotate(slots=Gathered("slot"))
        if place in row_of
    ]
    taken = np.zeros((len(row_of), len(near.slots)), np.bool_)
    if found:
        number = np.zeros(max(near.slot_of) + 1, np.int32)
        number[list(near.slot_of)] = list(near.slot_of.values())
        slots = np.fromstring(",".join(slots for _row, slots in found), np.int64, sep=",")
        places = np.repeat([row for row, _slots in found], [slots.count(",") + 1 for _row, slots in found])
        taken[places, number[slots]] = True
    return taken
