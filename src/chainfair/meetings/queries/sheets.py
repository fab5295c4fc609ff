"""What is printed on the eve: where each organisation must be, and who comes to each table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import TypeVar

from babel.dates import format_date
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from chainfair.exhibiting.models import StandUse
from chainfair.fairs.models import Day, Edition, Place, Slot
from chainfair.ground.kinds import phrase
from chainfair.ground.names import country_name
from chainfair.ground.papers import Line, Part, Sheet, covers
from chainfair.matching.kinds import Side
from chainfair.matching.models import Participant
from chainfair.meetings.kinds import Answer, TimetableState
from chainfair.meetings.models import Party, Placement, SeatBooking, Timetable
from chainfair.meetings.queries.board import NO_HALL, in_order

Row = TypeVar("Row", bound=Model)
LANGUAGES = ("en", "zh-hans")
AT_ONCE = 2000  # numbers in one statement


VOLUMES = {
    "organisations": 500,
    "places": 100,
}  # sheets in one document: a second or two to set, a few megabytes


@dataclass(frozen=True)
class SheetQuestion:
    """Which sheets: of one hall (by its code, or of those without one) or all; of one day or all; which volume."""

    hall: str = ""
    day: Day | None = None
    volume: int = 1


@dataclass(frozen=True)
class Volume:
    """One document that can be printed: the sheets from the first to the last of a hall."""

    hall: str
    number: int
    first: int
    last: int


@dataclass
class Printed:
    """Meetings of a version as sheets show them; rows are read once for all sheets, as plain values."""

    timetable: Timetable
    placements: list[tuple[int, int, int | None, bool]] = field(default_factory=list)
    known: dict[int, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def edition(self) -> Edition:
        """The edition of the version."""
        return self.timetable.edition

    @cached_property
    def slots(self) -> dict[int, Slot]:
        """Slots by number."""
        return Slot.objects.select_related("day").in_bulk([slot for _m, slot, _p, _o in self.placements])

    @cached_property
    def places(self) -> dict[int, Place]:
        """All places of the edition."""
        return {one.pk: one for one in Place.objects.filter(edition=self.edition).select_related("hall")}

    @cached_property
    def sides(self) -> dict[int, list[int]]:
        """Participants of each meeting, in the order in which they were asked."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        rows = Party.objects.exclude(answer=Answer.NO).order_by("pk").values_list("meeting", "participant")
        for part in _parts([meeting for meeting, _slot, _place, _online in self.placements]):
            for meeting, participant in rows.filter(meeting__in=part):
                found[meeting].append(participant)
        return found

    @cached_property
    def participants(self) -> dict[int, Participant]:
        """Everybody who sits in one of the meetings."""
        rows = Participant.objects.select_related("organisation", "hall")
        numbers = sorted({one for sides in self.sides.values() for one in sides})
        return {one.pk: one for part in _parts(numbers) for one in rows.filter(pk__in=part)}

    @cached_property
    def stands(self) -> dict[int, str]:
        """Codes of the stands of each organisation."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        rows = StandUse.objects.filter(participation__edition=self.edition).order_by("stand__code")
        for organisation, code in rows.values_list("participation__organisation", "stand__code"):
            found[organisation].append(code)
        return {organisation: ", ".join(codes) for organisation, codes in found.items()}

    def names(self, participant: int) -> tuple[str, str]:
        """Both names of one side, the Latin one first; what the typeface cannot write gives way to what it can."""
        if participant not in self.known:
            organisation = self.participants[participant].organisation
            names = [one for one in (organisation.name_latin, organisation.name) if one]
            first, *others = dict.fromkeys([one for one in names if covers(one)] or names)
            self.known[participant] = (first, next(iter(others), ""))
        return self.known[participant]

    def where(self, meeting: int, place: int | None, *, online: bool) -> tuple[str, str]:
        """The table or the stand where one sits, and the hall, in both languages."""
        if online:
            return both(phrase("online")), ""
        if place is not None:
            table = self.places[place]
            return f"{table}", in_hall(table.hall.code) if table.hall else ""
        hosts = [self.participants[one] for one in self.sides[meeting]]
        host = next((one for one in hosts if one.side == Side.EXHIBITOR), None)
        if host is None:
            return both(phrase("place still open")), ""
        stand = self.stands.get(host.organisation_id, "")
        return at_stand(stand), in_hall(host.hall.code) if host.hall else ""

    def foot(self) -> str:
        """Which version this is, and when it was printed."""
        version = both(phrase("Version %(n)s"), n=self.timetable.version)
        state = TimetableState(self.timetable.state).word
        now = timezone.localtime(timezone.now())
        return f"{version} · {both(state)} · {now:%Y-%m-%d %H:%M}"


@lru_cache(4096)
def both(message: str, **values: object) -> str:
    """A phrase in English and in Chinese, side by side; once where both are the same."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(gettext(message) % values)
    return " · ".join(dict.fromkeys(said))


