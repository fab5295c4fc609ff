"""How far an amount that is given falls short of one that is asked."""

from chainfair.engine.matching.asked.certificates import UNKNOWN
from chainfair.engine.quantities import Amounts


def amounts_missed(asked: Amounts, given: Amounts) -> float:
    """How far the amount given falls short of the one asked, 0 to 1; only like is held against like."""
    shares = [
        max(0.0, 1 - given[what] / amount) if what in given else UNKNOWN for what, amount in asked.items()
    ]
    return sum(shares) / len(shares) if shares else 0.0
