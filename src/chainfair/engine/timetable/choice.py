"""Which meetings are worth a slot: an exact choice before any slot is given, and the bound it proves.

Leaving out *when* people meet leaves a flow: every participant can take so many meetings, every zone has so many
places in all, every meeting is taken or not. Its greatest weight is an upper bound for every timetable, proven by
prices (`Certificate`); the meetings it takes are the ones to place.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.timetable.kernels.board import Words
from chainfair.engine.timetable.limits import diary_size, flags, possible_slots, zone_size
from chainfair.engine.timetable.network import Flow, Network, heaviest, two_sided
from chainfair.engine.timetable.problem import Bools, Longs, Problem
from chainfair.engine.timetable.result import Certificate

NO_CELLS = np.zeros((0, 3), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Meetings to place first, and the proven bound on the weight of any choice."""

    chosen: Bools
    certificate: Certificate

    def impossible(self, problem: Problem) -> bool:
        """Whether the bound proves that not every meeting can be held, where every one must."""
        return bool(problem.required.all()) and self.certificate.bound < problem.weight.sum()


def bound_of(problem: Problem, participant: Longs, zone: Longs, scale: int, cells: Longs) -> int:
    """The bound that prices prove; see `Certificate`. O(E + P T)."""
    possible = possible_slots(problem)
    worth = worth_left(problem, participant, zone, scale, cells, possible)
    able = (possible != 0).any(axis=1)
    total = (participant * diary_size(problem)).sum() + (zone * zone_size(problem)).sum()
    open_cells = problem.available[cells[:, 0], cells[:, 1]] * problem.seats[cells[:, 0]]
    total += (cells[:, 2] * open_cells).sum()
    return int(total + np.maximum(worth[able], 0).sum()) // scale