@lru_cache(512)
def country_on_paper(code: str) -> str:
    """A country or region in both languages."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(country_name(code))
    return " · ".join(dict.fromkeys(said))


def in_hall(code: str) -> str:
    """A hall in both languages."""
    return both(phrase("Hall %(hall)s"), hall=code)


def at_stand(code: str) -> str:
    """A stand in both languages; without a number where it has none yet."""
    return both(phrase("Stand %(code)s"), code=code) if code else both(phrase("Stand"))


def sheets_of_participants(timetable: Timetable, question: SheetQuestion) -> list[Sheet]:
    """A sheet for each organisation of a volume that has a meeting, in the order of halls and names."""
    rows = in_order(_of_hall(_busy(timetable, question.day), question.hall))
    return _agendas(timetable, question.day, _volume(rows, question, "organisations"))


def sheet_of_participant(timetable: Timetable, one: Participant) -> list[Sheet]:
    """The sheet of one organisation, of all days."""
    return _agendas(timetable, None, [one])


def sheets_of_places(timetable: Timetable, question: SheetQuestion) -> list[Sheet]:
    """A sheet for each table of a volume at which somebody sits, for its top or its door."""
    rows = _of_hall(_taken(timetable, question.day), question.hall).select_related("hall")
    rows = rows.order_by("hall__code", "zone", "number")
    return _tables(timetable, question.day, _volume(rows, question, "places"))


def sheet_of_place(timetable: Timetable, place: Place) -> list[Sheet]:
    """The sheet of one table, of all days."""
    return _tables(timetable, None, [place])


def volumes_of(timetable: Timetable, day: Day | None) -> dict[str, list[Volume]]:
    """What can be printed of a version: for organisations and for tables, hall by hall, in volumes."""
    return {
        "organisations": _volumes(_busy(timetable, day), VOLUMES["organisations"]),
        "places": _volumes(_taken(timetable, day), VOLUMES["places"]),
    }


def _volumes(rows: QuerySet[Participant] | QuerySet[Place], size: int) -> list[Volume]:
    counts = rows.order_by("hall__code").values_list("hall__code").annotate(n=Count("pk"))
    halls = sorted(((code or NO_HALL, n) for code, n in counts), key=lambda one: (one[0] == NO_HALL, one[0]))
    return [
        Volume(hall, number, first, min(first + size - 1, count))
        for hall, count in halls
        for number, first in enumerate(range(1, count + 1, size), start=1)
    ]


def _busy(timetable: Timetable, day: Day | None) -> QuerySet[Participant]:
    """Who has a meeting in a version, on a day or at all."""
    bookings = SeatBooking.objects.filter(timetable=timetable).order_by()
    if day is not None:
        bookings = bookings.filter(slot__in=list(day.slots.values_list("pk", flat=True)))
    rows = timetable.edition.participants.select_related("organisation", "hall")
    return rows.filter(pk__in=bookings.values("seat__participant"))


def _taken(timetable: Timetable, day: Day | None) -> QuerySet[Place]:
    """Places at which somebody sits in a version, on a day or at all."""
    placed = _of_day(Placement.objects.filter(timetable=timetable, place__isnull=False), day)
    return Place.objects.filter(edition=timetable.edition, pk__in=placed.order_by().values("place"))


def _volume(rows: QuerySet[Row], question: SheetQuestion, kind: str) -> list[Row]:
    first = (max(question.volume, 1) - 1) * VOLUMES[kind]
    return list(rows[first : first + VOLUMES[kind]])


def _of_day(rows: QuerySet[Placement], day: Day | None) -> QuerySet[Placement]:
    return rows.filter(slot__day=day) if day is not None else rows


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def _printed(timetable: Timetable, day: Day | None, own: QuerySet[Placement]) -> Printed:
    rows = _of_day(own, day).order_by("slot__number", "pk")
    return Printed(timetable, list(rows.values_list("meeting", "slot", "place", "meeting__online")))


def _of_hall(rows: QuerySet[Row], hall: str) -> QuerySet[Row]:
    if not hall:
        return rows
    return rows.filter(Q(hall=None) if hall == NO_HALL else Q(hall__code=hall))


def _agendas(timetable: Timetable, day: Day | None, participants: Sequence[Participant]) -> list[Sheet]:
    wanted = {one.pk for one in participants}
    bookings = SeatBooking.objects.filter(timetable=timetable, seat__participant__in=wanted).order_by()
    placed = Placement.objects.filter(timetable=timetable, pk__in=bookings.values("placement"))
    printed = _printed(timetable, day, placed)
    own: defaultdict[int, list[tuple[Slot, Line]]] = defaultdict(list)
    for meeting, slot, place, online in printed.placements:
        where, hall = printed.where(meeting, place, online=online)
        sides = printed.sides[meeting]
        for side in wanted.intersection(sides):
            others = [printed.names(one) for one in sides if one != side]
            own[side].append((printed.slots[slot], _line(printed.slots[slot], others, where, hall)))
    printed.participants.update((one.pk, one) for one in participants)
    return [_agenda(printed, one, own[one.pk]) for one in participants]


def _agenda(printed: Printed, one: Participant, rows: list[tuple[Slot, Line]]) -> Sheet:
    first, second = printed.names(one.pk)
    stand = printed.stands.get(one.organisation_id, "")
    facts = [
        country_on_paper(one.organisation.country) if one.organisation.country else "",
        in_hall(one.hall.code) if one.hall else "",
        at_stand(stand) if stand else "",
        both(phrase("Meetings: %(n)s"), n=len(rows)),
    ]
    return Sheet(
        eyebrow=_edition(printed.edition),
        title=first,
        subtitle=second,
        facts=" | ".join(fact for fact in facts if fact),
        parts=_by_day(rows),
        foot=printed.foot(),
    )


def _tables(timetable: Timetable, day: Day | None, places: Sequence[Place]) -> list[Sheet]:
    placed = Placement.objects.filter(timetable=timetable, place__in=places)
    printed = _printed(timetable, day, placed)
    own: defaultdict[int, list[tuple[Slot, Line]]] = defaultdict(list)
    for meeting, slot, place, _online in printed.placements:
        if place is not None:
            names = [printed.names(one) for one in printed.sides[meeting]]
            own[place].append((printed.slots[slot], _sitting(printed.slots[slot], names)))
    return [
        Sheet(
            eyebrow=_edition(printed.edition),
            title=str(one),
            subtitle=in_hall(one.hall.code) if one.hall else "",
            facts="",
            parts=_by_day(own[one.pk]),
            foot=printed.foot(),
            poster=True,
        )
        for one in places
    ]


def _line(slot: Slot, names: Sequence[tuple[str, str]], where: str, hall: str) -> Line:
    return Line(
        _hours(slot),
        ", ".join(first for first, _second in names),
        "、".join(second for _first, second in names if second),
        where,
        hall,
    )


def _sitting(slot: Slot, names: Sequence[tuple[str, str]]) -> Line:
    """Who sits at a table: the first side in the wide column, the others beside it."""
    (first, second), *others = names
    return Line(
        _hours(slot),
        first,
        second,
        ", ".join(name for name, _other in others),
        "、".join(name for _latin, name in others if name),
    )


def _hours(slot: Slot) -> str:
    return f"{timezone.localtime(slot.starts_at):%H:%M}–{timezone.localtime(slot.ends_at):%H:%M}"


def _by_day(rows: Sequence[tuple[Slot, Line]]) -> list[Part]:
    days: defaultdict[Day, list[Line]] = defaultdict(list)
    for slot, line in rows:
        days[slot.day].append(line)
    return [Part(_date(day.date), lines) for day, lines in days.items()]


@lru_cache(256)
def _date(date: date) -> str:
    names = [format_date(date, "full", locale=locale) for locale in ("en_GB", "zh_Hans")]
    return " · ".join(names)


def _edition(edition: Edition) -> str:
    return " · ".join(dict.fromkeys(one for one in (edition.name_en, edition.name_zh) if one))
