"""Refusals about matchmaking."""

from typing import ClassVar

from chainfair.ground.errors import NotFound, Refusal
from chainfair.ground.kinds import phrase


class BadAvailability(Refusal):
    """Availability is one character per slot."""

    message = phrase("Availability names %(given)s slots; the edition has %(slots)s.")


class BadLimits(Refusal):
    """A minimum above the maximum."""

    message = phrase("At least %(minimum)s and at most %(maximum)s meetings do not go together.")


class AlreadyTakesPart(Refusal):
    """An organisation takes part once per edition."""

    message = phrase("%(count)s of these organisations take part in the matchmaking already.")


class NoOrganisation(Refusal):
    """Organisations meet; whoever came for oneself has none."""

    message = phrase(
        "You registered without an organisation, and organisations meet here; name yours to the organiser."
    )


class OrganisationKnown(Refusal):
    """Nobody takes the place of those who act for an organisation by writing down its name."""

    message = phrase(
        "%(organisation)s is known here already. Whoever acts for it, or the organiser, lets you in."
    )


class NobodyTakesPart(Refusal):
    """A run needs participants on some side."""

    message = phrase(
        "Nobody takes part in the matchmaking of %(edition)s yet; import or accept exhibitors first."
    )


class RunNotReady(Refusal):
    """Only a finished run can be published."""

    message = phrase("Run %(run)s is %(state)s; only a finished run can be published.")


class Overtaken(Refusal):
    """A list was computed from what is no longer true."""

    message = phrase(
        "While the list was brought up to date something that it rests on changed; it is tried again."
    )


class WishesItself(Refusal):
    """A wish is about somebody else."""

    message = phrase("You cannot wish to meet your own organisation; choose another.")


class ReasonsReplaced(Refusal):
    """What somebody speaks about is no longer shown."""

    message = phrase("These reasons are no longer shown; open your suggestions and look at the latest.")


class NotSuggested(NotFound):
    """A pair that is not shown, or no longer."""

    message = phrase("They are not suggested to you, or no longer; your suggestions stand on their own page.")
    marked: ClassVar[tuple[str, ...]] = ()


class NotSayable(Refusal):
    """Each reason can be answered in its own words only."""

    message = phrase("“%(said)s” is no answer to this reason; choose one that stands beside it.")


class PairOfOne(Refusal):
    """A pair is two participants."""

    message = phrase("A pair is two organisations; name another one beside %(organisation)s.")


class StandsByStatement(Refusal):
    """An organisation stands on a link because it said so itself."""

    message = phrase(
        "You stand on %(link)s because you stated an offer there yourself; change it under what you offer."
    )


class AssemblyOutOfDate(Refusal):
    """What an assembly rested on has changed."""

    message = phrase(
        "This assembly is out of date: something it rests on has changed. The next matching run forms it anew;"
        " meanwhile ask those whom you want to meet one by one."
    )


class NotSeated(Refusal):
    """Only who sits in an assembly answers for its place."""

    message = phrase(
        "You do not sit in assembly %(number)s; open your suggestions for those in which you do."
    )
