"""Who may see the joined pages."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import resolve

from chainfair.fairs.access import holds, may_run_edition
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.access import Verdict, declare, verdict_of
from chainfair.ground.kinds import phrase
from chainfair.organisations.kinds import MemberRole
from chainfair.people.access import person_of
from chainfair.people.models import Person


def _runs_platform(request: HttpRequest, _values: dict[str, Any]) -> bool:
    person = person_of(request)
    return person is not None and person.is_platform_admin


platform_only = declare(Verdict(phrase("for platform administrators"), _runs_platform))


def opens(request: HttpRequest, address: str) -> bool:
    """Whether an address of ours opens for the person of a request, so that no link leads to a refusal."""
    match = resolve(urlsplit(address).path)
    verdict = verdict_of(match.func)
    return verdict is not None and verdict.allows(request, match.kwargs)


def sees_as_organiser(person: Person | None, edition: Edition) -> bool:
    """Whether somebody comes home to the control room."""
    return may_run_edition(person, edition)


def may_change_team(person: Person | None, edition: Edition, organisation: int) -> bool:
    """Exhibitor sales let people act for an organisation, and its owners let their colleagues."""
    return organisation in owned_by(person) or holds(person, edition, Role.EXHIBITOR_SALES)


def owned_by(person: Person | None) -> set[int]:
    """The organisations of which a person is an owner."""
    if person is None:
        return set()
    owned = person.memberships.filter(role=MemberRole.OWNER)
    return set(owned.values_list("organisation_id", flat=True))


def _owns_or_sells(request: HttpRequest, values: dict[str, Any]) -> bool:
    edition = Edition.objects.filter(key=values["edition"]).first()
    person = person_of(request)
    if edition is None:
        return person is not None
    return bool(owned_by(person)) or holds(person, edition, Role.EXHIBITOR_SALES)


for_owners_and_sales = declare(
    Verdict(phrase("for owners of organisations and exhibitor sales"), _owns_or_sells)
)


def may_see_profiles(person: Person | None, edition: Edition) -> bool:
    """What organisations keep to themselves is for those who match them, and for auditors."""
    return holds(person, edition, Role.CHAIN_MANAGER, Role.MATCHMAKING, Role.AUDITOR)
