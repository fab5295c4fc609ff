"""Who acts for an organisation: let in by exhibitor sales or an owner, by a letter with a link."""

from datetime import datetime

import pytest
from django.test import Client

from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.models import Participant
from chainfair.organisations.models import Membership, Organisation
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
NEW = {"name": "Li Na", "email": "li.na@example.org", "role": "sales"}


def page(organisation: Organisation) -> str:
    return f"/spring/organisations/{organisation.pk}/team"


def test_a_listed_firm_gets_somebody_who_answers_for_it(
    spring: Edition, ansheng: Organisation, participants: list[Participant], director: Person
) -> None:
    """As after an import: nobody acts for it; the desk lets one in, who signs in by the letter and comes home."""
    desk = client_of(director)
    assert "Nobody acts for this organisation yet" in desk.get(page(ansheng)).content.decode()
    done = desk.post(page(ansheng), NEW, follow=True)
    assert "Li Na acts for the organisation now" in done.content.decode()
    assert Membership.objects.values_list("person__email", "role").get() == ("li.na@example.org", "sales")
    assert Event.objects.get(verb="membership.entered").actor_id == director.pk
    letter = OutboxMessage.objects.get(recipient="li.na@example.org")
    link = next(word for word in letter.text.split() if word.startswith("http://testserver"))
    home = Client().get(link.removeprefix("http://testserver"), follow=True)
    assert home.redirect_chain == [("/spring/today", 302)]
    assert "Say what you offer and what you need" in home.content.decode()


def test_an_owner_lets_colleagues_in_and_nobody_else_does(
    spring: Edition,
    ansheng: Organisation,
    participants: list[Participant],
    owner: Person,
    colleague: Person,
    rival: Person,
) -> None:
    assert client_of(owner).post(page(ansheng), NEW).status_code == 302
    for person, answer in ((colleague, 403), (rival, 404)):
        assert client_of(person).post(page(ansheng), NEW | {"email": "x@example.org"}).status_code == answer
    assert Client().get(page(ansheng)).status_code == 302
    assert set(ansheng.memberships.values_list("person__email", flat=True)) == {
        "owner@example.org",
        "colleague@example.org",
        "li.na@example.org",
    }


def test_a_firm_that_is_not_here_has_no_team_page(
    spring: Edition, duna: Organisation, director: Person
) -> None:
    assert client_of(director).get(page(duna)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_team_takes_one_number_of_queries(
    count: int,
    spring: Edition,
    ansheng: Organisation,
    participants: list[Participant],
    director: Person,
    now: datetime,
    django_assert_num_queries: object,
) -> None:
    Participation.objects.create(edition=spring, organisation=ansheng)
    entries = [NewPerson(f"P{number}", email=f"p{number}@example.org") for number in range(count)]
    for person in enter_people(entries=entries, by=None, now=now):
        Membership.objects.create(organisation=ansheng, person=person, role="sales", since=now)
    client = client_of(director)
    client.get(page(ansheng))
    with django_assert_num_queries(12):  # type: ignore[operator]
        client.get(page(ansheng))
