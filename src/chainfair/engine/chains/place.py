"""How high each node stands: flows as level as can be, nothing on top of another."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.chains.order import Arrangement
from chainfair.engine.chains.problem import MapStyle
from chainfair.engine.chains.program import least

LEVEL = {2: 8.0, 1: 3.0, 0: 1.0}  # weight of a piece by how many of its ends are dummies
COMPACT = 12.0  # weight of the map's height
SETTLING = 12  # rounds of moving nodes to the middle of where they may stand


def heights_above(arranged: Arrangement, tall: Sequence[float], style: MapStyle) -> NDArray[np.float64]:
    """Middle of every node, dummies included, in pixels from the upper edge.

    Problem: `tall[link]` is the height of a box. Least weighted sum of height differences along all pieces, while
    neighbours of a column keep their order and distance: a linear program (Gansner et al. 1993), some hundred
    rows and columns. Nodes that may stand anywhere in a range then go to its middle.
    """
    nodes = arranged.links + sum(
        1 for column in arranged.columns for node in column if node >= arranged.links
    )
    height = np.zeros(nodes)
    height[: arranged.links] = tall
    pairs = [pair for column in arranged.columns for pair in pairwise(column)]
    apart = np.array([distance_of(pair, height, arranged.links, style) for pair in pairs])
    middle = solved(arranged, height, pairs, apart, style)
    return settled(arranged, middle, height, style)


def distance_of(pair: tuple[int, int], height: NDArray[np.float64], links: int, style: MapStyle) -> float:
    """Least distance between the middles of two nodes that follow each other in a column."""
    boxes = sum(node < links for node in pair)
    between = {2: style.gap_down, 1: style.lane, 0: style.lane * 0.6}[boxes]
    return float((height[pair[0]] + height[pair[1]]) / 2 + between)


def solved(
    arranged: Arrangement,
    height: NDArray[np.float64],
    pairs: list[tuple[int, int]],
    apart: NDArray[np.float64],
    style: MapStyle,
) -> NDArray[np.float64]:
    """Solve the linear program: variables are the middles, one slope per piece and the lower edge."""
    nodes, pieces = height.size, len(arranged.pieces)
    rows: list[tuple[dict[int, float], float]] = []
    for number, (left, right) in enumerate(arranged.pieces):
        rows.append(({left: 1.0, right: -1.0, nodes + number: -1.0}, 0.0))
        rows.append(({left: -1.0, right: 1.0, nodes + number: -1.0}, 0.0))
    for (upper, lower), distance in zip(pairs, apart, strict=True):
        rows.append(({upper: 1.0, lower: -1.0}, -float(distance)))
    bottom = nodes + pieces
    rows += [
        ({column[-1]: 1.0, bottom: -1.0}, -float(height[column[-1]] / 2))
        for column in arranged.columns
        if column
    ]
    matrix = np.zeros((len(rows), bottom + 1))
    for number, (row, _) in enumerate(rows):
        for at, value in row.items():
            matrix[number, at] = value
    slopes = [LEVEL[sum(end >= arranged.links for end in piece)] for piece in arranged.pieces]
    cost = np.concatenate([np.zeros(nodes), slopes, [COMPACT]])
    lowest = np.concatenate([style.top + height / 2, np.zeros(pieces + 1)])
    bounds = [(low, None) for low in lowest.tolist()]
    return least(cost, matrix, np.array([limit for _, limit in rows]), bounds)[:nodes]


def settled(
    arranged: Arrangement, middle: NDArray[np.float64], height: NDArray[np.float64], style: MapStyle
) -> NDArray[np.float64]:
    """Move each node to the middle of the range in which its pieces stay as level as they are.

    The sum of weighted differences to the neighbours is least between their two weighted medians; within that
    range and within the room between the nodes above and below, the middle looks best. Never makes a flow steeper.
    """
    middle = middle.copy()
    near: list[list[tuple[int, float]]] = [[] for _ in height]
    for left, right in arranged.pieces:
        weight = LEVEL[(left >= arranged.links) + (right >= arranged.links)]
        near[left].append((right, weight))
        near[right].append((left, weight))
    lowest = float((middle + height / 2).max())
    for _ in range(SETTLING):
        for column in arranged.columns:
            for at, node in enumerate(column):
                room_from = style.top + height[node] / 2
                room_to = lowest - height[node] / 2
                if at:
                    room_from = middle[column[at - 1]] + distance_of(
                        (column[at - 1], node), height, arranged.links, style
                    )
                if at + 1 < len(column):
                    room_to = middle[column[at + 1]] - distance_of(
                        (node, column[at + 1]), height, arranged.links, style
                    )
                if near[node] and room_from <= room_to:
                    low, high = medians([(float(middle[other]), weight) for other, weight in near[node]])
                    wish = (min(max(low, room_from), room_to) + min(max(high, room_from), room_to)) / 2
                    middle[node] = wish
    return middle


def medians(weighted: list[tuple[float, float]]) -> tuple[float, float]:
    """Lower and upper weighted median."""
    ordered = sorted(weighted)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0.0
    for number, (value, weight) in enumerate(ordered):
        passed += weight
        if passed > half + 1e-9:
            return value, value
        if passed > half - 1e-9:
            return value, ordered[number + 1][0]
    return ordered[-1][0], ordered[-1][0]
