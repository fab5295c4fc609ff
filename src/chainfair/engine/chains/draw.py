"""From a chain to its map."""

from collections.abc import Sequence

import numpy as np

from chainfair.engine.chains.layers import layers
from chainfair.engine.chains.order import Arrangement, arrange
from chainfair.engine.chains.place import heights_above
from chainfair.engine.chains.problem import ChainGraph, MapStyle
from chainfair.engine.chains.result import Box, ChainMap
from chainfair.engine.chains.route import LANE_BELOW, LANES_APART, Ground, ways_of
from chainfair.engine.chains.text import lines_of

GUTTER = 22.0  # at a side where a recycling flow turns round the outermost column
SERVICES_BELOW = 52.0  # from the map to the boxes of the services: a rule and a heading
PLAIN = MapStyle()


def arranged_chain(graph: ChainGraph, rank: Sequence[float] | None = None) -> Arrangement:
    """Columns and order of a chain, which depend on its flows alone and hold for every language and width.

    `rank[link]` is the order of an earlier map that should be kept where nothing is gained by leaving it.
    """
    return arrange(graph, layers(graph), rank)


def draw_map(
    graph: ChainGraph,
    names: Sequence[str],
    services: Sequence[str] = (),
    style: MapStyle = PLAIN,
    arranged: Arrangement | None = None,
) -> ChainMap:
    """Draw a chain of 1 to some 60 links.

    Problem: `names[link]` in the language of the reader, `services` the names of the row beneath. No two boxes
    overlap and no flow runs under a box; the same input gives the same map. Hand in `arranged` (of
    `arranged_chain`) to draw one arrangement in several languages. Raises `ValueError` where a name is missing or
    the columns do not fit the width.
    """
    if len(names) != graph.links:
        raise ValueError(f"{graph.links} links need as many names, not {len(names)}")
    arranged = arranged or arranged_chain(graph)
    columns = column_edges(graph, arranged, style)
    inner = columns[0][1] - columns[0][0] - 2 * style.pad if columns else 0.0
    lines = [lines_of(name, inner, style.font) for name in names]
    tall = [style.line * len(name) + style.beneath_name for name in lines]
    middle = heights_above(arranged, tall, style) if graph.links else np.zeros(0)
    column_of = {node: number for number, column in enumerate(arranged.columns) for node in column}
    boxes = tuple(
        Box(
            link=link,
            column=column_of[link],
            x=columns[column_of[link]][0],
            y=round(float(middle[link]) - tall[link] / 2, 1),
            width=columns[column_of[link]][1] - columns[column_of[link]][0],
            height=tall[link],
            lines=lines[link],
        )
        for link in range(graph.links)
    )
    gap = columns[1][0] - columns[0][1] if len(columns) > 1 else style.gap_across
    ground = Ground(boxes, columns, column_of, middle, gap)
    lanes = int(graph.recycling.sum())
    bottom = (ground.bottom if boxes else style.top) + (LANE_BELOW + LANES_APART * lanes if lanes else 0.0)
    row = service_row(services, bottom + SERVICES_BELOW, style)
    return ChainMap(
        width=style.width,
        height=max([bottom, *(box.bottom for box in row)]) + style.margin,
        columns=columns,
        boxes=boxes,
        ways=ways_of(graph, arranged, ground) if boxes else (),
        services=row,
        services_top=bottom + SERVICES_BELOW,
        crossings=arranged.crossings,
    )


def column_edges(
    graph: ChainGraph, arranged: Arrangement, style: MapStyle
) -> tuple[tuple[float, float], ...]:
    """Left and right edges of the columns; a gutter is kept where a recycling flow needs one."""
    count = len(arranged.columns)
    if not count:
        return ()
    first, last = set(arranged.columns[0]), set(arranged.columns[-1])
    left = style.margin + (GUTTER if first & set(graph.targets[graph.recycling].tolist()) else 0.0)
    right = (
        style.width - style.margin - (GUTTER if last & set(graph.sources[graph.recycling].tolist()) else 0.0)
    )
    room = right - left
    box = min(style.box_width, (room - (count - 1) * style.gap_across) / count)
    if box < style.box_least_width:
        raise ValueError(f"{count} columns do not fit a width of {style.width:g}; draw the chain as a list")
    step = (room - box) / (count - 1) if count > 1 else 0.0
    return tuple(
        (round(left + step * number, 1), round(left + step * number + box, 1)) for number in range(count)
    )


def service_row(names: Sequence[str], top: float, style: MapStyle) -> tuple[Box, ...]:
    """Boxes of the services, as wide as the map allows, in rows of equal length."""
    if not names:
        return ()
    rows = -(-len(names) // style.service_columns)
    across = -(-len(names) // rows)
    width = (style.width - 2 * style.margin - (across - 1) * style.service_gap) / across
    lines = [lines_of(name, width - 2 * style.pad, style.font) for name in names]
    height = style.line * max(len(name) for name in lines) + style.beneath_name
    return tuple(
        Box(
            link=number,
            column=number % across,
            x=round(style.margin + number % across * (width + style.service_gap), 1),
            y=round(top + number // across * (height + style.gap_down), 1),
            width=round(width, 1),
            height=height,
            lines=lines[number],
        )
        for number in range(len(names))
    )
