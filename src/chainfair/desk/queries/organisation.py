"""The page of an organisation: what it makes and needs, where, and how it connects to whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from chainfair.chains.kinds import Disclosure, FactState
from chainfair.chains.models import Need, Offer, Position
from chainfair.chains.queries import guessed
from chainfair.exhibiting.models import Launch, Participation, StandUse
from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.matching.models import Participant
from chainfair.matching.queries import Explained, find_shown_suggestion
from chainfair.organisations.models import Membership, Organisation

Fact = TypeVar("Fact", Offer, Need, Position)


@dataclass(frozen=True)
class OrganisationView:
    """An organisation in an edition, as one reader may see it."""

    organisation: Organisation
    participation: Participation | None
    participant: Participant | None
    stands: list[StandUse]
    positions: list[Position]
    offers: list[Offer]
    further: list[Offer]  # guesses, to one's own people alone
    needs: list[Need]
    launches: list[Launch]
    guests: list[Participation]
    connection: Explained | None
    is_mine: bool


def organisation_view(edition: Edition, number: int, me: Participant | None, own: bool) -> OrganisationView:
    """What a reader may see: public facts, to participants also theirs; one's own people see all."""
    participation = (
        Participation.objects.filter(edition=edition, organisation_id=number)
        .select_related("organisation", "host__organisation", "area")
        .first()
    )
    participant = (
        Participant.objects.filter(edition=edition, organisation_id=number)
        .select_related("organisation")
        .first()
    )
    found = participation or participant
    if found is None or (participation is None and me is None and not own):
        raise NotFound(kind=phrase("organisation"), name=str(number))
    organisation = found.organisation
    seen = _seen(me, own)
    offers = organisation.offers.filter(seen).select_related("code", "link__chain").order_by("-score", "pk")
    return OrganisationView(
        organisation,
        participation,
        participant,
        list(StandUse.objects.filter(participation=participation).select_related("stand__hall"))
        if participation
        else [],
        list(organisation.positions.filter(seen).select_related("link__chain").order_by("pk")),
        list(offers.exclude(guessed())[:50]),
        list(offers.filter(guessed())[:20]) if own else [],
        list(organisation.needs.filter(seen).select_related("code", "link__chain").order_by("pk")[:50]),
        list(participation.launches.order_by("pk")) if participation else [],
        list(participation.guests.select_related("organisation")) if participation else [],
        _connection(me, participant),
        own,
    )


def get_organisation(edition: Edition, number: int) -> Organisation:
    """An organisation that exhibits or takes part in an edition, or a refusal."""
    here = Q(participations__edition=edition) | Q(participants__edition=edition)
    found = Organisation.objects.filter(here, pk=number).distinct().first()
    if found is None:
        raise NotFound(kind=phrase("organisation"), name=str(number))
    return found


def team_in(organisation: Organisation) -> QuerySet[Membership]:
    """Who acts for an organisation, since when."""
    return organisation.memberships.select_related("person").order_by("since", "pk")


def _seen(me: Participant | None, own: bool) -> Q:
    shown = ~Q(state=FactState.REFUSED)
    if own:
        return shown
    levels: Sequence[Disclosure] = [Disclosure.PUBLIC]
    if me is not None:
        levels = [Disclosure.PUBLIC, Disclosure.PARTICIPANTS]
    return shown & Q(disclosure__in=levels)


def _connection(me: Participant | None, other: Participant | None) -> Explained | None:
    if me is None or other is None or me.pk == other.pk:
        return None
    return find_shown_suggestion(me, other)
