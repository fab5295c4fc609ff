"""Where one can go, by who looks."""

import re
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from chainfair.fairs.actions import appoint
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from chainfair.project.navigation import ORGANISER, PARTICIPANT, PUBLIC, THUMBS, VISITOR, pages_for, ways


def test_the_staff_the_signed_in_and_the_public_are_offered_their_own() -> None:
    somebody = object()
    assert pages_for(somebody, frozenset({"director"})) == ORGANISER
    assert pages_for(somebody, frozenset(), acts=True) == PARTICIPANT
    assert pages_for(somebody, frozenset()) == VISITOR
    assert pages_for(None, frozenset()) == PUBLIC


@pytest.mark.parametrize("role", Role)
def test_no_role_is_led_to_a_page_that_turns_it_away(
    role: Role, client: Client, spring: Edition, buyer: Person, now: datetime
) -> None:
    appoint(edition=spring, person=buyer, role=role, by=None, now=now)
    assert turned_away(client, buyer, spring) == []


@pytest.mark.parametrize("role", Role)
def test_no_role_is_led_from_the_page_of_an_edition_to_one_that_turns_it_away(
    role: Role, client: Client, spring: Edition, buyer: Person, now: datetime
) -> None:
    appoint(edition=spring, person=buyer, role=role, by=None, now=now)
    client.force_login(buyer, backend="django.contrib.auth.backends.ModelBackend")
    main = client.get(f"/{spring.key}/edition/").text.partition("<main")[2]
    ways_out = {one for one in re.findall(r'href="(/[^"#?]*)"', main) if "export" not in one}
    assert f"/{spring.key}/" in ways_out
    assert [one for one in sorted(ways_out) if client.get(one, follow=True).status_code != 200] == []


def test_neither_participant_nor_visitor_is_led_to_a_page_that_turns_them_away(
    client: Client, spring: Edition, participants: list[Participant], owner: Person, now: datetime
) -> None:
    stranger = enter_people(entries=[NewPerson("Lin")], by=None, now=now)[0]
    assert {one.name: turned_away(client, one, spring) for one in (owner, stranger)} == {
        "陈岚": [],
        "Lin": [],
    }
    assert turned_away(client, None, spring) == []


def turned_away(client: Client, person: Person | None, edition: Edition) -> list[str]:
    """The entries of the navigation that do not open for somebody."""
    client.logout()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(f"/{edition.key}/").context["places"].all
    return [way.word for way in shown if client.get(way.url, follow=True).status_code != 200]


def test_without_an_edition_there_is_nowhere_to_go() -> None:
    assert ways({"edition": None}).all == []


@pytest.mark.parametrize(
    ("view", "room", "current"),
    [
        ("matching:runs", "matching", {"Matching": "page"}),
        ("matching:run", "matching", {"Matching": "true"}),
        ("desk:today", "desk", {"Today": "page"}),
        ("desk:organisation", "desk", {}),
        ("people:password", "people", {}),
    ],
)
def test_one_entry_at_most_is_where_one_is(view: str, room: str, current: dict[str, str]) -> None:
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(view_name=view, app_name=room)  # type: ignore[assignment]
    with override("en"):
        found = ways(
            {
                "edition": SimpleNamespace(key="2026"),
                "roles": frozenset({"director"}),
                "person": object(),
                "request": request,
            }
        )
    assert {way.word: way.current for way in found.all if way.current} == current
    assert found.thumbs == found.all[:THUMBS]


def test_a_page_of_the_edition_shows_its_line_and_who_looks(
    client: Client, director: Person, spring: Edition
) -> None:
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/{spring.key}/matching/").content.decode()
    assert f"<span>{spring.name_en}</span>" in page
    assert f"{director.name} · fair director" in page
    assert page.count('aria-current="page"') == 3  # head, thumb bar, foot
