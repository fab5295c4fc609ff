"""Values of the rehearsal: its settings, its word lists, and what it makes up."""

from chainfair.rehearsal.kinds.rates import RateLine, Rates
from chainfair.rehearsal.kinds.records import (
    Attendance,
    Input,
    Line,
    LinkOutline,
    MadeAnswer,
    MadeContact,
    MadeLaunch,
    MadeOrganisation,
    MadeOutcome,
    MadeParticipation,
    MadePerson,
    MadeRequest,
    MadeSession,
    MadeStand,
    MadeTrade,
    MadeVisit,
)
from chainfair.rehearsal.kinds.report import CountLine, Report, SignInLink
from chainfair.rehearsal.kinds.words import City, Home, Tongue, Word, Wordbook

__all__ = [
    "Attendance",
    "City",
    "CountLine",
    "Home",
    "Input",
    "Line",
    "LinkOutline",
    "MadeAnswer",
    "MadeContact",
    "MadeLaunch",
    "MadeOrganisation",
    "MadeOutcome",
    "MadeParticipation",
    "MadePerson",
    "MadeRequest",
    "MadeSession",
    "MadeStand",
    "MadeTrade",
    "MadeVisit",
    "RateLine",
    "Rates",
    "Report",
    "SignInLink",
    "Tongue",
    "Word",
    "Wordbook",
]
