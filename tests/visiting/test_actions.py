from datetime import datetime

import pytest

from chainfair.fairs.actions import create_edition
from chainfair.fairs.kinds import EditionPlan
from chainfair.fairs.models import Edition
from chainfair.ground.models import OutboxMessage
from chainfair.people.models import Person
from chainfair.visiting.actions import register_visitor
from chainfair.visiting.errors import AlreadyRegistered, NoDayChosen, RegistrationClosed
from chainfair.visiting.kinds import Channel, NewRegistration, VisitorCategory


def test_register_visitor_gives_a_badge_and_sends_it(spring: Edition, buyer: Person, now: datetime) -> None:
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="10")
    row = register_visitor(edition=spring, entry=entry, by=buyer, now=now)
    letter = OutboxMessage.objects.get()
    assert (len(row.badge), letter.recipient) == (32, "buyer@example.org")
    assert row.badge in letter.text


def test_a_second_registration_is_refused(spring: Edition, buyer: Person, now: datetime) -> None:
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="10")
    register_visitor(edition=spring, entry=entry, by=buyer, now=now)
    with pytest.raises(AlreadyRegistered):
        register_visitor(edition=spring, entry=entry, by=buyer, now=now)
    assert spring.registrations.count() == 1


def test_a_draft_takes_no_registration(buyer: Person, now: datetime) -> None:
    draft = create_edition(plan=EditionPlan("draft", "Draft", "草案"), by=None, now=now)
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER)
    with pytest.raises(RegistrationClosed, match="the edition is draft"):
        register_visitor(edition=draft, entry=entry, by=buyer, now=now)


def test_who_comes_on_site_names_a_day_who_comes_online_need_not(
    spring: Edition, buyer: Person, now: datetime
) -> None:
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="00")
    with pytest.raises(NoDayChosen):
        register_visitor(edition=spring, entry=entry, by=buyer, now=now)
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, Channel.ONLINE)
    assert register_visitor(edition=spring, entry=entry, by=buyer, now=now).days == "00"
