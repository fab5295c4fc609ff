"""The agenda of a side: where it must be, with whom, about what; and what was taken out of it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chainfair.fairs.models import Day, Slot
from chainfair.fairs.queries import slots_of
from chainfair.ground.models import Event
from chainfair.ground.names import name_of
from chainfair.ground.search import subjects_found
from chainfair.matching.kinds import Side
from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.kinds import MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Party, Placement
from chainfair.meetings.queries.free import FreeSlot
from chainfair.meetings.queries.own import OwnMeeting, own_meetings, parties_of, with_meetings


@dataclass(frozen=True)
class Entry:
    """One line of an agenda."""

    own: OwnMeeting
    slot: Slot
    where: str
    hall: str
    way: str  # how one gets there from the meeting before, in words
    phase: str  # done, now, coming

    @property
    def closable(self) -> bool:
        """Whether this side has still to say what came of it."""
        open_still = self.own.meeting.state in {*rules.OUTCOME_OPEN, MeetingState.HELD}
        return open_still and self.phase != "coming" and self.own.party.said_held is None


def agenda_of(me: Participant, day: Day | None = None, question: str = "") -> QuerySet[Placement]:
    """Where the published version places this side's meetings."""
    rows = Placement.objects.filter(
        timetable__edition=me.edition_id,
        timetable__state=TimetableState.PUBLISHED,
        meeting__in=parties_of(me).values("meeting"),
    )
    if day is not None:
        rows = rows.filter(slot__day=day)
    if question:
        named = Party.objects.filter(participant__organisation__in=subjects_found("organisation", question))
        others = named.exclude(participant=me).values("meeting")
        rows = rows.filter(Q(meeting__in=others) | Q(meeting__about__icontains=question))
    return with_meetings(rows.select_related("slot__day", "place__hall")).order_by("slot__number", "pk")


def entries_of(placements: Sequence[Placement], me: Participant, now: datetime) -> list[Entry]:
    """Lines of an agenda in order; each says the way from the one before on the same day."""
    owned = own_meetings([one.meeting for one in placements], me, now)
    found: list[Entry] = []
    for placement, own in zip(placements, owned, strict=True):
        where, hall = where_of(placement, own)
        before = found[-1] if found and found[-1].slot.day_id == placement.slot.day_id else None
        way = _way(before, placement.slot, hall)
        found.append(Entry(own, placement.slot, where, hall, way, _phase(placement.slot, now)))
    return found


def where_of(placement: Placement, own: OwnMeeting) -> tuple[str, str]:
    """Where one sits, in words, and the hall: a table, a stand, or nowhere but online."""
    if own.meeting.online:
        return _("online"), ""
    if placement.place is not None:
        hall = placement.place.hall.code if placement.place.hall else ""
        return _("table %(place)s") % {"place": placement.place}, hall
    host = next((one for one in (own.party, *own.others) if one.participant.side == Side.EXHIBITOR), None)
    hall = host.participant.hall.code if host and host.participant.hall else ""
    if host is None:
        return _("place still open"), ""
    if host.pk == own.party.pk:
        return _("your stand"), hall
    return _("at the stand of %(who)s") % {"who": name_of(host.participant.organisation)}, hall


def _way(before: Entry | None, slot: Slot, hall: str) -> str:
    if before is None or not hall or not before.hall or hall == before.hall:
        return ""
    minutes = round((slot.starts_at - before.slot.ends_at).total_seconds() / 60)
    values = {"before": before.hall, "hall": hall, "minutes": minutes}
    if minutes <= 0:
        return _("straight from hall %(before)s to hall %(hall)s, with no time between") % values
    return _("from hall %(before)s to hall %(hall)s, %(minutes)s minutes between") % values


def _phase(slot: Slot, now: datetime) -> str:
    if slot.ends_at <= now:
        return "done"
    return "now" if slot.starts_at <= now else "coming"


def days_with_meetings(me: Participant) -> dict[int, int]:
    """How many meetings each day holds."""
    counts: dict[int, int] = {}
    rows = agenda_of(me).select_related(None).prefetch_related(None)
    for day in rows.values_list("slot__day", flat=True):
        counts[day] = counts.get(day, 0) + 1
    return counts


def day_ruler(me: Participant, day: Day, entries: Sequence[Entry]) -> list[FreeSlot]:
    """A day in slots: where one sits, where one is free, where one is not there."""
    sitting = {one.slot.pk: one for one in entries}
    found = []
    for slot in slots_of(me.edition).filter(day=day):
        entry = sitting.get(slot.pk)
        there = rules.is_free(me.availability, slot.number)
        state = "taken" if entry else "free" if there else "closed"
        word = _others(entry.own) if entry else _("free") if there else _("not there")
        found.append(FreeSlot(slot, state, f"{timezone.localtime(slot.starts_at):%H:%M} {word}"))
    return found


def _others(own: OwnMeeting) -> str:
    return ", ".join(name_of(one.participant.organisation) for one in own.others)


def taken_back(me: Participant, now: datetime) -> list[tuple[OwnMeeting, Slot]]:
    """Meetings that had a time once and have none now, with the last time that was said."""
    rows = with_meetings(
        parties_of(me)
        .filter(meeting__sequence__gt=0, meeting__state__in=(*rules.ENDED_WITHOUT, *rules.AGREED))
        .exclude(meeting__in=agenda_of(me).order_by().values("meeting"))
    )
    owned = own_meetings([one.meeting for one in rows.order_by("pk")], me, now)
    last = _last_slots([one.meeting for one in owned])
    return [(one, last[one.meeting.pk]) for one in owned if one.meeting.pk in last]


def _last_slots(meetings: Sequence[Meeting]) -> dict[int, Slot]:
    said = Event.objects.filter(
        subject_kind="meeting",
        subject_id__in=[one.pk for one in meetings],
        verb__in=("meeting.scheduled", "meeting.moved", "meeting.unscheduled"),
    )
    numbers = {
        meeting: facts["slot"]
        for meeting, facts in said.order_by("pk").values_list("subject_id", "facts")
        if "slot" in facts
    }
    slots = Slot.objects.in_bulk(set(numbers.values()))
    return {meeting: slots[number] for meeting, number in numbers.items() if number in slots}
