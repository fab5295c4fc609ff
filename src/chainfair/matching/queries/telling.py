"""What a reader of reasons is told: public facts, those for participants, and after mutual interest the others'."""

from dataclasses import dataclass

from chainfair.chains.kinds import TOLD, Disclosure
from chainfair.chains.models import Need, Offer, Position
from chainfair.matching.kinds import Wish
from chainfair.matching.models import Participant, Preference

WANTED = (Wish.MUST, Wish.LIKE)


@dataclass(frozen=True)
class Told:
    """Who reads a reason: an organisation, with those that want to meet it as it does them; none: the organiser."""

    organisation: int | None
    mutual: frozenset[int]

    def is_told(self, fact: Offer | Need | Position) -> bool:
        """Whether a fact may be told to this reader."""
        if self.organisation is None or fact.organisation_id == self.organisation or fact.disclosure in TOLD:
            return True
        return fact.disclosure == Disclosure.MUTUAL and fact.organisation_id in self.mutual


def is_told_need(me: Participant, need: int) -> bool:
    """Whether a participant is told of a need, and so of what it asks."""
    found = Need.objects.filter(pk=need).first()
    return found is not None and reader_of(me).is_told(found)


def reader_of(me: Participant | None) -> Told:
    """The reader that a participant is; none is the organiser."""
    if me is None:
        return Told(None, frozenset())
    wanted = Preference.objects.filter(participant=me, wish__in=WANTED).values("counterpart")
    mutual = Preference.objects.filter(counterpart=me, wish__in=WANTED, participant__in=wanted)
    return Told(me.organisation_id, frozenset(mutual.values_list("participant__organisation_id", flat=True)))
