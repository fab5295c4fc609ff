"""Reasons in words: the path along the chain that makes two organisations partners."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from django.utils.translation import gettext as _

from chainfair.chains.kinds import FactState
from chainfair.chains.models import Flow, Link, Need, Offer, Position
from chainfair.chains.rules import dotted
from chainfair.ground.names import name_of, text_of
from chainfair.matching.kinds import (
    CERTIFICATE,
    CODE,
    GOODS,
    LINK,
    MET,
    ON_ONE_LINK,
    REGION,
    REST,
    RIVAL,
    TEXT,
    TOGETHER,
    VOLUME,
    WISH,
)
from chainfair.matching.models import Participant, Suggestion
from chainfair.matching.queries.beside import sentence_beside_goods, sentence_without_goods
from chainfair.matching.queries.telling import Told, reader_of


@dataclass(frozen=True)
class PathStep:
    """One box of the drawn reason."""

    stage: str
    name: str
    code: str
    note: str
    inferred: bool
    flow: str = ""  # the word to the next box; blank: it goes into it


class How(Enum):
    """What a reason says of an offer and a need."""

    SAME = auto()  # what is offered is what is needed
    MADE = auto()  # so it is, and it goes into what they make who need it
    AKIN = auto()  # codes or words are alike; that it goes into anything, nobody said
    FEEDS = auto()  # what is offered goes into what is needed
    TAKEN = auto()  # nobody stated the need: it goes into what they make
    TAKEN_FAR = auto()  # nor this: it goes into something that goes into what they make


@dataclass(frozen=True)
class Explained:
    """A suggestion as one side sees it; place: on its own list, 0 where it stands on the other's alone."""

    suggestion: Suggestion
    counterpart: Participant
    steps: list[PathStep]
    sentence: str
    fit: float
    fit_back: float
    place: int


@dataclass(frozen=True)
class _Rows:
    offers: dict[int, Offer]
    needs: dict[int, Need]
    links: dict[int, Link]
    feeds: set[tuple[int, int]]  # links of which one goes into the other
    stands: dict[int, list[Link]]  # organisation -> the links it says it stands on
    guessed: set[tuple[int, int]]  # organisation and link of positions that nobody has confirmed
    kept: set[tuple[int, int]]  # organisation and link of positions that this reader is not told
    places: dict[int, set[int]]  # organisation -> links on which this reader is told that it stands
    secretive: set[int]  # organisations that keep from this reader where they stand as well

    def share_told_link(self, one: int, other: int) -> bool:
        """Whether what these two are on one link betrays nothing that is kept from this reader."""
        common = self.places.get(one, set()) & self.places.get(other, set())
        return bool(common) or not self.secretive & {one, other}


def explained(suggestions: Sequence[Suggestion], viewpoint: Participant) -> list[Explained]:
    """Suggestions with their reasons, seen from one side, which is not told what the other keeps to itself."""
    rows = _rows(suggestions, viewpoint)
    return [_explained(one, viewpoint, rows) for one in suggestions]


def stages_seen(suggestions: Sequence[Suggestion]) -> dict[int, tuple[str, str]]:
    """How the sides of each pair see each other: what the second is to the first, then the first to the second.

    Upstream is who serves, downstream who is served, a service is one to both; pairs without a reason are left out.
    """
    best = {one.pk: term for one in suggestions if (term := _best(one)) is not None}
    links = {term["source"] for term in best.values() if term.get("source")}
    offers = {term["offer"] for term in best.values() if term.get("offer")}
    by_link = dict(Link.objects.filter(pk__in=links).values_list("pk", "chain__is_service"))
    by_offer = dict(Offer.objects.filter(pk__in=offers).values_list("pk", "link__chain__is_service"))
    found = {}
    for number, term in best.items():
        if by_link.get(term.get("source") or 0) or by_offer.get(term.get("offer") or 0):
            found[number] = ("serv", "serv")
        else:
            found[number] = ("up", "down") if term["towards"] == 0 else ("down", "up")
    return found


def _best(suggestion: Suggestion) -> dict[str, Any] | None:
    """The strongest reason that can be drawn."""
    drawn = [term for term in suggestion.reasons if term["kind"] in GOODS]
    return max(drawn, key=lambda term: term["value"], default=None)


