"""Offers and positions that the program suggests from an organisation's own words, until a person confirms them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chainfair.chains import bridge, rules
from chainfair.chains.actions.facts import state_offers, state_positions
from chainfair.chains.kinds import CodeSystem, FactState, NewPosition, NewTrade
from chainfair.chains.models import Link, Offer, Position, ProductCode
from chainfair.chains.queries import published_links
from chainfair.ground.actions import BATCH
from chainfair.ground.models import TextVector
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person

LINES = 3  # texts read of one organisation: what comes first says most
CODES = 10  # goods codes kept for each organisation
PLACES = 3
NEAR = 0.25  # a link that is named so much less than the surest one is named in passing
PLACED = 0.4  # score of a code below which it puts nobody on the link that carries it
CROWD, COMMON = 50, 0.1  # in a list so long, a trade that so large a share has in common says nothing
SOURCE = "suggested from profile"
Meanings = Mapping[str, bridge.Meaning]
_PARTED = re.compile(r"\s*[,，/]\s*")
_NO_TRADE = frozenset({"其他", "其它", "综合", "other", "others", "miscellaneous", "n/a"})


@dataclass(frozen=True)
class _Read:
    """What is known of one organisation's words before anything is encoded."""

    organisation: Organisation
    named: Sequence[bridge.Named]
    lines: Sequence[str]


def trades_of(industry: str) -> list[str]:
    """The trades in an industry cell. Whole sectors and long lists say whom one serves, not what one makes."""
    found: list[str] = []
    for group in industry.split(";"):
        parts = [part for part in _PARTED.split(group.strip()) if part]
        if len(parts) <= 2:
            found += [part for part in parts if not part.endswith("业") and part.casefold() not in _NO_TRADE]
    return list(dict.fromkeys(found))


def product_lines(
    organisation: Organisation, named: Sequence[bridge.Named], trades: Sequence[str]
) -> list[str]:
    """Short texts that say what an organisation makes: where its words name a link, then what it tells of products."""
    told = rules.product_lines("; ".join(trades), organisation.profile, most=LINES)
    names = {organisation.name, organisation.name_latin}
    clauses = (one.clause for one in named if not names & set(one.clause.split("\n")))
    return list(dict.fromkeys(rules.shortened(text) for text in (*clauses, *told) if text))[:LINES]


def suggest_facts(
    *,
    organisations: Sequence[Organisation],
    by: Person | None,
    now: datetime,
    progress: bridge.Progress | None = None,
) -> int:
    """Suggest offers with product codes, and positions, for organisations that have none. Returns the offers made."""
    links = list(published_links())
    read = _read(_without_offers(organisations), links)
    texts = list(dict.fromkeys(text for one in read for text in one.lines))
    if not any(one.named or one.lines for one in read):
        return 0
    vectors = bridge.vectors_of_texts(texts, encode=bool(texts), progress=progress)
    found = bridge.meanings_of(texts, vectors.rows, links, codes=CODES, places=PLACES)
    meanings = dict(zip(texts, found, strict=True))
    codes = _Codes(links)
    offers = [offer for one in read for offer in _offers(one, meanings, codes)]
    positions = [position for one in read for position in _positions(one, meanings)]
    with transaction.atomic():
        keep_vectors(vectors)
        state_offers(offers=offers, by=by, now=now)
        state_positions(positions=positions, by=by, now=now)
    return len(offers)


def _read(organisations: Sequence[Organisation], links: Sequence[Link]) -> list[_Read]:
    trades = [trades_of(one.industry) for one in organisations]
    shared = Counter(trade for found in trades for trade in found)
    most = COMMON * len(organisations) if len(organisations) >= CROWD else len(organisations)
    telling = [[trade for trade in found if shared[trade] <= most] for found in trades]
    words = [
        (f"{one.name}\n{one.name_latin}", found, one.profile)
        for one, found in zip(organisations, telling, strict=True)
    ]
    named = [_kept(found) for found in bridge.named_links(words, links)]
    return [
        _Read(one, names, product_lines(one, names, found))
        for one, names, found in zip(organisations, named, telling, strict=True)
    ]


def _kept(named: Sequence[bridge.Named]) -> Sequence[bridge.Named]:
    return [one for one in named[:PLACES] if one.score >= named[0].score - NEAR]


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


class _Codes:
    """Numbers of the goods codes, and which codes a link carries."""

    def __init__(self, links: Sequence[Link]) -> None:
        self.goods = {
            row.code: row.pk
            for row in ProductCode.objects.filter(system=CodeSystem.HS2022).only("pk", "code")
        }
        self.carried = {link.pk: list(link.codes.all()) for link in links}

    def of_link(self, link: int, meant: Sequence[str]) -> ProductCode | None:
        """The code of a link that the words mean, or its first."""
        carried = self.carried.get(link, [])
        near = (
            one for code in meant for one in carried if code.startswith(one.code) or one.code.startswith(code)
        )
        return next(near, carried[0] if carried else None)


def _offers(one: _Read, meanings: Meanings, codes: _Codes) -> Iterator[NewTrade]:
    """What the words name, then the nearest goods codes, so that a person has ten to choose from.

    A firm's name may say its trade, and never which goods: only other words are held against the codes.
    Services have no code: whoever's words are near to none offers them in words.
    """
    given: set[int] = set()
    stated: set[str] = set()
    number = one.organisation.pk
    for name in one.named:
        text = rules.shortened(name.clause)
        meant = [code for code, _level, _score in meanings[text].codes] if text in meanings else []
        code = codes.of_link(name.link, meant)
        if code is not None and code.system == CodeSystem.HS2022:
            given.add(code.pk)
            stated.add(code.code)
        yield _suggested(number, name.link, code.pk if code else None, text, name.score)
    nearest: dict[str, tuple[float, str]] = {}
    for text in one.lines:
        for code_text, _level, score in meanings[text].codes:
            nearest[code_text] = max(nearest.get(code_text, (0.0, "")), (score, text))
    for code_text, (score, text) in sorted(nearest.items(), key=lambda item: (-item[1][0], item[0])):
        goods = codes.goods.get(code_text)
        # A heading beside one of its subheadings is the same goods said less exactly, often on another link.
        said = any(one.startswith(code_text) for one in stated)
        if len(given) < CODES and goods is not None and goods not in given and not said:
            given.add(goods)
            stated.add(code_text)
            # A code that is but a guess puts nobody on a link.
            link = meanings[text].link_of.get(code_text) if score >= PLACED else None
            yield _suggested(number, link, goods, text, score)
    if not one.named and not nearest and one.lines:
        places = meanings[one.lines[0]].links
        yield _suggested(number, places[0][0] if places else None, None, one.lines[0], None)


def _suggested(
    organisation: int, link: int | None, code: int | None, text: str, score: float | None
) -> NewTrade:
    return NewTrade(
        organisation=organisation,
        source=SOURCE,
        link=link,
        code=code,
        text=text,
        state=FactState.SUGGESTED,
        score=None if score is None else round(score, 4),
    )


def _positions(one: _Read, meanings: Meanings) -> Iterator[NewPosition]:
    """Where the words name no link, the links whose names are nearest in meaning."""
    places: dict[int, float] = {name.link: name.score for name in one.named}
    for text in () if places else one.lines:
        for link, score in meanings[text].links:
            places[link] = max(places.get(link, 0.0), score)
    for link, _score in sorted(places.items(), key=lambda item: (-item[1], item[0]))[:PLACES]:
        yield NewPosition(one.organisation.pk, link, SOURCE, FactState.SUGGESTED)
