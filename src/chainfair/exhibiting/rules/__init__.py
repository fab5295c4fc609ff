"""Decisions on exhibitors: who may have which role, and how a list of them is understood."""

from chainfair.exhibiting.rules.columns import mapping_of, planned_columns, read_mapping
from chainfair.exhibiting.rules.floor import stand_places, sub_events
from chainfair.exhibiting.rules.roles import check_launch_step, check_renewal, check_role
from chainfair.exhibiting.rules.rows import joined, read_list

__all__ = [
    "check_launch_step",
    "check_renewal",
    "check_role",
    "joined",
    "mapping_of",
    "planned_columns",
    "read_list",
    "read_mapping",
    "stand_places",
    "sub_events",
]
