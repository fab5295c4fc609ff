"""Reads of matching."""

from chainfair.matching.queries.reasons import Explained, PathStep, explained, stages_seen
from chainfair.matching.queries.runs import find_latest_run, find_published_run, get_run, runs_of
from chainfair.matching.queries.suggestions import (
    counterpart_of,
    get_participant,
    suggestions_for,
    suggestions_of_run,
)

__all__ = [
    "Explained",
    "PathStep",
    "counterpart_of",
    "explained",
    "find_latest_run",
    "find_published_run",
    "get_participant",
    "get_run",
    "runs_of",
    "stages_seen",
    "suggestions_for",
    "suggestions_of_run",
]