def _rows(suggestions: Sequence[Suggestion], me: Participant | None) -> _Rows:
    reader = reader_of(me)
    terms = [term for one in suggestions for term in one.reasons]
    offers = Offer.objects.filter(pk__in={term["offer"] for term in terms if term.get("offer")})
    needs = Need.objects.filter(pk__in={term["need"] for term in terms if term.get("need")})
    links = {term[end] for term in terms for end in ("source", "target") if term.get(end)}
    found_offers = {
        row.pk: row for row in offers.select_related("link__chain", "code") if reader.is_told(row)
    }
    found_needs = {row.pk: row for row in needs.select_related("link__chain", "code") if reader.is_told(row)}
    by_link = {row.pk: row for row in Link.objects.filter(pk__in=links).select_related("chain")}
    stands, guessed, kept = _stands(suggestions, reader)
    places, secretive = _places(suggestions, reader, guessed, stands)
    joined = {*by_link, *(link.pk for found in stands.values() for link in found)}
    joined |= {row.link_id for row in [*found_offers.values(), *found_needs.values()] if row.link_id}
    flows = Flow.objects.filter(source__in=joined, target__in=joined)
    feeds = set(flows.values_list("source_id", "target_id"))
    return _Rows(
        found_offers,
        found_needs,
        by_link,
        feeds,
        stands,
        guessed,
        kept,
        places,
        secretive | {one for one, _link in kept},
    )


def _stands(
    suggestions: Sequence[Suggestion], reader: Told
) -> tuple[dict[int, list[Link]], set[tuple[int, int]], set[tuple[int, int]]]:
    organisations = {side.organisation_id for one in suggestions for side in (one.first, one.second)}
    rows = Position.objects.filter(organisation__in=organisations).exclude(state=FactState.REFUSED)
    found: dict[int, list[Link]] = {}
    guessed: set[tuple[int, int]] = set()
    kept: set[tuple[int, int]] = set()
    for row in rows.select_related("link__chain").order_by("pk"):
        if not reader.is_told(row):
            kept.add((row.organisation_id, row.link_id))
        elif row.state == FactState.CONFIRMED:
            found.setdefault(row.organisation_id, []).append(row.link)
        else:
            guessed.add((row.organisation_id, row.link_id))
    return found, guessed, kept


def _places(
    suggestions: Sequence[Suggestion],
    reader: Told,
    guessed: set[tuple[int, int]],
    stands: dict[int, list[Link]],
) -> tuple[dict[int, set[int]], set[int]]:
    """The links on which organisations stand by what this reader is told, and whose offers are kept from it.

    Offers are read of those of whom a reason says that they stand on one link.
    """
    organisations = {
        side.organisation_id
        for one in suggestions
        if any(term["kind"] in ON_ONE_LINK for term in one.reasons)
        for side in (one.first, one.second)
    }
    found = {one: {link.pk for link in links} for one, links in stands.items()}
    for one, place in guessed:
        found.setdefault(one, set()).add(place)
    secretive: set[int] = set()
    offers = Offer.objects.filter(organisation__in=organisations).exclude(state=FactState.REFUSED)
    for row in offers.only("organisation_id", "link_id", "code_id", "disclosure"):
        if not reader.is_told(row):
            secretive |= {row.organisation_id} if row.link_id or row.code_id else set()
        elif row.link_id:
            found.setdefault(row.organisation_id, set()).add(row.link_id)
    return found, secretive


def _explained(suggestion: Suggestion, me: Participant, rows: _Rows) -> Explained:
    mine = 0 if suggestion.first_id == me.pk else 1
    sides = (suggestion.first, suggestion.second)
    best = _best(suggestion)
    if best is not None:
        best = _told_to(best, mine, me, sides[1 - mine], rows)
    fits = (suggestion.fit_first, suggestion.fit_second)
    reason = _reason(best, mine, sides, rows) if best else None
    return Explained(
        suggestion,
        sides[1 - mine],
        reason.steps if reason else [],
        _sentence(reason, served=best is not None and best["towards"] == mine)
        if reason
        else sentence_without_goods(suggestion, on_told_link=_on_told_link(suggestion, rows)),
        fits[mine],
        fits[1 - mine],
        (suggestion.rank_first, suggestion.rank_second)[mine],
    )


def _on_told_link(suggestion: Suggestion, rows: _Rows) -> bool:
    return rows.share_told_link(suggestion.first.organisation_id, suggestion.second.organisation_id)


def explained_by_term(suggestion: Suggestion, me: Participant) -> tuple[Explained, list[str], bool]:
    """A suggestion as one side sees it, and each of its terms in one sentence, in the order in which they are stored.

    And whether that side may be told that both stand on one link.
    """
    rows = _rows([suggestion], me)
    mine = 0 if suggestion.first_id == me.pk else 1
    sides = (suggestion.first, suggestion.second)
    told_link = _on_told_link(suggestion, rows)
    found = []
    for term in suggestion.reasons:
        if term["kind"] not in GOODS:
            parties = sides[term["towards"]], me, sides[1 - mine]
            found.append(sentence_beside_goods(term, *parties, rows.needs, on_told_link=told_link))
            continue
        told = _told_to(term, mine, me, sides[1 - mine], rows)
        found.append(_sentence(_reason(told, mine, sides, rows), served=told["towards"] == mine))
    return _explained(suggestion, me, rows), found, told_link


