"""A pair that has agreed, a draft that places it, and the slots of the small fair."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from chainfair.fairs.models import Edition, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.actions import accept_meeting, request_meeting
from chainfair.meetings.kinds import MeetingRequest, TimetableState
from chainfair.meetings.models import Meeting, Timetable
from chainfair.people.models import Person


@pytest.fixture
def slots(spring: Edition) -> list[Slot]:
    return list(spring.slots.order_by("number"))


@pytest.fixture
def asked(spring: Edition, participants: list[Participant], now: datetime) -> Meeting:
    """Duna asked Ansheng; Ansheng has not answered."""
    ansheng, _beiming, duna = participants
    request = MeetingRequest(duna.pk, (ansheng.pk,), about="LFP cathode, 300 t a year")
    return request_meeting(edition=spring, request=request, by=None, now=now)


@pytest.fixture
def agreed(asked: Meeting, participants: list[Participant], now: datetime) -> Meeting:
    """Duna asked Ansheng, and Ansheng accepted."""
    return accept_meeting(meeting=asked, participant=participants[0], by=None, now=now)


@pytest.fixture
def draft(spring: Edition, now: datetime) -> Timetable:
    return Timetable.objects.create(edition=spring, version=1, created_at=now)


@pytest.fixture
def waiting(coming: Edition, participants: list[Participant]) -> Meeting:
    """Duna asks Ansheng today, with two times; Ansheng has not answered."""
    ansheng, _beiming, duna = participants
    times = tuple(coming.slots.order_by("number").values_list("pk", flat=True)[:3:2])
    request = MeetingRequest(duna.pk, (ansheng.pk,), about="磷酸铁锂 canary-7719", slots=times)
    return request_meeting(edition=coming, request=request, by=None, now=timezone.now())


@pytest.fixture
def published(coming: Edition) -> Timetable:
    """A published timetable, so that what is agreed gets its time at once."""
    return Timetable.objects.create(
        edition=coming,
        version=1,
        state=TimetableState.PUBLISHED,
        created_at=timezone.now(),
        published_at=timezone.now(),
    )


@pytest.fixture
def placed(waiting: Meeting, published: Timetable, participants: list[Participant]) -> Meeting:
    """Ansheng accepted the first time, and the meeting has its place."""
    first = waiting.proposals.order_by("slot__number")[0].slot
    return accept_meeting(
        meeting=waiting, participant=participants[0], slot=first, by=None, now=timezone.now()
    )


def client_of(person: Person) -> Client:
    """A browser in which that person has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
