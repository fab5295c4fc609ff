"""Who may look at the timetable's drafts and every meeting, and who may change them."""

from chainfair.fairs.access import appointed, holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.people.models import Person

# The organiser's desk.
CHANGING = (Role.MATCHMAKING, Role.CHAIN_MANAGER)
READING = (*CHANGING, Role.ONSITE_LEAD, Role.MEETING_AREA, Role.AUDITOR)

for_desk = appointed(*CHANGING)
for_desk_readers = appointed(*READING)


def may_change_timetable(person: Person | None, edition: Edition) -> bool:
    """Directors, the matchmaking desk and chain managers run, move, pin, publish, ask and decide."""
    return holds(person, edition, *CHANGING)
