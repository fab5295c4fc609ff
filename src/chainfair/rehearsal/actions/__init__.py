"""What the rehearsal does, step by step, through the same actions as people; each step is done once."""

from chainfair.rehearsal.actions.days import (
    meet_at_the_stands,
    meet_online,
    open_the_gates,
    scan_at_the_gates,
)
from chainfair.rehearsal.actions.exhibition import (
    accept_the_exhibitors,
    claim_the_launches,
    enter_the_organisations,
    form_the_teams,
    show_the_launches,
    sign_for_the_next,
)
from chainfair.rehearsal.actions.guests import enter_guests, join_the_matchmaking, register_guests
from chainfair.rehearsal.actions.opening import make_editions, organiser_address, state_trades
from chainfair.rehearsal.actions.stage import KEY, Stage

BEFORE_THE_FAIR = (
    make_editions,
    enter_the_organisations,
    state_trades,
    accept_the_exhibitors,
    enter_guests,
    form_the_teams,
    register_guests,
    claim_the_launches,
    join_the_matchmaking,
)
ON_THE_DAYS = (
    open_the_gates,
    scan_at_the_gates,
    meet_online,
    meet_at_the_stands,
    show_the_launches,
    sign_for_the_next,
)

__all__ = ["BEFORE_THE_FAIR", "KEY", "ON_THE_DAYS", "Stage", "organiser_address"]
