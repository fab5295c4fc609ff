"""Late changes of the published timetable: somebody is ill, a hall closes, nobody comes; repaired in one transaction.

The engine decides who moves (`bridge.foresee`), the same for the look beforehand and for the change itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chainfair.fairs.models import Place, Slot
from chainfair.ground.actions import record_events
from chainfair.ground.among import among
from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.rows import append_rows, change_rows, drop_rows
from chainfair.matching.actions import set_availability
from chainfair.matching.models import Participant
from chainfair.meetings import bridge, rules
from chainfair.meetings.actions.holding import cancel_meetings
from chainfair.meetings.actions.placing import lock_timetable
from chainfair.meetings.actions.publishing import store_times
from chainfair.meetings.actions.running import store_sittings
from chainfair.meetings.actions.standing import standings, store_changes, store_decided
from chainfair.meetings.actions.telling import tell_readers
from chainfair.meetings.kinds import (
    Absence,
    CallOff,
    Change,
    Closure,
    Foreseen,
    LatePin,
    LiveChange,
    NoShow,
    Opening,
    Return,
    Shift,
    Sitting,
)
from chainfair.meetings.models import Party, Placement, SeatBooking, Timetable, Unplaced
from chainfair.meetings.queries import when
from chainfair.people.actions import actor
from chainfair.people.models import Person


def foresee_change(*, timetable: Timetable, change: LiveChange, now: datetime) -> Foreseen:
    """What a late change would come to: who moves, who loses the time and why, whom it touches. Writes nothing."""
    return bridge.foresee(timetable, _slots(timetable), change, now)


def _slots(timetable: Timetable) -> list[Slot]:
    """The slots in order; by themselves, since slots and an edition that know each other wait long to be freed."""
    return list(Slot.objects.filter(edition=timetable.edition_id).order_by("number"))


def change_timetable(
    *, timetable: Timetable, change: LiveChange, by: Person | None, now: datetime
) -> Foreseen:
    """Carry a late change out in the published version, and tell everybody whom it touches, and nobody else."""
    with transaction.atomic():
        timetable = lock_timetable(timetable)
        slots = _slots(timetable)
        foreseen = bridge.foresee(timetable, slots, change, now)
        _store_change(timetable, slots, change, foreseen, by, now)
        _store_spots(timetable, foreseen)
        _store_reasons(timetable, foreseen)
        _pin(timetable, change)
        spots = {one.meeting: one.after or one.before for one in foreseen.shifts}
        changes = {one.meeting: (one.change, spots[one.meeting].slot) for one in foreseen.shifts}  # type: ignore[union-attr]
        changed = store_times(timetable=timetable, changes=changes, by=by, now=now)
        moments = {slot.pk: when(slot, timetable.edition) for slot in slots}
        _note(timetable, change, foreseen, moments, by, now)
        _tell(foreseen, changed, moments, now)
    return foreseen


def _store_change(
    timetable: Timetable,
    slots: Sequence[Slot],
    change: LiveChange,
    foreseen: Foreseen,
    by: Person | None,
    now: datetime,
) -> None:
    """What the change itself says: who is away, what is closed, what is over."""
    match change:
        case Absence(participant) | Return(participant):
            known = {slot.pk: slot.number for slot in slots}
            _mark(timetable, participant, known, change, by, now)
        case Closure(hours) | Opening(hours):
            cells = {(place, slot) for place in foreseen.closing for slot in hours}
            closed = rules.closed_cells(timetable.figures)
            after = closed | cells if isinstance(change, Closure) else closed - cells
            timetable.figures = {**timetable.figures, "closed": rules.closures_of(after)}
            timetable.save(update_fields=["figures"])
        case NoShow(meeting, absent):
            _miss(timetable, meeting, absent, foreseen, by, now)
        case CallOff(meetings, why):
            outcome = cancel_meetings(meetings=meetings, why=why, by=by, now=now)
            if outcome.refused:
                raise outcome.refused[0][1]


def _mark(
    timetable: Timetable,
    participant: int,
    known: Mapping[int, int],
    change: Absence | Return,
    by: Person | None,
    now: datetime,
) -> None:
    row = Participant.objects.select_for_update().get(pk=participant)
    row.edition = timetable.edition  # the same, read already
    numbers, free = [known[slot] for slot in change.slots], isinstance(change, Return)
    marks = rules.availability_after(row.availability, len(known), numbers, free=free)
    if marks != row.availability:
        set_availability(participant=row, availability=marks, by=by, now=now)


def _miss(
    timetable: Timetable,
    meeting: int,
    absent: Sequence[int],
    foreseen: Foreseen,
    by: Person | None,
    now: datetime,
) -> None:
    """The meeting counts as missed; where somebody stands by, its seats and its table are theirs."""
    standing = standings([meeting])[meeting]
    decision = rules.not_shown(standing.facts(), absent)
    if isinstance(decision, Refusal):
        raise decision
    happening = standing.take(decision, now)
    store_decided(changed=[standing], happenings=[happening], by=by, now=now)
    store_changes(Party, [party for party in standing.parties if party.absent], ("absent",))
    if foreseen.shifts:
        mine = Placement.objects.filter(timetable=timetable, meeting=meeting)
        SeatBooking.objects.filter(placement__in=mine).delete()
        mine.update(place=None)


def _store_spots(timetable: Timetable, foreseen: Foreseen) -> None:
    """Take out what goes, move what moves, seat what comes in; first everything is freed, then everything is taken."""
    if not foreseen.shifts:
        return
    before = [one.meeting for one in foreseen.shifts if one.before is not None]
    mine = Placement.objects.filter(among("meeting", before), timetable=timetable)
    rows = dict(mine.values_list("meeting", "pk"))
    moved = foreseen.of(Change.MOVED)
    SeatBooking.objects.filter(among("placement", rows.values())).delete()
    drop_rows(Placement, (rows[one.meeting] for one in foreseen.of(Change.GONE)))
    # Only a place that another meeting takes over needs to be free before.
    wanted = {one.after for one in moved}
    handed = [rows[one.meeting] for one in moved if one.before in wanted]
    if handed:
        Placement.objects.filter(among("pk", handed)).update(place=None)
    spots = [(rows[one.meeting], one.after, one.seats) for one in moved if one.after is not None]
    change_rows(
        Placement, ("slot_id", "place_id"), ((spot.slot, spot.place, pk) for pk, spot, _seats in spots)
    )
    append_rows(
        SeatBooking,
        ("timetable_id", "placement_id", "seat_id", "slot_id"),
        ((timetable.pk, pk, seat, spot.slot) for pk, spot, seats in spots for seat in seats),
    )
    store_sittings(timetable=timetable, sittings=[_sitting(one) for one in foreseen.of(Change.NEW)])


def _sitting(shift: Shift) -> Sitting:
    assert shift.after is not None
    return Sitting(shift.meeting, shift.after.slot, shift.after.place, shift.seats)


def _store_reasons(timetable: Timetable, foreseen: Foreseen) -> None:
    """What lost its time says why; what got one has no reason any more."""
    new = [one.meeting for one in foreseen.of(Change.NEW)]
    if new:
        Unplaced.objects.filter(among("meeting", new), timetable=timetable).delete()
    append_rows(
        Unplaced,
        ("timetable_id", "meeting_id", "reason", "values"),
        ((timetable.pk, one.meeting, one.reason, one.values) for one in foreseen.left_out),
    )


def _pin(timetable: Timetable, change: LiveChange) -> None:
    if isinstance(change, LatePin):
        Placement.objects.filter(timetable=timetable, meeting=change.meeting).update(pinned=True)


def _note(
    timetable: Timetable,
    change: LiveChange,
    foreseen: Foreseen,
    moments: Mapping[int, str],
    by: Person | None,
    now: datetime,
) -> None:
    """Who did what: one event for the version, beside those of the meetings."""
    counts = {str(kind): len(foreseen.of(kind)) for kind in Change}
    facts: dict[str, Any] = {"version": timetable.version, "kind": type(change).__name__.lower(), **counts}
    match change:
        case Absence(participant, slots) | Return(participant, slots):
            facts |= {"participant": participant, "slots": list(slots)}
        case Closure(slots, _places, hall) | Opening(slots, _places, hall):
            facts |= {"hall": hall, "places": len(foreseen.closing), "slots": list(slots)}
        case LatePin(meeting, slot):
            facts |= {"meeting": meeting, "slot": slot}
    happenings = [
        Happening(
            "timetable.changed", Subject("timetable", timetable.pk), edition=timetable.edition_id, facts=facts
        )
    ]
    if isinstance(change, LatePin):
        moment = moments[change.slot]
        subject = Subject("meeting", change.meeting)
        pinned = {"version": timetable.version, "slot": change.slot, "when": moment}
        happenings.append(Happening("meeting.pinned", subject, edition=timetable.edition_id, facts=pinned))
    record_events(happenings, actor=actor(by), now=now)


def _tell(foreseen: Foreseen, changed: Sequence[int], moments: Mapping[int, str], now: datetime) -> None:
    if not changed:
        return
    after = {one.meeting: one.after for one in foreseen.shifts if one.after is not None}
    places = Place.objects.in_bulk({one.place for one in after.values() if one.place is not None})
    tables = {pk: str(place) for pk, place in places.items()}

    def moment(meeting: int) -> str:
        spot = after.get(meeting)
        if spot is None:
            return ""
        time = moments[spot.slot]
        return f"{time} · {tables[spot.place]}" if spot.place is not None else time

    told, sides = set(changed), {one.meeting: one.parties for one in foreseen.shifts}
    tell_readers(
        {meeting: sides[meeting] for meeting in sides if meeting in told}, moment, _late_letter, now=now
    )


def _late_letter(lines: Sequence[str]) -> tuple[str, str]:
    values = {"count": len(lines), "rows": "\n".join(lines)}
    return _("Your meetings change"), _(
        "Something came up, and %(count)s of your meetings have another time or place now:\n\n%(rows)s"
    ) % values