def _told_to(
    term: dict[str, Any], mine: int, me: Participant, other: Participant, rows: _Rows
) -> dict[str, Any]:
    supplier, taker = (other, me) if term["towards"] == mine else (me, other)
    return _told(term, supplier.organisation_id, taker.organisation_id, rows)


def _told(term: dict[str, Any], supplier: int, taker: int, rows: _Rows) -> dict[str, Any]:
    """The term without the facts that its reader is not told, and without the links that would betray them."""
    told = dict(term)
    ends = (("offer", "source", rows.offers, supplier), ("need", "target", rows.needs, taker))
    for fact, end, known, side in ends:
        hidden = term[fact] not in known if term[fact] else (side, term[end]) in rows.kept
        if hidden:
            told[fact] = told[end] = None
    return told


@dataclass(frozen=True)
class _Reason:
    how: How
    steps: list[PathStep]


def _reason(term: dict[str, Any], mine: int, sides: tuple[Participant, Participant], rows: _Rows) -> _Reason:
    """What a term says, drawn: supplier first, what is offered, then what it is to who is served."""
    served = term["towards"] == mine
    taker, giver = (sides[term["towards"]].organisation_id, sides[1 - term["towards"]].organisation_id)
    offer, need = rows.offers.get(term["offer"]), rows.needs.get(term["need"])
    source = rows.links.get(term["source"]) or (offer.link if offer else None)
    target = rows.links.get(term["target"]) or (need.link if need else None)
    how = _how(term, need, source, target, rows)
    maker = _maker(need, source, rows) if how is How.SAME else None
    if maker is not None:
        how = How.MADE
    stages = ("up", "mid") if served else ("mid", "down")
    if source is not None and source.chain.is_service:
        stages = ("serv", "mid") if served else ("mid", "serv")
    taken = (name_of(maker), "") if maker else _box(need, target)
    return _Reason(
        how,
        [
            PathStep(
                stages[0],
                *_box(offer, source),
                _given_note(how, bool(term["offer"]), served=served),
                inferred=_is_guessed(offer, source, term, giver, rows),
                flow=_flow(how),
            ),
            PathStep(
                stages[1],
                *taken,
                _taken_note(how, served=served),
                inferred=how in {How.TAKEN, How.TAKEN_FAR}
                or (maker is None and _is_guessed(need, target, term, taker, rows)),
            ),
        ],
    )


def _how(
    term: dict[str, Any], need: Need | None, source: Link | None, target: Link | None, rows: _Rows
) -> How:
    if need is None:
        service = source is not None and source.chain.is_service
        ends = (source.pk, target.pk) if source and target else None
        return How.TAKEN if service or ends is None or ends in rows.feeds else How.TAKEN_FAR
    if source is not None and target is not None and source.pk == target.pk:
        return How.SAME
    return How.FEEDS if term["kind"] == LINK else How.AKIN


def _maker(need: Need | None, source: Link | None, rows: _Rows) -> Link | None:
    """What they make who need something, if the chain says that it goes into that."""
    if need is None or source is None:
        return None
    places = rows.stands.get(need.organisation_id, [])
    return next((link for link in places if (source.pk, link.pk) in rows.feeds), None)


def _is_guessed(
    row: Offer | Need | None, link: Link | None, term: dict[str, Any], organisation: int, rows: _Rows
) -> bool:
    """Whether nobody has said so: a suggestion that waits for a word, or a link that was read off a code."""
    if row is None:
        return link is not None and (organisation, link.pk) in rows.guessed
    return row.state == FactState.SUGGESTED or (term["kind"] == LINK and row.link_id is None)


def _flow(how: How) -> str:
    words = {
        How.SAME: _("is what is needed"),
        How.AKIN: _("is close to"),
        How.TAKEN_FAR: _("goes into what goes into"),
    }
    return words.get(how, "")


def _given_note(how: How, stated: bool, *, served: bool) -> str:
    if not stated:
        return _("they make") if served else _("you make")
    if how is How.MADE:
        return _("they offer, you need") if served else _("you offer, they need")
    return _("they offer") if served else _("you offer")


