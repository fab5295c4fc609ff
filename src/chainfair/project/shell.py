"""What the shell of every page shows: the edition, who looks, where one can go."""

from typing import Any

from django.http import HttpRequest

from chainfair.fairs.access import roles_of
from chainfair.matching.access import participants_of
from chainfair.people.access import person_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `edition` of the address or None, `person`, `roles`, whether one `acts` in it."""
    match = request.resolver_match
    edition = getattr(request, "edition", None)  # set by the middleware that reads the address
    person = person_of(request)
    roles = roles_of(person, edition) if edition else frozenset()
    return {
        "edition": edition,
        "person": person,
        "roles": roles,
        "acts": bool(edition and person and not roles and participants_of(person, edition)),
        "room": match.app_name if match else "",
    }
