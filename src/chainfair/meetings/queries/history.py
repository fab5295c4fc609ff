"""What was said about a meeting, from the event log: who, when, what; each side hears only what concerns it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from chainfair.fairs.models import Slot
from chainfair.ground.kinds import phrase
from chainfair.ground.models import Event
from chainfair.ground.names import name_of
from chainfair.meetings.kinds import DeclineReason
from chainfair.meetings.queries.own import OwnMeeting
from chainfair.organisations.models import Membership
from chainfair.people.models import Person

# What the sides hear of; what happens in drafts of the timetable is the organiser's alone.
WORDS = {
    "meeting.requested": phrase("asks for a meeting"),
    "meeting.accepted": phrase("accepts"),
    "meeting.agreed": phrase("accepts; others have still to answer"),
    "meeting.declined": phrase("declines"),
    "meeting.left": phrase("declines; the others can still meet"),
    "meeting.countered": phrase("proposes other times"),
    "meeting.withdrawn": phrase("takes the request back"),
    "meeting.delegated": phrase("gives it to a colleague"),
    "meeting.expired": phrase("not answered in time"),
    "meeting.confirmed": phrase("confirms the time"),
    "meeting.cancelled": phrase("calls the meeting off"),
    "meeting.scheduled": phrase("it gets its time"),
    "meeting.moved": phrase("it moves to another time or place"),
    "meeting.unscheduled": phrase("it loses its time and gets a new one"),
    "meeting.scanned": phrase("is there: badge scanned"),
    "meeting.closed": phrase("answers the closing question"),
    "meeting.held": phrase("the meeting counts as held"),
    "meeting.missed": phrase("the meeting counts as missed"),
    "meeting.disputed": phrase("the sides say different things; the organiser decides"),
}
OWN_ONLY = {"meeting.delegated", "meeting.closed"}
NOBODY = {
    "meeting.expired",
    "meeting.scheduled",
    "meeting.moved",
    "meeting.unscheduled",
    "meeting.held",
    "meeting.missed",
    "meeting.disputed",
}


@dataclass(frozen=True)
class Said:
    """One line of the history."""

    at: datetime
    who: str
    person: str  # of this side's own team
    what: str
    why: str
    slots: list[Slot]


@dataclass(frozen=True)
class _Names:
    sides: dict[int, str]  # participant -> organisation
    own: int
    teams: dict[int, int]  # person -> participant
    people: dict[int, Person]
    slots: dict[int, Slot]


def history_of(own: OwnMeeting) -> list[Said]:
    """The history of a meeting as one side may read it, the first word first."""
    rows = Event.objects.filter(subject_kind="meeting", subject_id=own.meeting.pk, verb__in=WORDS)
    events = [one for one in rows.order_by("pk") if _is_for(one, own)]
    names = _names(own, events)
    return [_said(one, own, names) for one in events]


def _is_for(event: Event, own: OwnMeeting) -> bool:
    return event.verb not in OWN_ONLY or event.facts.get("participant") == own.party.participant_id


def _names(own: OwnMeeting, events: Sequence[Event]) -> _Names:
    sides = [own.party.participant, *(one.participant for one in own.others)]
    actors = {one.actor_id for one in events if one.actor_kind == "person" and one.actor_id}
    members = Membership.objects.filter(
        person__in=actors, organisation__in=[one.organisation_id for one in sides]
    )
    organisations = {one.organisation_id: one.pk for one in sides}
    teams = {one.contact_id: one.pk for one in sides if one.contact_id}
    teams |= {one.person_id: organisations[one.organisation_id] for one in members}
    numbers = {number for one in events for number in _slots_in(one.facts)}
    return _Names(
        {one.pk: name_of(one.organisation) for one in sides},
        own.party.participant_id,
        teams,
        Person.objects.in_bulk(actors),
        Slot.objects.in_bulk(numbers),
    )


def _slots_in(facts: Mapping[str, object]) -> list[int]:
    several, one = facts.get("slots"), facts.get("slot")
    return [*(several if isinstance(several, list) else ()), *([one] if isinstance(one, int) else ())]


def _said(event: Event, own: OwnMeeting, names: _Names) -> Said:
    side = _side(event, own, names)
    who = "" if event.verb in NOBODY else names.sides.get(side or 0) or _("The organiser")
    person = names.people.get(event.actor_id or 0) if side == names.own else None
    slots = [names.slots[one] for one in _slots_in(event.facts) if one in names.slots]
    return Said(event.at, who, name_of(person) if person else "", _(WORDS[event.verb]), _why(event), slots)


def _side(event: Event, own: OwnMeeting, names: _Names) -> int | None:
    said = event.facts.get("participant")
    if isinstance(said, int):
        return said
    if event.verb == "meeting.requested":
        asking = next((one for one in (own.party, *own.others) if one.asked), None)
        return asking.participant_id if asking else None
    if event.verb == "meeting.cancelled" and event.actor_kind == "person":
        return names.teams.get(event.actor_id or 0)
    return None


def _why(event: Event) -> str:
    known = {one.value: one.word for one in DeclineReason}
    return _(known[event.why]) if event.why in known else event.why
