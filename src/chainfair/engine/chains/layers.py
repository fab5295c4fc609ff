"""Which column a link stands in: every flow leads to the right, flows are short, columns are not crowded."""

import numpy as np

from chainfair.engine.chains.problem import ChainGraph, Integers, in_order
from chainfair.engine.chains.program import least

CROWDING = 0.6  # of a column's squared size, against one column passed by a flow


def layers(graph: ChainGraph) -> Integers:
    """Column of every link, 0 at the far upstream.

    Problem: integers `layer[link]` with layer[target] - layer[source] >= 1 for every flow, no more columns than
    the longest path has, and least total length of flows; then links move within their slack while that makes
    columns more even. The first part is a linear program with a totally unimodular matrix (Gansner et al. 1993),
    so its corners are whole numbers. Links with no flow stand in column 0.
    """
    sources, targets = graph.forward()
    longest = longest_paths(graph.links, sources, targets)
    if not sources.size:
        return longest
    flows = np.arange(sources.size)
    steps = np.zeros((sources.size, graph.links))
    steps[flows, sources] = 1
    steps[flows, targets] = -1
    # the small preference for the left makes the corner unique in the same way on every machine
    cost = np.bincount(targets, minlength=graph.links) - np.bincount(sources, minlength=graph.links)
    tie = 1e-3 * (1 + np.arange(graph.links) / graph.links) / graph.links
    bounds = [(0.0, float(longest.max()))] * graph.links
    layer = np.rint(least(cost + tie, steps, -np.ones(sources.size), bounds)).astype(np.int64)
    return evened(layer, sources, targets)


def longest_paths(links: int, sources: Integers, targets: Integers) -> Integers:
    """Length of the longest path that ends at each link. O(links · flows)."""
    longest = np.zeros(links, dtype=np.int64)
    for link in in_order(links, sources, targets):
        before = sources[targets == link]
        if before.size:
            longest[link] = longest[before].max() + 1
    return longest


def evened(layer: Integers, sources: Integers, targets: Integers) -> Integers:
    """Move links within their slack to emptier columns while the gain outweighs longer flows.

    Steepest single moves, first link first; each lowers the cost, so it ends. O(moves · links · columns).
    """
    layer = layer.copy()
    last = int(layer.max())
    while True:
        best = (1e-9, -1, -1)
        size = np.bincount(layer, minlength=last + 1)
        for link in range(layer.size):
            before, after = layer[sources[targets == link]], layer[targets[sources == link]]
            lowest = int(before.max()) + 1 if before.size else 0
            highest = int(after.min()) - 1 if after.size else last
            here = int(layer[link])
            for there in range(lowest, highest + 1):
                if there != here:
                    crowd = CROWDING * 2 * (int(size[here]) - int(size[there]) - 1)
                    longer = passed(before, after, there) - passed(before, after, here)
                    gain = crowd - longer
                    if gain > best[0]:
                        best = (gain, link, there)
        if best[1] < 0:
            return layer
        layer[best[1]] = best[2]


def passed(before: Integers, after: Integers, column: int) -> int:
    """Columns that flows of a link pass when it stands in a column; its own flows out share one way."""
    ways_in = int((column - before - 1).sum())
    ways_out = int(after.max() - column - 1) if after.size else 0
    return ways_in + ways_out
