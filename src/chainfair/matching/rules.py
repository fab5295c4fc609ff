"""Pure decisions about matchmaking."""

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
