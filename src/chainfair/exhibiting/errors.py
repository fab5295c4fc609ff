"""Refusals of exhibiting."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class ExhibitsAlready(Refusal):
    """An organisation takes part in an edition once, in one role."""

    message = phrase(
        "%(count)s of these organisations take part in this edition already; nothing was entered."
    )


class HostMissing(Refusal):
    """Whoever is on somebody's stand names that exhibitor."""

    message = phrase("A %(role)s needs the main exhibitor whose stand it is on.")


class HostNotMain(Refusal):
    """Only a main exhibitor of the same edition can have guests."""

    message = phrase("Organisation %(host)s is no main exhibitor of this edition and cannot have guests.")


class MainHasNoHost(Refusal):
    """A main exhibitor contracts for itself."""

    message = phrase(
        "A main exhibitor stands on nobody's stand; leave the host empty or choose another role."
    )


class RoleNeeds(Refusal):
    """The roles differ by what is on the stand: own staff, own products."""

    message = phrase("A %(role)s has %(needs)s; what was declared does not fit.")


class StandTaken(Refusal):
    """A stand exists once a hall."""

    message = phrase("Stand %(code)s exists already in that hall; choose another number.")


class NoExhibitorHere(Refusal):
    """Stands, launches and signatures belong to exhibitors of the edition."""

    message = phrase("Participation %(participation)s does not belong to this edition.")


class LaunchOutOfStep(Refusal):
    """A launch goes its way one step at a time."""

    message = phrase("A launch that is “%(state)s” cannot become “%(to)s”; allowed is %(allowed)s.")


class SignedAlready(Refusal):
    """One signature per exhibitor."""

    message = phrase("%(count)s of these exhibitors have signed for the next edition already.")


class NothingToRenew(Refusal):
    """Only direct exhibitors have a contract to renew."""

    message = phrase("A %(role)s has no contract of its own to renew.")
