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
    show_the_launches,
    sign_for_the_next,
)
from chainfair.rehearsal.actions.guests import (
    enter_guests,
    form_the_teams,
    join_the_matchmaking,
    register_guests,
)
from chainfair.rehearsal.actions.opening import (
    enter_the_organisers,
    make_the_edition,
    organiser_address,
    state_trades,
)
from chainfair.rehearsal.actions.stage import KEY, EarlierStage, Stage

CAST = (enter_the_organisers, enter_the_organisations, state_trades, enter_guests, form_the_teams)
BEFORE_THE_FAIR = (
    make_the_edition,
    accept_the_exhibitors,
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

__all__ = [
    "BEFORE_THE_FAIR",
    "CAST",
    "KEY",
    "ON_THE_DAYS",
    "EarlierStage",
    "Stage",
    "organiser_address",
]
