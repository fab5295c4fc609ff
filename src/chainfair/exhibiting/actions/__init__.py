"""Writes about exhibitors: participations, stands, launches, signatures for the next edition."""

from chainfair.exhibiting.actions.participations import (
    accept_participation,
    accept_participations,
    allocate_stands,
)
from chainfair.exhibiting.actions.showings import claim_launches, sign_renewals, step_launches

__all__ = [
    "accept_participation",
    "accept_participations",
    "allocate_stands",
    "claim_launches",
    "sign_renewals",
    "step_launches",
]
