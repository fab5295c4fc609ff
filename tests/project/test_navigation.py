"""Where one can go, by who looks."""

from types import SimpleNamespace

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from chainfair.fairs.models import Edition
from chainfair.people.models import Person
from chainfair.project.navigation import ORGANISER, PARTICIPANT, PUBLIC, THUMBS, pages_for, ways


def test_the_staff_the_signed_in_and_the_public_are_offered_their_own() -> None:
    somebody = object()
    assert pages_for(somebody, frozenset({"gate"})) == ORGANISER
    assert pages_for(somebody, frozenset()) == PARTICIPANT
    assert pages_for(None, frozenset()) == PUBLIC


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
