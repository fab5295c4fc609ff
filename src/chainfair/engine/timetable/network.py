"""The choice of meetings as a flow: from one side over the meetings to the other, to zones and to the root."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.timetable.kernels.board import Words
from chainfair.engine.timetable.kernels.flow import cheapest_flow, crowded, take_greedily
from chainfair.engine.timetable.limits import diary_size, flags, possible_slots, zone_size
from chainfair.engine.timetable.problem import UNLIMITED, Bools, Ints, Longs, Problem

Indices = NDArray[np.int64]
Numbers = NDArray[np.signedinteger[Any]] | int

EFFORT = 4_000_000
"""Arcs of all flows together, after which diaries are not looked at slot by slot any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arcs of a two-sided flow: ``meeting[arc]`` from a supply to a demand node, and the zone of each demand.

    Where people have no two sides, everybody is on both and ``copies`` is 2: each meeting has an arc either way.
    """

    meeting: Indices
    source: Longs
    target: Longs
    zone: Longs
    copies: int


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A heaviest flow: how often each arc is taken, and its prices."""

    taken: Longs
    participant: Longs
    zone: Longs
    cells: Longs
    """[K, 3] participant, slot and price of a seat in just that slot; rows of one cell add up."""


def two_sided(problem: Problem, *, roomy: bool = False) -> Network | None:
    """The problem as a flow: between its two sides, or twice over where it has none; None if it is no flow.

    ``roomy`` leaves the places of zones out, as do zones that have a place for each of their meetings.
    """
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
    zones = np.where(problem.zone < 0, problem.zones, problem.zone)
    if roomy or not (zone_size(problem) < np.bincount(zones, minlength=problem.zones + 1)[:-1]).any():
        zones = np.full_like(zones, problem.zones)
    if (here != there).all():
        return _turned(problem, here < there, np.minimum(here, there), zones)
    both = np.concatenate([one, two])
    zone = _zone_by_node(people, both, np.concatenate([zones, zones]), problem.zones)
    if zone is None:
        return None
    meeting = np.arange(problem.meetings)
    return Network(np.concatenate([meeting, meeting]), both, np.concatenate([two, one]), zone, 2)


def _turned(problem: Problem, side: Bools, group: Longs, zones: Longs) -> Network | None:
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
    return None if zone is None else Network(np.arange(problem.meetings), source, target, zone, 1)


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


def heaviest(problem: Problem, network: Network, weight: Longs, minimum: Ints) -> Flow:
    """The heaviest flow in which nobody is given meetings that do not fit into its own diary slot by slot.

    Whoever is gets a node for each slot of its diary, and the flow is found anew, until nobody is; where that takes
    too much effort, the last flow is kept, a weaker bound.
    """
    possible = possible_slots(problem)
    exact = np.zeros((2, problem.participants), np.bool_)
    effort = 0
    while True:
        graph = _Graph(problem, network, weight, minimum, possible, exact)
        flow = graph.solve()
        effort += graph.arcs
        short = _short(problem, network, possible, flow)
        if effort > EFFORT or not (short & ~exact).any():
            return flow
        exact |= short


def _short(problem: Problem, network: Network, possible: Words, flow: Flow) -> Bools:
    """[2, P] who, on either side, is given meetings that do not fit into its diary slot by slot."""
    short = np.zeros((2, problem.participants), np.bool_)
    held = np.flatnonzero(flow.taken)
    for side, end in enumerate((network.source[held], network.target[held])):
        order = np.argsort(end, kind="stable")
        start = np.searchsorted(end[order], np.arange(problem.participants + 1))
        crowded(start, network.meeting[held[order]], possible, problem.seats, short[side])
    return short


