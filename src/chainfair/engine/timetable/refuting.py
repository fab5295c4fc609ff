"""Checks a reason why there is no timetable, by looking for one that meets just the demands it names.

It shares only the form of the problem with whoever found the reason.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from chainfair.engine.timetable.problem import GapRule, Problem

KINDS = ("diary", "limit", "away", "slots", "pin", "places", "order", "apart", "way", "spread")
"""What a reason may speak of."""
EFFORT = 20_000
"""Tries to seat a meeting, after which nothing is said."""

Named = dict[str, Any]
"""One demand as the file names it: its kind, and the numbers that it speaks of."""


def stands(problem: Problem, named: Sequence[Named]) -> bool | None:
    """Whether the demands contradict each other; None where that was not found out. Raises ValueError on nonsense.

    Only meetings that are required or pinned count. Each in turn is tried in every slot that the demands leave it.
    With the spread among the demands, only the days of one participant after another are looked at.
    """
    for one in named:
        if one["kind"] not in KINDS:
            raise ValueError(f"a reason speaks of {one['kind']!r}, and may of {', '.join(KINDS)}")
    search = _Search(problem, named)
    if search.overfull():
        return True
    if search.of("spread"):
        if problem.spread is None:
            raise ValueError("a reason speaks of the spread, and nobody asks for any")
        return True if search.uneven(problem.spread) else None
    answer = search.seat({})
    return None if search.left <= 0 else not answer


class _Search:
    """The demands by kind, the meetings that they are about, and the slots of each."""

    def __init__(self, problem: Problem, named: Sequence[Named]) -> None:
        self.problem, self.named, self.left = problem, named, EFFORT
        self.must = [m for m in range(problem.meetings) if problem.required[m] or problem.pinned[m] >= 0]
        self.parties = {m: set(problem.parties(m).tolist()) for m in self.must}
        self._numbers("away", "participant", problem.participants)
        self._numbers("away", "slot", problem.slots)
        self.people = self._numbers("diary", "participant", problem.participants)
        self.limited = self._numbers("limit", "participant", problem.participants)
        self.zones = self._numbers("places", "zone", problem.zones)
        settled = self._numbers("pin", "meeting", problem.meetings)
        strict = self._numbers("slots", "meeting", problem.meetings)
        self.order, self.apart = self._pairs("order"), self._pairs("apart")
        pairs = {m for pair in (*self.order, *self.apart) for m in pair}
        self.meetings = [
            m
            for m in self.must
            if m in {*settled, *strict, *pairs}
            or self.parties[m] & {*self.people, *self.limited}
            or problem.zone[m] in self.zones
            or any(one["participant"] in self.parties[m] for one in self.of("away"))
        ]
        self.domain = {m: self._slots(m, settled, strict) for m in self.meetings}
        self.meetings.sort(key=lambda m: len(self.domain[m]))

    def of(self, kind: str) -> list[Named]:
        """The demands of one kind."""
        return [one for one in self.named if one["kind"] == kind]

    def _numbers(self, kind: str, name: str, below: int) -> list[int]:
        found = [one[name] for one in self.of(kind)]
        if any(type(number) is not int or not 0 <= number < below for number in found):
            raise ValueError(f"a reason names a {name} that there is not")
        return found

    def _pairs(self, kind: str) -> list[tuple[int, int]]:
        """Pairs that the problem really has."""
        real = self.problem.precedence if kind == "order" else self.problem.apart
        given = [(one["meeting"], one["other"]) for one in self.of(kind)]
        if not set(given) <= set(map(tuple, real.tolist())):
            raise ValueError(f"a reason names a rule ({kind}) that there is not")
        return [pair for pair in given if {*pair} <= {*self.must}]

    def _slots(self, m: int, settled: Iterable[int], strict: Iterable[int]) -> list[int]:
        """Where the demands leave the meeting."""
        away = {one["slot"] for one in self.of("away") if self._is_away(one, m)}
        able = self.problem.allowed[m] if self.problem.allowed is not None and m in strict else None
        return [
            t
            for t in range(self.problem.slots)
            if t not in away
            and (able is None or able[t])
            and (m not in settled or self.problem.pinned[m] in (-1, t))
        ]

    def _is_away(self, one: Named, m: int) -> bool:
        known = one["participant"] in self.parties[m]
        return known and not self.problem.available[one["participant"], one["slot"]]

    def overfull(self) -> bool:
        """Whether somebody, or a zone, is to hold more than all slots that are left have room for."""
        problem = self.problem
        for p in self.people:
            mine = [m for m in self.meetings if p in self.parties[m]]
            if len(mine) > problem.seats[p] * len({t for m in mine for t in self.domain[m]}):
                return True
        for zone in self.zones:
            inside = [m for m in self.must if problem.zone[m] == zone]
            if len(inside) > sum(min(int(places), len(inside)) for places in problem.capacity[zone]):
                return True
        return any(not self.domain[m] for m in self.meetings)

    def uneven(self, spread: int) -> bool:
        """Whether somebody must have more gaps than ``spread``, and somebody else can have none."""
        problem = self.problem
        meetings = [sum(p in sides for sides in self.parties.values()) for p in range(problem.participants)]
        if len(self.must) < problem.meetings or problem.far or min(meetings) > 1:
            return False
        return any(problem.seats[p] == 1 and not self._even(p, spread) for p in self.people)

    def _even(self, p: int, spread: int) -> bool:
        """Whether the meetings of ``p`` fit into slots with no more gaps; also where that was not found out."""
        mine = [m for m in self.meetings if p in self.parties[m]]
        able = sorted({t for m in mine for t in self.domain[m]})

        def fit(taken: list[int], rest: list[int], gaps: int) -> bool:
            self.left -= 1
            if self.left <= 0:
                return True
            if len(taken) == len(mine):
                return self._fill(mine, taken)
            return any(
                more <= spread and fit([*taken, t], rest[k + 1 :], more)
                for k, t in enumerate(rest)
                for more in [gaps + (self._gaps(p, taken[-1], t) if taken else 0)]
            )

        return fit([], able, 0)

    def _gaps(self, p: int, one: int, two: int) -> int:
        """Gaps of ``p`` between meetings in these slots."""
        day, every = self.problem.day, self.problem.gap_rule is GapRule.ANY
        idle = [t for t in range(one + 1, two) if every or self.problem.available[p, t]]
        return sum(t - 1 not in idle for t in idle) if day[one] == day[two] else 0

    def _fill(self, mine: list[int], slots: list[int]) -> bool:
        """Whether each of the meetings can have one of the slots, by augmenting paths (Kuhn 1955)."""
        holder: dict[int, int] = {}

        def find(m: int, asked: set[int]) -> bool:
            for t in {*self.domain[m]} & {*slots} - asked:
                asked.add(t)
                if t not in holder or find(holder[t], asked):
                    holder[t] = m
                    return True
            return False

        return all(find(m, set()) for m in mine)

    def seat(self, slots: dict[int, int]) -> bool:
        """Whether the meetings that have no slot yet can have one beside those that have."""
        if len(slots) == len(self.meetings):
            return True
        m = self.meetings[len(slots)]
        for t in self.domain[m]:
            self.left -= 1
            if self.left <= 0:
                return False
            slots[m] = t
            if self._fits(m, slots) and self.seat(slots):
                return True
            del slots[m]
        return False

    def _fits(self, m: int, slots: dict[int, int]) -> bool:
        """Whether ``m``, seated last, breaks none of the demands."""
        problem, t = self.problem, slots[m]
        there = [x for x, u in slots.items() if u == t]
        zone = int(problem.zone[m])
        if zone in self.zones and sum(problem.zone[x] == zone for x in there) > problem.capacity[zone, t]:
            return False
        for first, second in self.order:
            if first in slots and second in slots and slots[first] >= slots[second]:
                return False
        if any(a in slots and b in slots and slots[a] == slots[b] for a, b in self.apart):
            return False
        for p in self.parties[m]:
            mine = {x: u for x, u in slots.items() if p in self.parties[x]}
            if p in self.people and not self._has_people(p, t, mine):
                return False
            today = sum(problem.day[u] == problem.day[t] for u in mine.values())
            if p in self.limited and (len(mine) > problem.maximum[p] or today > problem.daily_maximum[p]):
                return False
        return True

    def _has_people(self, p: int, t: int, mine: dict[int, int]) -> bool:
        """Whether the people of ``p`` can be at all its meetings of the session of slot ``t`` in time."""
        seats = int(self.problem.seats[p])
        if sum(u == t for u in mine.values()) > seats:
            return False
        first, end = self.problem.sittings()[t].tolist()
        tour = [
            (u, int(self.problem.hall[x]))
            for x, u in sorted(mine.items(), key=lambda row: row[1])
            if first <= u < end and self.problem.hall[x] >= 0
        ]
        return not self.of("way") or self._shared([], tour, seats)

    def _shared(self, last: list[tuple[int, int]], tour: list[tuple[int, int]], seats: int) -> bool:
        """Whether the rest of a tour can be shared among people who were last at these meetings."""
        if not tour:
            return True
        slot, there = tour[0]
        for k, (before, here) in enumerate(last):
            if slot - before > self.problem.distance[here, there] and self._shared(
                [*last[:k], tour[0], *last[k + 1 :]], tour[1:], seats
            ):
                return True
        return len(last) < seats and self._shared([*last, tour[0]], tour[1:], seats)
