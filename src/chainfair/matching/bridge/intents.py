"""Why organisations come decides what their rows of needs are to the engine: needs, offers, or partners sought."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from chainfair.chains.kinds import TOLD, Disclosure, Intent


class Row(NamedTuple):
    """One offer or need: the row's own number (0: a position without an offer) and what the engine sees of it."""

    number: int
    organisation: int
    link: int
    code: int
    text: str
    weight: float
    inferred: bool
    other: str = ""  # the text in the other script
    disclosure: str = Disclosure.PUBLIC
    region: str = ""
    certificates: str = ""
    quantity: str = ""
    intent: str = Intent.SUPPLIER  # of a need

    @property
    def told(self) -> bool:
        """Whether other participants may see it."""
        return self.disclosure in TOLD


@dataclass(frozen=True)
class Sorted:
    """Needs that others may serve, rows by which somebody wants to sell, and who seeks partners on its own link."""

    needs: list[Row]
    offers: list[Row]
    allies: set[int]


def sorted_by_intent(
    rows: Iterable[Row], standing: Mapping[int, Set[int]], shown: Mapping[int, Set[int]], parks: int
) -> Sorted:
    """Sort rows of needs by their intent; `shown`: of the links where each stands, those of which others are told.

    A supplier, a service or a scenario is a need. Who wants to develop together on a link where it is known to stand
    (or names none) is an ally there; on another link it needs who stands there. A customer is an offer. A location is
    a need of those on the link of parks; without such a link there is nothing to match it by.
    """
    found = Sorted([], [], set())
    for row in rows:
        own, known = (links.get(row.organisation, set()) for links in (standing, shown))
        if row.intent == Intent.CUSTOMER:
            found.offers.extend(_sold(row, own))
        elif row.intent == Intent.LOCATION:
            found.needs.extend([row._replace(link=parks, code=0, text="", other="")] if parks >= 0 else [])
        elif row.intent == Intent.CO_DEVELOPER and (row.link in known or (row.link < 0 and known)):
            # That both seek partners is told to both, hence what is kept to oneself does not make an ally.
            if row.told:
                found.allies.add(row.organisation)
        else:
            found.needs.append(row)
    return found


def _sold(row: Row, own: Set[int]) -> list[Row]:
    """What somebody who looks for customers sells. A link where it does not stand is its customers', not its goods.

    Nothing that is kept from other participants is shown by a link: such a row is matched by its words alone.
    """
    if row.link >= 0 and own and row.link not in own:
        return []
    sold = row._replace(number=0) if row.told else row._replace(number=0, link=-1, code=0)
    return [sold] if sold.text or sold.code or sold.link >= 0 else []
