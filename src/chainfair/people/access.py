"""Verdicts that need nothing but the person."""

from django.http import HttpRequest

from chainfair.ground.access import Verdict, declare
from chainfair.ground.kinds import phrase
from chainfair.people.models import Person

public = declare(Verdict(phrase("open to everybody"), lambda request, values: True))
signed_in = declare(
    Verdict(phrase("open to whoever has signed in"), lambda request, values: request.user.is_authenticated)
)


def person_of(request: HttpRequest) -> Person | None:
    """Who looks, or None for the public."""
    return request.user if isinstance(request.user, Person) else None
