"""Writes about chains: reference data, versions, and where organisations stand."""

from chainfair.chains.actions.facts import (
    confirm_need,
    confirm_offer,
    confirm_position,
    lift_condition,
    refuse_offer,
    refuse_position,
    state_needs,
    state_offers,
    state_positions,
    withdraw_need,
)
from chainfair.chains.actions.reference import enter_classification, publish_chains
from chainfair.chains.actions.suggesting import keep_vectors, suggest_facts

__all__ = [
    "confirm_need",
    "confirm_offer",
    "confirm_position",
    "enter_classification",
    "keep_vectors",
    "lift_condition",
    "publish_chains",
    "refuse_offer",
    "refuse_position",
    "state_needs",
    "state_offers",
    "state_positions",
    "suggest_facts",
    "withdraw_need",
]
