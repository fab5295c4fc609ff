"""When a participant can meet: marked slot by slot, by halves and by days, without script."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.matching.actions import set_availability
from chainfair.matching.models import Participant
from chainfair.matching.rules import availability_of, marked_slots
from chainfair.people.models import Person

pytestmark = pytest.mark.django_db
PAGE = "/spring/matching/availability"
LIMITS = {"minimum": 0, "maximum": 40}


def words(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return " ".join(response.content.decode().split())


@pytest.fixture
def client_of_owner(owner: Person) -> Client:
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def kept(participant: Participant) -> str:
    return Participant.objects.get(pk=participant.pk).availability


def test_availability_shows_what_is_marked(
    client_of_owner: Client, participants: list[Participant], now: Any
) -> None:
    page = words(client_of_owner.get(PAGE))
    assert "<h1>You can meet at 24 of 24 times</h1>" in page
    assert (page.count(" checked>"), page.count("button main")) == (24, 1)
    set_availability(participant=participants[0], availability="1" * 3 + "0" * 21, by=None, now=now)
    page = words(client_of_owner.get(PAGE))
    assert "<h1>You can meet at 3 of 24 times</h1>" in page
    assert page.count(" checked>") == 3


def test_availability_is_kept_with_who_said_it(
    client_of_owner: Client, participants: list[Participant], owner: Person
) -> None:
    done = client_of_owner.post(PAGE, LIMITS | {"slots": [0, 5, 23]}, follow=True)
    assert "Kept. Meetings that are agreed already stay where they are." in words(done)
    assert kept(participants[0]) == "100001" + "0" * 17 + "1"
    said = Event.objects.get(verb="participant.availability_set")
    assert (said.actor_id, said.subject_id) == (owner.pk, participants[0].pk)


def test_all_marked_is_always(client_of_owner: Client, participants: list[Participant]) -> None:
    client_of_owner.post(PAGE, LIMITS | {"slots": [0]})
    client_of_owner.post(PAGE, LIMITS | {"slots": list(range(24))})
    assert kept(participants[0]) == ""


def test_one_button_marks_or_clears_a_day_or_a_half(
    client_of_owner: Client, participants: list[Participant], spring: Edition
) -> None:
    first, second = spring.days.all()
    client_of_owner.post(PAGE, LIMITS | {"slots": [1], "switch": f"on-{second.pk}"})
    assert kept(participants[0]) == "01" + "0" * 10 + "1" * 12
    client_of_owner.post(
        PAGE, LIMITS | {"slots": [1, *range(12, 24)], "switch": ["", f"off-{second.pk}-afternoon"]}
    )
    assert kept(participants[0]) == "01" + "0" * 10 + "1" * 6 + "0" * 6
    client_of_owner.post(PAGE, LIMITS | {"slots": [1], "switch": f"on-{first.pk}-morning"})
    assert kept(participants[0]) == "1" * 6 + "0" * 18


def test_a_slot_that_is_none_changes_nothing(
    client_of_owner: Client, participants: list[Participant]
) -> None:
    assert client_of_owner.post(PAGE, LIMITS | {"slots": [99]}).status_code == 409
    assert kept(participants[0]) == ""


def test_availability_is_of_ones_own_participant(
    participants: list[Participant], rival: Person, director: Person, client_of_owner: Client
) -> None:
    client = Client()
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    client.post(PAGE, LIMITS | {"slots": [0], "as": participants[0].pk})
    assert [kept(one) for one in participants] == ["", "1" + "0" * 23, ""]
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 403


def test_marks_and_text_say_the_same() -> None:
    assert [availability_of(one, 4) for one in ([], [0, 3], range(4))] == ["0000", "1001", ""]
    assert [marked_slots(one, 4) for one in ("0000", "1001", "")] == [set(), {0, 3}, {0, 1, 2, 3}]
