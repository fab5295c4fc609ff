"""A registered visitor lets the own organisation take part; nobody takes the place of those who act for one."""

from datetime import datetime

import pytest

from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.organisations.models import Organisation
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from chainfair.visiting.actions import register_visitors
from chainfair.visiting.kinds import NewRegistration, VisitorCategory
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
PAGE = "/spring/matching/join"


@pytest.fixture
def visitor(now: datetime) -> Person:
    return enter_people(entries=[NewPerson("Ada Kiss", email="ada@example.org")], by=None, now=now)[0]


def register(edition: Edition, person: Person, organisation: Organisation | None, now: datetime) -> None:
    number = organisation.pk if organisation else None
    entry = NewRegistration(person.pk, VisitorCategory.BUYER, organisation=number, days="11")
    register_visitors(edition=edition, entries=[entry], by=None, now=now)


def test_join_makes_the_visitor_the_contact_of_the_own_firm(
    spring: Edition, visitor: Person, duna: Organisation, now: datetime
) -> None:
    client = client_of(visitor)
    assert client.get("/spring/matching/suggestions").status_code == 403
    assert "Register first" in client.get(PAGE).content.decode()
    register(spring, visitor, duna, now)
    assert client.post(PAGE)["Location"] == "/spring/offers"
    one = Participant.objects.get()
    assert (one.organisation, one.side, one.contact) == (duna, "visitor", visitor)
    assert client.get("/spring/matching/suggestions").status_code == 200
    assert client.get(PAGE)["Location"] == "/spring/matching/suggestions"


def test_join_is_refused_for_a_firm_that_somebody_acts_for(
    spring: Edition, visitor: Person, ansheng: Organisation, owner: Person, now: datetime
) -> None:
    register(spring, visitor, ansheng, now)
    refused = client_of(visitor).post(PAGE)
    assert refused.status_code == 409
    assert "湖北安晟材料 is known here already." in refused.content.decode()
    assert Participant.objects.count() == 0


def test_join_needs_an_organisation(spring: Edition, visitor: Person, now: datetime) -> None:
    register(spring, visitor, None, now)
    client = client_of(visitor)
    assert "Organisations meet here" in client.get(PAGE).content.decode()
    assert client.post(PAGE).status_code == 409
