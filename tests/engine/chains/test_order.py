import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings

from chainfair.engine.chains import ChainGraph, arranged_chain
from chainfair.engine.chains.layers import layers, longest_paths
from chainfair.engine.chains.order import Proper, arrange, crossings_of, started
from tests.engine.chains.cases import BATTERY, chains


def crossings_by_pairs(pieces: list[tuple[int, int]], columns: tuple[tuple[int, ...], ...]) -> int:
    """Count crossings pair by pair, as one would with a pencil."""
    spot = {node: (at, place) for at, column in enumerate(columns) for place, node in enumerate(column)}
    return sum(
        spot[a][0] == spot[c][0] and (spot[a][1] - spot[c][1]) * (spot[b][1] - spot[d][1]) < 0
        for (a, b), (c, d) in itertools.combinations(pieces, 2)
    )


def every_order(columns: list[list[int]]) -> Iterator[list[list[int]]]:
    for orders in itertools.product(*(itertools.permutations(column) for column in columns)):
        yield [list(order) for order in orders]


def tiny_chain(seed: int) -> ChainGraph:
    """Three columns of at most four links with every flow to the next column as likely as not."""
    chance = np.random.default_rng(seed)
    sizes = chance.integers(2, 5, 3)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    flows = [
        (source, target)
        for column in range(2)
        for source in range(starts[column], starts[column + 1])
        for target in range(starts[column + 1], starts[column + 2])
        if chance.random() < 0.55
    ]
    return ChainGraph.of(int(starts[3]), [(int(a), int(b)) for a, b in flows])


@given(chains())
def test_every_flow_leads_to_a_later_column(graph: ChainGraph) -> None:
    layer = layers(graph)
    sources, targets = graph.forward()

    assert (layer[targets] > layer[sources]).all()
    assert layer.min() == 0
    assert layer.max() == longest_paths(graph.links, sources, targets).max()


@settings(max_examples=40)
@given(chains())
def test_arrangement_holds_every_link_once_and_joins_neighbouring_columns(graph: ChainGraph) -> None:
    arranged = arranged_chain(graph)
    column_of = {node: at for at, column in enumerate(arranged.columns) for node in column}

    nodes = [node for column in arranged.columns for node in column]
    assert sorted(nodes) == list(range(len(nodes)))
    assert [column_of[right] - column_of[left] for left, right in arranged.pieces] == [1] * len(
        arranged.pieces
    )
    for (source, target), back, way in zip(
        graph.pairs(), graph.recycling.tolist(), arranged.ways, strict=True
    ):
        assert (way[0], way[-1]) == (source, target)
        assert back or set(itertools.pairwise(way)) <= set(arranged.pieces)
        assert all(node >= graph.links for node in way[1:-1])


@settings(max_examples=40)
@given(chains(recycling=False))
def test_crossings_are_counted_right_and_not_more_than_in_the_naive_order(graph: ChainGraph) -> None:
    arranged = arranged_chain(graph)
    proper = Proper(graph, layers(graph))
    naive = started(proper, [float(link) for link in range(graph.links)])

    assert arranged.crossings == crossings_by_pairs(list(arranged.pieces), arranged.columns)
    assert arranged.crossings <= crossings_of(proper, naive)


@pytest.mark.parametrize("seed", range(40))
def test_tiny_chain_has_the_fewest_crossings_there_can_be(seed: int) -> None:
    graph = tiny_chain(seed)
    layer = layers(graph)
    proper = Proper(graph, layer)
    fewest = min(crossings_of(proper, order) for order in every_order(proper.columns))

    assert arrange(graph, layer).crossings == fewest


@settings(max_examples=20)
@given(chains())
def test_arrangement_is_the_same_every_time(graph: ChainGraph) -> None:
    assert arranged_chain(graph) == arranged_chain(graph)


def test_long_flows_of_one_link_share_their_dummies() -> None:
    graph = ChainGraph.of(5, [(0, 1), (1, 2), (2, 3), (2, 4), (0, 3), (0, 4)])
    arranged = arranged_chain(graph)

    assert sum(node >= graph.links for column in arranged.columns for node in column) == 2
    assert arranged.ways[4][:-1] == arranged.ways[5][:-1]


def test_rank_keeps_an_earlier_order_where_nothing_is_gained() -> None:
    graph = ChainGraph.of(6, [(0, 1), (2, 3), (4, 5)])

    assert arranged_chain(graph).columns == ((0, 2, 4), (1, 3, 5))
    assert arranged_chain(graph, rank=[5, 5, 3, 3, 4, 4]).columns == ((2, 4, 0), (3, 5, 1))


def test_columns_of_the_battery_run_from_ore_to_pack() -> None:
    layer = layers(BATTERY).tolist()

    assert layer[:5] == [0, 1, 2, 3, 4]
    assert 0 <= layer[5] <= 2
