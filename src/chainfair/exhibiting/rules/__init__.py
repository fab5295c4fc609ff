"""Decisions on exhibitors: who may have which role, and how a list of them is understood."""

from chainfair.exhibiting.rules.columns import mapping_of, planned_columns, read_mapping
from chainfair.exhibiting.rules.floor import stand_places, sub_events
from chainfair.exhibiting.rules.plans import (
    KnownOrganisation,
    ListPlan,
    PlannedExhibitor,
    PlannedPair,
    Side,
    own_number,
    plan_list,
    role_of_words,
)
from chainfair.exhibiting.rules.roles import check_launch_step, check_renewal, check_role
from chainfair.exhibiting.rules.rows import joined, read_list

__all__ = [
    "KnownOrganisation",
    "ListPlan",
    "PlannedExhibitor",
    "PlannedPair",
    "Side",
    "check_launch_step",
    "check_renewal",
    "check_role",
    "joined",
    "mapping_of",
    "own_number",
    "plan_list",
    "planned_columns",
    "read_list",
    "read_mapping",
    "role_of_words",
    "stand_places",
    "sub_events",
]
