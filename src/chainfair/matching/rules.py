"""Pure decisions about matchmaking."""

from collections.abc import Iterable

from chainfair.matching.errors import BadAvailability, BadLimits


def checked_availability(availability: str, slots: int) -> str:
    """One character per slot, "1" = free; an empty text means always."""
    if availability and (len(availability) != slots or set(availability) - {"0", "1"}):
        raise BadAvailability(given=len(availability), slots=slots)
    return availability


def check_limits(minimum: int, maximum: int) -> None:
    """Refuse a minimum above the maximum."""
    if not 0 <= minimum <= maximum:
        raise BadLimits(minimum=minimum, maximum=maximum)


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
