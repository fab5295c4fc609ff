"""Reads of matching."""

from chainfair.matching.queries.participants import (
    DaySlots,
    bare_participants,
    free_slots,
    participant_countries,
    participants_in,
    slots_by_day,
    with_free_slots,
)
from chainfair.matching.queries.reasons import Explained, PathStep, explained
from chainfair.matching.queries.runs import find_latest_run, find_published_run, get_run, runs_of
from chainfair.matching.queries.suggestions import (
    UNSAID,
    counterpart_of,
    get_participant,
    suggested_countries,
    suggestions_for,
    suggestions_of_run,
)

__all__ = [
    "UNSAID",
    "DaySlots",
    "Explained",
    "PathStep",
    "bare_participants",
    "counterpart_of",
    "explained",
    "find_latest_run",
    "find_published_run",
    "free_slots",
    "get_participant",
    "get_run",
    "participant_countries",
    "participants_in",
    "runs_of",
    "slots_by_day",
    "suggested_countries",
    "suggestions_for",
    "suggestions_of_run",
    "with_free_slots",
]
