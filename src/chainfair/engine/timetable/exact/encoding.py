"""A problem in which every meeting must be held, as a formula whose models are its timetables."""

from dataclasses import dataclass

import numpy as np

from chainfair.engine.timetable.board import meetings_of
from chainfair.engine.timetable.exact.formula import Formula, growing
from chainfair.engine.timetable.exact.ways import way_rules
from chainfair.engine.timetable.problem import GapRule, Problem

VERSION = 3
"""Of the encoding; a certificate names it."""
MEETINGS, CELLS = 500, 20_000
"""Most meetings, and most slots that all of them together could take, for which a formula is made."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """The formula, and what its variables mean."""

    formula: Formula
    takes: list[list[int]]
    """[M][T] meeting takes slot; 0 = it cannot."""
    gaps: list[list[int]]
    """[P] each a literal that is true if a gap of the participant begins at its slot."""
    total: list[int]
    """Literal k: true if there are more than k gaps."""

    def at_most(self, gaps: int) -> list[int]:
        """What to assume so that there are no more gaps."""
        return [-literal for literal in self.total[gaps : gaps + 1]]


def suits(problem: Problem) -> bool:
    """Whether the problem is of the kind and size that is solved exactly."""
    cells = int(problem.common().sum())
    return (
        problem.meetings <= MEETINGS
        and cells <= CELLS
        and bool((problem.required | (problem.pinned >= 0)).all())
    )


def encode(problem: Problem, most: int) -> Encoding:
    """All timetables of the problem with fewer than ``most`` gaps counted exactly, more as one; see docs/model."""
    with growing() as formula:
        takes = [[formula.new() if able else 0 for able in row] for row in problem.common().tolist()]
        for row in takes:
            able = [literal for literal in row if literal]
            formula.add(*able)
            formula.at_most_one(able)
        busy = [_diary(problem, formula, takes, p) for p in range(problem.participants)]
        for zone in range(problem.zones):
            zone_rule(problem, formula, takes, busy, zone)
        _order(problem, formula, takes)
        for first, second in problem.apart.tolist():
            apart_rule(formula, takes[first], takes[second])
        gaps = gaps_literals(problem, formula, busy, way_rules(problem, formula, takes))
        counts = spread_rule(problem, formula, gaps)
        total = formula.count([literal for mine in counts for literal in mine], most, exact=False)
    return Encoding(formula, takes, gaps, total)


def _diary(problem: Problem, formula: Formula, takes: list[list[int]], p: int) -> list[int]:
    """[T] whether ``p`` holds a meeting (0 = never), with its seats and daily limit kept."""
    start, of = meetings_of(problem)
    mine = of[start[p] : start[p + 1]].tolist()
    if len(mine) > problem.maximum[p]:
        formula.add()
    seats, busy = int(problem.seats[p]), [0] * problem.slots
    for t in range(problem.slots):
        here = [takes[m][t] for m in mine if takes[m][t]]
        if here:
            busy[t] = formula.either(here)
            if seats == 1:
                formula.at_most_one(here)
            else:
                formula.between(here, 0, seats)
    for day in range(int(problem.day[-1]) + 1):
        slots = np.flatnonzero(problem.day == day).tolist()
        cells = [takes[m][t] for m in mine for t in slots if takes[m][t]]
        within = [busy[t] for t in slots if busy[t]]
        formula.between(within if seats == 1 else cells, 0, int(problem.daily_maximum[p]))
    if seats == 1 and mine:
        _implied(formula, takes, busy, mine)
    return busy


def _implied(formula: Formula, takes: list[list[int]], busy: list[int], mine: list[int]) -> None:
    """What follows from the rest, and a solver would find out slowly: how many slots of the diary are taken.

    In all just as many as there are meetings; up to a slot at least those that can only be held up to there, and
    at most all but those that can only be held after it.
    """
    able = [busy[t] for t in range(len(busy)) if busy[t]]
    formula.between(able, len(mine), len(mine))
    last = [max((t for t, literal in enumerate(takes[m]) if literal), default=0) for m in mine]
    first = [min((t for t, literal in enumerate(takes[m]) if literal), default=0) for m in mine]
    for end in sorted({t + 1 for t in last} & set(range(1, len(busy)))):
        early, late = sum(t < end for t in last), sum(t >= end for t in first)
        if early < len(mine):
            formula.between([busy[t] for t in range(end) if busy[t]], early, len(mine) - late)


def zone_rule(
    problem: Problem, formula: Formula, takes: list[list[int]], busy: list[list[int]], zone: int
) -> None:
    """No more meetings than places, said twice: of hosts, who are few, and of all people, whose days are known."""
    inside = np.flatnonzero(problem.zone == zone).tolist()
    if not inside:
        return
    people, size = _crowd(problem, inside)
    hosts = hosts_of(problem, inside)
    places = np.minimum(problem.capacity[zone], len(inside))
    for t in range(problem.slots):
        able = [[takes[m][t] for m in group if takes[m][t]] for group in hosts]
        held = [formula.either(cells) for cells in able if cells]
        formula.between(held, 0, int(places[t]))
        if size:
            formula.between([busy[p][t] for p in people if busy[p][t]], 0, size * int(places[t]))


def hosts_of(problem: Problem, inside: list[int]) -> list[list[int]]:
    """The meetings of a zone, parted so that no two of a part can be at the same time: each part has a host.

    Greedy, the host of most meetings first. Counting parts instead of meetings keeps the counters small, and where
    few meet many (exhibitors and visitors) refutes in a fraction of a second what takes minutes otherwise.
    """
    left = {p: set[int]() for p in range(problem.participants) if problem.seats[p] == 1}
    parts = []
    for m in inside:
        one_seat = [p for p in problem.parties(m).tolist() if p in left]
        for p in one_seat:
            left[p].add(m)
        if not one_seat:
            parts.append([m])
    while any(left.values()):
        host = max(left, key=lambda p: (len(left[p]), -p))
        parts.append(sorted(left[host]))
        for m in parts[-1]:
            for p in problem.parties(m).tolist():
                left.get(p, set()).discard(m)
    return parts


def _crowd(problem: Problem, inside: list[int]) -> tuple[list[int], int]:
    """The people of a zone and how many share each place, if all have one seat, and meet only there; else 0."""
    sizes = np.diff(problem.party_start)
    people = np.unique(np.concatenate([problem.parties(m) for m in inside]))
    held = np.repeat(np.isin(np.arange(problem.meetings), inside), sizes)
    elsewhere = np.isin(problem.party[~held], people).any()
    alike = (sizes[inside] == sizes[inside[0]]).all() and (problem.seats[people] == 1).all()
    return people.tolist(), int(sizes[inside[0]]) if alike and not elsewhere else 0


def _order(problem: Problem, formula: Formula, takes: list[list[int]]) -> None:
    """The first of a precedence is held before the second."""
    for first, second in problem.precedence.tolist():
        before = [0, *formula.prefixes(takes[first])]
        for t, literal in enumerate(takes[second]):
            if literal:
                formula.add(-literal, *[before[t]] * (before[t] > 0))


def apart_rule(formula: Formula, one: list[int], other: list[int]) -> None:
    """Two meetings are not in the same slot."""
    for literals in zip(one, other, strict=True):
        if all(literals):
            formula.add(*[-literal for literal in literals])


def gaps_literals(
    problem: Problem, formula: Formula, busy: list[list[int]], walks: list[list[int]]
) -> list[list[int]]:
    """[P] for each slot in which a gap of the participant can begin, a literal that is true if one does.

    ``walks[p][t]``: whether it walks then, which is no gap (0 = never); empty where nobody does. Only if one begins,
    too, where the spread looks at the fewest gaps; not where somebody cannot have any.
    """
    many = np.bincount(problem.party, minlength=problem.participants) > 1
    exact = levels(problem)
    still = [0] * problem.slots
    return [
        _gaps(problem, formula, mine, walks[p] if walks else still, p, exact) if many[p] else []
        for p, mine in enumerate(busy)
    ]


def levels(problem: Problem) -> bool:
    """Whether everybody may have gaps, so that a spread depends on the fewest."""
    several = np.bincount(problem.party, minlength=problem.participants) > 1
    return problem.spread is not None and bool(several.all())


def _gaps(
    problem: Problem, formula: Formula, busy: list[int], walks: list[int], p: int, exact: bool
) -> list[int]:
    """A literal for each slot in which a gap of ``p`` can begin, true if (and where ``exact`` only if) one does."""
    found: list[int] = []
    for day in range(int(problem.day[-1]) + 1):
        slots = np.flatnonzero(problem.day == day).tolist()
        here = [busy[t] for t in slots]
        counts = [problem.gap_rule is GapRule.ANY or bool(problem.available[p, t]) for t in slots]
        started = formula.prefixes(here)
        ended = formula.prefixes(here[::-1])[::-1]
        for i in range(1, len(slots) - 1):
            if not counts[i] or not started[i - 1] or not ended[i + 1]:
                continue
            # Begun before and not over; the slot before is taken, or is none that would belong to the gap.
            way, before = walks[slots[i]], [one for one in (here[i - 1], walks[slots[i - 1]]) if one]
            if not counts[i - 1]:
                before = [started[i - 1]]
            needs = [
                formula.either(before) if before else 0,
                ended[i + 1],
                *[-here[i]] * (here[i] > 0),
                *[-way] * (way != 0),
            ]
            if needs[0]:
                gap = formula.new()
                for literal in needs if exact else ():
                    formula.add(-gap, literal)
                formula.add(gap, *[-literal for literal in needs])
                found.append(gap)
    return found


def spread_rule(
    problem: Problem, formula: Formula, gaps: list[list[int]], on: list[list[int]] | None = None
) -> list[list[int]]:
    """Nobody has more than ``spread`` gaps more than another; for each, literal j: it has more than j gaps.

    Of whoever has literals in ``on``, that is so only if these are true.
    """
    least, exact = problem.spread, levels(problem)
    if least is None or exact:
        counts = [formula.count(mine, len(mine), exact=exact) for mine in gaps]
    else:
        # Somebody has none, so nobody has more than the spread, and more need not be told apart.
        counts = [formula.count(mine, least + 1, exact=False) if least else mine for mine in gaps]
    if least is None:
        return counts
    everybody = [formula.new() for _ in range(max(map(len, counts), default=0) if exact else 0)]
    guard = formula.guard
    for mine, needed in zip(counts, on or [[]] * len(counts), strict=True):
        formula.guard = [*guard, *[-literal for literal in needed]]
        for j, level in enumerate(everybody):
            formula.add(-level, *mine[j : j + 1])
        for j in range(least, len(mine)):
            formula.add(-mine[j], *everybody[j - least : j - least + 1])
    formula.guard = guard
    return counts if exact else [mine[:least] for mine in counts]
