"""Refusals about people."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class EmailTaken(Refusal):
    """One account per address."""

    message = phrase("There is an account for %(email)s already. Sign in, or ask for a sign-in link.")


class EmailMissing(Refusal):
    """An account that has to sign in by itself needs an address."""

    message = phrase("“%(email)s” is not a mail address; allowed is something like name@example.org.")


class UnknownPerson(Refusal):
    """Nobody has that address."""

    message = phrase("There is no account for %(email)s.")


class LinkUsed(Refusal):
    """A link that lies in a mailbox opens the door once."""

    message = phrase("This sign-in link was used already. Ask for a new one.")
