import itertools
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.chains.kinds import ChainPlan
from chainfair.engine.chains import (
    Arrangement,
    Box,
    ChainGraph,
    ChainMap,
    MapStyle,
    arranged_chain,
    draw_map,
    violations,
)
from chainfair.engine.chains.result import Bend, Way
from chainfair.project import reference
from tests.engine.chains.cases import BATTERY, chains

NAMES = ["Ore", "Lithium carbonate and hydroxide", "Cathode material", "Cells", "Battery packs", "Separator"]
PLANS = {plan.key: plan for plan in reference.chain_plans()}
SERVICES = {link.key: link for link in PLANS["supply-chain-services"].links}


def graph_of(plan: ChainPlan) -> ChainGraph:
    number = {link.key: at for at, link in enumerate(plan.links)}
    return ChainGraph(
        len(plan.links),
        np.array([number[flow.source] for flow in plan.flows]),
        np.array([number[flow.target] for flow in plan.flows]),
        np.array([flow.recycling for flow in plan.flows]),
    )


@cache
def arrangement_of(key: str) -> Arrangement:
    return arranged_chain(graph_of(PLANS[key]))


@cache
def map_of(key: str, language: str) -> ChainMap:
    plan = PLANS[key]
    names = [getattr(link, f"name_{language}") for link in plan.links]
    services = [getattr(SERVICES[key], f"name_{language}") for key in plan.services]
    return draw_map(graph_of(plan), names, services, arranged=arrangement_of(key))


@pytest.mark.parametrize(("key", "language"), list(itertools.product(sorted(PLANS), ("en", "zh"))))
def test_shipped_chain_is_drawn_whole_on_the_width_of_the_design(key: str, language: str) -> None:
    plan = PLANS[key]
    drawn = map_of(key, language)

    assert violations(drawn) == []
    assert drawn.width == 1344
    assert drawn.height <= 1000
    assert [box.link for box in drawn.boxes] == list(range(len(plan.links)))
    assert len(drawn.ways) == len(plan.flows)
    assert [box.lines for box in (*drawn.boxes, *drawn.services) if len(box.lines) > 2] == []
    blank = " " if language == "en" else ""
    assert [re.sub(r"\s", "", "".join(box.lines)) for box in drawn.boxes] == [
        re.sub(r"\s", "", getattr(link, f"name_{language}")) for link in plan.links
    ]
    assert all(blank in box.lines[0] or len(box.lines) == 1 or blank == " " for box in drawn.boxes)


@settings(max_examples=60)
@given(chains(most_links=16), st.lists(st.sampled_from(["Ore", "Sea freight", "贸易融资"]), max_size=8))
def test_no_box_overlaps_and_no_flow_runs_under_a_box(graph: ChainGraph, services: list[str]) -> None:
    drawn = draw_map(
        graph, [f"Link {link} of a chain" for link in range(graph.links)], services, MapStyle(width=2600)
    )

    assert violations(drawn) == []


def test_flows_leave_on_the_right_and_arrive_on_the_left() -> None:
    drawn = draw_map(BATTERY, NAMES)

    for way, (source, target) in zip(drawn.ways, BATTERY.pairs(), strict=True):
        first, last = way.start, way.bends[-1].end
        assert first[0] == drawn.boxes[source].right
        assert last[0] == drawn.boxes[target].x
        assert drawn.boxes[source].y < first[1] < drawn.boxes[source].bottom
        assert drawn.boxes[target].y < last[1] < drawn.boxes[target].bottom


def test_forward_flows_never_turn_back_and_recycling_runs_beneath() -> None:
    drawn = draw_map(BATTERY, NAMES)

    for way in drawn.ways[:-1]:
        across = [x for x, _ in way.points()]
        assert across == sorted(across)
    assert drawn.ways[-1].recycling
    assert max(y for _, y in drawn.ways[-1].points()) > max(box.bottom for box in drawn.boxes)


def test_columns_are_evenly_spaced_over_the_whole_width() -> None:
    drawn = draw_map(ChainGraph.of(3, [(0, 1), (1, 2)]), ["A", "B", "C"])

    assert drawn.columns[0][0] == 2
    assert drawn.columns[-1][1] == 1342
    steps = {round(after[0] - before[0], 1) for before, after in itertools.pairwise(drawn.columns)}
    assert len(steps) == 1


def test_a_simple_chain_is_drawn_level() -> None:
    drawn = draw_map(ChainGraph.of(3, [(0, 1), (1, 2)]), ["A", "B", "C"])

    assert len({box.y for box in drawn.boxes}) == 1
    assert [way.path for way in drawn.ways] == [
        "M166 79C377.5 79 377.5 79 589 79",
        "M753 79C964.5 79 964.5 79 1176 79",
    ] or all(len({y for _, y in way.points()}) == 1 for way in drawn.ways)


