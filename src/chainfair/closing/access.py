"""Who sees figures, and who sees the records behind them."""

from typing import Any

from django.http import HttpRequest

from chainfair.closing.kinds import StatementState
from chainfair.fairs.access import holds, may_run_edition, may_see_evidence
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.access import Verdict, declare
from chainfair.ground.kinds import phrase
from chainfair.people.access import person_of
from chainfair.people.models import Person


def may_see_statement(person: Person | None, edition: Edition, state: str) -> bool:
    """Published and frozen figures are for everybody; provisional ones for the organiser's staff."""
    return state != StatementState.PROVISIONAL or may_run_edition(person, edition)


def may_freeze(person: Person | None, edition: Edition) -> bool:
    """Directors and the press office; an auditor reads and writes nothing."""
    return holds(person, edition, Role.PRESS_OFFICE)


def _evidence(request: HttpRequest, values: dict[str, Any]) -> bool:
    edition = Edition.objects.filter(key=values["edition"]).first()
    person = person_of(request)
    return person is not None and (edition is None or may_see_evidence(person, edition))


for_auditors = declare(Verdict(phrase("for the director, the press office and auditors"), _evidence))
