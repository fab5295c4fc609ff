"""Assemblies that are out of date: what they rest on has changed since, and the next run forms them anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from chainfair.chains.kinds import TOLD, ChainState, FactState, Intent
from chainfair.chains.models import Flow, Link, Need, Offer, Position, ProductCode
from chainfair.exhibiting.kinds import ParticipationState
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.fairs.rules import local_day
from chainfair.matching import rules
from chainfair.matching.kinds import Lapse, Said, Side, Wish
from chainfair.matching.models import Assembly, AssemblyMember, Correction, Participant, Preference


def lapses_of(rows: Sequence[Assembly], now: datetime) -> dict[int, list[Lapse]]:
    """Why assemblies with their members are out of date, by their number; those that stand as they were are left out.

    As many statements for many as for one.
    """
    if not rows:
        return {}
    facts = _Facts.of(rows, rows[0].owner.edition, now)
    found = {one.pk: _lapses(one, facts) for one in rows}
    return {number: lapses for number, lapses in found.items() if lapses}


def lapsed_assemblies(numbers: Collection[int], now: datetime) -> set[int]:
    """Those of some assemblies that are out of date."""
    if not numbers:
        return set()
    rows = Assembly.objects.filter(pk__in=numbers).select_related("owner__edition", "link__chain")
    return set(lapses_of(list(rows.prefetch_related("members__participant", "members__offer")), now))


Stand = tuple[int, int]  # an organisation and a link


@dataclass(frozen=True)
class _Facts:
    """What assemblies rest on, as it is now."""

    day: date | None  # on which offers and needs must hold
    gone: set[int]  # participants that hold no meetings, or no longer exhibit
    standing: set[Stand]  # without a stated offer: positions, and goods for which customers are sought
    sought: set[Stand]  # who looks for the whole of which link
    inputs: Mapping[int, set[int]]  # link -> links that flow into it
    apart: set[
        frozenset[int]
    ]  # participants of whom one does not want the other, or the organiser keeps them apart

    @classmethod
    def of(cls, rows: Sequence[Assembly], edition: Edition, now: datetime) -> "_Facts":
        places = [place for one in rows for place in one.members.all()]
        members = {place.participant_id: place.participant for place in places}
        organisations = {one.organisation_id for one in members.values()}
        links = {place.part_id for place in places if place.part_id} | {
            one.link_id for one in rows if one.link_id
        }
        day = rules.day_that_counts(edition.starts_on, edition.ends_on, local_day(now, edition.time_zone))
        sought, sold = _needs(organisations, links, day)
        positions = Position.objects.filter(organisation__in=organisations, link__in=links)
        stands = positions.exclude(state=FactState.REFUSED).values_list("organisation_id", "link_id")
        return cls(
            day,
            _gone(edition, list(members.values())),
            {*stands, *sold},
            sought,
            _inputs(links),
            _apart(edition, set(members)),
        )


def _needs(
    organisations: Collection[int], links: Collection[int], day: date | None
) -> tuple[set[Stand], set[Stand]]:
    """(Who looks for the whole of which link, who sells what stands on it); by the link, or by a code it carries."""
    rows = Need.objects.filter(
        organisation__in=organisations, intent__in=(Intent.SCENARIO, Intent.CUSTOMER)
    ).exclude(state=FactState.REFUSED)
    if day:
        rows = rows.exclude(expires_on__lt=day)
    carried = _carried(links)
    found: dict[str, set[Stand]] = {Intent.SCENARIO: set(), Intent.CUSTOMER: set()}
    for row in rows.select_related("code"):
        if row.intent == Intent.SCENARIO and row.disclosure not in TOLD:
            continue
        on = {row.link_id} if row.link_id else _on_code(row.code, carried)
        found[row.intent] |= {(row.organisation_id, link) for link in on if link}
    return found[Intent.SCENARIO], found[Intent.CUSTOMER]


def _carried(links: Collection[int]) -> list[tuple[int, int]]:
    rows = Link.codes.through.objects.filter(link__in=links)
    columns = rows.values_list("link_id", "productcode__system", "productcode__code")
    return [(link, rules.code_number(system, code)) for link, system, code in columns]


def _on_code(code: ProductCode | None, carried: Sequence[tuple[int, int]]) -> set[int]:
    number = rules.code_number(code.system, code.code) if code else 0
    return {link for link, other in carried if number and rules.is_carried(number, other)}


def _gone(edition: Edition, members: Collection[Participant]) -> set[int]:
    """Who holds no meetings any longer, and exhibitors that have withdrawn."""
    withdrawn = set(
        Participation.objects.filter(
            edition=edition,
            state=ParticipationState.CANCELLED,
            organisation__in=[one.organisation_id for one in members],
        ).values_list("organisation", flat=True)
    )
    return {
        one.pk
        for one in members
        if one.maximum == 0 or (one.side == Side.EXHIBITOR and one.organisation_id in withdrawn)
    }


def _inputs(links: Collection[int]) -> dict[int, set[int]]:
    """What flows into each of these links that is of a chain in force; of others there is no entry."""
    in_force = Link.objects.filter(pk__in=links, chain__state=ChainState.PUBLISHED)
    found: dict[int, set[int]] = {number: set() for number in in_force.values_list("pk", flat=True)}
    flows = Flow.objects.filter(target__in=links, source__chain__state=ChainState.PUBLISHED)
    for source, target in flows.values_list("source_id", "target_id"):
        if target in found:
            found[target].add(source)
    return found


def _apart(edition: Edition, members: Collection[int]) -> set[frozenset[int]]:
    no = Preference.objects.filter(wish=Wish.NO, participant__in=members, counterpart__in=members)
    said = Correction.objects.filter(
        edition=edition, participant=None, first__in=members, second__in=members
    ).order_by("pk")
    latest = {
        frozenset((one, other)): word
        for one, other, word in said.values_list("first_id", "second_id", "said")
    }
    judged = {pair for pair, word in latest.items() if word == Said.APART}
    return judged | {frozenset(pair) for pair in no.values_list("participant_id", "counterpart_id")}


def _lapses(one: Assembly, facts: _Facts) -> list[Lapse]:
    places = list(one.members.all())
    seated = {place.participant_id for place in places}
    owner, complete = one.owner.organisation_id, len(places) == one.size
    parts = {place.part_id for place in places if place.participant_id != one.owner_id} - {one.link_id}
    told = {
        Lapse.NEED: (owner, one.link_id) not in facts.sought,
        Lapse.OFFER: any(
            not _is_supplied(place, facts) for place in places if place.participant_id != one.owner_id
        ),
        Lapse.MEMBER: not complete or bool(seated & facts.gone),
        Lapse.PARTS: complete and facts.inputs.get(one.link_id or 0) != {*parts, *one.missing},
        Lapse.APART: any(frozenset(pair) in facts.apart for pair in combinations(sorted(seated), 2)),
    }
    return [lapse for lapse, is_so in told.items() if is_so]


def _is_supplied(place: AssemblyMember, facts: _Facts) -> bool:
    """Whether a member still supplies its part: by the offer that was named, or by standing there."""
    offer: Offer | None = place.offer
    if offer is None:
        return (place.participant.organisation_id, place.part_id or 0) in facts.standing
    expired = offer.expires_on is not None and facts.day is not None and offer.expires_on < facts.day
    return offer.state != FactState.REFUSED and not expired
