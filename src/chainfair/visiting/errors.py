"""Refusals about registrations."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class RegistrationClosed(Refusal):
    """One registers while an edition is open or running."""

    message = phrase("Registration for %(edition)s is not open: the edition is %(state)s.")


class AlreadyRegistered(Refusal):
    """One registration per person and edition."""

    message = phrase("You are registered for this edition already.")


class NotComing(Refusal):
    """A cancelled registration has no days to change."""

    message = phrase("This registration was cancelled; register again first.")


class NoDayChosen(Refusal):
    """Who comes on site comes on some day."""

    message = phrase("Choose at least one day, or come online only.")


class BadDays(Refusal):
    """Days are one character per open day."""

    message = phrase("“%(days)s” does not fit the %(count)s open days of the edition.")
