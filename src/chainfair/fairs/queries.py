"""Reads about editions."""

from dataclasses import replace
from itertools import combinations

from django.db.models import Count, Q, QuerySet

from chainfair.fairs.kinds import (
    AreaPlan,
    EditionPlan,
    EditionState,
    HallPlan,
    Hours,
    PlaceKind,
    ScopeKind,
    Session,
    WayPlan,
)
from chainfair.fairs.models import Appointment, Area, Day, Edition, Hall, Place, Slot
from chainfair.fairs.rules import zone
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.numbers import whole_number
from chainfair.people.models import Person


def find_edition(key: str) -> Edition | None:
    """The edition with that key."""
    return Edition.objects.filter(key=key).first()


def get_edition(key: str) -> Edition:
    """The edition with that key, or a refusal."""
    edition = find_edition(key)
    if edition is None:
        raise NotFound(kind=phrase("edition of the fair"), name=key)
    return edition


def public_editions() -> QuerySet[Edition]:
    """Editions that are open to the public, the latest first."""
    return Edition.objects.exclude(state=EditionState.DRAFT).order_by("-starts_on", "-pk")


def editions_for(person: Person | None, question: str = "", state: str = "") -> QuerySet[Edition]:
    """Editions that somebody may see: the public ones, and drafts in which they hold a role."""
    seen = ~Q(state=EditionState.DRAFT)
    if person is not None:
        own = Appointment.objects.filter(person=person, ended_at=None)
        seen |= Q(pk__in=own.values("edition"))
    rows = Edition.objects.filter(seen)
    if question:
        rows = rows.filter(
            Q(name_en__icontains=question)
            | Q(name_zh__icontains=question)
            | Q(key__icontains=question)
            | Q(venue_en__icontains=question)
            | Q(venue_zh__icontains=question)
        )
    if state:
        rows = rows.filter(state=state)
    return rows


def find_current_edition() -> Edition | None:
    """The edition a visitor of the site most likely means: running or open before closed, then the latest."""
    editions = list(public_editions())
    live = [one for one in editions if one.state in {EditionState.RUNNING, EditionState.OPEN}]
    return next(iter(live or editions), None)


def slots_of(edition: Edition) -> QuerySet[Slot]:
    """All slots in order with their day."""
    return edition.slots.select_related("day").order_by("number")


def halls_of(edition: Edition) -> QuerySet[Hall]:
    """Halls with the number of their open tables as `tables`, of their open rooms as `rooms`."""
    tables = Count("places", filter=Q(places__kind=PlaceKind.TABLE, places__is_open=True))
    rooms = Count("places", filter=Q(places__kind=PlaceKind.ROOM, places__is_open=True))
    return edition.halls.annotate(tables=tables, rooms=rooms).order_by("code")


def ways_of(edition: Edition) -> dict[tuple[int, int], int]:
    """Slots that the way from one hall to another takes, either way, by the halls' rows; others take none."""
    rows = edition.ways.values_list("start", "end", "slots")
    return {pair: slots for a, b, slots in rows for pair in ((a, b), (b, a))}


def ways_said(edition: Edition) -> list[tuple[int, str]]:
    """(slots to walk, the halls that are so far apart, pair by pair) of an edition; "" for all other halls, last.

    Empty where no way takes a slot.
    """
    halls = dict(edition.halls.order_by("code").values_list("pk", "code"))
    ways = ways_of(edition)
    said: dict[int, list[str]] = {}
    for (a, first), (b, second) in combinations(halls.items(), 2):
        said.setdefault(ways.get((a, b), 0), []).append(f"{first}–{second}")
    if not ways:
        return []
    most = max(said, key=lambda slots: (len(said[slots]), -slots))
    return [(slots, ", ".join(said[slots])) for slots in sorted(said) if slots != most] + [(most, "")]


