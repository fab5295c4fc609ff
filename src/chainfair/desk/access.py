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
    if person is None:
        return False
    owns = person.memberships.filter(organisation=organisation, role=MemberRole.OWNER).exists()
    return owns or holds(person, edition, Role.EXHIBITOR_SALES)


def _changes_team(request: HttpRequest, values: dict[str, Any]) -> bool:
    edition = Edition.objects.filter(key=values["edition"]).first()
    person = person_of(request)
    if edition is None:
        return person is not None
    return may_change_team(person, edition, values["organisation"])


for_team = declare(Verdict(phrase("for the organisation's owners and exhibitor sales"), _changes_team))


def may_see_profiles(person: Person | None, edition: Edition) -> bool:
    """What organisations keep to themselves is for those who match them, and for auditors."""
    return holds(person, edition, Role.CHAIN_MANAGER, Role.MATCHMAKING, Role.AUDITOR)
