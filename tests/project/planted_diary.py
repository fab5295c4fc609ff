"""Meetings of the small fair in every state that somebody may not see, and two versions of its timetable."""

from collections.abc import Callable
from datetime import datetime

from chainfair.fairs.models import Edition
from chainfair.ground.kinds import RunState
from chainfair.ground.models import Event
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    accept_meeting,
    cancel_meeting,
    decline_meeting,
    delegate_meeting,
    place_meeting,
    propose_meetings,
    publish_timetable,
    request_meeting,
)
from chainfair.meetings.kinds import DeclineReason, MeetingProposal, MeetingRequest, UnplacedReason
from chainfair.meetings.models import Meeting, Party, Timetable, TimetableRun, Unplaced
from chainfair.organisations.kinds import MemberRole
from chainfair.organisations.models import Membership
from chainfair.people.models import Person

Canary = Callable[..., str]
TEAM = ("owner", "colleague")
READERS = ("director", "chain_manager", "matchmaking", "auditor")  # of what meetings are about
DESK_READERS = (*READERS, "onsite_lead", "meeting_area")
CALLERS = ("director", "matchmaking", "exhibitor_sales")  # who write to those who do not answer


def plant_diary(
    canary: Canary, spring: Edition, participants: list[Participant], people: dict[str, Person], now: datetime
) -> Meeting:
    """Plant all of them, and return the one that Duna and Ansheng agreed on."""
    ansheng, beiming, duna = participants
    agreed = _agreed(canary, spring, duna, ansheng, people["given"], now)
    _declined(canary, spring, ansheng, beiming, now)
    _cancelled(canary, spring, beiming, ansheng, now)
    about = canary("zqproposed", *READERS)
    propose_meetings(
        edition=spring, proposals=[MeetingProposal((ansheng.pk, beiming.pk), about=about)], by=None, now=now
    )
    waiting = _waiting(canary, spring, beiming, duna, people["contact"], now)
    _versions(spring, agreed, waiting, now)
    return agreed


def _agreed(
    canary: Canary, spring: Edition, asking: Participant, asked: Participant, given: Person, now: datetime
) -> Meeting:
    about = canary("zqabout", *TEAM, "buyer", *READERS)
    request = MeetingRequest(asking.pk, (asked.pk,), about=about)
    meeting = request_meeting(edition=spring, request=request, by=None, now=now)
    accept_meeting(meeting=meeting, participant=asked, by=None, now=now)
    canary("zqgivenname", *TEAM, *DESK_READERS, "exhibitor_sales")
    canary("zqgivenmail", "owner", "director", "exhibitor_sales")  # who may change the team
    Membership.objects.create(
        organisation=asked.organisation, person=given, role=MemberRole.TECHNICAL, since=now
    )
    delegate_meeting(meeting=meeting, participant=asked, to=given, by=None, now=now)
    step = canary("zqnextstep", *TEAM)
    Party.objects.filter(meeting=meeting, participant=asked).update(next_step=step, worth=5, said_held=True)
    return meeting


def _declined(
    canary: Canary, spring: Edition, asking: Participant, asked: Participant, now: datetime
) -> None:
    about = canary("zqdeclined", *TEAM, "rival", *READERS)
    request = MeetingRequest(asking.pk, (asked.pk,), about=about)
    meeting = request_meeting(edition=spring, request=request, by=None, now=now)
    decline_meeting(meeting=meeting, participant=asked, reason=DeclineReason.COMPETITOR, by=None, now=now)
    # A word that stands in no list of choices shows where a reason is told.
    reason = canary("zqreason", *TEAM, "rival", *READERS)
    Party.objects.filter(meeting=meeting, participant=asked).update(decline_reason=reason)
    Event.objects.filter(subject_kind="meeting", subject_id=meeting.pk, why=DeclineReason.COMPETITOR).update(
        why=reason
    )


def _cancelled(
    canary: Canary, spring: Edition, asking: Participant, asked: Participant, now: datetime
) -> None:
    request = MeetingRequest(asking.pk, (asked.pk,))
    meeting = request_meeting(edition=spring, request=request, by=None, now=now)
    accept_meeting(meeting=meeting, participant=asked, by=None, now=now)
    why = canary("zqwhycancelled", *TEAM, "rival", *READERS)
    cancel_meeting(meeting=meeting, why=why, by=None, now=now)


def _waiting(
    canary: Canary, spring: Edition, asking: Participant, asked: Participant, contact: Person, now: datetime
) -> Meeting:
    asked.contact = contact
    asked.save()
    canary("zqcontactname", "buyer", *CALLERS, "auditor")
    canary("zqcontactmail", *CALLERS)
    about = canary("zqwaiting", "rival", "buyer", *READERS)
    request = MeetingRequest(asking.pk, (asked.pk,), about=about)
    return request_meeting(edition=spring, request=request, by=None, now=now)


def _versions(spring: Edition, agreed: Meeting, waiting: Meeting, now: datetime) -> None:
    """Version 1 is published and places what was agreed; version 2 is a draft that leaves something out."""
    first, second = spring.slots.order_by("number")[:2]
    run = TimetableRun.objects.create(edition=spring, created_at=now, state=RunState.DRAFT)
    published = Timetable.objects.create(edition=spring, version=1, run=run, created_at=now)
    place_meeting(timetable=published, meeting=agreed, slot=first, by=None, now=now)
    publish_timetable(timetable=published, by=None, now=now)
    draft = Timetable.objects.create(edition=spring, version=2, created_at=now)
    place_meeting(timetable=draft, meeting=agreed, slot=second, by=None, now=now)
    Unplaced.objects.create(timetable=draft, meeting=waiting, reason=UnplacedReason.NO_COMMON_SLOT)


def plant_diary_elsewhere(edition: Edition, meeting: Meeting, now: datetime) -> dict[str, dict[str, object]]:
    """A version, a run and a place of another edition, under the address of the small fair."""
    here: dict[str, object] = {"edition": "spring"}
    run = TimetableRun.objects.create(edition=edition, created_at=now, state=RunState.DRAFT)
    Timetable.objects.create(edition=edition, version=7, run=run, created_at=now)
    return {
        "version": here | {"version": 7},
        "placed": here | {"version": 2, "meeting": meeting.pk},
        "versioned_side": here | {"version": 2, "participant": meeting.parties.earliest("pk").participant_id},
        "versioned_place": here | {"version": 2, "place": edition.places.earliest("pk").pk},
        "timetable_run": here | {"run": run.pk},
        "place": here | {"number": edition.places.earliest("pk").pk},
    }
