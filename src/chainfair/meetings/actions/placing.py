"""A meeting gets, changes or loses its place in one version: checked at once, refused in words.

Whoever places first locks the version, then the meetings, so that two who want the last seat or table come one after
the other. The unique rows of seats and places refuse what would slip past.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Place, Slot
from chainfair.ground.actions import record_events
from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import Happening, Subject
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import errors, rules
from chainfair.meetings.actions.standing import (
    Standing,
    raise_sequence,
    standings,
    store_changes,
    store_decided,
)
from chainfair.meetings.actions.telling import names_of, tell_others
from chainfair.meetings.actions.walking import in_time
from chainfair.meetings.kinds import Answer, Decision, MeetingState, TimetableState
from chainfair.meetings.models import (
    Meeting,
    Party,
    Placement,
    SeatBooking,
    SlotProposal,
    Timetable,
    Unplaced,
)
from chainfair.meetings.queries import when
from chainfair.people.actions import actor
from chainfair.people.models import Person


@dataclass(frozen=True, slots=True)
class Chair:
    """What a placement will hold: a place (or none) and one seat per party."""

    place: Place | None
    seats: list[Seat]


def lock_timetable(timetable: Timetable) -> Timetable:
    """The version as it stands now, held against others until this transaction ends."""
    rows = Timetable.objects.select_for_update(of=("self",)).select_related("edition")
    return rows.get(pk=timetable.pk)


def find_live_timetable(edition: Edition) -> Timetable | None:
    """The published version, held against others until this transaction ends."""
    return (
        Timetable.objects.select_for_update().filter(edition=edition, state=TimetableState.PUBLISHED).first()
    )


def place_meeting(
    *,
    timetable: Timetable,
    meeting: Meeting,
    slot: Slot,
    place: Place | None = None,
    pinned: bool = False,
    verb: str = "meeting.placed",
    by: Person | None,
    now: datetime,
) -> Placement:
    """Give a meeting its time (and a free place, unless one is named) in a version; `verb` says by whom or why."""
    with transaction.atomic():
        timetable, standing = _opened(timetable, meeting)
        if Placement.objects.filter(timetable=timetable, meeting=meeting).exists():
            raise errors.AlreadyPlaced(meeting=meeting.pk, version=timetable.version)
        _check_diaries(timetable, standing)
        chair = _find_chair(timetable, standing, slot, place, now)
        placement = Placement.objects.create(
            timetable=timetable, meeting=meeting, slot=slot, place=chair.place, pinned=pinned
        )
        _book(placement, chair)
        Unplaced.objects.filter(timetable=timetable, meeting=meeting).delete()
        _note(timetable, standing, verb, slot, chair.place, by, now)
        if timetable.state == TimetableState.PUBLISHED:
            _tell_new_time(
                standing, slot, rules.scheduled(MeetingState(standing.meeting.state), moved=False), by, now
            )
    return placement


def move_meeting(
    *,
    timetable: Timetable,
    meeting: Meeting,
    slot: Slot,
    place: Place | None = None,
    by: Person | None,
    now: datetime,
) -> Placement:
    """Move a meeting to another time or place of a version; a pinned one stays."""
    with transaction.atomic():
        timetable, standing = _opened(timetable, meeting)
        placement = _placed(timetable, meeting)
        if placement.pinned:
            raise errors.Pinned(when=when(placement.slot, timetable.edition))
        placement.bookings.all().delete()
        if place is None and placement.place_id is not None and slot.pk != placement.slot_id:
            place = _same_place(timetable, placement, slot)
        chair = _find_chair(timetable, standing, slot, place, now, leaving=placement)
        placement.slot, placement.place = slot, chair.place
        placement.save(update_fields=["slot", "place"])
        _book(placement, chair)
        _note(timetable, standing, "meeting.shifted", slot, chair.place, by, now)
        if timetable.state == TimetableState.PUBLISHED:
            _tell_new_time(
                standing, slot, rules.scheduled(MeetingState(standing.meeting.state), moved=True), by, now
            )
    return placement


def swap_meetings(
    *, timetable: Timetable, meetings: tuple[Meeting, Meeting], by: Person | None, now: datetime
) -> list[Placement]:
    """Two meetings of a version exchange their times and places, both or neither; pinned ones stay."""
    with transaction.atomic():
        # Both are locked in one order before either is read, so that two who swap the same pair do not wait in a ring.
        locked = lock_timetable(timetable)
        standings([one.pk for one in meetings])
        pairs = [_swappable(locked, one) for one in meetings]
        seats = [(one.slot, one.place) for _standing, one in pairs]
        if seats[0] == seats[1]:
            raise errors.NothingToSwap(when=when(seats[0][0], locked.edition))
        placements = [one for _standing, one in pairs]
        SeatBooking.objects.filter(placement__in=placements).delete()
        Placement.objects.filter(pk__in=[one.pk for one in placements]).update(place=None)
        for (standing, placement), (slot, place) in zip(pairs, reversed(seats), strict=True):
            _reseat(locked, standing, placement, slot, place, by, now)
    return placements


def _swappable(timetable: Timetable, meeting: Meeting) -> tuple[Standing, Placement]:
    _timetable, standing = _opened(timetable, meeting)
    placement = _placed(timetable, meeting)
    if placement.pinned:
        names = names_of(party.participant_id for party in standing.parties)
        moment = when(placement.slot, timetable.edition)
        raise errors.OtherPinned(who=", ".join(names.values()), when=moment)
    return standing, placement


def _reseat(
    timetable: Timetable,
    standing: Standing,
    placement: Placement,
    slot: Slot,
    place: Place | None,
    by: Person | None,
    now: datetime,
) -> None:
    """Give one meeting of an exchange what the other has left; one online leaves no place, so one is looked for."""
    chair = _find_chair(timetable, standing, slot, place, now, leaving=placement)
    moved = slot.pk != placement.slot_id
    placement.slot, placement.place = slot, chair.place
    placement.save(update_fields=["slot", "place"])
    _book(placement, chair)
    _note(timetable, standing, "meeting.swapped", slot, chair.place, by, now)
    if moved and timetable.state == TimetableState.PUBLISHED:
        _tell_new_time(
            standing, slot, rules.scheduled(MeetingState(standing.meeting.state), moved=True), by, now
        )


def unplace_meeting(*, timetable: Timetable, meeting: Meeting, by: Person | None, now: datetime) -> None:
    """Take a meeting out of a version; its sides keep what they agreed."""
    with transaction.atomic():
        timetable, standing = _opened(timetable, meeting)
        placement = _placed(timetable, meeting)
        if placement.pinned:
            raise errors.Pinned(when=when(placement.slot, timetable.edition))
        _note(timetable, standing, "meeting.taken_out", placement.slot, None, by, now)
        placement.delete()
        if timetable.state == TimetableState.PUBLISHED:
            _tell_new_time(standing, None, rules.unscheduled(MeetingState(standing.meeting.state)), by, now)


def pin_meeting(
    *, timetable: Timetable, meeting: Meeting, pinned: bool, by: Person | None, now: datetime
) -> Placement:
    """Pin a meeting to its time and place, so that no run moves it; or let it go."""
    with transaction.atomic():
        timetable, standing = _opened(timetable, meeting)
        placement = _placed(timetable, meeting)
        placement.pinned = pinned
        placement.save(update_fields=["pinned"])
        verb = "meeting.pinned" if pinned else "meeting.unpinned"
        _note(timetable, standing, verb, placement.slot, placement.place, by, now)
    return placement


def place_at_agreed_time(
    *, timetable: Timetable, meeting: Meeting, by: Person | None, now: datetime
) -> Placement | None:
    """Give an accepted meeting its agreed time in the published version.

    Where one time was agreed and is gone, that is refused; of several, the first that is free is taken.
    """
    proposed = SlotProposal.objects.filter(meeting=meeting).values_list("by", "slot")
    agreed = Slot.objects.filter(pk__in=rules.agreed_slots(proposed)).order_by("number")
    refusal: Refusal | None = None
    for slot in agreed:
        try:
            return place_meeting(
                timetable=timetable, meeting=meeting, slot=slot, verb="meeting.seated", by=by, now=now
            )
        except Refusal as error:
            refusal = error
    if refusal is not None and len(agreed) == 1:
        raise refusal
    return None


def free_meeting(*, meetings: Sequence[int]) -> None:
    """Take meetings that ended without taking place out of drafts and the published version."""
    open_versions = (TimetableState.DRAFT, TimetableState.PUBLISHED)
    Placement.objects.filter(meeting__in=meetings, timetable__state__in=open_versions).delete()
    Unplaced.objects.filter(meeting__in=meetings, timetable__state__in=open_versions).delete()


def _opened(timetable: Timetable, meeting: Meeting) -> tuple[Timetable, Standing]:
    timetable = lock_timetable(timetable)
    state = TimetableState(timetable.state)
    standing = standings([meeting.pk])[meeting.pk]
    refusal = rules.refusal_to_change(timetable.version, state) or rules.refusal_to_place(
        MeetingState(standing.meeting.state), state
    )
    if standing.meeting.edition_id != timetable.edition_id:
        refusal = errors.NotPlaced(meeting=meeting.pk, version=timetable.version)
    if refusal is not None:
        raise refusal
    return timetable, standing


def _placed(timetable: Timetable, meeting: Meeting) -> Placement:
    placement = (
        Placement.objects.filter(timetable=timetable, meeting=meeting).select_related("slot", "place").first()
    )
    if placement is None:
        raise errors.NotPlaced(meeting=meeting.pk, version=timetable.version)
    return placement


def _check_diaries(timetable: Timetable, standing: Standing) -> None:
    for party in standing.parties:
        maximum = Participant.objects.values_list("maximum", flat=True).get(pk=party.participant_id)
        if (
            SeatBooking.objects.filter(timetable=timetable, seat__participant=party.participant_id).count()
            >= maximum
        ):
            raise errors.DiaryFull(who=_name(party.participant_id), maximum=maximum)


def _find_chair(
    timetable: Timetable,
    standing: Standing,
    slot: Slot,
    place: Place | None,
    now: datetime,
    leaving: Placement | None = None,
) -> Chair:
    edition = timetable.edition
    if slot.edition_id != edition.pk:
        raise errors.UnknownSlot
    if rules.is_past(EditionState(edition.state), slot.ends_at, now):
        raise errors.SlotOver(when=when(slot, edition))
    sides = [party.participant_id for party in standing.parties if party.answer != Answer.NO]
    participants = Participant.objects.select_related("organisation").in_bulk(sides)
    moment = when(slot, edition)
    for participant in participants.values():
        if not rules.is_free(participant.availability, slot.number):
            raise errors.NotAvailable(who=_name(participant.pk), when=moment)
    seats = [_free_seat(timetable, participants[number], slot) for number in sides]
    if standing.meeting.online:
        return Chair(None, seats)
    spot = _free_place(timetable, participants, slot, place, leaving)
    return Chair(spot, in_time(timetable, participants, slot, spot, seats))


def _free_seat(timetable: Timetable, participant: Participant, slot: Slot) -> Seat:
    taken = SeatBooking.objects.filter(timetable=timetable, slot=slot, seat__participant=participant)
    seat = participant.seats.exclude(pk__in=taken.values("seat")).order_by("number").first()
    if seat is not None:
        return seat
    held = taken.select_related("placement").order_by("pk").first()
    others = Party.objects.filter(meeting=held.placement.meeting_id) if held else Party.objects.none()
    names = names_of(others.exclude(participant=participant).values_list("participant", flat=True))
    raise errors.SeatTaken(
        who=_name(participant.pk), other=", ".join(names.values()), when=when(slot, timetable.edition)
    )


def _free_place(
    timetable: Timetable,
    participants: dict[int, Participant],
    slot: Slot,
    place: Place | None,
    leaving: Placement | None,
) -> Place | None:
    edition = timetable.edition
    closed = {place for place, shut in rules.closed_cells(timetable.figures) if shut == slot.pk}
    taken = Placement.objects.filter(timetable=timetable, slot=slot, place__isnull=False)
    if leaving is not None:
        taken = taken.exclude(pk=leaving.pk)
    if place is not None:
        if place.edition_id != edition.pk or not place.is_open or place.pk in closed:
            raise errors.PlaceClosed(place=place)
        other = taken.filter(place=place).first()
        if other is not None:
            names = names_of(
                Party.objects.filter(meeting=other.meeting_id).values_list("participant", flat=True)
            )
            raise errors.PlaceTaken(place=place, when=when(slot, edition), who=", ".join(names.values()))
        return place
    tables = Place.objects.filter(edition=edition, is_open=True, kind__in=rules.SITTING).exclude(
        pk__in=closed
    )
    free = tables.exclude(pk__in=taken.values("place"))
    halls = {one.hall_id for one in participants.values() if one.hall_id}
    found = free.filter(hall__in=halls).order_by("pk").first() or free.order_by("pk").first()
    if found is None and tables.exists():
        raise errors.NoPlaceLeft(places=tables.count(), when=when(slot, edition))
    return found  # without tables one meets at the stand


def _same_place(timetable: Timetable, placement: Placement, slot: Slot) -> Place | None:
    busy = (placement.place_id, slot.pk) in rules.closed_cells(timetable.figures) or Placement.objects.filter(
        timetable=timetable, slot=slot, place=placement.place
    ).exists()
    return None if busy or placement.place is None or not placement.place.is_open else placement.place


def _book(placement: Placement, chair: Chair) -> None:
    SeatBooking.objects.bulk_create(
        SeatBooking(
            timetable_id=placement.timetable_id, placement=placement, seat=seat, slot_id=placement.slot_id
        )
        for seat in chair.seats
    )


def _note(
    timetable: Timetable,
    standing: Standing,
    verb: str,
    slot: Slot,
    place: Place | None,
    by: Person | None,
    now: datetime,
) -> None:
    facts = {
        "version": timetable.version,
        "slot": slot.pk,
        "when": when(slot, timetable.edition),
        "place": str(place) if place else "",
    }
    subject = Subject("meeting", standing.meeting.pk)
    happening = Happening(verb, subject, edition=timetable.edition_id, facts=facts)
    record_events([happening], actor=actor(by), now=now)


def _tell_new_time(
    standing: Standing, slot: Slot | None, decision: Decision | None, by: Person | None, now: datetime
) -> None:
    if decision is None:
        return
    facts = {"slot": slot.pk} if slot else {}
    happening = standing.take(replace(decision, facts=facts), now)
    for party in standing.parties:
        party.confirmed_at = None
    store_decided(changed=[standing], happenings=[happening], by=by, now=now)
    store_changes(Party, standing.parties, ("confirmed_at",))
    raise_sequence([standing.meeting.pk])
    moment = when(slot, standing.meeting.edition) if slot else ""
    tell_others([(standing, 0)], lambda one, _name: _time_letter(one, moment), now=now)


def _time_letter(standing: Standing, moment: str) -> tuple[str, str]:
    names = ", ".join(names_of(party.participant_id for party in standing.parties).values())
    values = {"who": names, "when": moment}
    if not moment:
        return (
            _("A meeting lost its time"),
            _("The meeting of %(who)s has no time any more; it will get a new one.") % values,
        )
    return _("A meeting is at %(when)s") % values, _("The meeting of %(who)s is at %(when)s.") % values


def _name(participant: int) -> str:
    return names_of([participant])[participant]
