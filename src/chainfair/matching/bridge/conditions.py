"""What needs ask of whoever serves them, and what organisations have to say to it -> the engine's conditions.

Only what an organisation tells the other participants answers a condition: else an asker could read what is kept from
it off its scores. What an organisation says of itself on the page of a reason is taken at its word.
"""

from functools import cache
from typing import TYPE_CHECKING

from chainfair.matching.bridge.intents import Row
from chainfair.matching.bridge.reading import Reader
from chainfair.matching.kinds import About
from chainfair.organisations.models import Organisation

if TYPE_CHECKING:
    from chainfair.engine.matching import Conditions


def conditions_asked(read: Reader) -> "Conditions":
    """Every condition that a stated need asks, and what each participant has to say to it."""
    from chainfair.engine.matching.asked import Ask, Known, conditions_of

    asks = [Ask(row.region, row.certificates, row.quantity) for row in read.needs]
    if not any(map(any, asks)):
        return conditions_of([], [], [])
    places, papers, amounts = _places(read), _certificates(read), _amounts(read)
    known = [
        Known(
            frozenset(places[number]),
            frozenset(papers.get(number, ())),
            frozenset(amounts.get(number, {}).items()),
        )
        for number in range(len(read.participants))
    ]
    return conditions_of([row.organisation for row in read.needs], asks, known)


def _claims(read: Reader, about: About) -> list[tuple[int, Row]]:
    """Which organisations say that they meet what which needs ask."""
    needs = {row.number: row for row in read.needs}
    return [
        (organisation, needs[need])
        for (organisation, kind), claimed in sorted(read.met_claims.items())
        if kind == about
        for need in sorted(claimed)
        if need in needs
    ]


def _places(read: Reader) -> dict[int, set[str]]:
    from chainfair.engine.matching.asked import place_of, regions_asked

    rows = Organisation.objects.filter(participants__edition=read.edition)
    found = rows.values_list("pk", "country", "city", "address")
    places = {read.index[pk]: {place_of(*where)} for pk, *where in found.iterator(5000)}
    for organisation, need in _claims(read, About.REGION):
        places[organisation] |= regions_asked(need.region)
    return places


def _certificates(read: Reader) -> dict[int, set[str]]:
    from chainfair.engine.matching.asked import certificates_in

    read_as = cache(certificates_in)
    told = [(row.organisation, row) for row in read.stated_offers if row.certificates and row.told]
    found: dict[int, set[str]] = {}
    for organisation, row in (*told, *_claims(read, About.CERTIFICATE)):
        found.setdefault(organisation, set()).update(read_as(row.certificates))
    return found


def _amounts(read: Reader) -> dict[int, dict[str, float]]:
    """The largest amount of each kind that an organisation offers, can make, or says it can."""
    from chainfair.engine.quantities import amounts_in

    read_as = cache(amounts_in)
    rows = (*read.stated_offers, *read.positions)
    told = [(row.organisation, row) for row in rows if row.quantity and row.told]
    found: dict[int, dict[str, float]] = {}
    for organisation, row in (*told, *_claims(read, About.VOLUME)):
        largest = found.setdefault(organisation, {})
        for what, amount in read_as(row.quantity).items():
            largest[what] = max(amount, largest.get(what, 0.0))
    return found
