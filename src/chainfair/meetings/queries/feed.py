"""Meetings as calendar entries (RFC 5545): the same identifier for ever, a sequence that rises with each change."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event

from chainfair.fairs.models import Edition, Slot
from chainfair.ground.names import name_of
from chainfair.matching.models import Participant
from chainfair.meetings.kinds import MeetingState
from chainfair.meetings.queries.calendar import Entry, agenda_of, entries_of, taken_back
from chainfair.meetings.queries.own import OwnMeeting

FIRM = {MeetingState.CONFIRMED, MeetingState.IN_PROGRESS, MeetingState.HELD}


def calendar_of(me: Participant, now: datetime) -> bytes:
    """All meetings of a side that have a time, and those that lost it, marked as cancelled."""
    calendar = _calendar(me.edition, "PUBLISH")
    calendar.add("x-wr-calname", f"{name_of(me.edition)} · {name_of(me.organisation)}")
    for entry in entries_of(list(agenda_of(me)), me, now):
        calendar.add_component(_placed(entry, now))
    for own, slot in taken_back(me, now):
        calendar.add_component(_cancelled(own, slot, now))
    return _written(calendar)


def entry_of(own: OwnMeeting, me: Participant, now: datetime) -> bytes | None:
    """One meeting as a file; one that lost its time takes its own entry back; None where it never had one."""
    if own.placement is not None:
        entries = entries_of(list(agenda_of(me).filter(meeting=own.meeting)), me, now)
        calendar = _calendar(own.meeting.edition, "PUBLISH")
        calendar.add_component(_placed(entries[0], now))
        return _written(calendar)
    lost = [(one, slot) for one, slot in taken_back(me, now) if one.meeting.pk == own.meeting.pk]
    if not lost:
        return None
    calendar = _calendar(own.meeting.edition, "CANCEL")
    calendar.add_component(_cancelled(*lost[0], now))
    return _written(calendar)


def _calendar(edition: Edition, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//chainfair//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-timezone", edition.time_zone)
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(own: OwnMeeting, slot: Slot, now: datetime) -> Event:
    zone = ZoneInfo(own.meeting.edition.time_zone)
    event = Event()
    event.add("uid", str(own.meeting.uid))
    event.add("sequence", own.meeting.sequence)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", slot.starts_at.astimezone(zone))
    event.add("dtend", slot.ends_at.astimezone(zone))
    event.add("summary", _summary(own))
    return event


def _placed(entry: Entry, now: datetime) -> Event:
    own = entry.own
    event = _event(own, entry.slot, now)
    event.add("location", entry.where if not entry.hall else f"{entry.hall} · {entry.where}")
    event.add("description", "\n".join(_lines(entry)))
    event.add("status", "CONFIRMED" if own.meeting.state in FIRM else "TENTATIVE")
    return event


def _cancelled(own: OwnMeeting, slot: Slot, now: datetime) -> Event:
    event = _event(own, slot, now)
    event.add("status", "CANCELLED")
    return event


def _summary(own: OwnMeeting) -> str:
    names: Sequence[str] = [name_of(one.participant.organisation) for one in own.others]
    return _("Meeting: %(who)s") % {"who": pgettext("between names", ", ").join(names)}


def _lines(entry: Entry) -> list[str]:
    reason = entry.own.reason
    lines = [entry.own.meeting.about, reason.sentence if reason else "", entry.way]
    return [one for one in lines if one]
