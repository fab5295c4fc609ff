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


class AddressUnproved(Refusal):
    """Whoever wrote an address into a form may not be who reads its letters."""

    message = phrase(
        "Nobody has shown yet that %(email)s is theirs: the account was made by a form alone."
        " Ask them to sign in by a link first."
    )


class LinkUsed(Refusal):
    """A link that lies in a mailbox opens the door once."""

    message = phrase("This sign-in link was used already. Ask for a new one.")
