"""Writes about chains: reference data, versions, and where organisations stand."""

from chainfair.chains.actions.facts import (
    confirm_offer,
    confirm_position,
    refuse_offer,
    refuse_position,
    state_needs,
    state_offers,
    state_positions,
    withdraw_need,
)

__all__ = [
    "confirm_offer",
    "confirm_position",
    "refuse_offer",
    "refuse_position",
    "state_needs",
    "state_offers",
    "state_positions",
    "withdraw_need",
]
