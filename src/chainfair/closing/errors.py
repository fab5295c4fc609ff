"""Refusals of closing."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class UnknownProfile(Refusal):
    """Figures are computed under a profile that is known."""

    message = phrase("There is no counting profile “%(key)s”; allowed are: %(allowed)s.")


class AlreadyFrozen(Refusal):
    """What is frozen stays; a correction is a new, dated statement with a note."""

    message = phrase(
        "The statement is frozen as version %(version)s; a correction needs a note that says why."
    )


class NothingChanged(Refusal):
    """A correction corrects something."""

    message = phrase("Counted again, every figure is the same; there is nothing to correct.")
