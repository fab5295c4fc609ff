"""Accounts: one an address; links that were noted once; consents that are never overwritten."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chainfair.fairs.actions import appoint
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.organisations.actions import enter_members
from chainfair.organisations.kinds import MemberRole, NewMember
from chainfair.organisations.models import Organisation
from chainfair.people.actions import (
    enter_people,
    enter_person,
    give_consents,
    send_sign_in_link,
    set_password,
    sign_up_person,
    use_sign_in_link,
    withdraw_consent,
)
from chainfair.people.errors import AddressUnproved, EmailMissing, EmailTaken, LinkUsed
from chainfair.people.kinds import NewPerson, Purpose
from chainfair.people.models import Consent, Person
from chainfair.people.queries import check_addresses, sign_in_path

pytestmark = pytest.mark.django_db


def test_enter_person_needs_an_address_that_mail_can_reach(now: datetime) -> None:
    for wrong in (
        "",
        "nobody",
        "a@b",
        "a b@example.org",
        f"{'a' * 250}@example.org",
        "a@example.org,b@example.org",
    ):
        with pytest.raises(EmailMissing):
            enter_person(entry=NewPerson("A", email=wrong), by=None, now=now)
    assert Person.objects.count() == 0


def test_enter_person_takes_an_address_once_however_it_is_written(now: datetime) -> None:
    enter_person(entry=NewPerson("A", email="A@Example.org "), by=None, now=now)
    with pytest.raises(EmailTaken) as refused:
        enter_person(entry=NewPerson("B", email="a@example.ORG"), by=None, now=now)
    assert str(refused.value).startswith("There is an account for a@example.org already.")
    assert [one.email for one in Person.objects.all()] == ["a@example.org"]


def test_enter_people_enters_all_or_nobody(owner: Person, now: datetime) -> None:
    entries = [NewPerson("A", email="a@example.org"), NewPerson("B", email="owner@example.org")]
    with pytest.raises(EmailTaken):
        enter_people(entries=entries, by=None, now=now)
    assert not Person.objects.filter(email="a@example.org").exists()


def test_nobody_can_sign_in_by_password_before_setting_one(now: datetime) -> None:
    person = enter_person(entry=NewPerson("A", email="a@example.org"), by=None, now=now)
    assert [person.check_password(one) for one in ("", "!", "password")] == [False] * 3
    set_password(person=person, password="a long pass phrase", by=person, now=now)
    assert person.check_password("a long pass phrase")
    assert Event.objects.filter(verb="person.password_set", subject_id=person.pk).count() == 1


def test_a_link_is_sent_to_an_address_and_noted(owner: Person, now: datetime) -> None:
    send_sign_in_link(person=owner, link="https://fair.cn/x", title="Link", text="Open:", now=now)
    owner.email = None
    send_sign_in_link(person=owner, link="https://fair.cn/y", title="Link", text="Open:", now=now)
    assert [(one.recipient, one.text) for one in OutboxMessage.objects.all()] == [
        ("owner@example.org", "Open:\n\nhttps://fair.cn/x")
    ]


def test_use_sign_in_link_refuses_a_second_time_and_another_person_meanwhile(
    owner: Person, rival: Person, now: datetime
) -> None:
    tokens = {one: sign_in_path(one).partition("sesame=")[2].partition("&")[0] for one in (owner, rival)}
    use_sign_in_link(person=owner, token=tokens[owner], now=now)
    use_sign_in_link(person=rival, token=tokens[rival], now=now)
    with pytest.raises(LinkUsed):
        use_sign_in_link(person=owner, token=tokens[owner], now=now + timedelta(days=1))
    assert Event.objects.filter(verb="person.link_followed").count() == 2


def test_an_account_that_a_form_made_gets_no_power_before_its_address_is_proved(
    spring: Edition, ansheng: Organisation, owner: Person, now: datetime
) -> None:
    person = sign_up_person(entry=NewPerson("A", email="a@example.org"), now=now)
    attempts: list[Callable[[], object]] = [
        lambda: appoint(edition=spring, person=person, role=Role.GATE, by=None, now=now),
        lambda: enter_members(entries=[NewMember(ansheng.pk, person.pk, MemberRole.SALES)], by=None, now=now),
        lambda: join_matchmaking(
            edition=spring,
            entries=[NewParticipant(ansheng.pk, Side.EXHIBITOR, contact=person.pk)],
            by=None,
            now=now,
        ),
    ]
    for attempt in attempts:
        with pytest.raises(AddressUnproved, match=r"a@example\.org is theirs.*Ask them to sign in by a link"):
            attempt()
    check_addresses([owner.pk])  # entered by somebody, and nobody has signed in under it
    token = sign_in_path(person).partition("sesame=")[2].partition("&")[0]
    use_sign_in_link(person=person, token=token, now=now)
    for attempt in attempts:
        attempt()
    assert person.memberships.count() == 1


def test_a_withdrawn_consent_stays_on_record(owner: Person, now: datetime) -> None:
    given = [(owner, Purpose.REGISTRATION), (owner, Purpose.NEWS)]
    give_consents(given=given, language="en", channel="registration", now=now)
    later = now + timedelta(days=1)
    withdraw_consent(person=owner, purpose=Purpose.NEWS, now=later)
    rows = [(one.purpose, one.given_at, one.withdrawn_at) for one in Consent.objects.order_by("pk")]
    assert rows == [("registration", now, None), ("news", now, later)]
