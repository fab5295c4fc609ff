"""The terms of a reason one by one, what was said about each, and the history of what people corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from chainfair.chains.models import Need, Offer
from chainfair.chains.rules import coded
from chainfair.fairs.models import Edition
from chainfair.ground.names import name_of, text_of
from chainfair.ground.search import subjects_found
from chainfair.matching import rules
from chainfair.matching.kinds import ABOUT, CONDITIONS, LINK, ON_ONE_LINK, REST, About, Said
from chainfair.matching.models import Correction, Participant, Suggestion
from chainfair.matching.queries.reasons import Explained, explained_by_term, term_words

_Said = dict[tuple[object, ...], tuple[int, Said]]
FACTS = ("need", "offer", "source", "target")
KINDS = {str(about): kind for kind, about in ABOUT.items()}


@dataclass(frozen=True)
class Term:
    """What a reason rests on, as one side reads it: the number of a term that rests on it, what it says, what it adds.

    words: the kinds of evidence, each with its share, heaviest first. sayings: what one may answer; said: what was.
    """

    number: int
    words: list[tuple[str, float]]
    sentence: str
    value: float
    served: bool
    sayings: tuple[Said, ...]
    said: Said | None


def explained_with_terms(suggestion: Suggestion, me: Participant) -> tuple[Explained, list[Term]]:
    """A suggestion and what its reasons rest on, how the other serves one first; with what this side last said of each.

    Codes, links and words of one offer and one need are one thing to be right or wrong about.
    """
    mine = 0 if suggestion.first_id == me.pk else 1
    said, words = _said_by(me), term_words()
    explained, sentences, on_told_link = explained_by_term(suggestion, me)
    if not on_told_link:
        words |= dict.fromkeys(ON_ONE_LINK, words[REST])
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, term in sorted(enumerate(suggestion.reasons), key=lambda row: -abs(row[1]["value"])):
        facts = (
            (*rules.fact_of(term, served=True), *rules.fact_of(term, served=False))
            if term["kind"] in ABOUT or rules.rests_on_facts(term)
            else term["kind"]
        )
        groups.setdefault((term["towards"], facts), []).append(number)
    found = []
    for numbers in groups.values():
        term, sentence = suggestion.reasons[numbers[0]], sentences[numbers[0]]
        served = term["towards"] == mine
        hidden = term["kind"] in CONDITIONS and not sentence  # asked in a need that this side is not told
        found.append(
            Term(
                numbers[0],
                [
                    (words.get(REST if hidden else one["kind"], words[REST]), one["value"])
                    for one in map(suggestion.reasons.__getitem__, numbers)
                ],
                sentence,
                sum(suggestion.reasons[number]["value"] for number in numbers),
                served,
                () if hidden else rules.sayings(term, served=served),
                _latest(said, suggestion, term, served=served),
            )
        )
    return explained, sorted(found, key=lambda one: (not one.served, not one.sayings, -abs(one.value)))


def _latest(said: _Said, suggestion: Suggestion, term: dict[str, Any], *, served: bool) -> Said | None:
    if not rules.sayings(term, served=served):
        return None
    keys = (_key(suggestion, rules.fact_of(term, served=served)), _doubt(suggestion, term))
    words = [said[key] for key in keys if key in said]
    return max(words)[1] if words else None


def _key(pair: Suggestion | Correction, fact: rules.Fact) -> tuple[object, ...]:
    """A fact of one's own is the same in every pair; an earlier meeting is one of the pair."""
    return (pair.first_id, pair.second_id, *fact) if fact[0] == About.MET else fact


def _doubt(suggestion: Suggestion, term: dict[str, Any]) -> tuple[object, ...]:
    return (suggestion.first_id, suggestion.second_id, *(term[name] or None for name in FACTS))


