"""Reads of the atlas: who stands where in an edition, and what is missing."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from chainfair.atlas.kinds import LinkHere
from chainfair.chains.kinds import Disclosure, FactState
from chainfair.chains.models import Chain, Link, Need, Position
from chainfair.chains.queries import published_chains
from chainfair.exhibiting.kinds import ParticipationState
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.ground.search import subjects_found


def counts_of(edition: Edition, links: list[Link], domestic: str) -> list[LinkHere]:
    """For each link how many exhibit there, from where, and how many participants need it."""
    numbers = [link.pk for link in links]
    countries: dict[int, list[str]] = defaultdict(list)
    stand = (
        Position.objects.filter(link__in=numbers, organisation__participations__edition=edition)
        .exclude(state=FactState.REFUSED)
        .exclude(disclosure=Disclosure.NOBODY)
        .exclude(organisation__participations__state=ParticipationState.CANCELLED)
    )
    rows = stand.values_list("link_id", "organisation_id", "organisation__country").distinct()
    for link, _organisation, country in rows:
        countries[link].append(country)
    needed = dict(
        Need.objects.filter(link__in=numbers, organisation__participations__edition=edition)
        .exclude(state=FactState.REFUSED)
        .exclude(disclosure=Disclosure.NOBODY)
        .values_list("link_id")
        .annotate(n=Count("organisation", distinct=True))
        .order_by()
    )
    return [
        LinkHere(
            number,
            len(countries[number]),
            sum(country not in {"", domestic} for country in countries[number]),
            needed.get(number, 0),
            len(set(countries[number])),
        )
        for number in numbers
    ]


def chains_of(edition: Edition) -> QuerySet[Chain]:
    """The chains of an edition: those of its areas; without areas all in force."""
    own = published_chains().filter(areas__edition=edition).distinct()
    return own if own.exists() else published_chains()


@dataclass(frozen=True)
class ChainCard:
    """A chain with its figures in an edition."""

    chain: Chain
    links: int
    exhibitors: int


def cards_of(edition: Edition) -> list[ChainCard]:
    """All chains of an edition with how many exhibitors stand on them."""
    chains = list(chains_of(edition).annotate(link_count=Count("links", distinct=True)))
    rows = (
        Position.objects.filter(link__chain__in=chains, organisation__participations__edition=edition)
        .exclude(state=FactState.REFUSED)
        .exclude(disclosure=Disclosure.NOBODY)
        .values_list("link__chain_id")
        .annotate(n=Count("organisation", distinct=True))
        .order_by()
    )
    found = dict(rows)
    return [ChainCard(chain, chain.link_count, found.get(chain.pk, 0)) for chain in chains]


def exhibitors_on(
    edition: Edition, link: Link, question: str = "", country: str = ""
) -> QuerySet[Participation]:
    """Who exhibits on a link for everybody to see, with stands; searched in both scripts."""
    here = Position.objects.filter(link=link, disclosure=Disclosure.PUBLIC).exclude(state=FactState.REFUSED)
    rows = Participation.objects.filter(
        organisation__in=here.values("organisation"), edition=edition
    ).exclude(state=ParticipationState.CANCELLED)
    if question:
        rows = rows.filter(organisation__in=subjects_found("organisation", question))
    if country:
        rows = rows.filter(organisation__country=country)
    return rows.select_related("organisation").prefetch_related("stand_uses__stand__hall").distinct()
