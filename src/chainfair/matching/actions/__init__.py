"""Writes about matchmaking: who takes part, what they wish, runs and what they suggest."""

from chainfair.matching.actions.participants import (
    arrange_participant,
    join_as_visitor,
    join_matchmaking,
    set_availability,
    set_limits,
    state_preferences,
)
from chainfair.matching.actions.runs import (
    enter_missing_participants,
    publish_run,
    queue_run,
    start_run,
    store_suggestions,
)

__all__ = [
    "arrange_participant",
    "enter_missing_participants",
    "join_as_visitor",
    "join_matchmaking",
    "publish_run",
    "queue_run",
    "set_availability",
    "set_limits",
    "start_run",
    "state_preferences",
    "store_suggestions",
]
