"""Reasons in words: the path along the chain that makes two organisations partners."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from chainfair.chains.kinds import FactState
from chainfair.chains.models import Link, Need, Offer, Position
from chainfair.chains.rules import dotted
from chainfair.ground.names import name_of, text_of
from chainfair.matching.kinds import (
    CERTIFICATE,
    CODE,
    GOODS,
    LINK,
    MET,
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


@dataclass(frozen=True)
class Explained:
    """A suggestion as one side sees it."""

    suggestion: Suggestion
    counterpart: Participant
    steps: list[PathStep]
    sentence: str
    fit: float


@dataclass(frozen=True)
class _Rows:
    offers: dict[int, Offer]
    needs: dict[int, Need]
    links: dict[int, Link]
    stands: dict[int, Link]  # organisation -> the link it stands on first
    kept: set[tuple[int, int]]  # organisation and link of positions that this reader is not told


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
    return _Rows(
        {row.pk: row for row in offers.select_related("link__chain", "code") if reader.is_told(row)},
        {row.pk: row for row in needs.select_related("link__chain", "code") if reader.is_told(row)},
        {row.pk: row for row in Link.objects.filter(pk__in=links).select_related("chain")},
        *_stands(suggestions, reader),
    )


def _stands(suggestions: Sequence[Suggestion], reader: Told) -> tuple[dict[int, Link], set[tuple[int, int]]]:
    organisations = {side.organisation_id for one in suggestions for side in (one.first, one.second)}
    rows = Position.objects.filter(organisation__in=organisations).exclude(state=FactState.REFUSED)
    found: dict[int, Link] = {}
    kept: set[tuple[int, int]] = set()
    for row in rows.select_related("link__chain").order_by("pk"):
        if not reader.is_told(row):
            kept.add((row.organisation_id, row.link_id))
        elif row.state == FactState.CONFIRMED:
            found.setdefault(row.organisation_id, row.link)
    return found, kept


def _explained(suggestion: Suggestion, me: Participant, rows: _Rows) -> Explained:
    mine = 0 if suggestion.first_id == me.pk else 1
    counterpart = suggestion.second if mine == 0 else suggestion.first
    best = _best(suggestion)
    if best is not None:
        best = _told_to(best, mine, me, counterpart, rows)
    fit = suggestion.fit_first if mine == 0 else suggestion.fit_second
    steps = _steps(best, mine, rows) if best else []
    return Explained(
        suggestion,
        counterpart,
        steps,
        _sentence(best, mine, steps) if best else sentence_without_goods(suggestion),
        fit,
    )


def sentences_of(suggestion: Suggestion, me: Participant) -> list[str]:
    """Each term of a pair in one sentence, in the order in which they are stored, told to one side."""
    rows = _rows([suggestion], me)
    mine = 0 if suggestion.first_id == me.pk else 1
    other = suggestion.second if mine == 0 else suggestion.first
    found = []
    for term in suggestion.reasons:
        if term["kind"] not in GOODS:
            served = me if term["towards"] == mine else other
            found.append(sentence_beside_goods(term, served, me, other, rows.needs))
            continue
        told = _told_to(term, mine, me, other, rows)
        found.append(_sentence(told, mine, _steps(told, mine, rows)))
    return found


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


def _steps(term: dict[str, Any], mine: int, rows: _Rows) -> list[PathStep]:
    """Supplier first: what is offered, then what it goes into."""
    i_am_served = term["towards"] == mine
    offer, need = rows.offers.get(term["offer"]), rows.needs.get(term["need"])
    source = rows.links.get(term["source"]) or (offer.link if offer else None)
    target = rows.links.get(term["target"]) or (need.link if need else None)
    given = _box(offer, source)
    same = target is not None and source is not None and target.pk == source.pk
    # Codes and words only say that what is offered is like what is needed; that it goes into it, nobody said.
    akin = need is not None and term["kind"] != LINK and not same
    if same and need is not None:
        # What goes in is the very thing that is offered; what it goes into is what they make.
        target = rows.stands.get(need.organisation_id) or target
    taken = _box(need, target)
    stages = ("up", "mid") if i_am_served else ("mid", "down")
    if source is not None and source.chain.is_service:
        stages = ("serv", "mid") if i_am_served else ("mid", "serv")
    stated = need is not None
    return [
        PathStep(
            stages[0],
            *given,
            _("they offer") if i_am_served else _("you offer"),
            inferred=bool(term["inferred"]) and stated,
            flow=_("is close to") if akin else "",
        ),
        PathStep(stages[1], *taken, _taken_note(i_am_served, stated), inferred=not stated),
    ]


def _taken_note(i_am_served: bool, stated: bool) -> str:
    if i_am_served:
        return _("you need") if stated else _("you make")
    return _("they need") if stated else _("they make")


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


def _sentence(term: dict[str, Any], mine: int, steps: list[PathStep]) -> str:
    values = {"given": steps[0].name, "taken": steps[1].name}
    i_am_served = term["towards"] == mine
    if term["need"]:
        if values["given"] == values["taken"]:
            words = (
                _("You look for %(given)s; they supply it.")
                if i_am_served
                else _("They look for %(given)s; you supply it.")
            )
            return words % values
        if steps[0].flow:
            words = (
                _("You look for %(taken)s; they supply %(given)s, which is close to it.")
                if i_am_served
                else _("They look for %(taken)s; you supply %(given)s, which is close to it.")
            )
            return words % values
        if i_am_served:
            return _("You look for this; they supply %(given)s, which goes into your %(taken)s.") % values
        return _("They look for this; you supply %(given)s, which goes into their %(taken)s.") % values
    if i_am_served:
        return _("You did not state this need: whoever stands on %(taken)s takes in %(given)s.") % values
    return _("They did not state this need: whoever stands on %(taken)s takes in %(given)s.") % values


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
    return [_of_both(_explained(one, one.first, rows)) for one in suggestions]


def _of_both(one: Explained) -> Explained:
    """The same reason told of two others."""
    best = _best(one.suggestion)
    if best is None:
        return one
    sides = [name_of(one.suggestion.first.organisation), name_of(one.suggestion.second.organisation)]
    taker, giver = sides if best["towards"] == 0 else reversed(sides)
    values = {"giver": giver, "taker": taker, "given": one.steps[0].name, "taken": one.steps[1].name}
    stated = bool(best["need"])
    sentence = (
        _("%(taker)s looks for %(given)s; %(giver)s supplies it.")
        if stated and values["given"] == values["taken"]
        else _("%(taker)s looks for %(taken)s; %(giver)s supplies %(given)s, which is close to it.")
        if one.steps[0].flow
        else _("%(taker)s looks for this; %(giver)s supplies %(given)s, which goes into %(taken)s.")
        if stated
        else _("%(taker)s did not state this need: whoever stands on %(taken)s takes in %(given)s.")
    )
    notes = [
        _("%(giver)s offers") % values,
        (_("%(taker)s needs") if stated else _("%(taker)s makes")) % values,
    ]
    steps = [replace(step, note=note) for step, note in zip(one.steps, notes, strict=True)]
    return replace(one, sentence=sentence % values, steps=steps)
