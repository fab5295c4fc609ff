"""What everybody sees of an edition."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from chainfair.atlas.queries import ChainCard, cards_of
from chainfair.exhibiting.kinds import ExhibitorRole, ParticipationState
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Area, Day, Edition, Honour
from chainfair.organisations.kinds import OrganisationKind


@dataclass(frozen=True)
class PublicHome:
    """The public home of an edition."""

    cards: list[ChainCard]
    exhibitors: int
    countries: int
    areas: list[Area]
    honours: list[Honour]
    days: list[Day]
    days_to_go: int | None
    registration_open: bool


def public_home(edition: Edition, today: date) -> PublicHome:
    """Figures and chains for the public; represented organisations are never added."""
    listed = Participation.objects.filter(edition=edition).exclude(state=ParticipationState.CANCELLED)
    listed = listed.exclude(role=ExhibitorRole.REPRESENTED)
    known = ~Q(organisation__country="") & ~Q(organisation__kind=OrganisationKind.INTERNATIONAL)
    figures = listed.aggregate(
        exhibitors=Count("organisation", distinct=True),
        countries=Count("organisation__country", distinct=True, filter=known),
    )
    to_go = (edition.starts_on - today).days if edition.starts_on else None
    return PublicHome(
        cards_of(edition),
        figures["exhibitors"],
        figures["countries"],
        list(edition.areas.select_related("chain").prefetch_related("halls")),
        list(edition.honours.all()),
        list(edition.days.all()),
        to_go if to_go is not None and to_go > 0 else None,
        edition.state in {"open", "running"},
    )
