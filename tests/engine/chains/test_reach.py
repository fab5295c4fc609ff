from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.engine.chains import (
    UNREACHED,
    ChainGraph,
    GraphError,
    Stage,
    distances,
    signed_distances,
    stages,
)
from tests.engine.chains.cases import BATTERY, chains


def steps_by_walking(graph: ChainGraph, start: int) -> list[int]:
    """Breadth first from one link over plain pairs."""
    forward = [pair for pair, back in zip(graph.pairs(), graph.recycling.tolist(), strict=True) if not back]
    steps = [UNREACHED] * graph.links
    steps[start] = 0
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for source, target in forward:
            if source == here and steps[target] == UNREACHED:
                steps[target] = steps[here] + 1
                waiting.append(target)
    return steps


def test_distances_follow_flows_but_no_recycling() -> None:
    assert distances(BATTERY).tolist() == [
        [0, 1, 2, 3, 1, -1],
        [-1, 0, 1, 2, 3, -1],
        [-1, -1, 0, 1, 2, -1],
        [-1, -1, -1, 0, 1, -1],
        [-1, -1, -1, -1, 0, -1],
        [-1, -1, -1, 1, 2, 0],
    ]


def test_stages_tell_ancestors_from_descendants_and_the_rest() -> None:
    up, here, down, beside = Stage.UPSTREAM, Stage.VIEWPOINT, Stage.DOWNSTREAM, Stage.BESIDE

    assert stages(distances(BATTERY), 2).tolist() == [up, up, here, down, down, beside]
    assert signed_distances(distances(BATTERY), 2).tolist() == [-2, -1, 0, 1, 2, 6]


@given(chains())
def test_distances_equal_those_of_a_walk(graph: ChainGraph) -> None:
    assert distances(graph).tolist() == [steps_by_walking(graph, link) for link in range(graph.links)]


@given(chains(), st.integers(0, 11))
def test_stages_mirror_each_other(graph: ChainGraph, at: int) -> None:
    steps = distances(graph)
    viewpoint = at % graph.links
    seen = stages(steps, viewpoint)

    assert (seen == Stage.VIEWPOINT).sum() == 1
    for link in range(graph.links):
        back = stages(steps, link)[viewpoint]
        mirrored = {Stage.UPSTREAM: Stage.DOWNSTREAM, Stage.DOWNSTREAM: Stage.UPSTREAM}
        assert back == mirrored.get(Stage(seen[link]), seen[link])
        assert np.sign(signed_distances(steps, viewpoint)[link]) == {0: 1, 1: -1, 2: 0, 3: 1}[int(seen[link])]


@pytest.mark.parametrize(
    ("flows", "recycling", "reason"),
    [
        ([(0, 3)], [], "a flow ends outside the links 0 to 2"),
        ([(-1, 0)], [], "a flow ends outside the links 0 to 2"),
        ([(1, 1)], [], "link 1 flows to itself"),
        ([(0, 1), (0, 1)], [], "a flow is stated twice"),
        ([(0, 1), (1, 2), (2, 0)], [], "the flows run in a circle; mark the one that recycles"),
    ],
)
def test_arrays_that_are_no_chain_are_refused(
    flows: list[tuple[int, int]], recycling: list[tuple[int, int]], reason: str
) -> None:
    with pytest.raises(GraphError) as refusal:
        ChainGraph.of(3, flows, recycling)

    assert str(refusal.value) == reason


def test_a_declared_circle_is_a_chain() -> None:
    assert ChainGraph.of(3, [(0, 1), (1, 2)], [(2, 0)]).recycling.tolist() == [False, False, True]
