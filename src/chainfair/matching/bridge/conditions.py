"""What needs ask of whoever serves them, and what organisations have to say to it -> the engine's conditions.

Only what an organisation tells the other participants answers a condition: else an asker could read what is kept from
it off its scores. Who says nothing lies between who meets a condition and who misses it.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from chainfair.chains.rules import (
    amounts_in,
    amounts_missed,
    certificates_in,
    certificates_missed,
    place_of,
    region_missed,
    regions_asked,
)
from chainfair.matching.bridge.intents import Row
from chainfair.matching.bridge.reading import Reader
from chainfair.matching.kinds import About
from chainfair.organisations.models import Organisation

if TYPE_CHECKING:
    from chainfair.engine.matching import Conditions


class Question(NamedTuple):
    """One kind of condition: the words that ask it and how they are read, what is known, and how far that misses it."""

    about: About
    words: Callable[[Row], str]
    asked: Callable[[str], Hashable]
    known: Callable[[Reader], dict[int, Any]]
    claimed: Callable[[Any, str], Any]
    missed: Callable[[Any, Any], float]


def conditions_of(read: Reader) -> "Conditions":
    """Every condition that a stated need asks, each once, and how far each distinct answer misses it."""
    import numpy as np

    from chainfair.engine.matching import Conditions

    count = Counter(row.organisation for row in read.needs)
    kinds: list[int] = []
    asks: list[tuple[int, int, float]] = []
    answers: list[list[int]] = []
    tables: list[list[float]] = []
    for kind, question in enumerate(QUESTIONS):
        places: dict[Hashable, int] = {}
        read_as = cache(question.asked)
        for number, row in enumerate(read.needs):
            asked = read_as(question.words(row))
            if asked:
                place = places.setdefault(asked, len(places))
                asks.append((len(kinds) + place, number, 1 / count[row.organisation]))
        of_all, distinct = _answers(read, question) if places else ([0] * len(read.participants), [])
        answers.append(of_all)
        tables += [[question.missed(asked, answer) for answer in distinct] for asked in places]
        kinds += [kind] * len(places)
    if not kinds:
        return Conditions()
    missed = np.zeros((len(tables), max(map(len, tables))), np.float32)
    for place, shares in enumerate(tables):
        missed[place, : len(shares)] = shares
    condition, number_of, share = zip(*asks, strict=True)
    return Conditions(
        kind=np.array(kinds, np.int8),
        asked=np.array(condition, np.int32),
        row=np.array(number_of, np.int32),
        share=np.array(share, np.float32),
        answer=np.array(answers, np.int32),
        missed=missed,
    )


def _answers(read: Reader, question: Question) -> tuple[list[int], list[Hashable]]:
    """The answer of each organisation as a place among the distinct ones."""
    known = question.known(read)
    for organisation, claim in _claims(read, question):
        known[organisation] = question.claimed(known.get(organisation), claim)
    distinct: dict[Hashable, int] = {}
    of_all = [
        distinct.setdefault(known.get(number), len(distinct)) for number in range(len(read.participants))
    ]
    return of_all, list(distinct)


def _claims(read: Reader, question: Question) -> list[tuple[int, str]]:
    """What organisations say that they meet, in the words of the needs that ask it."""
    words = {row.number: question.words(row) for row in read.needs}
    return [
        (organisation, words[need])
        for (organisation, about), needs in sorted(read.met_claims.items())
        if about == question.about
        for need in sorted(needs)
        if need in words
    ]


def _places(read: Reader) -> dict[int, frozenset[str]]:
    rows = Organisation.objects.filter(participants__edition=read.edition)
    found = rows.values_list("pk", "country", "city", "address")
    return {read.index[pk]: frozenset({place_of(*where)}) for pk, *where in found.iterator(5000)}


def _certificates(read: Reader) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    read_as = cache(certificates_in)
    for row in read.stated_offers:
        if row.certificates and row.told:
            found[row.organisation] = found.get(row.organisation, frozenset()) | read_as(row.certificates)
    return found


def _amounts(read: Reader) -> dict[int, frozenset[tuple[str, float]]]:
    """The largest amount of each kind that an organisation offers or can make."""
    found: dict[int, dict[str, float]] = {}
    read_as = cache(amounts_in)
    for row in (*read.stated_offers, *read.positions):
        if row.quantity and row.told:
            largest = found.setdefault(row.organisation, {})
            for what, amount in read_as(row.quantity).items():
                largest[what] = max(amount, largest.get(what, 0.0))
    return {organisation: frozenset(amounts.items()) for organisation, amounts in found.items()}


def _larger(known: frozenset[tuple[str, float]] | None, words: str) -> frozenset[tuple[str, float]]:
    claimed = amounts_in(words)
    before: dict[str, float] = dict(known or ())
    return frozenset(
        (before | {what: max(amount, before.get(what, 0.0)) for what, amount in claimed.items()}).items()
    )


QUESTIONS = (
    Question(
        About.REGION,
        lambda row: row.region,
        regions_asked,
        _places,
        lambda known, words: (known or frozenset()) | regions_asked(words),
        lambda asked, places: min(region_missed(asked, place) for place in places or {""}),
    ),
    Question(
        About.CERTIFICATE,
        lambda row: row.certificates,
        certificates_in,
        _certificates,
        lambda known, words: (known or frozenset()) | certificates_in(words),
        lambda asked, held: certificates_missed(asked, held or frozenset()),
    ),
    Question(
        About.VOLUME,
        lambda row: row.quantity,
        lambda words: frozenset(amounts_in(words).items()),
        _amounts,
        _larger,
        lambda asked, given: amounts_missed(dict(asked), dict(given or ())),
    ),
)