class _Graph:
    """Nodes and arcs with a first flow. Node 0 is the root; every other one hangs on an arc of the first tree.

    A supply starts with all it has on its slack arc to the root. Who has no more meetings than it can hold, and is
    owed none, binds nothing and needs no node.
    """

    def __init__(
        self, problem: Problem, network: Network, weight: Longs, minimum: Ints, possible: Words, exact: Bools
    ) -> None:
        self.problem, self.network, self.possible = problem, network, possible
        self.size, self.places = diary_size(problem), zone_size(problem)
        self.least = np.minimum(minimum, self.size)
        self.penalty = int(problem.weight.max() + 1) * (problem.participants + 1)
        self.nodes, self.arcs = 1, 0
        self.columns: tuple[list[NDArray[Any]], ...] = ([], [], [], [], [])
        self.hung: list[tuple[Indices, Indices]] = []
        self.cells: list[Indices] = []
        self.zones = self._grow(problem.zones)
        self._hang(self.zones, self._add(self.zones, 0, 0, np.maximum(network.copies * self.places, 1)))
        self.up = np.append(self.zones, 0)[network.zone]
        self.used = self._usable(weight)
        meeting = network.meeting[self.used]
        source, target = network.source[self.used], network.target[self.used]
        self.supply, self.demand = self._supplies(source, exact[0]), self._demands(target, exact[1])
        begin, end = self.supply[source], self.demand[target]
        first, second = np.flatnonzero(exact[0][source]), np.flatnonzero(exact[1][target])
        taken = self._first(begin, end, exact[0][source] | exact[1][target])
        begin[first] = gates = self._leave(meeting[first], source[first])
        end[second] = self._enter(meeting[second], target[second])
        pair = begin * self.nodes + end
        order = np.argsort(pair, kind="stable")
        fresh = np.flatnonzero(np.diff(pair[order], prepend=-1)) + self.arcs
        self.groups = np.concatenate([np.arange(self.arcs), fresh, [self.arcs + len(order)]])
        self.links = np.empty(len(order), np.int64)
        self.links[order] = self._add(begin[order], end[order], -weight[meeting[order]], 1, taken[order])
        self._hang(gates, self.links[first])

    def _first(self, begin: Indices, end: Indices, later: Bools) -> Longs:
        """A first flow on the arcs of meetings, the heaviest first; nothing for those that get gates `later`."""
        taken = np.zeros(len(begin), np.int64)
        above, rest = np.zeros(self.nodes, np.int64), np.full(self.nodes, UNLIMITED)
        above[self.demand] = np.where(self.demand != self.up, self.up, 0)
        rest[self.demand] = self.size - self.least - 1
        rest[self.supply] = np.where(self.least > 0, 0, self.size)
        rest[self.zones] = self.network.copies * self.places - 1
        rest[0] = UNLIMITED
        take_greedily(np.flatnonzero(~later), begin, end, above, rest, taken)
        return taken

    def _usable(self, weight: Longs) -> Indices:
        """The arcs of meetings that somebody could hold at all, the heaviest first."""
        meeting, source, target = self.network.meeting, self.network.source, self.network.target
        usable = ((self.possible != 0).any(axis=1) & (weight > 0))[meeting]
        usable &= np.append(self.places > 0, True)[self.network.zone[target]]
        used = np.flatnonzero(usable & (self.size[source] > 0) & (self.size[target] > 0))
        return used[np.argsort(-weight[meeting[used]], kind="stable")]

    def _grow(self, number: int) -> Indices:
        """Number so many new nodes."""
        self.nodes += number
        return np.arange(self.nodes - number, self.nodes)

    def _add(
        self, source: Numbers, target: Numbers, cost: Numbers, room: Numbers, flow: Numbers = 0
    ) -> Indices:
        """Number new arcs, with cost for each unit, capacity and first flow."""
        rows = np.broadcast_arrays(source, target, cost, room, flow)
        for column, row in zip(self.columns, rows, strict=True):
            column.append(row)
        self.arcs += rows[0].size
        return np.arange(self.arcs - rows[0].size, self.arcs)

    def _hang(self, nodes: Indices, arcs: Indices) -> None:
        """Join nodes to their parents in the first tree; along these arcs more can flow towards the root."""
        self.hung.append((nodes, arcs))

    def _binding(self, end: Longs, exact: Bools) -> Indices:
        """Participants that need a node on the side of ``end``."""
        wanted = np.bincount(end, minlength=self.problem.participants)
        return np.flatnonzero((wanted > self.size) | (self.least > 0) | exact)

    def _supplies(self, source: Longs, exact: Bools) -> Indices:
        """[P] supply nodes; below the guaranteed minimum their slack is dear."""
        who = self._binding(source, exact)
        node = np.zeros(self.problem.participants, np.int64)
        node[who] = own = self._grow(len(who))
        size, least = self.size[who], self.least[who]
        loose = self._add(own, 0, 0, np.where(least == 0, UNLIMITED, size - least), size - least)
        owed = np.flatnonzero(least > 0)
        dear = self._add(own[owed], 0, self.penalty, UNLIMITED, least[owed])
        self._hang(own, loose)
        self._hang(own[owed], dear)
        return node

    def _demands(self, target: Longs, exact: Bools) -> Indices:
        """[P] demand nodes; what they take up to the guaranteed minimum is rewarded."""
        who = self._binding(target, exact)
        node = self.up.copy()
        node[who] = own = self._grow(len(who))
        size, least, up = self.size[who], self.least[who], self.up[who]
        plain = self._add(own, up, 0, np.where(size == 0, 1, size - least))
        owed = np.flatnonzero(least > 0)
        rewarded = self._add(own[owed], up[owed], -self.penalty, least[owed])
        self._hang(own, plain)
        all_owed = size[owed] == least[owed]
        self._hang(own[owed][all_owed], rewarded[all_owed])
        return node

    def _slots(self, meeting: Indices, who: Longs) -> tuple[Indices, Indices, Indices, Indices]:
        """Nodes for slots: participants and slots of the cells, and which row of ``meeting`` can take which cell."""
        row, slot = np.nonzero(flags(self.possible[meeting], self.problem.slots))
        key, cell = np.unique(who[row] * self.problem.slots + slot, return_inverse=True)
        return key // self.problem.slots, key % self.problem.slots, row, cell

    def _leave(self, meeting: Indices, source: Longs) -> Indices:
        """Gates of the meetings of exact supplies, reached from each slot the meeting can take."""
        who, slot, row, cell = self._slots(meeting, source)
        node, gate = self._grow(len(who)), self._grow(len(meeting))
        self._add(self.supply[who], node, 0, self.problem.seats[who])
        self._hang(
            node, self._add(node, 0, self.penalty, UNLIMITED)
        )  # never worth while, but a way to the root
        self._add(node[cell], gate[row], 0, 1)
        self._price(who, slot, node, self.supply[who])
        return gate

    def _enter(self, meeting: Indices, target: Longs) -> Indices:
        """Gates of the meetings of exact demands, leading to each slot the meeting can take."""
        who, slot, row, cell = self._slots(meeting, target)
        node, gate = self._grow(len(who)), self._grow(len(meeting))
        self._hang(node, self._add(node, self.demand[who], 0, self.problem.seats[who]))
        into = self._add(gate[row], node[cell], 0, 1)
        self._hang(gate, into[np.flatnonzero(np.diff(row, prepend=-1))])
        self._price(who, slot, self.demand[who], node)
        return gate

    def _price(self, who: Indices, slot: Indices, above: Indices, below: Indices) -> None:
        """Remember that the price of a cell is the potential of one node above that of another."""
        self.cells.append(np.stack([who, slot, above, below], axis=1))

    def solve(self) -> Flow:
        """The cheapest flow: what it takes, and the potentials of its nodes as prices."""
        source, target, cost, room, first = (np.concatenate(column) for column in self.columns)
        tree = np.full(self.nodes, -1, np.int32)
        for nodes, arcs in self.hung:
            tree[nodes] = arcs
        flow = first.astype(np.int64)
        self._carry(flow, tree, source[self.links], target[self.links])
        ends = source.astype(np.int32), target.astype(np.int32)
        y = cheapest_flow(*ends, cost.astype(np.int64), room.astype(np.int64), flow, tree, self.groups)
        taken = np.zeros(len(self.network.meeting), np.int64)
        taken[self.used] = flow[self.links]
        price = np.maximum(y[self.supply], 0) + np.maximum(y[self.up] - y[self.demand], 0)
        zone = np.maximum(-y[self.zones], 0) * self.network.copies
        # Who has no slot at all, and a zone without a place, is left out above: any price is free there.
        dear = self.problem.weight.max() * self.network.copies
        price[self.size == 0], zone[self.places == 0] = dear, dear
        cells = np.concatenate(self.cells)
        cells = np.column_stack([cells[:, :2], y[cells[:, 2]] - y[cells[:, 3]]])
        return Flow(taken, price, zone, cells[cells[:, 2] > 0])

    def _carry(self, flow: Longs, tree: Ints, begin: Ints, end: Ints) -> None:
        """Let what the first flow takes of meetings leave the slack of supplies and reach the root."""
        into = np.bincount(end, flow[self.links], minlength=self.nodes).astype(np.int64)
        supply, demand = self.supply[self.supply > 0], self.demand[self.demand != self.up]
        into[self.zones] += np.bincount(self.up[self.demand != self.up], into[demand], minlength=self.nodes)[
            self.zones
        ].astype(np.int64)
        flow[tree[supply]] -= np.bincount(begin, flow[self.links], minlength=self.nodes)[supply].astype(
            np.int64
        )
        reached = np.concatenate([demand, self.zones])
        flow[tree[reached]] += into[reached]
