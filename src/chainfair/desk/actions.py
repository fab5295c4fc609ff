"""Writes of the desk: who acts for whom, and what the organiser sends to those who keep others waiting."""

from collections.abc import Callable, Sequence
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
from chainfair.organisations.actions import enter_members
from chainfair.organisations.kinds import MemberRole, NewMember
from chainfair.organisations.models import Organisation
from chainfair.people.actions import actor, enter_person, send_sign_in_link
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from chainfair.people.queries import find_person


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


def invite_member(
    *,
    organisation: Organisation,
    member: NewPerson,
    role: MemberRole,
    link: Callable[[Person], str],
    by: Person | None,
    now: datetime,
) -> Person:
    """Let somebody act for an organisation; whoever has no account gets one, and everybody a link that signs in."""
    with transaction.atomic():
        person = find_person(str(member.email)) or enter_person(entry=member, by=by, now=now)
        enter_members(entries=[NewMember(organisation.pk, person.pk, role)], by=by, now=now)
        with override(person.language):
            values = {"organisation": name_of(organisation)}
            send_sign_in_link(
                person=person,
                link=link(person),
                title=_("You act for %(organisation)s") % values,
                text=_(
                    "You can now answer for %(organisation)s. Open this link within seven days to sign in:"
                )
                % values,
                now=now,
            )
    return person


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
