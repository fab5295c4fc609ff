"""A pair that has agreed, a draft that places it, and the slots of the small fair."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from chainfair.fairs.models import Edition, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.actions import accept_meeting, place_meeting, queue_timetable_run, request_meeting
from chainfair.meetings.kinds import MeetingRequest, TimetableState
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.tasks import perform_now
from chainfair.people.models import Person
from tests.meetings.test_bridge import suggest


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
def desk(client: Client, director: Person) -> Client:
    """The director, signed in."""
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def seated(draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime) -> Placement:
    """Duna and Ansheng in the first slot of the draft."""
    return place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)


@pytest.fixture
def proposed(spring: Edition, participants: list[Participant], now: datetime) -> Timetable:
    """A draft of two proposals that nobody has agreed to."""
    suggest(spring, participants, now)
    perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    return Timetable.objects.get()


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
