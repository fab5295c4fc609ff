"""Reads about people."""

import secrets
from collections.abc import Collection
from urllib.parse import urlencode

from django.urls import reverse
from sesame.utils import get_query_string

from chainfair.ground.models import Event
from chainfair.people.errors import AddressUnproved, UnknownPerson
from chainfair.people.models import Person
from chainfair.people.rules import tidy_email

SIGNED_UP = "person.signed_up"  # made by a form that anybody can fill in with any address
LINK_FOLLOWED = "person.link_followed"
CHUNK = 2000


def find_person(email: str) -> Person | None:
    """Whoever has that address."""
    return Person.objects.filter(email=tidy_email(email)).first()


def get_person(email: str) -> Person:
    """Whoever has that address, or a refusal."""
    person = find_person(email)
    if person is None:
        raise UnknownPerson(email=email)
    return person


def check_addresses(people: Collection[int]) -> None:
    """Refuse power to an account that a form made, until a link that was sent to its address has been followed."""
    wanted = sorted(people)
    for start in range(0, len(wanted), CHUNK):
        rows = Event.objects.filter(
            subject_kind="person",
            subject_id__in=wanted[start : start + CHUNK],
            verb__in=(SIGNED_UP, LINK_FOLLOWED),
        )
        found = set(rows.values_list("verb", "subject_id"))
        unproved = [
            number for verb, number in found if verb == SIGNED_UP and (LINK_FOLLOWED, number) not in found
        ]
        if unproved:
            raise AddressUnproved(email=str(Person.objects.get(pk=min(unproved)).email))


def sign_in_path(person: Person, then: str = "") -> str:
    """The address that signs this person in once within a week, and leads on to a page; to be shown to them only.

    No two are the same.
    """
    scope = secrets.token_urlsafe(6)
    path = f"{reverse('people:follow_link')}{get_query_string(person, scope=scope)}&link={scope}"
    return f"{path}&{urlencode({'next': then})}" if then else path
