"""Who sees outcomes: the parties theirs, the organiser's staff all of the edition."""

from typing import Any

from django.http import HttpRequest

from chainfair.fairs.access import holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.access import Verdict, declare
from chainfair.ground.kinds import phrase
from chainfair.matching.access import participants_of
from chainfair.people.access import person_of
from chainfair.people.models import Person


def may_see_outcomes(person: Person | None, edition: Edition) -> bool:
    """What others came to, amounts included, is for those who follow it up or count it; not for the gates."""
    return holds(person, edition, Role.CHAIN_MANAGER, Role.MATCHMAKING, Role.PRESS_OFFICE, Role.AUDITOR)


def _sees(request: HttpRequest, values: dict[str, Any]) -> bool:
    edition = Edition.objects.filter(key=values["edition"]).first()
    person = person_of(request)
    return edition is not None and (
        may_see_outcomes(person, edition) or bool(participants_of(person, edition))
    )


for_parties_and_staff = declare(Verdict(phrase("for the parties and the organiser's staff"), _sees))
