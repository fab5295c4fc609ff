"""Refusals about outcomes."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class TooFewParties(Refusal):
    """An outcome has at least two different sides."""

    message = phrase("An outcome needs at least two different organisations; %(count)s was given.")


class EvidenceMissing(Refusal):
    """A signed paper is shown by its file."""

    message = phrase("A %(stage)s needs the signed file as evidence.")


class NotConfirmedByAll(Refusal):
    """Both sides say so themselves before it counts."""

    message = phrase("A %(stage)s counts once every party has confirmed it; %(missing)s have not.")


class StepNotAllowed(Refusal):
    """The ladder is climbed rung by rung."""

    message = phrase("From “%(before)s” there is no step to “%(after)s”; allowed are: %(allowed)s.")


class AmountWithoutCurrency(Refusal):
    """A sum names its currency; sums are never added across currencies."""

    message = phrase("A value needs both an amount and a currency (three letters, such as CNY).")


class NotAParty(Refusal):
    """Only who takes part can confirm."""

    message = phrase("%(organisation)s is not a party of this outcome.")
