"""A pair that has agreed, a draft that places it, and the slots of the small fair."""

from datetime import datetime

import pytest

from chainfair.fairs.models import Edition, Slot
from chainfair.matching.models import Participant
from chainfair.meetings.actions import accept_meeting, request_meeting
from chainfair.meetings.kinds import MeetingRequest
from chainfair.meetings.models import Meeting, Timetable


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
