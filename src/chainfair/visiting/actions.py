"""Writes about visitors."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, post_letters, record_events
from chainfair.ground.kinds import Happening, Letter, Subject
from chainfair.ground.names import name_of
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation
from chainfair.organisations.queries import find_by_name
from chainfair.organisations.rules import Script, cleaned_name, script_of
from chainfair.people.actions import (
    actor,
    give_consents,
    send_sign_in_link,
    sign_up_person,
    withdraw_consent,
)
from chainfair.people.errors import EmailTaken
from chainfair.people.kinds import NewPerson, Purpose
from chainfair.people.models import Person
from chainfair.people.queries import get_person
from chainfair.visiting import rules
from chainfair.visiting.errors import AlreadyRegistered, NotComing
from chainfair.visiting.kinds import Channel, NewRegistration, NewVisitor, RegistrationState
from chainfair.visiting.models import Delegation, Registration


def new_badge() -> str:
    """128 random bits; a badge carries no personal data."""
    return secrets.token_hex(16)


def register_visitors(
    *,
    edition: Edition,
    entries: Sequence[NewRegistration],
    by: Person | None,
    now: datetime,
    badge: Callable[[], str] = new_badge,
) -> list[Registration]:
    """Register people in the order of the entries, all or none."""
    rules.check_open(edition.key, edition.state)
    days = edition.days.count()
    rows = [
        Registration(
            edition=edition,
            person_id=entry.person,
            organisation_id=entry.organisation,
            delegation_id=entry.delegation,
            category=entry.category,
            channel=entry.channel,
            state=entry.state,
            country=entry.country,
            job=entry.job,
            days=rules.checked_days(entry.days, entry.channel, days),
            badge=badge(),
            registered_at=now,
        )
        for entry in entries
    ]
    try:
        with transaction.atomic():
            Registration.objects.bulk_create(rows, batch_size=BATCH)
            record_events((_registered(row) for row in rows), actor=actor(by), now=now)
    except IntegrityError as error:
        raise AlreadyRegistered from error
    return rows


def register_visitor(
    *, edition: Edition, entry: NewRegistration, by: Person | None, now: datetime
) -> Registration:
    """Register one person and send them the confirmation."""
    with transaction.atomic():
        row = register_visitors(edition=edition, entries=[entry], by=by, now=now)[0]
        if row.person.email:
            post_letters([_confirmation(row, edition)], now=now)
    return row


def sign_up_visitor(
    *, edition: Edition, person: Person | None, visitor: NewVisitor, now: datetime
) -> Registration:
    """A visitor registers by themselves: account, consents and registration together, or nothing."""
    rules.check_open(edition.key, edition.state)
    with transaction.atomic():
        if person is None:
            entry = NewPerson(visitor.name, visitor.name_latin, visitor.email, visitor.language)
            person = sign_up_person(entry=entry, now=now)
        given = [(person, Purpose(one)) for one in visitor.consents]
        give_consents(given=given, language=visitor.language, channel="registration", now=now)
        entry_of = NewRegistration(
            person.pk,
            visitor.category,
            Channel(visitor.channel),
            organisation=_company(visitor, person, now),
            country=visitor.country,
            job=visitor.job,
            days=visitor.days,
        )
        return register_visitor(edition=edition, entry=entry_of, by=person, now=now)


def sign_up_by_mail(
    *, edition: Edition, visitor: NewVisitor, link: Callable[[Person], str], now: datetime
) -> None:
    """Somebody registers without having signed in: what came of it goes to the address that they wrote.

    Only who reads its letters acts under an address, and nobody learns here whether there is an account for it.
    """
    try:
        person = sign_up_visitor(edition=edition, person=None, visitor=visitor, now=now).person
        known = False
    except EmailTaken:
        person, known = get_person(visitor.email), True
    with override(person.language):
        send_sign_in_link(
            person=person,
            link=link(person),
            title=_("Your sign-in link"),
            text=_mailed(known) % {"name": name_of(edition)},
            now=now,
        )


def _mailed(known: bool) -> str:
    if known:
        return _(
            "Somebody registers for %(name)s with your address, which has an account. If it was you, open this link"
            " within seven days and register there; it works once:"
        )
    return _(
        "You are registered for %(name)s. Open this link within seven days to see your badge and change your days;"
        " it works once:"
    )


def _company(visitor: NewVisitor, by: Person, now: datetime) -> int | None:
    """The organisation a visitor names: one that is known by exactly that name, else a new one."""
    if not visitor.company.strip():
        return None
    known = find_by_name(visitor.company, visitor.country)
    if known is not None:
        return known.pk
    name = cleaned_name(visitor.company)
    latin = name if script_of(name) is Script.LATIN else ""
    entry = NewOrganisation(name, latin, country=visitor.country)
    return enter_organisations(entries=[entry], source="registration", by=by, now=now)[0].pk


def change_registration(
    *, registration: Registration, channel: Channel, days: str, by: Person | None, now: datetime
) -> None:
    """Come in another way or on other days; the badge stays."""
    if registration.state == RegistrationState.CANCELLED:
        raise NotComing
    before = {"channel": registration.channel, "days": registration.days}
    with transaction.atomic():
        registration.days = rules.checked_days(days, channel, registration.edition.days.count())
        registration.channel = channel
        registration.save(update_fields=["channel", "days"])
        facts: dict[str, object] = {"was": before, "becomes": {"channel": str(channel), "days": days}}
        _tell(registration, "registration.changed", by, now, facts=facts)


def renew_registration(*, registration: Registration, by: Person | None, now: datetime) -> None:
    """Come after all: a cancelled registration is accepted again, under the same badge."""
    rules.check_open(registration.edition.key, registration.edition.state)
    with transaction.atomic():
        before, registration.state = registration.state, RegistrationState.ACCEPTED
        registration.save(update_fields=["state"])
        _tell(registration, "registration.renewed", by, now, before, registration.state)


def say_consent(*, person: Person, purpose: Purpose, given: bool, language: str, now: datetime) -> None:
    """Consent to a purpose or take that back; saying the same twice changes nothing."""
    stands = person.consents.filter(purpose=purpose, withdrawn_at=None).exists()
    if given and not stands:
        with transaction.atomic():
            give_consents(given=[(person, purpose)], language=language, channel="my data", now=now)
            happening = Happening(
                "consent.given", Subject("person", person.pk), facts={"purpose": str(purpose)}
            )
            record_events([happening], actor=actor(person), now=now)
    elif stands and not given:
        withdraw_consent(person=person, purpose=purpose, now=now)


def _tell(
    row: Registration,
    verb: str,
    by: Person | None,
    now: datetime,
    before: str = "",
    after: str = "",
    facts: dict[str, object] | None = None,
) -> None:
    happening = Happening(
        verb, Subject("registration", row.pk), before, after, edition=row.edition_id, facts=facts or {}
    )
    record_events([happening], actor=actor(by), now=now)


def _registered(row: Registration) -> Happening:
    return Happening(
        "registration.accepted" if row.state == RegistrationState.ACCEPTED else "registration.applied",
        Subject("registration", row.pk),
        after=row.state,
        edition=row.edition_id,
    )


def _confirmation(row: Registration, edition: Edition) -> Letter:
    chinese = row.person.language == "zh-hans"
    name = edition.name_zh if chinese else edition.name_en
    return Letter(
        recipient=str(row.person.email),
        title=f"您已报名：{name}" if chinese else f"You are registered: {name}",
        text=f"证件编号：{row.badge}" if chinese else f"Your badge: {row.badge}",
        language=row.person.language,
    )


def cancel_registration(
    *, registration: Registration, by: Person | None, now: datetime, why: str = ""
) -> None:
    """Cancel a registration; the badge opens no gate any more."""
    with transaction.atomic():
        before, registration.state = registration.state, RegistrationState.CANCELLED
        registration.save(update_fields=["state"])
        record_events(
            [
                Happening(
                    "registration.cancelled",
                    Subject("registration", registration.pk),
                    before,
                    registration.state,
                    why,
                    registration.edition_id,
                )
            ],
            actor=actor(by),
            now=now,
        )


def announce_delegations(
    *, edition: Edition, names: Sequence[tuple[str, str, str]], by: Person | None, now: datetime
) -> list[Delegation]:
    """Enter delegations as (English name, Chinese name, country)."""
    with transaction.atomic():
        rows = Delegation.objects.bulk_create(
            Delegation(edition=edition, name_en=en, name_zh=zh, country=country) for en, zh, country in names
        )
        record_events(
            (
                Happening("delegation.announced", Subject("delegation", row.pk), edition=edition.pk)
                for row in rows
            ),
            actor=actor(by),
            now=now,
        )
    return rows
