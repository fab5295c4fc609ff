"""Order within columns: dummies carry long flows, crossings are made few."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from chainfair.engine.chains.problem import ChainGraph, Integers

SWEEPS = 6  # barycentre passes from each start
SHUFFLES = 60  # starts beside the order that is asked for
PATIENCE = 40  # rounds of sifting; a round without gain ends it earlier


@dataclass(frozen=True)
class Arrangement:
    """Columns of nodes from top to bottom: numbers below `links` are links, the others dummies.

    `pieces` join nodes of neighbouring columns; `ways[flow]` are the nodes a flow runs through, ends included. Long
    flows from one link share their dummies, so that they leave it as one line and part where they must.
    """

    links: int
    columns: tuple[tuple[int, ...], ...]
    pieces: tuple[tuple[int, int], ...]
    ways: tuple[tuple[int, ...], ...]
    crossings: int


class Proper:
    """A graph in which every piece joins neighbouring columns, with neighbours on both sides at hand."""

    def __init__(self, graph: ChainGraph, layer: Integers) -> None:
        self.links = graph.links
        self.columns: list[list[int]] = [[] for _ in range(int(layer.max()) + 1)] if graph.links else []
        for link in range(graph.links):
            self.columns[int(layer[link])].append(link)
        self.ways: list[tuple[int, ...]] = []
        dummies: dict[tuple[int, int], int] = {}
        pieces: dict[tuple[int, int], None] = {}
        for (source, target), back in zip(graph.pairs(), graph.recycling.tolist(), strict=True):
            if back:
                self.ways.append((source, target))
                continue
            way = [source]
            for column in range(int(layer[source]) + 1, int(layer[target])):
                if (source, column) not in dummies:
                    dummies[source, column] = graph.links + len(dummies)
                    self.columns[column].append(dummies[source, column])
                way.append(dummies[source, column])
            way.append(target)
            self.ways.append(tuple(way))
            pieces |= dict.fromkeys(pairwise(way))
        self.pieces = tuple(pieces)
        self.before: list[list[int]] = [[] for _ in range(graph.links + len(dummies))]
        self.after: list[list[int]] = [[] for _ in range(graph.links + len(dummies))]
        for left, right in self.pieces:
            self.after[left].append(right)
            self.before[right].append(left)


def arrange(graph: ChainGraph, layer: Integers, rank: Sequence[float] | None = None) -> Arrangement:
    """Put the nodes of each column in an order with few crossings.

    Problem: `layer[link]` is the column of each link; `rank[link]` an order to start from and to keep where nothing
    is gained by leaving it (the numbers of the links where none is given), so that a map stays as it was when a
    chain grows. Barycentre sweeps (Sugiyama et al. 1981), then sifting: each node tries every place of its column
    (Matuszewski et al. 1999), which contains all swaps. Of `SHUFFLES` + 2 starts the one with the fewest crossings
    is kept, on a tie the one with flatter flows, then the first. Chance is fixed: the same graph gives the same
    map. About O(starts · rounds · columns · size² · degree²).
    """
    proper = Proper(graph, layer)
    wanted = list(rank) if rank is not None else [float(link) for link in range(graph.links)]
    first = started(proper, wanted)
    starts = [first, descended(proper, first)]
    chance = np.random.default_rng(20_230_728)
    starts += [
        [[column[at] for at in chance.permutation(len(column))] for column in first] for _ in range(SHUFFLES)
    ]
    best: list[list[int]] = first
    least = (crossings_of(proper, first), slope_of(proper, first))
    for start in starts:
        found = improved(proper, start)
        cost = (crossings_of(proper, found), slope_of(proper, found))
        if cost < least:
            best, least = found, cost
    return Arrangement(
        graph.links,
        tuple(tuple(column) for column in best),
        proper.pieces,
        tuple(proper.ways),
        least[0],
    )


def started(proper: Proper, rank: list[float]) -> list[list[int]]:
    """Columns in the order asked for; a dummy stands where its source would."""
    place = dict(enumerate(rank))
    for left, right in proper.pieces:
        if right >= proper.links:
            place[right] = place[left]
    return [sorted(column, key=lambda node: (place[node], node)) for column in proper.columns]


def descended(proper: Proper, columns: list[list[int]]) -> list[list[int]]:
    """Columns in the order in which a walk from the far downstream meets the nodes, depth first."""
    met: dict[int, int] = {}
    waiting = [node for column in columns for node in reversed(column)]
    while waiting:
        node = waiting.pop()
        if node not in met:
            met[node] = len(met)
            waiting.extend(reversed(proper.before[node]))
    return [sorted(column, key=met.__getitem__) for column in columns]


def improved(proper: Proper, start: list[list[int]]) -> list[list[int]]:
    """The best order met on sweeps from a start, then sifted until nothing is gained."""
    columns = [list(column) for column in start]
    best, fewest = columns, crossings_of(proper, columns)
    for sweep in range(SWEEPS):
        columns = swept(proper, columns, forward=sweep % 2 == 0)
        count = crossings_of(proper, columns)
        if count < fewest:
            best, fewest = columns, count
    return sifted(proper, best)


def swept(proper: Proper, columns: list[list[int]], *, forward: bool) -> list[list[int]]:
    """Order each column by the mean place of the neighbours in the column before it."""
    columns = [list(column) for column in columns]
    neighbours = proper.before if forward else proper.after
    indices = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
    for index in indices:
        beside = columns[index - 1] if forward else columns[index + 1]
        place = {node: at for at, node in enumerate(beside)}
        own = {node: at for at, node in enumerate(columns[index])}
        stretch = len(beside) / max(1, len(own))

        def middle(
            node: int, place: dict[int, int] = place, own: dict[int, int] = own, by: float = stretch
        ) -> float:
            near = neighbours[node]
            return sum(place[other] for other in near) / len(near) if near else own[node] * by

        columns[index] = sorted(columns[index], key=middle)
    return columns


def sifted(proper: Proper, columns: list[list[int]]) -> list[list[int]]:
    """Let every node try every place of its column until no move lowers the number of crossings."""
    columns = [list(column) for column in columns]
    for _ in range(PATIENCE):
        gained = 0
        for index, column in enumerate(columns):
            cost = pair_costs(proper, columns, index)
            gained += sift_column(column, cost)
        if not gained:
            break
    return columns


def pair_costs(proper: Proper, columns: list[list[int]], index: int) -> dict[tuple[int, int], int]:
    """Crossings of the pieces of two nodes of a column when the first stands above the second."""
    cost: dict[tuple[int, int], int] = {}
    sides = []
    for at, neighbours in ((index - 1, proper.before), (index + 1, proper.after)):
        if 0 <= at < len(columns):
            place = {node: number for number, node in enumerate(columns[at])}
            sides.append({node: [place[other] for other in neighbours[node]] for node in columns[index]})
    for upper in columns[index]:
        for lower in columns[index]:
            if upper != lower:
                cost[upper, lower] = sum(
                    1 for side in sides for a in side[upper] for b in side[lower] if a > b
                )
    return cost


def sift_column(column: list[int], cost: dict[tuple[int, int], int]) -> int:
    """Move each node of a column to its best place, in place; returns the crossings saved."""
    saved = 0
    for node in tuple(column):
        here = column.index(node)
        best, gain, total = here, 0, 0
        for there in range(here - 1, -1, -1):
            total += cost[column[there], node] - cost[node, column[there]]
            if total > gain:
                best, gain = there, total
        total = 0
        for there in range(here + 1, len(column)):
            total += cost[node, column[there]] - cost[column[there], node]
            if total > gain:
                best, gain = there, total
        if best != here:
            column.insert(best, column.pop(here))
            saved += gain
    return saved


def crossings_of(proper: Proper, columns: list[list[int]]) -> int:
    """Pairs of pieces that cross, over all gaps between columns.

    Inversions of the right ends in the order of the left ends; O(pieces²) per gap, which is small here.
    """
    place = {node: at for column in columns for at, node in enumerate(column)}
    total = 0
    for column in columns[:-1]:
        rights: list[int] = []
        for node in column:
            own = [place[other] for other in proper.after[node]]
            total += sum(1 for other in own for earlier in rights if earlier > other)
            rights.extend(own)
    return total


def slope_of(proper: Proper, columns: list[list[int]]) -> float:
    """How steep the pieces are together when every column stands in the middle."""
    height = {node: at - (len(column) - 1) / 2 for column in columns for at, node in enumerate(column)}
    return sum(abs(height[left] - height[right]) for left, right in proper.pieces)
