"""Clauses and the counters made of them; a literal is a whole number, its negation the negative one."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, pairwise


@contextmanager
def growing() -> Iterator["Formula"]:
    """A formula to be filled: its hundred thousands of small lists are not searched for garbage meanwhile.

    They are none, and to look at them again and again takes longer than to make them.
    """
    looks = gc.isenabled()
    gc.disable()
    try:
        yield Formula()
    finally:
        if looks:
            gc.enable()


class Formula:
    """A growing set of clauses over variables 1, 2, ..."""

    def __init__(self) -> None:
        """Start without variables and clauses."""
        self.variables = 0
        self.clauses: list[list[int]] = []
        self.guard: list[int] = []
        """Added to every clause: the clause binds only where these literals are false."""
        self._either: dict[tuple[int, ...], int] = {}

    def new(self) -> int:
        """A fresh variable."""
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """At least one of the literals is true; of none, that is a contradiction."""
        if literals:
            self.clauses.append([*literals, *self.guard])
        else:
            never = self.new()
            self.clauses += [[never, *self.guard], [-never]]

    def either(self, literals: list[int]) -> int:
        """A literal that is true if and only if one of ``literals`` is; the same for the same ones."""
        if len(literals) == 1:
            return literals[0]
        key = tuple(literals)
        if key not in self._either:
            some = self._either[key] = self.new()
            # That it means this binds nothing, so it needs no guard; and who asks for the same gets the same.
            self.clauses += [[-literal, some] for literal in literals]
            self.clauses.append([-some, *literals])
        return self._either[key]

    def both(self, literals: list[int]) -> int:
        """A literal that is true if and only if all ``literals`` are."""
        return -self.either([-literal for literal in literals])

    def at_most_one(self, literals: list[int]) -> None:
        """No two of the literals are true; pairs where they are few, a ladder of prefixes where they are many."""
        if len(literals) <= 5:
            for one, two in combinations(literals, 2):
                self.add(-one, -two)
            return
        before = literals[0]
        for literal in literals[1:]:
            self.add(-before, -literal)
            after = self.new()
            self.add(-before, after)
            self.add(-literal, after)
            before = after

    def prefixes(self, literals: list[int]) -> list[int]:
        """For each place of ``literals`` (0 = never true), whether one up to there is true; 0 before any can be."""
        found, before = [], 0
        for literal in literals:
            if literal:
                here = self.new()
                self.add(-literal, here)
                if before:
                    self.add(-before, here)
                    self.add(-here, literal, before)
                else:
                    self.add(-here, literal)
                before = here
            found.append(before)
        return found

    def count(self, literals: list[int], most: int, *, exact: bool = True) -> list[int]:
        """Totalizer: literal j is true if and only if more than j of ``literals`` are, up to ``most`` of them.

        Not ``exact``: true if so, but not only then; an upper limit needs no more. The last one stands for "``most`` or
        more". O(n log n x most) variables and O(n x most^2) clauses (Bailleux and Boufkhad 2003).
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        one, two = (self.count(part, most, exact=exact) for part in (literals[:half], literals[half:]))
        size = min(most, len(one) + len(two))
        sums = [self.new() for _ in range(size)]
        keep, guard = self.clauses.append, self.guard
        for i in range(len(one) + 1):
            left = [-one[i - 1], *guard] if i else guard
            for j in range(len(two) + 1):
                if i + j:
                    some = [-two[j - 1], *left] if j else left
                    keep([sums[min(i + j, size) - 1], *some])
                if exact and i + j < size:
                    keep([-sums[i + j], *one[i : i + 1], *two[j : j + 1], *guard])
        for less, more in pairwise(sums):
            self.add(less, -more)
        return sums

    def between(self, literals: list[int], low: int, high: int) -> None:
        """At least ``low`` and at most ``high`` of the literals are true."""
        if low <= 0 and high >= len(literals):
            return
        sums = self.count(literals, min(high + 1, len(literals)), exact=low > 0)
        if high < len(sums):
            self.add(-sums[high])
        for j in range(low):
            self.add(*sums[j : j + 1])
