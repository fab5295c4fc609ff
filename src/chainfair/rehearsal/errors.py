"""Refusals of the rehearsal."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class OtherSample(Refusal):
    """The database holds a sample edition of another scale or seed."""

    message = phrase(
        "A sample edition stands already (%(stands)s), not %(wanted)s. Start with --fresh to make it anew, "
        "or with --data and another folder."
    )


class RealFairHere(Refusal):
    """Making the sample anew empties the database, which a real fair would not survive."""

    message = phrase(
        "This database holds editions that are not made up (%(keys)s); nothing is removed. Name another folder "
        "with --data."
    )
