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

from chainfair.engine.timetable.kernels.flow import cheapest_flow
from chainfair.engine.timetable.problem import UNLIMITED, Bools, Ints, Longs, Problem
from chainfair.engine.timetable.result import Certificate


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Meetings to place first, and the proven bound on the weight of any choice."""

    chosen: Bools
    certificate: Certificate

    def impossible(self, problem: Problem) -> bool:
        """Whether the bound proves that not every meeting can be held, where every one must."""
        return bool(problem.required.all()) and self.certificate.bound < problem.weight.sum()


def diary_size(problem: Problem) -> Longs:
    """[P] greatest number of meetings each participant can hold: seats x available slots, daily and total limits."""
    starts = np.searchsorted(problem.day, np.arange(problem.day[-1] + 1))
    daily = np.add.reduceat(problem.available, starts, axis=1, dtype=np.int64) * problem.seats[:, None]
    size: Longs = np.minimum(np.minimum(daily, problem.daily_maximum[:, None]).sum(axis=1), problem.maximum)
    return size


def zone_size(problem: Problem) -> Longs:
    """[Z] places of each zone, summed over slots."""
    size: Longs = np.minimum(problem.capacity, problem.meetings).sum(axis=1, dtype=np.int64)
    return size


def proven_bound(problem: Problem, participant: Longs, zone: Longs, scale: int) -> int:
    """The bound that prices of 0 or more prove, whoever found them; see `Certificate`. O(E + P T)."""
    if (participant < 0).any() or (zone < 0).any() or scale < 1:
        raise ValueError("prices must be 0 or more, and their scale 1 or more")
    worth = problem.weight * scale - np.add.reduceat(participant[problem.party], problem.party_start[:-1])
    seated = problem.zone >= 0
    worth[seated] -= zone[problem.zone[seated]]
    possible = problem.common().any(axis=1)
    total = (participant * diary_size(problem)).sum() + (zone * zone_size(problem)).sum()
    return int(total + np.maximum(worth[possible], 0).sum()) // scale


def choose(problem: Problem) -> Choice:
    """The meetings of greatest weight that fit into diaries and zones, taken as a whole, with its proof.

    Exact for meetings of two parties between two sides (network simplex); half-integral for two parties among
    all; a linear programme where zones or more parties make it no flow. Pinned and required meetings, then
    guaranteed minimums, go before weight in what is chosen, but not in the bound.
    """
    if problem.meetings == 0:
        nothing = np.zeros(problem.participants, np.int64)
        return Choice(np.zeros(0, np.bool_), Certificate(nothing, np.zeros(problem.zones, np.int64), 1, 0))
    network = _network(problem)
    if network is None:
        return _programme(problem)
    share, participant, zone = _flow(problem, network, problem.weight, np.zeros_like(problem.minimum))
    scale = network.copies
    bound = proven_bound(problem, participant, zone, scale)
    certificate = Certificate(participant, zone, scale, bound)
    urgent = problem.required | (problem.pinned >= 0)
    if problem.minimum.any() or urgent.any():
        first = int(problem.weight.max() + 1) * (problem.participants + 1)
        share, _, _ = _flow(problem, network, problem.weight + urgent * (4 * first), problem.minimum)
    return Choice(_whole(problem, share, network.copies), certificate)


@dataclass(frozen=True, slots=True, eq=False)
class _Network:
    """Arcs of a two-sided flow: ``meeting[arc]`` from a supply to a demand node, and the zone of each demand."""

    meeting: NDArray[np.int64]
    source: Longs
    target: Longs
    zone: Longs
    copies: int


def _network(problem: Problem) -> _Network | None:
    """The problem as a flow: between its two sides, or twice over where it has none; None if it is no flow."""
    if (np.diff(problem.party_start) != 2).any():
        return None
    people = problem.participants
    one, two = problem.party[0::2].astype(np.int64), problem.party[1::2].astype(np.int64)
    links = sparse.coo_array(
        (np.ones(len(one) * 2), (np.concatenate([one, two]), np.concatenate([two, one]) + people)),
        shape=(2 * people, 2 * people),
    )
    label = sparse.csgraph.connected_components(links, directed=False)[1]
    here, there = label[:people], label[people:]
    two_sided = bool((here != there).all())
    zones = np.where(problem.zone < 0, problem.zones, problem.zone)
    if not (zone_size(problem) < np.bincount(zones, minlength=problem.zones + 1)[:-1]).any():
        zones = np.full_like(zones, problem.zones)
    meeting = np.arange(problem.meetings)
    if not two_sided:
        zone = _zone_by_node(
            people, np.concatenate([one, two]), np.concatenate([zones, zones]), problem.zones
        )
        if zone is None:
            return None
        both = np.concatenate([meeting, meeting])
        return _Network(both, np.concatenate([one, two]), np.concatenate([two, one]), zone, 2)
    return _two_sided(problem, here < there, np.minimum(here, there), zones)


def _two_sided(problem: Problem, side: Bools, group: Longs, zones: Longs) -> _Network | None:
    """The flow between two sides, each connected group turned so that its demand side knows its zones."""
    people = problem.participants
    one, two = problem.party[0::2].astype(np.int64), problem.party[1::2].astype(np.int64)
    unclear = _several(people, np.concatenate([one, two]), np.concatenate([zones, zones]))
    bad = [np.isin(group, group[unclear & (side == flag)]) for flag in (False, True)]
    if (bad[0] & bad[1]).any():
        return None
    demand = side ^ bad[1]
    source, target = np.where(demand[one], two, one), np.where(demand[one], one, two)
    zone = _zone_by_node(people, target, zones, problem.zones)
    return None if zone is None else _Network(np.arange(problem.meetings), source, target, zone, 1)


def _several(people: int, node: Longs, zones: Longs) -> Bools:
    """[P] whether a participant has meetings in more than one zone."""
    low, high = np.full(people, 1 << 30), np.full(people, -1)
    np.minimum.at(low, node, zones)
    np.maximum.at(high, node, zones)
    several: Bools = (high >= 0) & (low != high)
    return several


def _zone_by_node(people: int, node: Longs, zones: Longs, nowhere: int) -> Longs | None:
    """[P] the one zone of all meetings of each node, or None if some node has several."""
    if _several(people, node, zones).any():
        return None
    zone = np.full(people, nowhere, np.int64)
    zone[node] = zones
    return zone


def _flow(problem: Problem, network: _Network, weight: Longs, minimum: Ints) -> tuple[Longs, Longs, Longs]:
    """Heaviest flow: times each meeting is taken (of `copies`), prices of participants and of zones.

    Nodes: supply p at p, demand p at people + p, zones, root. Supplies start with everything on their slack arc.
    """
    people, zones, copies = problem.participants, problem.zones, network.copies
    size = diary_size(problem)
    least = np.minimum(minimum, size)
    penalty = int(problem.weight.max() + 1) * (people + 1)
    root = 2 * people + zones
    everyone = np.arange(people)
    area = network.zone
    up = np.where(area < zones, 2 * people + area, root)
    possible = problem.common().any(axis=1) & (weight > 0)
    open_zone = np.append(zone_size(problem) > 0, True)
    usable = possible[network.meeting] & open_zone[area[network.target]]
    usable &= (size[network.source] > 0) & (size[network.target] > 0)
    arcs = np.flatnonzero(usable)
    # In this order: slack, dear slack (below the minimum), ordinary and rewarded demand, zones, meetings.
    source = [everyone, everyone, people + everyone, people + everyone, 2 * people + np.arange(zones)]
    target = [np.full(people, root), np.full(people, root), up, up, np.full(zones, root)]
    never = np.zeros(people, np.int64)
    cost = [never, never + penalty, never, never - penalty, np.zeros(zones, np.int64)]
    loose = np.where(least == 0, UNLIMITED, size - least)
    room = [loose, np.where(least > 0, UNLIMITED, 0), size - least, least, copies * zone_size(problem)]
    flow = [size - least, least, never, never, np.zeros(zones, np.int64)]
    room[2] = np.where(size == 0, 1, room[2])
    room[4] = np.maximum(room[4], 1)
    tree = np.concatenate(
        [
            np.where(least > 0, people + everyone, everyone),
            np.where((least > 0) & (least == size), 3 * people, 2 * people) + everyone,
            4 * people + np.arange(zones),
            [-1],
        ]
    ).astype(np.int32)
    amount = np.concatenate([*flow, np.zeros(len(arcs), np.int64)])
    price = cheapest_flow(
        np.concatenate([*source, network.source[arcs]]).astype(np.int32),
        np.concatenate([*target, people + network.target[arcs]]).astype(np.int32),
        np.concatenate([*cost, -weight[network.meeting[arcs]]]),
        np.concatenate([*room, np.ones(len(arcs), np.int64)]),
        amount,
        tree,
        root + 1,
    )
    share = np.zeros(problem.meetings, np.int64)
    np.add.at(share, network.meeting[arcs], amount[4 * people + zones :])
    supply, demand = np.maximum(price[:people], 0), np.maximum(price[up] - price[people : 2 * people], 0)
    zone_price = np.maximum(-price[2 * people : root], 0) * copies
    # Who has no slot at all, and a zone without a place, is left out above: any price is free there.
    supply[size == 0] = weight.max() * copies
    zone_price[zone_size(problem) == 0] = weight.max() * copies
    return share, supply + demand, zone_price


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
    """The choice as a linear programme (HiGHS), its prices rounded to whole numbers that prove the bound alone."""
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
    wish = np.zeros(problem.meetings)
    wish[possible] = found.x
    share = np.where(wish > 1 - 1e-6, 2, np.where(wish > 1e-6, 1, 0))
    share[urgent & (share == 0)] = 1
    return Choice(_whole(problem, share, 2), certificate)


def _priced(problem: Problem, prices: NDArray[np.float64], scale: int) -> Certificate:
    """Whole prices near ``prices``, and what they prove."""
    whole = np.maximum(np.rint(prices * scale), 0).astype(np.int64)
    participant, zone = whole[: problem.participants], whole[problem.participants :]
    return Certificate(participant, zone, scale, proven_bound(problem, participant, zone, scale))
