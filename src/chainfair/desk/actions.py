"""Writes of the desk: what the organiser sends to those who keep others waiting."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from chainfair.desk import queries
from chainfair.desk.kinds import REMINDED
from chainfair.fairs.models import Edition
from chainfair.ground.actions import post_letters, record_events
from chainfair.ground.kinds import Happening, Letter, Subject
from chainfair.ground.names import name_of
from chainfair.matching.models import Participant
from chainfair.people.actions import actor
from chainfair.people.models import Person


def remind_silent(
    *, edition: Edition, participants: Sequence[int], link: str, by: Person | None, now: datetime
) -> int:
    """Write to those who have not answered, each at most once a day; who has no address is left out."""
    with transaction.atomic():
        # Locked, so that two clicks at once send one letter.
        locked = Participant.objects.select_for_update().filter(edition=edition, pk__in=participants)
        numbers = {row.pk for row in locked} - queries.reminded_today(edition, now)
        rows = queries.silent_in(edition).filter(pk__in=numbers).order_by("pk")
        found = [(row, person) for row in rows if (person := queries.contact_of(row))]
        post_letters([_letter(edition, row, person, link) for row, person in found], now=now)
        record_events(
            (
                Happening(
                    REMINDED,
                    Subject("participant", row.pk),
                    edition=edition.pk,
                    facts={"open": _open(row), "person": person.pk},
                )
                for row, person in found
            ),
            actor=actor(by),
            now=now,
        )
    return len(found)


def _open(row: Participant) -> int:
    count: int = row.open_count  # type: ignore[attr-defined] # annotated by the query
    return count


def _letter(edition: Edition, row: Participant, person: Person, link: str) -> Letter:
    with override(person.language):
        count = _open(row)
        title = ngettext(
            "%(n)s request waits for your answer", "%(n)s requests wait for your answer", count
        ) % {"n": count}
        text = _(
            "%(organisation)s was asked for meetings at %(edition)s. Say yes, propose another time or decline"
            " with a reason: whoever asked can then plan. Here are the requests:"
        ) % {"organisation": name_of(row.organisation), "edition": name_of(edition)}
    return Letter(
        recipient=str(person.email), title=title, text=f"{text}\n\n{link}", language=person.language
    )
