"""Writes about exhibitors: participations, stands, launches, signatures for the next edition."""

from chainfair.exhibiting.actions.lists import (
    import_exhibitors,
    import_preview,
    keep_preview,
    leave_preview,
    reread_preview,
)
from chainfair.exhibiting.actions.participations import (
    accept_participation,
    accept_participations,
    allocate_stands,
)
from chainfair.exhibiting.actions.sameness import answer_question
from chainfair.exhibiting.actions.showings import claim_launches, sign_renewals, step_launches

__all__ = [
    "accept_participation",
    "accept_participations",
    "allocate_stands",
    "answer_question",
    "claim_launches",
    "import_exhibitors",
    "import_preview",
    "keep_preview",
    "leave_preview",
    "reread_preview",
    "sign_renewals",
    "step_launches",
]
