"""Whoever is to meet in a hall must have time to walk there from its meeting before, and on to the next."""

from collections.abc import Mapping, Sequence

from chainfair.fairs.models import Hall, Place, Slot
from chainfair.fairs.queries import ways_of
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import errors, rules
from chainfair.meetings.actions.telling import names_of
from chainfair.meetings.models import Party, SeatBooking, Timetable
from chainfair.meetings.queries import when
from chainfair.meetings.queries.halls import halls_of_meetings, home_of


def in_time(
    timetable: Timetable,
    participants: Mapping[int, Participant],
    slot: Slot,
    place: Place | None,
    seats: Sequence[Seat],
) -> list[Seat]:
    """A free seat of each side whose person is in time; the seats given, where they are. Raises TooFar."""
    ways = ways_of(timetable.edition)
    hall = place.hall_id if place else home_of((one.side, one.hall_id) for one in participants.values())
    if not ways or hall is None:
        return list(seats)
    return [_seat_in_time(timetable, ways, slot, hall, seat) for seat in seats]


def _seat_in_time(
    timetable: Timetable, ways: Mapping[tuple[int, int], int], slot: Slot, hall: int, seat: Seat
) -> Seat:
    session = SeatBooking.objects.filter(
        timetable=timetable,
        seat__participant=seat.participant_id,
        slot__day=slot.day_id,
        slot__session=slot.session,
    )
    rows = list(session.select_related("slot", "placement").order_by("slot__number", "pk"))
    where = halls_of_meetings(timetable, [row.placement.meeting_id for row in rows])
    near = {
        row.seat_id: row
        for row in reversed(rows)
        if (other := where.get(row.placement.meeting_id)) is not None
        and rules.is_too_near(ways, (slot.number, hall), (row.slot.number, other))
    }
    busy = {row.seat_id for row in rows if row.slot_id == slot.pk}
    others = Seat.objects.filter(participant=seat.participant_id).exclude(pk__in=busy).order_by("number")
    for one in (seat, *others):
        if one.pk not in near:
            return one
    raise _too_far(timetable, ways, slot, hall, seat, near[seat.pk], where)


def _too_far(
    timetable: Timetable,
    ways: Mapping[tuple[int, int], int],
    slot: Slot,
    hall: int,
    seat: Seat,
    near: SeatBooking,
    where: Mapping[int, int],
) -> errors.TooFar:
    meeting = near.placement.meeting_id
    others = Party.objects.filter(meeting=meeting).exclude(participant=seat.participant_id)
    start = where[meeting]
    return errors.TooFar(
        who=names_of([seat.participant_id])[seat.participant_id],
        other=", ".join(names_of(others.values_list("participant", flat=True)).values()),
        hall=Hall.objects.get(pk=start).code,
        when=when(near.slot, timetable.edition),
        slots=ways.get((start, hall), 0),
        between=abs(near.slot.number - slot.number) - 1,
    )
