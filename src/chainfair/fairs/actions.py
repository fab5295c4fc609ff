"""Writes about editions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError

from chainfair.chains.kinds import ChainState
from chainfair.chains.models import Chain
from chainfair.fairs import rules
from chainfair.fairs.errors import (
    AreaInUse,
    AreaTaken,
    EditionKeyTaken,
    HallInUse,
    HallTaken,
    NothingToOpen,
    SameHall,
    SlotsInUse,
)
from chainfair.fairs.kinds import (
    AreaPlan,
    EditionPlan,
    EditionState,
    HallPlan,
    Hours,
    PlaceKind,
    Role,
    ScopeKind,
    SlotTime,
)
from chainfair.fairs.models import Appointment, Area, Day, Edition, Hall, Honour, Place, Slot, Way
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import Happening, Subject, phrase
from chainfair.people.actions import actor
from chainfair.people.models import Person
from chainfair.people.queries import check_addresses

PLACEHOLDER_LEAD = timedelta(days=90)


def create_edition(*, plan: EditionPlan, by: Person | None, now: datetime) -> Edition:
    """Make an edition with everything its plan names, as a draft."""
    rules.checked_key(plan.key)
    rules.zone(plan.time_zone)
    try:
        return _create(plan, by, now)
    except IntegrityError as error:
        if not Edition.objects.filter(key=plan.key).exists():
            raise
        raise EditionKeyTaken(key=plan.key) from error


def _create(plan: EditionPlan, by: Person | None, now: datetime) -> Edition:
    with transaction.atomic():
        edition = Edition.objects.create(
            key=plan.key,
            number=plan.number,
            name_en=plan.name_en,
            name_zh=plan.name_zh,
            time_zone=plan.time_zone,
            venue_en=plan.venue_en,
            venue_zh=plan.venue_zh,
            country=plan.country,
            previous=Edition.objects.get(key=plan.previous) if plan.previous else None,
            made_up=plan.made_up,
            answer_days=plan.answer_days,
            minimum_meetings=plan.minimum_meetings,
            maximum_meetings=plan.maximum_meetings,
            created_at=now,
        )
        _furnish(edition, plan, by, now)
        _tell(edition, "edition.created", by, now, after=EditionState.DRAFT)
    return edition


def create_draft(*, key: str, by: Person | None, now: datetime) -> Edition:
    """A draft for a list whose edition is not known yet; its days are placeholders until a person sets them."""
    start = rules.local_day(now, "Asia/Shanghai") + PLACEHOLDER_LEAD
    with transaction.atomic():
        plan = EditionPlan(key=key, name_en=key, name_zh=key, starts_on=start, days=3)
        edition = create_edition(plan=plan, by=by, now=now)
        edition.placeholder_days = True
        edition.save(update_fields=["placeholder_days"])
    return edition


def _furnish(edition: Edition, plan: EditionPlan, by: Person | None, now: datetime) -> None:
    if plan.starts_on is not None and plan.days:
        dates = rules.days_from(plan.starts_on, plan.days)
        set_days(edition=edition, dates=dates, hours=plan.hours, by=by, now=now)
    for hall in plan.halls:
        add_hall(edition=edition, plan=hall, by=by, now=now)
    codes = {hall.code: hall.pk for hall in Hall.objects.filter(edition=edition)}
    ways = [(sorted((codes[way.start], codes[way.end])), way.slots) for way in plan.ways]
    Way.objects.bulk_create(
        Way(edition=edition, start_id=first, end_id=second, slots=slots) for (first, second), slots in ways
    )
    for area in plan.areas:
        add_area(edition=edition, plan=area, by=by, now=now)
    Honour.objects.bulk_create(
        Honour(edition=edition, kind=one.kind, name_en=one.name_en, name_zh=one.name_zh, country=one.country)
        for one in plan.honours
    )


def _tell(
    edition: Edition,
    verb: str,
    by: Person | None,
    now: datetime,
    *,
    before: str = "",
    after: str = "",
    **facts: object,
) -> None:
    happening = Happening(
        verb, Subject("edition", edition.pk), before, after, edition=edition.pk, facts=facts
    )
    record_events([happening], actor=actor(by), now=now)


def change_edition(
    *, edition: Edition, values: dict[str, object], by: Person | None, now: datetime
) -> Edition:
    """Change what an edition is called, where and how it meets."""
    if "time_zone" in values:
        rules.zone(str(values["time_zone"]))
    with transaction.atomic():
        before = {name: str(getattr(edition, name)) for name in values}
        for name, value in values.items():
            setattr(edition, name, value)
        edition.save(update_fields=[*values])
        _tell(edition, "edition.changed", by, now, was=before, becomes={k: str(v) for k, v in values.items()})
    return edition


def set_days(
    *, edition: Edition, dates: Sequence[date], hours: Hours, by: Person | None, now: datetime
) -> list[SlotTime]:
    """Lay days and slots anew; refused while meetings stand in the old slots."""
    times = rules.slot_times(dates, hours, edition.time_zone)
    try:
        with transaction.atomic():
            edition.days.all().delete()
            _lay_days(edition, dates, hours, times)
            edition.starts_on, edition.ends_on = (dates[0], dates[-1]) if dates else (None, None)
            edition.placeholder_days = False
            edition.save(update_fields=["starts_on", "ends_on", "placeholder_days"])
            _tell(edition, "edition.days_set", by, now, days=len(dates), slots=len(times))
    except ProtectedError as error:
        raise SlotsInUse from error
    return times


def _lay_days(edition: Edition, dates: Sequence[date], hours: Hours, times: Sequence[SlotTime]) -> None:
    days = Day.objects.bulk_create(
        Day(edition=edition, date=one, opens_at=hours.opens_at, closes_at=hours.closes_at) for one in dates
    )
    Slot.objects.bulk_create(
        (
            Slot(
                edition=edition,
                day=days[one.day],
                number=number,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                session=one.session,
            )
            for number, one in enumerate(times)
        ),
        batch_size=BATCH,
    )


def add_hall(*, edition: Edition, plan: HallPlan, by: Person | None, now: datetime) -> Hall:
    """Add a hall and its meeting tables."""
    try:
        with transaction.atomic():
            hall = Hall.objects.create(
                edition=edition, code=plan.code, name=plan.name, gross_area=plan.gross_area
            )
            set_tables(hall=hall, count=plan.tables, by=by, now=now)
            if plan.rooms:
                set_rooms(hall=hall, count=plan.rooms, by=by, now=now)
            _join_ways(hall)
            _tell(edition, "hall.added", by, now, code=plan.code, tables=plan.tables, rooms=plan.rooms)
    except IntegrityError as error:
        raise HallTaken(code=plan.code) from error
    return hall


def _join_ways(hall: Hall) -> None:
    """A new hall is as near to all others as the ways between those allow; somebody may say better."""
    _hold(hall.edition)
    longest = Way.objects.filter(edition=hall.edition).aggregate(slots=Max("slots"))["slots"] or 0
    slots = rules.least_way(longest)
    others = Hall.objects.filter(edition=hall.edition).exclude(pk=hall.pk)
    Way.objects.bulk_create(
        Way(edition=hall.edition, start=other, end=hall, slots=slots) for other in (others if slots else ())
    )


def set_tables(*, hall: Hall, count: int, by: Person | None, now: datetime) -> None:
    """Give a hall this many open tables; surplus ones are closed, not deleted, since meetings may have sat there."""
    with transaction.atomic():
        _set_places(hall, PlaceKind.TABLE, hall.code, count)
        _tell(hall.edition, "hall.tables_set", by, now, code=hall.code, tables=count)


def set_rooms(*, hall: Hall, count: int, by: Person | None, now: datetime) -> None:
    """Give a hall this many open rooms, numbered apart from its tables."""
    with transaction.atomic():
        _set_places(hall, PlaceKind.ROOM, f"{hall.code}-R", count)
        _tell(hall.edition, "hall.rooms_set", by, now, code=hall.code, rooms=count)


def _set_places(hall: Hall, kind: PlaceKind, zone: str, count: int) -> None:
    places = Place.objects.filter(hall=hall, kind=kind)
    known = set(places.values_list("number", flat=True))
    places.filter(number__lte=count).update(is_open=True)
    places.filter(number__gt=count).update(is_open=False)
    Place.objects.bulk_create(
        (
            Place(edition=hall.edition, hall=hall, kind=kind, zone=zone, number=number)
            for number in range(1, count + 1)
            if number not in known
        ),
        batch_size=BATCH,
    )


def set_place_open(*, place: Place, is_open: bool, by: Person | None, now: datetime) -> None:
    """Close one place, or open it again; what sits there already stays until somebody moves it."""
    with transaction.atomic():
        place.is_open = is_open
        place.save(update_fields=["is_open"])
        verb = "place.opened" if is_open else "place.closed"
        _tell(place.edition, verb, by, now, zone=place.zone, number=place.number)


def _hold(edition: Edition) -> None:
    """Whoever adds a hall and whoever sets ways wait for each other: else ways would be lacking to the new hall."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def set_ways(
    *, edition: Edition, start: Hall | None, end: Hall | None, slots: int, by: Person | None, now: datetime
) -> None:
    """Say how many slots it takes to walk between two halls; without a start or an end, from or to every hall."""
    with transaction.atomic():
        _hold(edition)
        halls = {hall.pk: hall for hall in Hall.objects.filter(edition=edition)}
        if start is not None and start == end:
            raise SameHall(code=start.code)
        pairs = {
            (min(a, b), max(a, b))
            for a in ([start.pk] if start else halls)
            for b in ([end.pk] if end else halls)
            if a != b
        }
        ways = {(way.start_id, way.end_id): way.slots for way in Way.objects.filter(edition=edition)}
        ways |= dict.fromkeys(pairs, slots)
        codes = {(halls[a].code, halls[b].code): count for (a, b), count in ways.items()}
        both = codes | {(b, a): count for (a, b), count in codes.items()}
        rules.checked_ways(both, [hall.code for hall in halls.values()])
        Way.objects.filter(edition=edition).delete()
        Way.objects.bulk_create(
            Way(edition=edition, start_id=a, end_id=b, slots=count)
            for (a, b), count in sorted(ways.items())
            if count
        )
        _tell(edition, "hall.ways_set", by, now, slots=slots, ways=len(pairs))


