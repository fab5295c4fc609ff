"""Offers and positions that the program suggests from an organisation's own words, until a person confirms them."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chainfair.chains import bridge
from chainfair.chains.actions.facts import state_offers, state_positions
from chainfair.chains.kinds import CodeSystem, FactState, NewPosition, NewTrade
from chainfair.chains.models import Link, Offer, Position, ProductCode
from chainfair.chains.queries import published_links
from chainfair.ground.actions import BATCH
from chainfair.ground.models import TextVector
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person

LINES = 3  # product lines read of one profile: what comes first says most
CODES = 10  # candidates kept for each organisation
PLACES = 3
SOURCE = "suggested from profile"
SENTENCE = re.compile(r"[。！？；;!?\n]+|\.\s+")


def product_lines(organisation: Organisation) -> list[str]:
    """Short texts that say what an organisation makes: its industry, and the first sentences of its profile."""
    sentences = [part.strip()[:160] for part in SENTENCE.split(organisation.profile)]
    texts = [organisation.industry, *(part for part in sentences if len(part) > 5)]
    return list(dict.fromkeys(text for text in texts if text))[:LINES]


def suggest_facts(
    *,
    organisations: Sequence[Organisation],
    by: Person | None,
    now: datetime,
    progress: bridge.Progress | None = None,
) -> int:
    """Suggest offers with product codes, and positions, for organisations that have none. Returns the offers made."""
    bare = _without_offers(organisations)
    lines = [(one, text) for one in bare for text in product_lines(one)]
    if not lines:
        return 0
    texts = list(dict.fromkeys(text for _one, text in lines))
    vectors = bridge.vectors_of_texts(texts, encode=True, progress=progress)
    links = list(published_links())
    meanings = dict(
        zip(texts, bridge.meanings_of(texts, vectors.rows, links, codes=CODES, places=PLACES), strict=True)
    )
    offers, positions = _facts(lines, meanings, links)
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
    lines: Sequence[tuple[Organisation, str]], meanings: dict[str, bridge.Meaning], links: Sequence[Link]
) -> tuple[list[NewTrade], list[NewPosition]]:
    codes = {
        row.code: row.pk for row in ProductCode.objects.filter(system=CodeSystem.HS2022).only("pk", "code")
    }
    by_code: dict[str, int] = {}
    for link in links:
        for carried in link.codes.all():
            by_code.setdefault(carried.code, link.pk)
    best: dict[int, dict[str, tuple[float, str]]] = {}
    places: dict[int, dict[int, float]] = {}
    for one, text in lines:
        for code, _level, score in meanings[text].codes:
            known = best.setdefault(one.pk, {})
            known[code] = max(known.get(code, (0.0, "")), (score, text))
        for link_id, score in meanings[text].links:
            stands = places.setdefault(one.pk, {})
            stands[link_id] = max(stands.get(link_id, 0.0), score)
    return _offers(best, codes, by_code), _positions(places)


def _offers(
    best: dict[int, dict[str, tuple[float, str]]], codes: dict[str, int], by_code: dict[str, int]
) -> list[NewTrade]:
    return [
        NewTrade(
            organisation=number,
            source=SOURCE,
            code=codes[code],
            link=by_code.get(code, by_code.get(code[:4])),
            text=text,
            state=FactState.SUGGESTED,
            score=round(score, 4),
        )
        for number, found in best.items()
        for code, (score, text) in sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:CODES]
        if code in codes
    ]


def _positions(places: dict[int, dict[int, float]]) -> list[NewPosition]:
    return [
        NewPosition(number, link, SOURCE, FactState.SUGGESTED)
        for number, found in places.items()
        for link, _score in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:PLACES]
    ]
