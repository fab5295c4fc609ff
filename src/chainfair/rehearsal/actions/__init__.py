"""What the rehearsal does, step by step, through the same actions as people; each step is done once."""

from chainfair.rehearsal.actions.arranging import ask_for_meetings, ask_late
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
from chainfair.rehearsal.actions.holding import confirm_the_times, hold_the_meetings, record_what_came
from chainfair.rehearsal.actions.opening import (
    enter_the_organisers,
    make_the_edition,
    organiser_address,
    state_trades,
)
from chainfair.rehearsal.actions.stage import (
    KEY,
    Bar,
    EarlierStage,
    Stage,
    Step,
    remember_last_day,
    unwatched,
)

CAST = (enter_the_organisers, enter_the_organisations, state_trades, enter_guests, form_the_teams)
BEFORE_THE_FAIR = (
    make_the_edition,
    accept_the_exhibitors,
    register_guests,
    claim_the_launches,
    join_the_matchmaking,
)
ASKING = (ask_for_meetings,)
ON_THE_DAYS = (
    confirm_the_times,
    ask_late,
    open_the_gates,
    scan_at_the_gates,
    meet_online,
    meet_at_the_stands,
    hold_the_meetings,
    show_the_launches,
    record_what_came,
    sign_for_the_next,
)

__all__ = [
    "ASKING",
    "BEFORE_THE_FAIR",
    "CAST",
    "KEY",
    "ON_THE_DAYS",
    "Bar",
    "EarlierStage",
    "Stage",
    "Step",
    "organiser_address",
    "remember_last_day",
    "unwatched",
]
