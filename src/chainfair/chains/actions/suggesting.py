"""Offers and positions that the program suggests from an organisation's own words, until a person confirms them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chainfair.chains import bridge
from chainfair.chains.actions.facts import state_offers, state_positions
from chainfair.chains.kinds import CodeSystem, FactState, NewPosition, NewTrade
from chainfair.chains.models import Offer, Position, ProductCode
from chainfair.chains.queries import published_links
from chainfair.chains.rules import product_lines
from chainfair.ground.actions import BATCH
from chainfair.ground.models import TextVector
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person

LINES = 3  # product lines read of one profile
CODES = 10  # candidates kept for each organisation
PLACES = 3
SOURCE = "suggested from profile"


def suggest_facts(
    *,
    organisations: Sequence[Organisation],
    by: Person | None,
    now: datetime,
    progress: bridge.Progress | None = None,
) -> int:
    """Suggest offers with product codes, and positions, for organisations that have none. Returns the offers made."""
    bare = _without_offers(organisations)
    lines = [(one, text) for one in bare for text in product_lines(one.industry, one.profile, most=LINES)]
    if not lines:
        return 0
    texts = list(dict.fromkeys(text for _one, text in lines))
    vectors = bridge.vectors_of_texts(texts, encode=True, progress=progress)
    links = list(published_links())
    meanings = dict(
        zip(texts, bridge.meanings_of(texts, vectors.rows, links, codes=CODES, places=PLACES), strict=True)
    )
    offers, positions = _facts(lines, meanings)
    with transaction.atomic():
        keep_vectors(vectors)
        state_offers(offers=offers, by=by, now=now)
        state_positions(positions=positions, by=by, now=now)
    return len(offers)


def keep_vectors(vectors: bridge.TextVectors) -> None:
    """Keep vectors that were encoded just now, so that no text is encoded twice."""
    TextVector.objects.bulk_create(
        (TextVector(digest=key, model=model, vector=vector) for key, model, vector in vectors.fresh),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _without_offers(organisations: Sequence[Organisation]) -> list[Organisation]:
    have = set(Offer.objects.values_list("organisation_id", flat=True).distinct())
    have |= set(Position.objects.values_list("organisation_id", flat=True).distinct())
    return [one for one in organisations if one.pk not in have]


def _facts(
    lines: Sequence[tuple[Organisation, str]], meanings: dict[str, bridge.Meaning]
) -> tuple[list[NewTrade], list[NewPosition]]:
    best: dict[int, dict[str, tuple[float, str]]] = {}
    places: dict[int, dict[int, float]] = {}
    for one, text in lines:
        known = best.setdefault(one.pk, {})
        for code, _level, score in meanings[text].codes:
            known[code] = max(known.get(code, (0.0, "")), (score, text))
        for link_id, score in meanings[text].links:
            stands = places.setdefault(one.pk, {})
            stands[link_id] = max(stands.get(link_id, 0.0), score)
    first = {one.pk: text for one, text in reversed(lines)}
    return [*_offers(best, meanings), *_services(best, first, places)], _positions(places)


def _offers(
    best: dict[int, dict[str, tuple[float, str]]], meanings: dict[str, bridge.Meaning]
) -> list[NewTrade]:
    codes = {
        row.code: row.pk for row in ProductCode.objects.filter(system=CodeSystem.HS2022).only("pk", "code")
    }
    return [
        NewTrade(
            organisation=number,
            source=SOURCE,
            code=codes[code],
            link=meanings[text].link_of.get(code),
            text=text,
            state=FactState.SUGGESTED,
            score=round(score, 4),
        )
        for number, found in best.items()
        for code, (score, text) in sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:CODES]
        if code in codes
    ]


def _services(
    best: dict[int, dict[str, tuple[float, str]]], first: dict[int, str], places: dict[int, dict[int, float]]
) -> list[NewTrade]:
    """One offer in words for whoever names no goods: services have no code, yet there is something to match by."""
    return [
        NewTrade(
            organisation=number,
            source=SOURCE,
            link=min(stands, key=lambda link: (-stands[link], link), default=None),
            text=first[number],
            state=FactState.SUGGESTED,
        )
        for number, found in best.items()
        if not found
        for stands in [places.get(number, {})]
    ]


def _positions(places: dict[int, dict[int, float]]) -> list[NewPosition]:
    return [
        NewPosition(number, link, SOURCE, FactState.SUGGESTED)
        for number, found in places.items()
        for link, _score in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:PLACES]
    ]