def worth_left(
    problem: Problem, participant: Longs, zone: Longs, scale: int, cells: Longs, possible: Words
) -> Longs:
    """[M] `scale` times the weight of each meeting, less the prices of its parties, of its zone and cheapest slot."""
    if problem.meetings == 0:
        return np.zeros(0, np.int64)
    starts = problem.party_start[:-1]
    left = problem.weight * scale - np.add.reduceat(participant[problem.party], starts)
    seated = problem.zone >= 0
    left[seated] -= zone[problem.zone[seated]]
    if len(cells):
        row = np.zeros(problem.participants, np.int64)
        who = np.unique(cells[:, 0])
        row[who] = np.arange(1, len(who) + 1)
        table = np.zeros((len(who) + 1, problem.slots), np.int64)
        np.add.at(table, (row[cells[:, 0]], cells[:, 1]), cells[:, 2])
        dear = np.flatnonzero(np.bitwise_or.reduceat(row[problem.party], starts) > 0)
        sizes = np.diff(problem.party_start)[dear]
        rows = np.repeat(starts[dear] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        cost = np.add.reduceat(table[row[problem.party[rows]]], np.cumsum(sizes) - sizes)
        far = np.where(flags(possible[dear], problem.slots), cost, np.iinfo(np.int64).max)
        left[dear] -= np.where((possible[dear] != 0).any(axis=1), far.min(axis=1), 0)
    return left


def choose(problem: Problem) -> Choice:
    """The meetings of greatest weight that fit into diaries and zones, taken as a whole, with its proof.

    Exact for meetings of two parties between two sides (network simplex); half-integral for two parties among
    all; a linear programme where zones or more parties make it no flow. Pinned and required meetings, then
    guaranteed minimums, go before weight in what is chosen, but not in the bound.
    """
    if problem.meetings == 0:
        return unpriced(problem)
    network = two_sided(problem)
    if network is None:
        return _programme(problem)
    flow, certificate = _flow(problem, network)
    urgent = problem.required | (problem.pinned >= 0)
    if problem.minimum.any() or urgent.any():
        first = int(problem.weight.max() + 1) * (problem.participants + 1)
        flow = heaviest(problem, network, problem.weight + urgent * (4 * first), problem.minimum)
    share = np.bincount(network.meeting, weights=flow.taken, minlength=problem.meetings).astype(np.int64)
    return Choice(_whole(problem, share, network.copies), certificate)


def unpriced(problem: Problem) -> Choice:
    """Every meeting, without a price on anything: enough where all must be held."""
    nothing = np.zeros(problem.participants, np.int64), np.zeros(problem.zones, np.int64), 1, NO_CELLS
    certificate = Certificate(*nothing, bound_of(problem, *nothing))
    return Choice(np.ones(problem.meetings, np.bool_), certificate)


def _flow(problem: Problem, network: Network) -> tuple[Flow, Certificate]:
    """The heaviest flow, and what its prices prove."""
    flow = heaviest(problem, network, problem.weight, np.zeros_like(problem.minimum))
    prices = flow.participant, flow.zone, network.copies, flow.cells
    return flow, Certificate(*prices, bound_of(problem, *prices))


def _whole(problem: Problem, share: Longs, copies: int) -> Bools:
    """Meetings taken whole, then those taken by half while they fit, heaviest first."""
    chosen: Bools = share == copies
    half = np.flatnonzero((share > 0) & ~chosen)
    if len(half) == 0:
        return chosen
    rest = diary_size(problem)
    taken = np.repeat(chosen, np.diff(problem.party_start))
    np.subtract.at(rest, problem.party[taken], 1)
    for meeting in half[np.argsort(-problem.weight[half], kind="stable")]:
        parties = problem.parties(meeting)
        if (rest[parties] > 0).all():
            rest[parties] -= 1
            chosen[meeting] = True
    return chosen


def _programme(problem: Problem) -> Choice:
    """The choice as a linear programme (HiGHS), its prices rounded to whole numbers that prove the bound alone.

    The programme knows zones but not single slots, a flow without zones the other way about: the lower bound counts.
    """
    from scipy.optimize import linprog

    people, zones, scale = problem.participants, problem.zones, 1024
    possible = np.flatnonzero(problem.common().any(axis=1))
    sizes = np.diff(problem.party_start)
    member = sparse.csr_array(
        (np.ones(len(problem.party)), (problem.party, np.repeat(np.arange(problem.meetings), sizes))),
        shape=(people, problem.meetings),
    )
    seated = np.flatnonzero(problem.zone >= 0)
    inside = sparse.csr_array(
        (np.ones(len(seated)), (problem.zone[seated], seated)), shape=(zones, problem.meetings)
    )
    limits = np.concatenate([diary_size(problem), zone_size(problem)])
    urgent = problem.required | (problem.pinned >= 0)
    rows: Any = sparse.vstack([member, inside]).tocsc()[:, possible]
    if len(possible) == 0:
        return Choice(np.zeros(problem.meetings, np.bool_), _priced(problem, np.zeros(people + zones), scale))
    gain = -problem.weight[possible].astype(np.float64)
    found = linprog(gain, A_ub=rows, b_ub=limits, bounds=(0, 1), method="highs")
    certificate = _priced(problem, -found.ineqlin.marginals, scale)
    roomy = two_sided(problem, roomy=True)
    if roomy is not None:
        certificate = min(certificate, _flow(problem, roomy)[1], key=lambda one: one.bound)
    taken = found.x
    if problem.minimum.any() or urgent.any():
        taken = _owed_first(problem, rows, limits, gain, urgent[possible])
    wish = np.zeros(problem.meetings)
    wish[possible] = taken
    share = np.where(wish > 1 - 1e-6, 2, np.where(wish > 1e-6, 1, 0))
    share[urgent & (share == 0)] = 1
    return Choice(_whole(problem, share, 2), certificate)


def _owed_first(
    problem: Problem, rows: sparse.csc_array, limits: Longs, gain: NDArray[np.float64], urgent: Bools
) -> NDArray[np.float64]:
    """The programme's answer where what is short of a minimum costs more than all weight, and what is urgent more yet.

    rows, limits, gain: of the programme without that, for the meetings that are possible; urgent: of these.
    """
    from scipy.optimize import linprog

    owed = np.flatnonzero(problem.minimum)
    first = float(problem.weight.max() + 1) * (problem.participants + 1)
    short = sparse.vstack([sparse.csr_array((len(limits), len(owed))), -sparse.eye_array(len(owed))])
    every: Any = sparse.hstack([sparse.vstack([rows, -rows.tocsr()[owed]]), short])
    found = linprog(
        np.append(gain - 4 * first * urgent, np.full(len(owed), first)),
        A_ub=every,
        b_ub=np.append(limits, -np.minimum(problem.minimum, diary_size(problem))[owed]),
        bounds=[*[(0, 1)] * len(gain), *[(0, None)] * len(owed)],
        method="highs",
    )
    return np.asarray(found.x, np.float64)[: len(gain)]


def _priced(problem: Problem, prices: NDArray[np.float64], scale: int) -> Certificate:
    """Whole prices near ``prices``, and what they prove."""
    whole = np.maximum(np.rint(prices * scale), 0).astype(np.int64)
    participant, zone = whole[: problem.participants], whole[problem.participants :]
    bound = bound_of(problem, participant, zone, scale, NO_CELLS)
    return Certificate(participant, zone, scale, NO_CELLS, bound)
