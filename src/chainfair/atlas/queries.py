"""Reads of the atlas: who stands where in an edition, and what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from chainfair.atlas.kinds import LinkHere
from chainfair.chains.kinds import SOUGHT, Disclosure, FactState
from chainfair.chains.models import Chain, Link, Need, Position
from chainfair.chains.queries import published_chains
from chainfair.exhibiting.kinds import ParticipationState
from chainfair.exhibiting.models import Participation
from chainfair.exhibiting.queries import with_stands
from chainfair.fairs.models import Edition
from chainfair.ground.search import subjects_found


def counts_of(edition: Edition, links: list[Link], domestic: str) -> list[LinkHere]:
    """For each link how many exhibit there, from where, and how many participants need it."""
    numbers = [link.pk for link in links]
    countries: dict[int, list[str]] = defaultdict(list)
    rows = (
        _standing(edition, numbers)
        .values_list("link_id", "organisation_id", "organisation__country")
        .distinct()
    )
    for link, _organisation, country in rows:
        countries[link].append(country)
    needed = dict(
        Need.objects.filter(link__in=numbers, organisation__in=_taking_part(edition), intent__in=SOUGHT)
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
            len(set(countries[number]) - {""}) + countries[number].count(""),
        )
        for number in numbers
    ]


def _taking_part(edition: Edition) -> QuerySet[Participation, int]:
    """Organisations that exhibit in an edition; whoever cancelled another one may well be here."""
    here = Participation.objects.filter(edition=edition).exclude(state=ParticipationState.CANCELLED)
    return here.values_list("organisation_id", flat=True)


def _standing(edition: Edition, links: Sequence[int]) -> QuerySet[Position]:
    """Positions on links that count in an edition: not refused, and not kept to the organisation itself."""
    return (
        Position.objects.filter(link__in=links, organisation__in=_taking_part(edition))
        .exclude(state=FactState.REFUSED)
        .exclude(disclosure=Disclosure.NOBODY)
    )


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


def chains_found(edition: Edition, question: str = "", kind: str = "") -> QuerySet[Chain]:
    """The chains of an edition with `link_count`; a question searches chains and links in both languages."""
    rows = chains_of(edition)
    if question:
        named = Q(name_en__icontains=question) | Q(name_zh__icontains=question)
        links = Link.objects.filter(named, chain__in=rows)
        rows = rows.filter(named | Q(pk__in=links.values("chain")))
    if kind:
        rows = rows.filter(is_service=kind == "service")
    return rows.annotate(link_count=Count("links", distinct=True))


def cards_of(edition: Edition) -> list[ChainCard]:
    """All chains of an edition with how many exhibitors stand on them."""
    return cards_for(edition, list(chains_found(edition)))


def cards_for(edition: Edition, chains: list[Chain]) -> list[ChainCard]:
    """Some chains with how many exhibitors stand on them."""
    links = list(Link.objects.filter(chain__in=chains).values_list("pk", flat=True))
    rows = (
        _standing(edition, links)
        .values_list("link__chain_id")
        .annotate(n=Count("organisation", distinct=True))
        .order_by()
    )
    found = dict(rows)
    return [ChainCard(chain, chain.link_count, found.get(chain.pk, 0)) for chain in chains]  # type: ignore[attr-defined] # annotated


def exhibitors_on(
    edition: Edition, link: Link, question: str = "", country: str = ""
) -> QuerySet[Participation]:
    """Who exhibits on a link and says so to everybody, with stands; searched in both scripts."""
    open_here = _standing(edition, [link.pk]).filter(disclosure=Disclosure.PUBLIC)
    rows = Participation.objects.filter(
        edition=edition, organisation__in=open_here.values("organisation_id")
    ).exclude(state=ParticipationState.CANCELLED)
    if question:
        rows = rows.filter(organisation__in=subjects_found("organisation", question))
    if country:
        rows = rows.filter(organisation__country=country)
    return rows.select_related("organisation").prefetch_related(with_stands()).distinct()


def countries_on(edition: Edition, link: Link) -> list[str]:
    """Where those come from who exhibit on a link."""
    rows = exhibitors_on(edition, link).exclude(organisation__country="")
    return sorted(set(rows.order_by().values_list("organisation__country", flat=True)))
