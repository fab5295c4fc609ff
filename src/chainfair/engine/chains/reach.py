"""Who is upstream of whom: distances along flows, and stages as seen from a link."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.chains.problem import ChainGraph, Integers

UNREACHED = -1


class Stage(IntEnum):
    """What a link is, seen from a viewpoint."""

    BESIDE = 0
    UPSTREAM = 1
    VIEWPOINT = 2
    DOWNSTREAM = 3


def distances(graph: ChainGraph) -> Integers:
    """Fewest flows from each link to each other one, along the flows and without recycling.

    Problem: all pairs of an unweighted graph. Result: `steps[source, target]`, 0 on the diagonal, `UNREACHED`
    where no flow leads. Breadth first from all links at once; O(links² · longest path).
    """
    joined = np.zeros((graph.links, graph.links), dtype=np.bool_)
    joined[graph.forward()] = True
    steps = np.full((graph.links, graph.links), UNREACHED, dtype=np.int64)
    np.fill_diagonal(steps, 0)
    front = np.eye(graph.links, dtype=np.bool_)
    step = 0
    while front.any():
        step += 1
        front = (front @ joined) & (steps == UNREACHED)
        steps[front] = step
    return steps


def stages(steps: Integers, viewpoint: int) -> NDArray[np.int8]:
    """Stage of every link as seen from one, from the distances: `stage[link]` holds values of `Stage`.

    Ancestors are upstream, descendants downstream, everything else stands beside. O(links).
    """
    stage = np.full(len(steps), Stage.BESIDE, dtype=np.int8)
    stage[steps[:, viewpoint] > 0] = Stage.UPSTREAM
    stage[steps[viewpoint] > 0] = Stage.DOWNSTREAM
    stage[viewpoint] = Stage.VIEWPOINT
    return stage


def signed_distances(steps: Integers, viewpoint: int) -> Integers:
    """Steps from a viewpoint: negative upstream, positive downstream, `len(steps)` for links beside it. O(links)."""
    signed = np.full(len(steps), len(steps), dtype=np.int64)
    up, down = steps[:, viewpoint], steps[viewpoint]
    signed[up >= 0] = -up[up >= 0]
    signed[down >= 0] = down[down >= 0]
    return signed
