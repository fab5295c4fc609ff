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
    def share(self) -> float:
        """From 0 to 1; more where a meeting sits at a table that was closed since."""
        return self.taken / self.tables


@dataclass(frozen=True)
class Load:
    """A day of a version: a row for each hall with tables, and what sits at no table."""

    times: list[datetime]
    halls: list[list[Filled]]
    elsewhere: list[int]  # meetings at stands or online, by slot
    all_meetings: list[int]

    @property
    def fullest(self) -> Filled:
        """The hour and hall with the least room."""
        return max((one for row in self.halls for one in row), key=lambda one: one.share)

    @property
    def emptiest(self) -> Filled:
        """The hour and hall with the most room."""
        return min((one for row in self.halls for one in row), key=lambda one: one.share)


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
    tables = Place.objects.filter(edition=timetable.edition, is_open=True, kind__in=rules.SITTING)
    halls = tables.values_list("hall", "hall__code").annotate(n=Count("pk")).order_by("hall__code")
    return Load(
        [slot.starts_at for slot in slots],
        [
            [Filled(slot.starts_at, code or "–", taken[hall, slot.pk], count) for slot in slots]
            for hall, code, count in halls
            if slots
        ],
        [elsewhere[slot.pk] for slot in slots],
        [elsewhere[slot.pk] + sum(n for (_hall, at), n in taken.items() if at == slot.pk) for slot in slots],
    )
