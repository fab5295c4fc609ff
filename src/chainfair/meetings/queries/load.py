"""How full the tables of each hall are, slot by slot of a day: shares, and the numbers behind them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from chainfair.fairs.models import Day, Place
from chainfair.meetings import rules
from chainfair.meetings.models import Timetable


@dataclass(frozen=True)
class Filled:
    """Tables of a hall in one slot: how many are taken, of how many that are open."""

    at: datetime
    hall: str
    taken: int
    tables: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; more where a meeting sits at a table that was closed since; None where none is open."""
        return self.taken / self.tables if self.tables else None


@dataclass(frozen=True)
class Load:
    """A day of a version: a row for each hall with tables, and what sits at no table."""

    times: list[datetime]
    halls: list[list[Filled]]
    elsewhere: list[int]  # meetings at stands or online, by slot
    all_meetings: list[int]

    @property
    def fullest(self) -> Filled | None:
        """The hour and hall with the least room; None where no table is open."""
        return max(self._open(), key=lambda one: one.share or 0.0, default=None)

    @property
    def emptiest(self) -> Filled | None:
        """The hour and hall with the most room; None where no table is open."""
        return min(self._open(), key=lambda one: one.share or 0.0, default=None)

    def _open(self) -> list[Filled]:
        return [one for row in self.halls for one in row if one.tables]


def load_of(timetable: Timetable, day: Day) -> Load:
    """How full the open tables of each hall are on one day; three queries."""
    slots = list(day.slots.order_by("number"))
    taken: defaultdict[tuple[int | None, int], int] = defaultdict(int)
    elsewhere: defaultdict[int, int] = defaultdict(int)
    rows = timetable.placements.filter(slot__day=day).order_by()
    for hall, kind, slot, count in rows.values_list("place__hall", "place__kind", "slot").annotate(
        n=Count("pk")
    ):
        if kind in rules.SITTING:
            taken[hall, slot] += count
        else:
            elsewhere[slot] += count
    shut: defaultdict[tuple[int | None, int], int] = defaultdict(int)
    cells = rules.closed_cells(timetable.figures)
    closed = {place for place, _slot in cells}
    tables = Place.objects.filter(edition=timetable.edition, is_open=True, kind__in=rules.SITTING)
    halls = tables.values_list("hall", "hall__code").annotate(n=Count("pk")).order_by("hall__code")
    hall_of = dict(tables.filter(pk__in=closed).values_list("pk", "hall"))
    for place, at in cells:
        if place in hall_of:
            shut[hall_of[place], at] += 1
    return Load(
        [slot.starts_at for slot in slots],
        [
            [
                Filled(slot.starts_at, code or "–", taken[hall, slot.pk], count - shut[hall, slot.pk])
                for slot in slots
            ]
            for hall, code, count in halls
            if slots
        ],
        [elsewhere[slot.pk] for slot in slots],
        [elsewhere[slot.pk] + sum(n for (_hall, at), n in taken.items() if at == slot.pk) for slot in slots],
    )
