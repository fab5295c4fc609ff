"""Messages leave at least once, in order, to people who exist, and give up only after days."""

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import override_settings

from chainfair.ground import outbox
from chainfair.ground.actions import post_letters
from chainfair.ground.kinds import Letter, OutboxState
from chainfair.ground.models import OutboxMessage

pytestmark = pytest.mark.django_db
SOMEBODY = "fang@fair.cn"


class DeafBackend(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, _letters: object) -> int:
        raise smtplib.SMTPServerDisconnected("closed")


def post(now: datetime, *recipients: str, title: str = "Your meeting") -> None:
    post_letters(
        [Letter(recipient=one, title=title, text="Table 118, 11:00.") for one in recipients], now=now
    )


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


def test_a_letter_leaves_once_with_an_id_its_receiver_can_use(now: datetime) -> None:
    post(now, SOMEBODY)
    assert outbox.send_due(now=now) == 1
    assert outbox.send_due(now=now + timedelta(days=1)) == 0
    (letter,) = mail.outbox
    message = OutboxMessage.objects.get()
    assert (letter.subject, letter.body, letter.to) == ("Your meeting", "Table 118, 11:00.", [SOMEBODY])
    assert letter.extra_headers["Message-ID"].startswith(f"<{message.uid}@")
    assert (message.state, message.sent_at, message.attempts) == (OutboxState.SENT, now, 1)


def test_each_letter_has_one_recipient(now: datetime) -> None:
    post(now, "a@fair.cn", "b@fair.cn")
    outbox.send_due(now=now)
    assert [letter.to for letter in mail.outbox] == [["a@fair.cn"], ["b@fair.cn"]]


def test_a_line_break_in_a_title_begins_no_header(now: datetime) -> None:
    post(now, SOMEBODY, title="Meeting\r\nBcc: everybody@fair.cn")
    outbox.send_due(now=now)
    assert [letter.subject for letter in mail.outbox] == ["Meeting Bcc: everybody@fair.cn"]


def test_nothing_is_sent_to_made_up_people(now: datetime) -> None:
    post(now, "director@organiser.example", "olga@example.org", "rolf@mail.example.com", SOMEBODY)
    assert outbox.send_due(now=now) == 4
    assert [letter.to for letter in mail.outbox] == [[SOMEBODY]]
    assert states() == ["kept", "kept", "kept", "sent"]


@override_settings(EMAIL_BACKEND=f"{__name__}.DeafBackend")
def test_a_letter_that_cannot_leave_waits_longer_each_time_and_then_for_a_person(now: datetime) -> None:
    post(now, SOMEBODY)
    tries, moment = 0, now
    while states() == ["waiting"]:
        assert outbox.send_due(now=moment) == 1
        assert outbox.send_due(now=moment) == 0
        tries += 1
        moment = OutboxMessage.objects.get().due_at
    assert (tries, states(), mail.outbox) == (10, ["failed"], [])
    assert timedelta(days=2) < moment - now < timedelta(days=4)
    assert OutboxMessage.objects.get().trouble == "SMTPServerDisconnected: closed"


def test_a_sender_that_dies_on_the_way_loses_nothing(now: datetime) -> None:
    post(now, SOMEBODY)
    outbox._take(now)  # taken, and never heard of again
    assert outbox.send_due(now=now + timedelta(minutes=1)) == 0
    assert outbox.send_due(now=now + outbox.HELD_FOR) == 1
    assert len(mail.outbox) == 1


def test_a_letter_of_a_change_that_was_undone_never_leaves(now: datetime) -> None:
    with transaction.atomic():
        post(now, SOMEBODY)
        transaction.set_rollback(True)
    assert outbox.send_due(now=now) == 0
