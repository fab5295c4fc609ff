"""One meeting of one version: where it sits, and the slots in which all its sides and a place are free."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count

from chainfair.fairs.models import Edition, Place, Slot
from chainfair.fairs.queries import ways_of
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.numbers import whole_number
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import rules
from chainfair.meetings.errors import UnknownSlot
from chainfair.meetings.kinds import Answer
from chainfair.meetings.models import Meeting, Party, Placement, SeatBooking, Timetable, Unplaced
from chainfair.meetings.queries.halls import halls_of_meetings, home_of
from chainfair.meetings.queries.searching import SIDES_OF_MEETING

NEAREST = 3


@dataclass(frozen=True)
class Seating:
    """Where a meeting sits in a version (or why nowhere), and the other slots: free for all, and not."""

    meeting: Meeting
    placement: Placement | None
    unplaced: Unplaced | None
    free: list[Slot]
    busy: list[Slot]

    @property
    def nearest(self) -> list[Slot]:
        """The free slots closest to where it sits, or the first ones; the ways out of a refusal."""
        if self.placement is None:
            return self.free[:NEAREST]
        here = self.placement.slot.number
        return sorted(self.free, key=lambda slot: abs(slot.number - here))[:NEAREST]


def when(slot: Slot, edition: Edition) -> str:
    """Day and hour at the venue, the same in every language."""
    return f"{slot.starts_at.astimezone(ZoneInfo(edition.time_zone)):%Y-%m-%d %H:%M}"


def get_slot(edition: Edition, number: str) -> Slot:
    """A slot of the edition by its number in the table, or a refusal."""
    found = edition.slots.filter(pk=whole_number(number) or 0).first()
    if found is None:
        raise UnknownSlot
    return found


def get_place(edition: Edition, number: str) -> Place:
    """A place of the edition by its number in the table, or a refusal."""
    found = Place.objects.filter(edition=edition, pk=whole_number(number) or 0).first()
    if found is None:
        raise NotFound(kind=phrase("place"), name=number)
    return found


def neighbours_of(timetable: Timetable, placement: Placement) -> list[Placement]:
    """Other meetings of the sides of a placed one, with which it could exchange its time, in order of time."""
    sides = Party.objects.filter(meeting=placement.meeting_id).exclude(answer=Answer.NO).values("participant")
    bookings = SeatBooking.objects.filter(timetable=timetable, seat__participant__in=sides)
    rows = timetable.placements.filter(pk__in=bookings.values("placement"), pinned=False)
    rows = rows.exclude(pk=placement.pk).select_related("meeting", "slot__day", "place")
    return list(rows.prefetch_related(SIDES_OF_MEETING).order_by("slot__number", "pk"))


def seating_of(timetable: Timetable, meeting: Meeting) -> Seating:
    """Where a meeting sits and could sit; a bounded number of queries."""
    placement = (
        timetable.placements.filter(meeting=meeting).select_related("slot__day", "place__hall").first()
    )
    unplaced = timetable.unplaced.filter(meeting=meeting).select_related("meeting").first()
    slots = timetable.edition.slots.select_related("day").order_by("number")
    others = [slot for slot in slots if placement is None or slot.pk != placement.slot_id]
    free = _free(timetable, meeting, placement, others)
    return Seating(meeting, placement, unplaced, free, [slot for slot in others if slot not in set(free)])


def _free(
    timetable: Timetable, meeting: Meeting, placement: Placement | None, slots: Sequence[Slot]
) -> list[Slot]:
    sides = Participant.objects.filter(parties__in=meeting.parties.exclude(answer=Answer.NO)).annotate(
        n=Count("seats", distinct=True)
    )
    participants = list(sides)
    bookings = SeatBooking.objects.filter(timetable=timetable, seat__participant__in=participants)
    bookings = bookings.exclude(placement__meeting=meeting)
    held = Counter[tuple[int, int]](bookings.values_list("seat__participant", "slot"))
    full = _full_slots(timetable, meeting)
    free = [
        slot
        for slot in slots
        if slot.pk not in full
        and all(
            rules.is_free(one.availability, slot.number) and held[one.pk, slot.pk] < one.n
            for one in participants
        )
    ]
    ways = {} if meeting.online else ways_of(timetable.edition)
    return _walkable(timetable, meeting, placement, participants, ways, free) if ways else free


def _walkable(
    timetable: Timetable,
    meeting: Meeting,
    placement: Placement | None,
    participants: Sequence[Participant],
    ways: Mapping[tuple[int, int], int],
    slots: Sequence[Slot],
) -> list[Slot]:
    """Those in which somebody of each side is in time in the hall where the meeting would be."""
    rows = SeatBooking.objects.filter(timetable=timetable, seat__participant__in=participants)
    rows = rows.exclude(placement__meeting=meeting).select_related("slot", "placement").order_by("pk")
    where = halls_of_meetings(timetable, {row.placement.meeting_id for row in rows})
    diary: dict[int, list[tuple[Slot, int | None]]] = {}
    seats: defaultdict[int, list[int]] = defaultdict(list)
    for seat in Seat.objects.filter(participant__in=participants).order_by("pk"):
        diary[seat.pk] = []
        seats[seat.participant_id].append(seat.pk)
    for row in rows:
        diary[row.seat_id].append((row.slot, where.get(row.placement.meeting_id)))
    halls = _halls_then(timetable, meeting, placement, participants, slots)
    return [
        slot
        for slot in slots
        if all(
            any(_in_time(ways, diary[seat], slot, halls.get(slot.pk)) for seat in seats[one.pk])
            for one in participants
        )
    ]


def _in_time(
    ways: Mapping[tuple[int, int], int],
    diary: Sequence[tuple[Slot, int | None]],
    slot: Slot,
    hall: int | None,
) -> bool:
    """Whether somebody with these meetings is free in a slot, and could walk to the hall and on."""
    session = (slot.day_id, slot.session)
    return not any(
        at == slot
        or (
            hall is not None
            and there is not None
            and (at.day_id, at.session) == session
            and rules.is_too_near(ways, (slot.number, hall), (at.number, there))
        )
        for at, there in diary
    )


def _halls_then(
    timetable: Timetable,
    meeting: Meeting,
    placement: Placement | None,
    participants: Sequence[Participant],
    slots: Sequence[Slot],
) -> dict[int, int | None]:
    """The hall in which a meeting would be in each slot: at its own table, else in a hall of its sides, else in any."""
    open_ones = Place.objects.filter(edition=timetable.edition_id, is_open=True, kind__in=rules.SITTING)
    tables = dict(open_ones.order_by("pk").values_list("pk", "hall"))
    home = home_of((one.side, one.hall_id) for one in participants)
    if not tables:
        return {slot.pk: home for slot in slots}
    own = placement.place_id if placement else None
    at_home = {one.hall_id for one in participants}
    wanted = sorted(tables, key=lambda place: (place != own, tables[place] not in at_home, place))
    taken = set(
        timetable.placements.filter(slot__in=slots, place__isnull=False)
        .exclude(meeting=meeting)
        .values_list("place", "slot")
    ) | rules.closed_cells(timetable.figures)
    return {
        slot.pk: next((tables[place] for place in wanted if (place, slot.pk) not in taken), None)
        for slot in slots
    }


def _full_slots(timetable: Timetable, meeting: Meeting) -> set[int]:
    """Slots in which every table is taken by others; none where one meets online or at the stands."""
    open_ones = Place.objects.filter(edition=timetable.edition_id, is_open=True, kind__in=rules.SITTING)
    tables = set() if meeting.online else set(open_ones.values_list("pk", flat=True))
    if not tables:
        return set()
    taken = timetable.placements.filter(place__in=open_ones).exclude(meeting=meeting)
    used = Counter(dict(taken.values_list("slot").annotate(n=Count("pk")).order_by()))
    used.update(slot for place, slot in rules.closed_cells(timetable.figures) if place in tables)
    return {slot for slot, count in used.items() if count >= len(tables)}
