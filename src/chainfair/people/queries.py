"""Reads about people."""

import secrets

from django.urls import reverse
from sesame.utils import get_query_string

from chainfair.people.errors import UnknownPerson
from chainfair.people.models import Person
from chainfair.people.rules import tidy_email


def find_person(email: str) -> Person | None:
    """Whoever has that address."""
    return Person.objects.filter(email=tidy_email(email)).first()


def get_person(email: str) -> Person:
    """Whoever has that address, or a refusal."""
    person = find_person(email)
    if person is None:
        raise UnknownPerson(email=email)
    return person


def sign_in_path(person: Person) -> str:
    """The address that signs this person in once within a week; to be shown to them only. No two are the same."""
    scope = secrets.token_urlsafe(6)
    return f"{reverse('people:follow_link')}{get_query_string(person, scope=scope)}&link={scope}"