def remove_area(*, area: Area, by: Person | None, now: datetime) -> None:
    """Take an area away again while nobody was assigned to it."""
    with transaction.atomic():
        if area.participations.exists() or area.applications.exists():
            raise AreaInUse(name=area.name_en)
        _tell(area.edition, "area.removed", by, now, name=area.name_en)
        area.delete()


def remove_hall(*, hall: Hall, by: Person | None, now: datetime) -> None:
    """Take a hall away again while no stand lies in it and no meeting sat there."""
    try:
        with transaction.atomic():
            if hall.stands.exists() or hall.participants.exists() or hall.devices.exists():
                raise HallInUse(code=hall.code)
            _tell(hall.edition, "hall.removed", by, now, code=hall.code)
            hall.delete()
    except ProtectedError as error:
        raise HallInUse(code=hall.code) from error


def create_following(*, plan: EditionPlan, by: Person, now: datetime) -> Edition:
    """Make the next edition by a plan drawn from the one before, with the same people in their roles."""
    with transaction.atomic():
        edition = create_edition(plan=plan, by=by, now=now)
        appoint(edition=edition, person=by, role=Role.DIRECTOR, by=by, now=now)
        before = Appointment.objects.filter(edition=edition.previous, ended_at=None, scope_kind=ScopeKind.ALL)
        for one in before.exclude(person=by, role=Role.DIRECTOR).select_related("person").order_by("pk"):
            appoint(edition=edition, person=one.person, role=Role(one.role), by=by, now=now)
    return edition


