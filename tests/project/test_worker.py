"""What the worker does beside the runs, without being asked."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.meetings.actions import request_meeting
from chainfair.meetings.kinds import MeetingRequest, MeetingState
from chainfair.meetings.models import Meeting
from chainfair.project import worker


class Once(threading.Event):
    """Lets one sweep pass, then asks to end."""

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 (the signature is not ours)
        before = self.is_set()
        self.set()
        return before


@pytest.mark.django_db(transaction=True)
def test_a_sweep_closes_what_nobody_answered_in_time(
    coming: Edition, participants: list[Participant]
) -> None:
    ansheng, _beiming, duna = participants
    long_ago = timezone.now() - timedelta(days=coming.answer_days, minutes=1)
    request = MeetingRequest(duna.pk, (ansheng.pk,))
    meeting = request_meeting(edition=coming, request=request, by=None, now=long_ago)
    worker.sweep(Once())
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.EXPIRED