def places_of(
    edition: Edition, question: str = "", hall: str = "", kind: str = "", is_open: str = ""
) -> QuerySet[Place]:
    """Tables and rooms of an edition; a question is a number, or the beginning of a zone."""
    rows = edition.places.select_related("hall")
    zone, _dash, written = question.strip().rpartition("-")
    number = whole_number(written)
    if number is not None:
        rows = rows.filter(number=number, **({"zone__iexact": zone} if zone else {}))
    elif question:
        rows = rows.filter(zone__istartswith=question.strip())
    if hall.isdigit():
        rows = rows.filter(hall_id=int(hall))
    if kind:
        rows = rows.filter(kind=kind)
    if is_open:
        rows = rows.filter(is_open=is_open == "open")
    return rows


def get_place(edition: Edition, number: int) -> Place:
    """One place of an edition, or a refusal."""
    found = edition.places.filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("place"), name=str(number))
    return found


def hours_of(edition: Edition) -> Hours | None:
    """Hours and sessions of an edition as its first day has them, in the venue's own time; None without slots."""
    day = edition.days.order_by("date").first()
    slots = list(day.slots.order_by("number")) if day else []
    if day is None or not slots:
        return None
    local = zone(edition.time_zone)
    sessions = []
    for session in Session:
        own = [slot for slot in slots if slot.session == session]
        if own:
            starts, ends = (one.astimezone(local).time() for one in (own[0].starts_at, own[-1].ends_at))
            sessions.append((starts, ends))
    minutes = int((slots[0].ends_at - slots[0].starts_at).total_seconds() // 60)
    return Hours(day.opens_at, day.closes_at, tuple(sessions), minutes)


def plan_after(previous: Edition, plan: EditionPlan) -> EditionPlan:
    """A plan completed by what the edition before had: hours, halls with tables and rooms, areas, venue, limits."""
    halls = tuple(
        HallPlan(hall.code, hall.name, hall.tables, hall.gross_area, hall.rooms)  # type: ignore[attr-defined] # annotated
        for hall in halls_of(previous)
    )
    areas = tuple(
        AreaPlan(
            area.name_en,
            area.name_zh,
            area.chain.key if area.chain else None,
            tuple(hall.code for hall in area.halls.all()),
        )
        for area in areas_of(previous)
    )
    return replace(
        plan,
        previous=previous.key,
        number=previous.number + 1 if previous.number else None,
        hours=hours_of(previous) or plan.hours,
        halls=halls,
        ways=tuple(
            WayPlan(way.start.code, way.end.code, way.slots)
            for way in previous.ways.select_related("start", "end").order_by("pk")
        ),
        areas=areas,
        time_zone=previous.time_zone,
        venue_en=previous.venue_en,
        venue_zh=previous.venue_zh,
        country=previous.country,
        minimum_meetings=previous.minimum_meetings,
        maximum_meetings=previous.maximum_meetings,
        answer_days=previous.answer_days,
    )


def days_of(edition: Edition) -> QuerySet[Day]:
    """Open days with the number of their slots as `slot_count`."""
    return edition.days.annotate(slot_count=Count("slots")).order_by("date")


def areas_of(edition: Edition) -> QuerySet[Area]:
    """Areas with their chain and halls."""
    return edition.areas.select_related("chain").prefetch_related("halls").order_by("pk")


def appointments_of(edition: Edition) -> QuerySet[Appointment]:
    """Who holds which role now."""
    return edition.appointments.filter(ended_at=None).select_related("person").order_by("role", "pk")


def scope_names(edition: Edition) -> dict[tuple[str, int], object]:
    """What appointments of an edition can reach, by kind and number: chains, areas, halls, honours."""
    named: dict[tuple[str, int], object] = {}
    for area in areas_of(edition):
        named[ScopeKind.AREA, area.pk] = area
        if area.chain is not None:
            named[ScopeKind.CHAIN, area.chain.pk] = area.chain
    named |= {(ScopeKind.HALL, hall.pk): hall for hall in edition.halls.all()}
    named |= {(ScopeKind.HONOUR, honour.pk): honour for honour in edition.honours.all()}
    return named
