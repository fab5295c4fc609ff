"""Why there is no timetable: a smallest set of demands that cannot all be met."""

import numpy as np
from pysat.solvers import Solver

from chainfair.engine.timetable.board import meetings_of
from chainfair.engine.timetable.exact.encoding import apart_rule, gaps_literals, spread_rule, zone_rule
from chainfair.engine.timetable.exact.formula import Formula, growing
from chainfair.engine.timetable.exact.search import Late
from chainfair.engine.timetable.exact.ways import tour_of, walk_literals, way_rule
from chainfair.engine.timetable.problem import Problem
from chainfair.engine.timetable.result import Clash, ClashKind

SOLVER = "minisat22"
CONFLICTS, CHUNK = 50_000, 1_000
"""Conflicts in all after which nothing is said, and between two looks at the time."""


class _Demands:
    """A formula of demands, each with a switch."""

    def __init__(self, problem: Problem, formula: Formula) -> None:
        self.problem, self.formula = problem, formula
        self.clash: dict[int, Clash] = {}
        self.diary: dict[int, int] = {}
        """Switch of each participant's diary."""
        self.takes = [[self.formula.new() for _ in range(problem.slots)] for _ in range(problem.meetings)]
        for row in self.takes:
            self.formula.add(*row)
            self.formula.at_most_one(row)
        start, of = meetings_of(problem)
        self.of = [of[start[p] : start[p + 1]].tolist() for p in range(problem.participants)]
        self.busy = [
            [
                self.formula.either([self.takes[m][t] for m in mine]) if mine else 0
                for t in range(problem.slots)
            ]
            for mine in self.of
        ]

    def demand(self, clash: Clash) -> int:
        """What is added from now on belongs to this demand, which has the switch that is returned."""
        switch = self.formula.new()
        self.clash[switch] = clash
        self.formula.guard = [-switch]
        return switch


def contradiction(problem: Problem, *, late: Late) -> tuple[Clash, ...]:
    """Demands that cannot all be met, though any of them being dropped the others can; empty if that took too long.

    By deletion: each is dropped in turn and stays out if the rest still contradict each other. The number of solver
    calls is that of the demands of a first contradiction.
    """
    with growing() as formula:
        demands = _Demands(problem, formula)
        _of_people(demands)
        _of_meetings(demands)
        _of_zones(demands)
        ways = _of_ways(demands)
        if problem.spread is not None:
            _of_spread(demands, problem.spread, ways)
    with Solver(SOLVER, bootstrap_with=formula.clauses) as solver:

        def over() -> bool:
            return late() or solver.accum_stats()["conflicts"] >= CONFLICTS

        core = _core(solver, list(demands.clash), over) or []
        for switch in list(core):
            if switch in core:
                core = _core(solver, [other for other in core if other != switch], over) or core
        return () if over() else tuple(demands.clash[switch] for switch in sorted(core))


def _core(solver: Solver, switches: list[int], over: Late) -> list[int] | None:
    """Some of the switches that cannot all be on, or None if they can, or nobody knows."""
    while not over():
        solver.conf_budget(CHUNK)
        answer = solver.solve_limited(assumptions=switches)
        if answer is not None:
            return None if answer else sorted(solver.get_core() or ())
    return None


def _of_people(demands: _Demands) -> None:
    problem, formula = demands.problem, demands.formula
    for p, mine in enumerate(demands.of):
        if not mine:
            continue
        seats = int(problem.seats[p])
        diary = demands.demand(Clash(ClashKind.DIARY, participant=p, held=len(mine), limit=seats))
        demands.diary[p] = diary
        for t in range(problem.slots):
            formula.between([demands.takes[m][t] for m in mine], 0, seats)
        if seats == 1:
            formula.between(demands.busy[p], len(mine), len(mine))
        demands.demand(Clash(ClashKind.LIMIT, participant=p))
        if len(mine) > problem.maximum[p]:
            formula.add()
        for day in range(int(problem.day[-1]) + 1):
            cells = [demands.takes[m][t] for m in mine for t in np.flatnonzero(problem.day == day).tolist()]
            formula.between(cells, 0, int(problem.daily_maximum[p]))
        for t in np.flatnonzero(~problem.available[p]).tolist():
            demands.demand(Clash(ClashKind.AWAY, participant=p, slot=t))
            formula.add(-demands.busy[p][t])


def _of_meetings(demands: _Demands) -> None:
    problem, formula = demands.problem, demands.formula
    for m, row in enumerate(demands.takes):
        if problem.allowed is not None and not problem.allowed[m].all():
            demands.demand(Clash(ClashKind.SLOTS, meeting=m))
            for t in np.flatnonzero(~problem.allowed[m]).tolist():
                formula.add(-row[t])
        if problem.pinned[m] >= 0:
            demands.demand(Clash(ClashKind.PIN, meeting=m, slot=int(problem.pinned[m])))
            formula.add(row[problem.pinned[m]])
    for first, second in problem.precedence.tolist():
        demands.demand(Clash(ClashKind.ORDER, meeting=first, other=second))
        before = [0, *formula.prefixes(demands.takes[first])]
        for t, literal in enumerate(demands.takes[second]):
            formula.add(-literal, *[before[t]] * (before[t] > 0))
    for first, second in problem.apart.tolist():
        demands.demand(Clash(ClashKind.APART, meeting=first, other=second))
        apart_rule(formula, demands.takes[first], demands.takes[second])


def _of_zones(demands: _Demands) -> None:
    problem, formula = demands.problem, demands.formula
    for zone in range(problem.zones):
        demands.demand(Clash(ClashKind.PLACES, zone=zone))
        inside = np.flatnonzero(problem.zone == zone).tolist()
        for t in range(problem.slots if inside else 0):
            formula.between([demands.takes[m][t] for m in inside], 0, int(problem.capacity[zone, t]))
        # Follows from that, whoever else does what; as in the other formula it is what makes it fast.
        zone_rule(problem, formula, demands.takes, demands.busy, zone)


def _of_ways(demands: _Demands) -> int:
    """Whoever has a diary is in time; the switch, 0 where nobody goes far.

    Without its diary a participant could be in many places at once, so then no way binds it either.
    """
    problem, formula = demands.problem, demands.formula
    if not problem.far:
        return 0
    switch = demands.demand(Clash(ClashKind.WAY))
    for p, diary in demands.diary.items():
        formula.guard = [-switch, -diary]
        way_rule(problem, formula, demands.takes, demands.of[p], int(problem.seats[p]))
    return switch


def _walks(demands: _Demands, switch: int) -> list[list[int]]:
    """[P][T] whether somebody walks in a slot, as far as its diary and the ways bind."""
    found = []
    for p, mine in enumerate(demands.of):
        one = demands.problem.seats[p] == 1 and mine
        tour = tour_of(demands.problem, demands.formula, demands.takes, mine) if one else {}
        on = (switch, demands.diary[p]) if tour else ()
        found.append(walk_literals(demands.problem, demands.formula, tour, *on))
    return found


def _of_spread(demands: _Demands, spread: int, ways: int) -> None:
    """Among those with a diary, for without one a participant could have any gaps; with one meeting, none."""
    problem, formula = demands.problem, demands.formula
    demands.demand(Clash(ClashKind.SPREAD, limit=spread + 1))
    gaps = gaps_literals(problem, formula, demands.busy, _walks(demands, ways) if ways else [])
    diaries = [[demands.diary[p]] if p in demands.diary else [] for p in range(problem.participants)]
    spread_rule(problem, formula, gaps, diaries)
