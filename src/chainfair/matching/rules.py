"""Pure decisions about matchmaking."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from chainfair.chains.kinds import CodeSystem
from chainfair.matching.errors import BadAvailability, BadLimits
from chainfair.matching.kinds import ABOUT, CONDITIONS, MET, TOGETHER, Policy, Said, Sight, Spread

SERVICE_CODE = 1_000_000  # services stand behind goods in the engine's one system of codes


def checked_availability(availability: str, slots: int) -> str:
    """One character per slot, "1" = free; an empty text means always."""
    if availability and (len(availability) != slots or set(availability) - {"0", "1"}):
        raise BadAvailability(given=len(availability), slots=slots)
    return availability


def check_limits(minimum: int, maximum: int) -> None:
    """Refuse a minimum above the maximum."""
    if not 0 <= minimum <= maximum:
        raise BadLimits(minimum=minimum, maximum=maximum)


def day_that_counts(first: date | None, last: date | None, today: date | None) -> date | None:
    """The day on which offers and needs must still hold: today, not before the fair's first day nor after its last."""
    days = [day for day in (first, min(today, last) if today and last else today) if day]
    return max(days, default=None)


def code_number(system: str, code: str) -> int:
    """A product code as the engine numbers it: six places from the left, services behind goods."""
    number = int(code.ljust(6, "0")) if code.isdigit() else 0
    return number + SERVICE_CODE if number and system == CodeSystem.ISIC4 else number


def is_carried(code: int, carried: int) -> bool:
    """Whether a link that carries one code carries the other: the same six digits, or a heading on either side."""
    return carried // 100 == code // 100 and (carried == code or 0 in (carried % 100, code % 100))


def pair_in_order(one: int, other: int) -> tuple[int, int]:
    """A pair of participants is stored once, the lower number first."""
    return (one, other) if one < other else (other, one)


def availability_of(marked: Iterable[int], slots: int) -> str:
    """The text of marked slot numbers; all marked is always, which a later slot cannot make untrue."""
    free = set(marked)
    text = "".join("1" if number in free else "0" for number in range(slots))
    return "" if "0" not in text else text


def marked_slots(availability: str, slots: int) -> set[int]:
    """The numbers of the slots in which one can meet."""
    return {number for number in range(slots) if not availability or availability[number] == "1"}


def spread_of(counts: Iterable[int]) -> Spread:
    """How evenly places are spread over exhibitors; the Gini coefficient is 0 where all have as many.

    A quarter of exhibitors that is no whole number takes its part of the one at the border.
    """
    ordered = sorted(counts)
    size, places = len(ordered), sum(ordered)
    if not places:
        return Spread(size, 0, 0.0, (0.0,) * 4, size)
    weighed = sum((2 * number - size - 1) * count for number, count in enumerate(ordered, 1))
    reached = [_held_by(ordered, size * quarter / 4) for quarter in range(5)]
    quarters = tuple((after - before) / places for before, after in pairwise(reached))
    return Spread(size, places, weighed / (size * places), quarters, ordered.count(0))


def _held_by(ordered: Sequence[int], first: float) -> float:
    """What the first so many hold, the one at the border in part."""
    whole = int(first)
    rest = first - whole
    return sum(ordered[:whole]) + (rest * ordered[whole] if rest else 0)


def sight_of(asked: Mapping[str, Any]) -> Sight:
    """How a list is seen for which a reader asks: searched or filtered, or as it is."""
    return Sight.FILTERED if any(asked.values()) else Sight.LISTED


def policy_of(order: str, *, ours: Policy) -> Policy:
    """How a list came to its order: as the reader sorted it, or by our policy."""
    return Policy.READER if order else ours


def known_propensity(sight: str, policy: str, propensity: float) -> float | None:
    """The chance of an exposure where the list was ours to make; what a reader opened, sought or sorted is its choice.

    The one may be weighed by its inverse; the other's chance has to be learnt first (Schnabel et al. 2016).
    """
    return propensity if sight == Sight.LISTED and policy != Policy.READER else None


def rests_on_facts(term: Mapping[str, Any]) -> bool:
    """Whether a term names an offer, a need or a link; wishes, rivals and the rest do not."""
    return bool(term.get("need") or term.get("offer") or term.get("source"))


def sayings(term: Mapping[str, Any], *, served: bool) -> tuple[Said, ...]:
    """What a side may say about a term of a reason: about its own fact, or that the other side's is not true.

    `served`: the term says how the other serves this side.
    """
    kind = term["kind"]
    if kind in CONDITIONS:
        return (Said.RIGHT, Said.UNASKED if served else Said.MEETS)
    if kind == MET:
        return (Said.RIGHT, Said.NOT_SO)
    if kind == TOGETHER:
        return (Said.RIGHT, Said.UNNEEDED) if served else ()
    return _sayings_of_goods(term, served=served) if rests_on_facts(term) else ()


def _sayings_of_goods(term: Mapping[str, Any], *, served: bool) -> tuple[Said, ...]:
    own: tuple[Said, ...]
    if served:
        own = (Said.UNNEEDED,) if term["need"] else (Said.UNNEEDED, Said.MISPLACED)
    elif term["offer"]:
        own = (Said.UNOFFERED,)
    else:
        own = (Said.MISPLACED,) if term["source"] else ()
    return (Said.RIGHT, *own, Said.DOUBTED)


Fact = tuple[str, int, int]


def fact_of(term: Mapping[str, Any], *, served: bool) -> Fact:
    """The fact of its own that a side speaks about: what it needs or takes in, what it offers or where it stands.

    Of a condition it is the need that asks, of an earlier meeting or of developing together the thing itself.
    """
    if about := ABOUT.get(term["kind"]):
        return (about, term["need"] or 0, 0)
    if served:
        return ("need", term["need"], 0) if term["need"] else ("flow", term["source"], term["target"])
    return ("offer", term["offer"], 0) if term["offer"] else ("stand", term["source"], 0)
