"""Writes about matchmaking: who takes part, what they wish, runs and what they suggest."""

from chainfair.matching.actions.assembling import answer_assembly, store_assemblies
from chainfair.matching.actions.correcting import correct_reason, judge_pair
from chainfair.matching.actions.encounters import note_encounters, note_results
from chainfair.matching.actions.exposing import forget_exposures, note_exposures, note_seen_assemblies
from chainfair.matching.actions.participants import (
    arrange_participant,
    join_as_visitor,
    join_matchmaking,
    set_availability,
    set_limits,
    state_preferences,
)
from chainfair.matching.actions.renewing import store_renewal
from chainfair.matching.actions.runs import (
    enter_missing_participants,
    publish_run,
    queue_run,
    start_run,
    store_suggestions,
)

__all__ = [
    "answer_assembly",
    "arrange_participant",
    "correct_reason",
    "enter_missing_participants",
    "forget_exposures",
    "join_as_visitor",
    "join_matchmaking",
    "judge_pair",
    "note_encounters",
    "note_exposures",
    "note_results",
    "note_seen_assemblies",
    "publish_run",
    "queue_run",
    "set_availability",
    "set_limits",
    "start_run",
    "state_preferences",
    "store_assemblies",
    "store_renewal",
    "store_suggestions",
]
