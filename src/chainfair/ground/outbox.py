"""The outbox empties itself: messages leave after the commit that wrote them, at least once, in their order.

Whoever sends takes messages for a while by moving their due time; one that dies on the way gives them back
by doing nothing. Every message keeps its id, so a receiver sees that a second copy is one.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from chainfair.ground.kinds import OutboxState
from chainfair.ground.models import OutboxMessage

BATCH = 50
HELD_FOR = timedelta(minutes=5)  # longer than a mail server takes for a batch
# Ten tries over three days, after which a person must look.
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 180, 360, 720, 1080, 1440))
# Names that RFC 2606 and 6761 keep for examples: nobody lives there.
RESERVED = (".example", ".test", ".invalid", ".localhost", "example.com", "example.net", "example.org")
log = logging.getLogger(__name__)


def send_due(*, now: datetime) -> int:
    """Send the messages that are due, up to one batch; return how many were dealt with."""
    held = _take(now)
    made_up = [one for one in held if is_made_up(one.recipient)]
    _mark(made_up, OutboxState.KEPT, now)
    rest = [one for one in held if not is_made_up(one.recipient)]
    if rest:
        _send(rest, now)
    return len(held)


def is_made_up(address: str) -> bool:
    """Tell whether an address is one of those kept for examples, as everybody's in a sample edition is."""
    domain = "." + address.rpartition("@")[2].lower()
    return domain.endswith(tuple(one if one.startswith(".") else f".{one}" for one in RESERVED))


def _take(now: datetime) -> list[OutboxMessage]:
    due = OutboxMessage.objects.filter(state=OutboxState.WAITING, due_at__lte=now)
    with transaction.atomic():
        held = list(due.select_for_update(skip_locked=True).order_by("due_at", "pk")[:BATCH])
        OutboxMessage.objects.filter(pk__in=[one.pk for one in held]).update(
            due_at=now + HELD_FOR, attempts=F("attempts") + 1
        )
    return held


def _send(held: Sequence[OutboxMessage], now: datetime) -> None:
    with get_connection() as postman:
        for one in held:
            try:
                postman.send_messages([_letter(one)])
            except Exception as error:  # noqa: BLE001 (a mail server may fail in any way; the letter is kept)
                _put_off(one, f"{type(error).__name__}: {error}", now)
            else:
                _mark([one], OutboxState.SENT, now)


def _letter(message: OutboxMessage) -> EmailMessage:
    sender = settings.DEFAULT_FROM_EMAIL
    identity = f"<{message.uid}@{sender.rpartition('@')[2].rstrip('>')}>"
    headers = {
        "Message-ID": identity,
        "Content-Language": message.language,
        "Auto-Submitted": "auto-generated",
    }
    # A line break in a title would begin another header.
    title = " ".join(message.title.split())
    return EmailMessage(title, message.text, sender, [message.recipient], headers=headers)


def _mark(messages: Sequence[OutboxMessage], state: OutboxState, now: datetime) -> None:
    OutboxMessage.objects.filter(pk__in=[one.pk for one in messages]).update(
        state=state, sent_at=now, trouble=""
    )


def _put_off(message: OutboxMessage, trouble: str, now: datetime) -> None:
    tries = message.attempts + 1
    log.warning("Message %s could not be sent (try %s): %s", message.uid, tries, trouble)
    over = tries > len(PAUSES)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxState.FAILED if over else OutboxState.WAITING,
        due_at=now if over else now + PAUSES[tries - 1],
        trouble=trouble,
    )