def _said_by(me: Participant) -> _Said:
    """The latest word of a side about each fact of its own, and about this pair; with its number, for the order."""
    found: _Said = {}
    rows = Correction.objects.filter(participant__organisation=me.organisation_id).order_by("pk")
    for row in rows:
        said = row.pk, Said(row.said)
        term = {name: getattr(row, f"{name}_id") or 0 for name in FACTS} | {
            "kind": KINDS.get(row.about, LINK)
        }
        if row.said == Said.DOUBTED:
            found[row.first_id, row.second_id, *(getattr(row, f"{name}_id") for name in FACTS)] = said
            continue
        found[_key(row, rules.fact_of(term, served=row.served))] = said
    return found


def history_of(suggestion: Suggestion, me: Participant) -> QuerySet[Correction]:
    """What a side said about the reasons of a pair, the latest first."""
    return _with_facts(
        Correction.objects.filter(
            first=suggestion.first_id,
            second=suggestion.second_id,
            participant__organisation=me.organisation_id,
        )
    ).order_by("-pk")


def corrections_in(
    edition: Edition, question: str = "", *, said: str = "", waiting: bool = False
) -> QuerySet[Correction]:
    """Everything that was said, with `settled`: the organiser has judged since, or who doubted says otherwise."""
    later = Correction.objects.filter(
        first=OuterRef("first"), second=OuterRef("second"), pk__gt=OuterRef("pk")
    ).annotate(**{f"of_{name}": Coalesce(name, 0) for name in FACTS})
    same_fact = {f"of_{name}": Coalesce(OuterRef(name), 0) for name in FACTS}
    otherwise = Q(participant=OuterRef("participant"), **same_fact)
    rows = edition.corrections.annotate(settled=Exists(later.filter(Q(participant=None) | otherwise)))
    if question:
        found = subjects_found("organisation", question)
        rows = rows.filter(
            Q(first__organisation__in=found)
            | Q(second__organisation__in=found)
            | Q(by__name__icontains=question)
            | Q(by__name_latin__icontains=question)
        )
    if said:
        rows = rows.filter(said=said)
    if waiting:
        rows = rows.filter(said=Said.DOUBTED, settled=False)
    return _with_facts(rows)


def _with_facts(rows: QuerySet[Correction]) -> QuerySet[Correction]:
    return rows.select_related(
        "by", "participant__organisation", "first__organisation", "second__organisation",
        "need__code", "need__link", "offer__code", "offer__link", "source", "target",
    )  # fmt: skip


def fact_in_words(row: Correction) -> str:
    """What was spoken about, as the organiser reads it: offer and need where they stand, else the links."""
    if row.participant_id is None:
        return ""
    if row.about:
        return _about_in_words(row, row.need)
    facts = [_trade_in_words(fact) for fact in (row.offer, row.need) if fact is not None]
    named = [name_of(link) for link in (row.source, row.target) if link is not None]
    return " → ".join(dict.fromkeys(facts or named)) or _("a fact that is gone")


def own_fact_in_words(row: Correction) -> str:
    """The same as the speaker's side reads it: its own fact alone, for the other's may be kept from it."""
    if row.about:
        return _about_in_words(row, row.need if row.served else None)
    fact, link = (row.need, row.target) if row.served else (row.offer, row.source)
    if fact is not None:
        return _trade_in_words(fact)
    return name_of(link) if link is not None else _("a fact that is gone")


def _about_in_words(row: Correction, need: Need | None) -> str:
    """What is asked beside goods, or an earlier meeting; with the need that asks it for those who are told."""
    words = [_(About(row.about).word), *([_trade_in_words(need)] if need is not None else [])]
    return " · ".join(words)


def _trade_in_words(fact: Offer | Need) -> str:
    code = coded(fact.code.system, fact.code.code) if fact.code else ""
    return text_of(fact) or code or (name_of(fact.link) if fact.link else "")


@dataclass(frozen=True)
class Spoken:
    """A correction with what it is about, in words."""

    row: Correction
    fact: str


def spoken_of(rows: Iterable[Correction], *, own: bool = False) -> list[Spoken]:
    """Corrections as pages show them, to the organiser or to the side that spoke."""
    in_words = own_fact_in_words if own else fact_in_words
    return [Spoken(row, in_words(row)) for row in rows]
