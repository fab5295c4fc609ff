"""An older version becomes a draft again: what still stands keeps its time, and can be changed and published."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.meetings import rules
from chainfair.meetings.actions.running import store_sittings
from chainfair.meetings.kinds import Answer, Sitting, TimetableState
from chainfair.meetings.models import Party, Placement, SeatBooking, Timetable, Unplaced
from chainfair.people.actions import actor
from chainfair.people.models import Person

STANDING = (*rules.PLACEABLE, *rules.HAPPENED)


def restore_timetable(*, timetable: Timetable, by: Person | None, now: datetime) -> tuple[Timetable, int]:
    """Make a draft of a version; returns it, and how many meetings stay out because they or their seats are gone."""
    with transaction.atomic():
        # Versions are counted one after the other.
        edition = Edition.objects.select_for_update().get(pk=timetable.edition_id)
        last = edition.timetables.aggregate(last=Max("version"))["last"]
        live = edition.timetables.filter(state=TimetableState.PUBLISHED).first()
        closed = live.figures.get("closed", []) if live is not None else []
        made = Timetable.objects.create(
            edition=edition,
            version=last + 1,
            run=timetable.run,
            figures={**timetable.figures, "closed": closed, "restored": timetable.version},
            created_at=now,
        )
        sittings = _sittings(timetable, made)
        store_sittings(timetable=made, sittings=sittings)
        Unplaced.objects.bulk_create(
            (
                Unplaced(timetable=made, meeting_id=meeting, reason=reason, values=values)
                for meeting, reason, values in timetable.unplaced.filter(
                    meeting__state__in=STANDING
                ).values_list("meeting", "reason", "values")
            ),
            batch_size=BATCH,
        )
        facts = {"version": made.version, "restored": timetable.version, "placed": len(sittings)}
        subject = Subject("timetable", made.pk)
        happening = Happening(
            "timetable.restored", subject, after=TimetableState.DRAFT, edition=edition.pk, facts=facts
        )
        record_events([happening], actor=actor(by), now=now)
    return made, timetable.placements.count() - len(sittings)


def _sittings(timetable: Timetable, made: Timetable) -> list[Sitting]:
    """Where its meetings sit, but for those that ended, and those of which a side or a place is not there any more."""
    shut = rules.closed_cells(made.figures)
    seats: defaultdict[int, list[int]] = defaultdict(list)
    away: set[int] = set()
    sides: defaultdict[int, int] = defaultdict(int)
    standing = Placement.objects.filter(timetable=timetable, meeting__state__in=STANDING)
    parties = Party.objects.filter(meeting__in=standing.values("meeting")).exclude(answer=Answer.NO)
    for meeting in parties.order_by().values_list("meeting", flat=True):
        sides[meeting] += 1
    bookings = SeatBooking.objects.filter(timetable=timetable).order_by("pk")
    for placement, seat, slot, availability in bookings.values_list(
        "placement", "seat", "slot__number", "seat__participant__availability"
    ):
        seats[placement].append(seat)
        if not rules.is_free(availability, slot):
            away.add(placement)
    rows = standing.order_by("pk").values_list("pk", "meeting", "slot", "place", "place__is_open", "pinned")
    return [
        Sitting(meeting, slot, place, tuple(seats[number]), pinned)
        for number, meeting, slot, place, is_open, pinned in rows
        if number not in away
        and (place is None or (is_open and (place, slot) not in shut))
        and len(seats[number]) == sides[meeting]
    ]
