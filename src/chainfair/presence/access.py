"""Who sees the scans: counts for those who run the days, each refused badge for those who deal with visitors."""

from chainfair.fairs.access import appointed, holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.people.models import Person

AT_GATES = (Role.ONSITE_LEAD, Role.GATE, Role.AUDITOR)

for_gates = appointed(*AT_GATES, Role.MEETING_AREA, Role.PRESS_OFFICE)
for_visitor_staff = appointed(*AT_GATES)


def may_see_badges(person: Person | None, edition: Edition) -> bool:
    """Whose badge was refused, and for which organisation it was."""
    return holds(person, edition, *AT_GATES)
