"""Writes about people: accounts, sign-in links, consent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from chainfair.ground.actions import BATCH, post_letters, record_events
from chainfair.ground.kinds import Happening, Letter, Subject
from chainfair.ground.models import Event
from chainfair.ground.rows import append_rows
from chainfair.people import rules
from chainfair.people.errors import EmailMissing, EmailTaken, LinkUsed
from chainfair.people.kinds import NewPerson, Purpose
from chainfair.people.models import Consent, Person
from chainfair.people.queries import LINK_FOLLOWED, SIGNED_UP

NO_PASSWORD = "!"  # noqa: S105 (Django's mark for "cannot sign in with a password")
CONSENT_TEXT = "2026-11"


def actor(by: AbstractBaseUser | None) -> Subject | None:
    """A person as the one who acted in an event; None stands for the system."""
    return None if by is None else Subject("person", by.pk)


def enter_people(*, entries: Sequence[NewPerson], by: Person | None, now: datetime) -> list[Person]:
    """Make accounts, in the order of the entries; an address that is taken refuses them all."""
    people = [_person(entry, now) for entry in entries]
    try:
        with transaction.atomic():
            Person.objects.bulk_create(people, batch_size=BATCH)
            record_events(
                (Happening("person.entered", Subject("person", one.pk)) for one in people),
                actor=actor(by),
                now=now,
            )
    except IntegrityError as error:
        raise EmailTaken(
            email=", ".join(entry.email or "" for entry in entries[:3] if entry.email)
        ) from error
    return people


def enter_person(*, entry: NewPerson, by: Person | None, now: datetime) -> Person:
    """Make one account that can sign in: it needs an address."""
    email = rules.tidy_email(entry.email or "")
    if not rules.looks_like_an_address(email):
        raise EmailMissing(email=entry.email or "")
    if Person.objects.filter(email=email).exists():
        raise EmailTaken(email=email)
    return enter_people(entries=[entry], by=by, now=now)[0]


def sign_up_person(*, entry: NewPerson, now: datetime) -> Person:
    """Make an account for whoever filled in a form; its address is unproved until a link sent there is followed."""
    with transaction.atomic():
        person = enter_person(entry=entry, by=None, now=now)
        record_events([Happening(SIGNED_UP, Subject("person", person.pk))], actor=actor(person), now=now)
    return person


def _person(entry: NewPerson, now: datetime) -> Person:
    return Person(
        email=rules.tidy_email(entry.email) if entry.email else None,
        name=entry.name,
        name_latin=entry.name_latin,
        language=entry.language,
        made_up=entry.made_up,
        is_platform_admin=entry.is_platform_admin,
        password=NO_PASSWORD,
        created_at=now,
    )


def set_password(*, person: Person, password: str, by: Person, now: datetime) -> None:
    """Change a password; links that were sent before stop working."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        record_events(
            [Happening("person.password_set", Subject("person", person.pk))], actor=actor(by), now=now
        )


def send_sign_in_link(*, person: Person, link: str, title: str, text: str, now: datetime) -> None:
    """Send a link to a person's address; without an address nothing is sent."""
    if not person.email:
        return
    with transaction.atomic():
        post_letters(
            [Letter(recipient=person.email, title=title, text=f"{text}\n\n{link}", language=person.language)],
            now=now,
        )
        record_events([Happening("person.link_sent", Subject("person", person.pk))], actor=None, now=now)


def use_sign_in_link(*, person: Person, token: str, now: datetime) -> None:
    """Note that a link was followed; a second time it is refused, but to made-up people, whom many may look through."""
    digest = rules.link_digest(token)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        used = Event.objects.filter(
            subject_kind="person", subject_id=person.pk, verb=LINK_FOLLOWED, facts__link=digest
        )
        if used.exists() and not person.made_up:
            raise LinkUsed
        happening = Happening(LINK_FOLLOWED, Subject("person", person.pk), facts={"link": digest})
        record_events([happening], actor=actor(person), now=now)


def give_consents(
    *, given: Iterable[tuple[Person, Purpose]], language: str, channel: str, now: datetime
) -> None:
    """Enter consents into the ledger, one row per person and purpose."""
    append_rows(
        Consent,
        ("person_id", "purpose", "text_version", "language", "channel", "given_at", "withdrawn_at"),
        ((person.pk, purpose, CONSENT_TEXT, language, channel, now, None) for person, purpose in given),
    )


def withdraw_consent(*, person: Person, purpose: Purpose, now: datetime) -> None:
    """Withdraw a purpose; what was consented before stays on record."""
    with transaction.atomic():
        Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
        record_events(
            [Happening("consent.withdrawn", Subject("person", person.pk), facts={"purpose": str(purpose)})],
            actor=actor(person),
            now=now,
        )
