"""What every answer of the engine has in common."""

from collections.abc import Callable
from enum import StrEnum

Watch = Callable[[str, float], None]  # a stage's name, the share of the whole that is done (0 to 1)


class Status(StrEnum):
    """How an answer stands to the best there can be."""

    OPTIMAL = "optimal"  # nothing better exists
    WITHIN_BOUND = "within_bound"  # nothing exists that is better by more than the gap
    INFEASIBLE = "infeasible"  # what was asked for contradicts itself; the reasons say where
    UNFINISHED = "unfinished"  # something that must be done was not, and nobody proved it impossible: give it more time


def relative_gap(value: float, bound: float) -> float:
    """Return by which share of the upper bound a value lies under it, 0 where the bound is not above 0."""
    return max(0.0, (bound - value) / bound) if bound > 0 else 0.0
