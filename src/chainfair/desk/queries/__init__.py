"""Reads of the desk: what joins rooms on one page."""

from chainfair.desk.queries.organisation import (
    OrganisationView,
    get_organisation,
    organisation_view,
    team_in,
)
from chainfair.desk.queries.organiser import OrganiserToday, organiser_today
from chainfair.desk.queries.participant import ParticipantToday, participant_today
from chainfair.desk.queries.public import PublicHome, public_home
from chainfair.desk.queries.silent import (
    Silent,
    contact_of,
    reminded_today,
    silent_countries,
    silent_in,
    silent_rows,
)

__all__ = [
    "OrganisationView",
    "OrganiserToday",
    "ParticipantToday",
    "PublicHome",
    "Silent",
    "contact_of",
    "get_organisation",
    "organisation_view",
    "organiser_today",
    "participant_today",
    "public_home",
    "reminded_today",
    "silent_countries",
    "silent_in",
    "silent_rows",
    "team_in",
]
