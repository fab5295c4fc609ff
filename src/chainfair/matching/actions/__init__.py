"""Writes about matchmaking: who takes part, what they wish, runs and what they suggest."""

from chainfair.matching.actions.participants import (
    join_matchmaking,
    set_availability,
    set_limits,
    state_preferences,
)

__all__ = ["join_matchmaking", "set_availability", "set_limits", "state_preferences"]
