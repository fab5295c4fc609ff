"""Who may see registrations."""

from chainfair.fairs.access import appointed
from chainfair.fairs.kinds import Role

for_visitor_staff = appointed(Role.DIRECTOR, Role.ONSITE_LEAD, Role.GATE, Role.AUDITOR)
