"""Drawing with a given chance: exact shares, dealt piles, long tails. Nothing here makes its own randomness."""

from collections.abc import Hashable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def stream(seed: int, topic: str) -> Random:
    """Return the chance of one topic, so that a change in one place does not shake all others."""
    return Random(f"{seed}:{topic}")


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights, largest remainders first; the parts add up."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(one) for one in exact]
    order = sorted(range(len(weights)), key=lambda at: parts[at] - exact[at])
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts


def dealt(chance: Random, total: int, things: Sequence[Thing], weights: Sequence[float]) -> list[Thing]:
    """Return `total` things in shuffled order, each as often as its weight says, to the nearest whole."""
    pile = [
        thing for thing, count in zip(things, apportioned(total, weights), strict=True) for _ in range(count)
    ]
    chance.shuffle(pile)
    return pile


def flags(chance: Random, total: int, share: float) -> list[bool]:
    """Return shuffled marks of which the given share is true, to the nearest whole."""
    return dealt(chance, total, (True, False), (share, 1 - share))


def long_tailed(chance: Random, least: int, exponent: float, most: int) -> int:
    """Draw a size from a Pareto distribution, cut off at the top."""
    return min(most, int(least * chance.paretovariate(exponent)))


class Urn(Generic[Thing]):
    """Things with weights, drawn with replacement."""

    def __init__(self, things: Sequence[Thing], weights: Sequence[float]) -> None:
        self.things = things
        self.cumulated = list(accumulate(weights))

    def draw(self, chance: Random) -> Thing:
        """Draw one."""
        return chance.choices(self.things, cum_weights=self.cumulated)[0]

    def draws(self, chance: Random, count: int) -> list[Thing]:
        """Draw many, each time from all."""
        return chance.choices(self.things, cum_weights=self.cumulated, k=count)

    def sample(self, chance: Random, count: int) -> list[Thing]:
        """Draw distinct things; all of them if fewer are there."""
        if count >= len(self.things):
            return list(self.things)
        found: dict[Thing, None] = {}
        while len(found) < count:
            found[self.draw(chance)] = None
        return list(found)
