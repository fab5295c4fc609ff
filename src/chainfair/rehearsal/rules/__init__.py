"""What the rehearsal decides: who takes part, with what, and how they behave; by one seed, without a database."""

from chainfair.rehearsal.rules.chances import flags, stream
from chainfair.rehearsal.rules.conduct import (
    attendances,
    chosen_requests,
    cold_requests,
    made_answers,
    made_contacts,
    made_outcomes,
)
from chainfair.rehearsal.rules.earlier import earlier_exhibitors, earlier_people
from chainfair.rehearsal.rules.floor import (
    HALLS,
    MEETING_HALL,
    hall_of,
    made_launches,
    made_stands,
    signing_again,
)
from chainfair.rehearsal.rules.names import Namer
from chainfair.rehearsal.rules.organisations import made_organisations, made_participations
from chainfair.rehearsal.rules.trades import CHINESE, made_needs, made_offers, made_wishes
from chainfair.rehearsal.rules.visitors import free_slots, made_people, made_sessions, made_visits

__all__ = [
    "CHINESE",
    "HALLS",
    "MEETING_HALL",
    "Namer",
    "attendances",
    "chosen_requests",
    "cold_requests",
    "earlier_exhibitors",
    "earlier_people",
    "flags",
    "free_slots",
    "hall_of",
    "made_answers",
    "made_contacts",
    "made_launches",
    "made_needs",
    "made_offers",
    "made_organisations",
    "made_outcomes",
    "made_participations",
    "made_people",
    "made_sessions",
    "made_stands",
    "made_visits",
    "made_wishes",
    "signing_again",
    "stream",
]
