"""Reads of matching."""

from chainfair.matching.queries.participants import AvailableDay, available_days
from chainfair.matching.queries.reasons import Explained, PathStep, explained
from chainfair.matching.queries.runs import find_latest_run, find_published_run, get_run, runs_of
from chainfair.matching.queries.suggestions import (
    counterpart_of,
    find_shown_suggestion,
    get_participant,
    suggestions_for,
    suggestions_of_run,
)

__all__ = [
    "AvailableDay",
    "Explained",
    "PathStep",
    "available_days",
    "counterpart_of",
    "explained",
    "find_latest_run",
    "find_published_run",
    "find_shown_suggestion",
    "get_participant",
    "get_run",
    "runs_of",
    "suggestions_for",
    "suggestions_of_run",
]
