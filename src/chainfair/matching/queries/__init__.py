"""Reads of matching."""

from chainfair.matching.queries.participants import (
    AvailableDay,
    available_days,
    bare_participants,
    free_slots,
    participant_countries,
    participants_in,
    with_free_slots,
)
from chainfair.matching.queries.reasons import (
    Explained,
    PathStep,
    explained,
    explained_pairs,
    stages_seen,
)
from chainfair.matching.queries.runs import find_latest_run, get_run, runs_of
from chainfair.matching.queries.suggestions import (
    UNSAID,
    counterpart_of,
    find_shown_suggestion,
    get_participant,
    suggested_countries,
    suggestions_for,
    suggestions_of_run,
)

__all__ = [
    "UNSAID",
    "AvailableDay",
    "Explained",
    "PathStep",
    "available_days",
    "bare_participants",
    "counterpart_of",
    "explained",
    "explained_pairs",
    "find_latest_run",
    "find_shown_suggestion",
    "free_slots",
    "get_participant",
    "get_run",
    "participant_countries",
    "participants_in",
    "runs_of",
    "stages_seen",
    "suggested_countries",
    "suggestions_for",
    "suggestions_of_run",
    "with_free_slots",
]
