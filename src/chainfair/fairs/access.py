"""Who may do what in an edition, by appointment. No other flags are known."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from chainfair.fairs.kinds import EditionState, Role, ScopeKind
from chainfair.fairs.models import Appointment, Edition
from chainfair.ground.access import Verdict, View, declare
from chainfair.ground.kinds import phrase
from chainfair.people.access import person_of
from chainfair.people.models import Person


def roles_of(person: Person | None, edition: Edition) -> frozenset[str]:
    """The roles a person holds in the whole of an edition now.

    What was given for a chain, an area or a hall alone opens nothing here: no page knows such borders yet.
    """
    if person is None:
        return frozenset()
    held = Appointment.objects.filter(person=person, edition=edition, ended_at=None, scope_kind=ScopeKind.ALL)
    return frozenset(held.values_list("role", flat=True))


def holds(person: Person | None, edition: Edition, *roles: Role) -> bool:
    """Whether a person holds one of the roles; a fair director holds every role but the auditor's."""
    held = roles_of(person, edition)
    wanted = {str(role) for role in roles}
    return bool(held & wanted) or (Role.DIRECTOR in held and wanted != {Role.AUDITOR})


def may_see_edition(person: Person | None, edition: Edition) -> bool:
    """A draft is for those appointed to it."""
    return edition.state != EditionState.DRAFT or bool(roles_of(person, edition))


def may_run_edition(person: Person | None, edition: Edition) -> bool:
    """The organiser's own pages."""
    return bool(roles_of(person, edition))


def may_see_evidence(person: Person | None, edition: Edition) -> bool:
    """Records behind a figure: director, press office and auditor."""
    return holds(person, edition, Role.PRESS_OFFICE, Role.AUDITOR) or holds(person, edition, Role.DIRECTOR)


def _edition(values: dict[str, Any]) -> Edition | None:
    return Edition.objects.filter(key=values["edition"]).first()


def _seen(request: HttpRequest, values: dict[str, Any]) -> bool:
    edition = _edition(values)
    return edition is None or may_see_edition(
        person_of(request), edition
    )  # an unknown one is a 404 of the view


in_public_edition = declare(Verdict(phrase("open to everybody once the edition is open"), _seen))


def appointed(*roles: Role) -> Callable[[View], View]:
    """Declare a view open to holders of one of the roles in the edition of the address (none named: any role)."""

    def allows(request: HttpRequest, values: dict[str, Any]) -> bool:
        edition = _edition(values)
        person = person_of(request)
        if edition is None:
            return person is not None
        return holds(person, edition, *roles) if roles else may_run_edition(person, edition)

    return declare(Verdict(phrase("for the organiser's appointed staff"), allows))
