"""What the tests of the organiser's pages share: addresses, agreed meetings by the dozen, meetings left out."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from chainfair.fairs.models import Edition
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.meetings.actions import (
    accept_meeting,
    request_meeting,
)
from chainfair.meetings.kinds import (
    MeetingRequest,
    UnplacedReason,
)
from chainfair.meetings.models import Meeting, Timetable, Unplaced
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation


def address(view: str, **values: Any) -> str:
    return reverse(f"meetings:{view}", kwargs={"edition": "spring", **values})


def text(response: Any) -> str:
    return str(response.content.decode())


def leave_out(draft: Timetable, meeting: Meeting, reason: UnplacedReason, **values: Any) -> None:
    Unplaced.objects.create(timetable=draft, meeting=meeting, reason=reason, values=values)


def meet(spring: Edition, now: datetime, count: int) -> list[Meeting]:
    """Meetings of new organisations with each other, agreed, two by two."""
    entries = [
        NewOrganisation(
            name=f"第{number}材料公司", name_latin=f"Material {number}", country="CN", made_up=True
        )
        for number in range(2 * count)
    ]
    made = enter_organisations(entries=entries, source="entered", by=None, now=now)
    hall = spring.halls.get(code="W1").pk
    sides = join_matchmaking(
        edition=spring,
        entries=[NewParticipant(one.pk, Side.EXHIBITOR, hall=hall) for one in made],
        by=None,
        now=now,
    )
    meetings = []
    for first, second in zip(sides[::2], sides[1::2], strict=True):
        asked = request_meeting(
            edition=spring, request=MeetingRequest(first.pk, (second.pk,)), by=None, now=now
        )
        meetings.append(accept_meeting(meeting=asked, participant=second, by=None, now=now))
    return meetings
