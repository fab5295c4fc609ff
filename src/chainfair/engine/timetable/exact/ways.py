"""Ways between halls as clauses: whoever is in one hall is not in another before it can have walked there."""

from itertools import combinations

from chainfair.engine.timetable.board import meetings_of
from chainfair.engine.timetable.exact.formula import Formula
from chainfair.engine.timetable.problem import Problem

Tour = dict[int, list[int]]
"""For each hall, [T] whether a participant has a meeting there; 0 = never."""


def tour_of(problem: Problem, formula: Formula, takes: list[list[int]], mine: list[int]) -> Tour:
    """Where and when somebody with these meetings is; empty if it never goes far."""
    halls: dict[int, list[int]] = {}
    for m in mine:
        if problem.hall[m] >= 0:
            halls.setdefault(int(problem.hall[m]), []).append(m)
    if not problem.far or len(halls) < 2:
        return {}
    able = {
        hall: [[takes[m][t] for m in own if takes[m][t]] for t in range(problem.slots)]
        for hall, own in sorted(halls.items())
    }
    return {hall: [formula.either(cells) if cells else 0 for cells in row] for hall, row in able.items()}


def way_rules(problem: Problem, formula: Formula, takes: list[list[int]]) -> list[list[int]]:
    """Everybody is in time; and [P][T] whether it walks in a slot (0 = never), empty where nobody goes far."""
    if not problem.far:
        return []
    start, of = meetings_of(problem)
    walks = []
    for p in range(problem.participants):
        mine = of[start[p] : start[p + 1]].tolist()
        way_rule(problem, formula, takes, mine, int(problem.seats[p]))
        one = problem.seats[p] == 1
        walks.append(walk_literals(problem, formula, tour_of(problem, formula, takes, mine) if one else {}))
    return walks


def way_rule(problem: Problem, formula: Formula, takes: list[list[int]], mine: list[int], seats: int) -> None:
    """So many people are in time at these meetings, each of which one of them holds."""
    if seats > 1:
        _crew_rule(problem, formula, takes, [m for m in mine if problem.hall[m] >= 0], seats)
        return
    tour, end = tour_of(problem, formula, takes, mine), problem.sittings()[:, 1].tolist()
    for here, row in tour.items():
        for there, other in tour.items():
            way = int(problem.distance[here, there])
            for t, literal in enumerate(row):
                for late in other[t + 1 : min(t + 1 + way, end[t])] if literal else ():
                    if late:
                        formula.add(-literal, -late)


def _crew_rule(
    problem: Problem, formula: Formula, takes: list[list[int]], mine: list[int], seats: int
) -> None:
    """Each meeting has a holder, and no two that are too near each other have the same."""
    if seats >= len(mine) or len({int(problem.hall[m]) for m in mine}) < 2:
        return
    holder = {m: [formula.new() for _ in range(seats)] for m in mine}
    for row in holder.values():
        formula.add(*row)
    session = problem.sittings()[:, 0].tolist()
    for one, two in combinations(mine, 2):
        there = int(problem.distance[problem.hall[one], problem.hall[two]])
        back = int(problem.distance[problem.hall[two], problem.hall[one]])
        near = formula.new()
        for t, literal in enumerate(takes[one]):
            for u in range(max(0, t - back), min(problem.slots, t + there + 1)) if literal else ():
                if takes[two][u] and session[t] == session[u]:
                    formula.add(-literal, -takes[two][u], near)
        for first, second in zip(holder[one], holder[two], strict=True):
            formula.add(-near, -first, -second)


def walk_literals(problem: Problem, formula: Formula, tour: Tour, *on: int) -> list[int]:
    """[T] whether somebody walks in a slot: at once after a meeting, as long as the way to the next one takes.

    Nobody does unless the literals ``on`` are true.
    """
    walks = [0] * problem.slots
    if not tour:
        return walks
    cells = [[row[t] for row in tour.values() if row[t]] for t in range(problem.slots)]
    held = [formula.either(row) if row else 0 for row in cells]
    coming = _coming(problem, formula, tour, held)
    begin, end = problem.sittings().T.tolist()
    for t in range(problem.slots):
        terms = []
        for here, row in tour.items():
            for left in range(begin[t], t):
                ahead = [
                    coming[there][t + 1]
                    for there in tour
                    if t + 1 < end[t] and coming[there][t + 1] and t - left <= problem.distance[here, there]
                ]
                if row[left] and ahead:
                    empty = [-literal for literal in held[left + 1 : t + 1] if literal]
                    terms.append(formula.both([row[left], *empty, formula.either(ahead), *on]))
        if terms:
            walks[t] = formula.either(terms)
    return walks


def _coming(problem: Problem, formula: Formula, tour: Tour, held: list[int]) -> Tour:
    """For each hall, [T] whether the first meeting from a slot on, in its session, is there; 0 = never."""
    end = problem.sittings()[:, 1].tolist()
    coming = {hall: [0] * problem.slots for hall in tour}
    for hall, row in tour.items():
        for t in range(problem.slots - 1, -1, -1):
            later = coming[hall][t + 1] if t + 1 < end[t] else 0
            if later and held[t]:
                later = formula.both([later, -held[t]])
            ways = [literal for literal in (row[t], later) if literal]
            coming[hall][t] = formula.either(ways) if ways else 0
    return coming