def test_a_chain_of_one_link_is_a_box_and_no_links_is_an_empty_map() -> None:
    one = draw_map(ChainGraph.of(1, []), ["Ore"], ["Sea freight"])
    none = draw_map(ChainGraph.of(0, []), [])

    assert (len(one.boxes), len(one.ways), len(one.services)) == (1, 0, 1)
    assert one.services[0].y > one.boxes[0].bottom
    assert (none.boxes, none.ways, none.columns) == ((), (), ())


def test_order_is_the_same_in_both_languages() -> None:
    maps = [map_of("clean-energy", language) for language in ("en", "zh")]

    for column in range(8):
        orders = [
            [box.link for box in sorted(drawn.boxes, key=lambda box: box.y) if box.column == column]
            for drawn in maps
        ]
        assert orders[0] == orders[1]


def test_services_stand_in_rows_of_equal_length_beneath_the_map() -> None:
    drawn = draw_map(BATTERY, NAMES, [f"Service {number}" for number in range(8)])

    assert [box.column for box in drawn.services] == [0, 1, 2, 3, 0, 1, 2, 3]
    assert min(box.y for box in drawn.services) == drawn.services_top
    assert len({(box.width, box.height) for box in drawn.services}) == 1


def test_a_missing_name_and_a_width_too_small_are_refused() -> None:
    with pytest.raises(ValueError, match="6 links need as many names, not 1"):
        draw_map(BATTERY, ["Ore"])
    with pytest.raises(ValueError, match="5 columns do not fit a width of 390"):
        draw_map(BATTERY, NAMES, style=MapStyle(width=390))
    with pytest.raises(ValueError, match="measures of a map are positive"):
        MapStyle(gap_down=0)


def spoiled(boxes: list[Box], ways: list[Way]) -> ChainMap:
    return ChainMap(400, 200, ((0, 100), (200, 300)), tuple(boxes), tuple(ways), (), 190, 0)


def test_each_violation_is_found() -> None:
    first = Box(0, 0, 10, 10, 100, 50, ("A",))
    over = Box(1, 0, 60, 40, 100, 50, ("B",))
    outside = Box(2, 1, 350, 10, 100, 50, ("C",))
    beneath = Way(0, recycling=False, start=(0, 30), bends=(Bend((200, 30)),))
    leaving = Way(1, recycling=False, start=(300, 100), bends=(Bend((300, 260)),))
    curved = Way(2, recycling=False, start=(0, 180), bends=(Bend((110, 20), ((10, 180), (0, 20))),))

    assert violations(spoiled([first], [])) == []
    assert violations(spoiled([first, over], [])) == ["boxes of links 0 and 1 overlap"]
    assert violations(spoiled([outside], [])) == ["the box of link 2 leaves the map"]
    assert violations(spoiled([first], [beneath])) == ["flow 0 runs under the box of link 0"]
    assert violations(spoiled([first], [leaving])) == ["flow 1 leaves the map"]
    assert violations(spoiled([first], [curved])) == ["flow 2 runs under the box of link 0"]


def test_a_flow_along_an_edge_is_no_violation() -> None:
    box = Box(0, 0, 10, 10, 100, 50, ("A",))

    assert (
        violations(spoiled([box], [Way(0, recycling=False, start=(0, 60), bends=(Bend((200, 60)),))])) == []
    )


def test_middle_of_a_way_lies_on_it() -> None:
    drawn = draw_map(BATTERY, NAMES)

    for way in drawn.ways:
        near = min(abs(x - way.middle[0]) + abs(y - way.middle[1]) for x, y in way.points(steps=200))
        assert near < 3 or any(
            min(a[0], b[0]) <= way.middle[0] <= max(a[0], b[0]) and a[1] == b[1] == way.middle[1]
            for a, b in itertools.pairwise(way.corners())
        )


def test_model_page_states_the_maps_as_they_are() -> None:
    page = (Path(__file__).parents[3] / "docs" / "model" / "chains.md").read_text("utf-8")
    rows = []
    for plan in PLANS.values():
        english, chinese = map_of(plan.key, "en"), map_of(plan.key, "zh")
        counts = f"{len(plan.links)} | {len(plan.flows)} | {len(english.columns)} | {english.crossings}"
        rows.append(f"| {plan.name_en} | {counts} | {english.height:.0f}, {chinese.height:.0f} |")

    assert [row for row in rows if row not in page.splitlines()] == []