def _taken_note(how: How, *, served: bool) -> str:
    if how in {How.MADE, How.TAKEN, How.TAKEN_FAR}:
        return _("you make") if served else _("they make")
    return _("you need") if served else _("they need")


def _box(row: Offer | Need | None, link: Link | None) -> tuple[str, str]:
    """Name and code of what is offered or needed; words where neither link nor code is known."""
    code = row.code.code if row and row.code else ""
    shown = dotted(code)
    if link is not None:
        return name_of(link), shown
    if row is None:
        return _("their line of work"), shown
    text = text_of(row) or (row.code.title_en if row.code else "")
    return (text[:60] + "…" if len(text) > 60 else text), shown


def _sentence(reason: _Reason, *, served: bool) -> str:
    to_me = {
        How.SAME: _("You look for %(given)s; they supply it."),
        How.MADE: _("You look for %(given)s; they supply it, and it goes into your %(taken)s."),
        How.AKIN: _("You look for %(taken)s; they supply %(given)s, which is close to it."),
        How.FEEDS: _("You look for %(taken)s; they supply %(given)s, which goes into it."),
        How.TAKEN: _("You did not state this need: whoever stands on %(taken)s takes in %(given)s."),
        How.TAKEN_FAR: _(
            "You did not state this need: %(given)s goes into something that goes into %(taken)s."
        ),
    }
    to_them = {
        How.SAME: _("They look for %(given)s; you supply it."),
        How.MADE: _("They look for %(given)s; you supply it, and it goes into their %(taken)s."),
        How.AKIN: _("They look for %(taken)s; you supply %(given)s, which is close to it."),
        How.FEEDS: _("They look for %(taken)s; you supply %(given)s, which goes into it."),
        How.TAKEN: _("They did not state this need: whoever stands on %(taken)s takes in %(given)s."),
        How.TAKEN_FAR: _(
            "They did not state this need: %(given)s goes into something that goes into %(taken)s."
        ),
    }
    given, taken = (step.name for step in reason.steps)
    return (to_me if served else to_them)[reason.how] % {"given": given, "taken": taken}


def term_words() -> dict[int, str]:
    """What each kind of term says, by the engine's number of the kind."""
    return {
        CODE: _("product codes agree"),
        LINK: _("the chain joins them"),
        TEXT: _("the words agree"),
        WISH: _("a wish"),
        RIVAL: _("on the same link, taken off"),
        REGION: _("another region than asked for"),
        CERTIFICATE: _("certificates that are asked for"),
        VOLUME: _("less than the quantity needed"),
        MET: _("met before"),
        TOGETHER: _("both seek partners on this link"),
        REST: _("everything else"),
    }


def explained_pairs(suggestions: Sequence[Suggestion]) -> list[Explained]:
    """Pairs as the organiser reads them: both sides by name, the first of each pair in the middle."""
    rows = _rows(suggestions, None)
    return [_of_both(_explained(one, one.first, rows), rows) for one in suggestions]


def _of_both(one: Explained, rows: _Rows) -> Explained:
    """The same reason told of two others."""
    best = _best(one.suggestion)
    if best is None:
        return one
    sides = (one.suggestion.first, one.suggestion.second)
    reason = _reason(best, 0, sides, rows)
    taker, giver = (name_of(sides[at].organisation) for at in (best["towards"], 1 - best["towards"]))
    given, taken = (step.name for step in reason.steps)
    values = {"giver": giver, "taker": taker, "given": given, "taken": taken}
    sentences = {
        How.SAME: _("%(taker)s looks for %(given)s; %(giver)s supplies it."),
        How.MADE: _("%(taker)s looks for %(given)s; %(giver)s supplies it, and it goes into %(taken)s."),
        How.AKIN: _("%(taker)s looks for %(taken)s; %(giver)s supplies %(given)s, which is close to it."),
        How.FEEDS: _("%(taker)s looks for %(taken)s; %(giver)s supplies %(given)s, which goes into it."),
        How.TAKEN: _("%(taker)s did not state this need: whoever stands on %(taken)s takes in %(given)s."),
        How.TAKEN_FAR: _(
            "%(taker)s did not state this need: %(given)s goes into something that goes into %(taken)s."
        ),
    }
    notes = [
        (_("%(giver)s offers") if best["offer"] else _("%(giver)s makes")) % values,
        (_("%(taker)s needs") if reason.how in {How.SAME, How.AKIN, How.FEEDS} else _("%(taker)s makes"))
        % values,
    ]
    steps = [replace(step, note=note) for step, note in zip(reason.steps, notes, strict=True)]
    return replace(one, sentence=sentences[reason.how] % values, steps=steps)