def add_area(*, edition: Edition, plan: AreaPlan, by: Person | None, now: datetime) -> Area:
    """Add an exhibition area; its chain is the published version."""
    with transaction.atomic():
        chain = None
        if plan.chain is not None:
            chain = Chain.objects.filter(key=plan.chain, state=ChainState.PUBLISHED).first()
            if chain is None:
                raise NotFound(kind=phrase("chain"), name=plan.chain)
        try:
            with transaction.atomic():
                area = Area.objects.create(
                    edition=edition, chain=chain, name_en=plan.name_en, name_zh=plan.name_zh
                )
        except IntegrityError as error:
            raise AreaTaken(name=plan.name_en) from error
        area.halls.set(Hall.objects.filter(edition=edition, code__in=plan.halls))
        _tell(edition, "area.added", by, now, name=plan.name_en)
    return area


def step_edition(*, edition: Edition, to: EditionState, by: Person | None, now: datetime) -> Edition:
    """Open, start or close an edition."""
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        rules.checked_step(edition.state, to)
        if to is EditionState.OPEN and not edition.days.exists():
            raise NothingToOpen(key=edition.key)
        before, edition.state = edition.state, to
        edition.save(update_fields=["state"])
        _tell(edition, f"edition.{to}", by, now, before=before, after=to)
    return edition


def appoint(
    *,
    edition: Edition,
    person: Person,
    role: Role,
    by: Person | None,
    now: datetime,
    scope_kind: ScopeKind = ScopeKind.ALL,
    scope_id: int = 0,
) -> Appointment:
    """Give a person a role in an edition; a second time changes nothing but reopens an ended one."""
    check_addresses([person.pk])
    with transaction.atomic():
        appointment, _made = Appointment.objects.update_or_create(
            edition=edition,
            person=person,
            role=role,
            scope_kind=scope_kind,
            scope_id=scope_id,
            defaults={"since": now, "ended_at": None},
        )
        _tell(edition, "appointment.made", by, now, person=person.pk, role=str(role))
    return appointment


def end_appointment(*, appointment: Appointment, by: Person | None, now: datetime) -> None:
    """Take a role back; the row stays as history."""
    with transaction.atomic():
        appointment.ended_at = now
        appointment.save(update_fields=["ended_at"])
        _tell(
            appointment.edition,
            "appointment.ended",
            by,
            now,
            person=appointment.person_id,
            role=appointment.role,
        )
