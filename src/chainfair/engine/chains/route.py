"""The ways flows take: level through columns, bent in the gaps between them, recycling beneath everything."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.chains.order import Arrangement
from chainfair.engine.chains.problem import ChainGraph
from chainfair.engine.chains.result import Bend, Box, Point, Way

PORTS_APART = 8.0  # between flows that leave or enter a box, at most
PORTS_FROM_CORNER = 9.0
LANES_APART = 9.0  # between recycling flows beneath the map
LANE_BELOW = 22.0  # from the lowest box to the first of them
BESIDE_COLUMN = 14.0  # where recycling flows go up and down
CORNER = 8.0  # radius
KAPPA = 0.5523  # handle of a quarter circle, as a share of the radius


@dataclass(frozen=True)
class Ground:
    """Where everything stands that ways go around."""

    boxes: tuple[Box, ...]
    columns: tuple[tuple[float, float], ...]
    column_of: dict[int, int]
    middle: NDArray[np.float64]
    gap: float

    @property
    def bottom(self) -> float:
        """Lower edge of the lowest box or dummy."""
        return max([float(self.middle.max()), *(box.bottom for box in self.boxes)])


def ways_of(graph: ChainGraph, arranged: Arrangement, ground: Ground) -> tuple[Way, ...]:
    """The way of every flow, in the order of the flows. O(flows · columns)."""
    leaving, entering = ports_of(arranged, ground)
    lane_of = lanes_of(graph, ground)
    ways: list[Way] = []
    for number, (way, back) in enumerate(zip(arranged.ways, graph.recycling.tolist(), strict=True)):
        if back:
            ways.append(way_back(number, way[0], way[1], ground, lane_of[number]))
            continue
        start = (ground.boxes[way[0]].right, leaving[way[0], way[1]])
        bends: list[Bend] = []
        here = start
        for node in way[1:]:
            left, right = ground.columns[ground.column_of[node]]
            level = float(ground.middle[node])
            if node < arranged.links:
                bends.append(swing(here, (left, entering[node, way[-2]])))
                continue
            bends += [swing(here, (left, level)), Bend((right, level))]
            here = (right, level)
        ways.append(Way(number, back, start, tuple(bends)))
    return tuple(ways)


def lanes_of(graph: ChainGraph, ground: Ground) -> dict[int, int]:
    """Lanes of the recycling flows: the further left and up a flow leads, the further out it runs."""

    def reach(flow: int) -> tuple[int, float]:
        home = ground.boxes[int(graph.targets[flow])]
        return (-home.column, -home.y)

    return {
        flow: lane for lane, flow in enumerate(sorted(np.flatnonzero(graph.recycling).tolist(), key=reach))
    }


def ports_of(
    arranged: Arrangement, ground: Ground
) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """Heights at which pieces leave and enter boxes: `leaving[link, next]` and `entering[link, last]`."""
    leaving: dict[tuple[int, int], float] = {}
    entering: dict[tuple[int, int], float] = {}
    for box in ground.boxes:
        after = [right for left, right in arranged.pieces if left == box.link]
        before = [left for left, right in arranged.pieces if right == box.link]
        for others, ports in ((after, leaving), (before, entering)):
            for other, height in zip(
                sorted(others, key=lambda node: float(ground.middle[node])),
                spread(box, len(others)),
                strict=True,
            ):
                ports[box.link, other] = height
    return leaving, entering


def spread(box: Box, count: int) -> list[float]:
    """Heights of so many ports on a side of a box, around its middle."""
    room = box.height - 2 * PORTS_FROM_CORNER
    apart = min(PORTS_APART, room / (count - 1)) if count > 1 else 0.0
    first = box.y + box.height / 2 - apart * (count - 1) / 2
    return [first + apart * number for number in range(count)]


def swing(start: Point, end: Point) -> Bend:
    """An even curve across a gap, level at both ends; it stays between its ends."""
    half = (start[0] + end[0]) / 2
    return Bend(end, ((half, start[1]), (half, end[1])))


def way_back(flow: int, source: int, target: int, ground: Ground, lane: int) -> Way:
    """A recycling flow: out to the right, down beside the column, back beneath everything, up and in from the left."""
    box, home = ground.boxes[source], ground.boxes[target]
    across = min(ground.gap / 2, BESIDE_COLUMN) + 4.0 * (lane % 3 - 1)
    down_at, up_at = box.right + across, home.x - across
    level = ground.bottom + LANE_BELOW + LANES_APART * lane
    out, back = box.bottom - PORTS_FROM_CORNER, home.bottom - PORTS_FROM_CORNER
    round_by = min(CORNER, across)
    stops = [(down_at, out), (down_at, level), (up_at, level), (up_at, back)]
    bends: list[Bend] = []
    here: Point = (box.right, out)
    for stop, following in zip(stops, [*stops[1:], (home.x, back)], strict=True):
        before = toward(stop, here, round_by)
        after = toward(stop, following, round_by)
        bends += [
            Bend(before),
            Bend(after, (toward(before, stop, round_by * KAPPA), toward(after, stop, round_by * KAPPA))),
        ]
        here = after
    bends.append(Bend((home.x, back)))
    return Way(flow, recycling=True, start=(box.right, out), bends=tuple(bends))


def toward(start: Point, goal: Point, by: float) -> Point:
    """A point from a start so far toward a goal that stands level with it or straight above or below."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    length = abs(across) + abs(down)
    share = min(1.0, by / length) if length else 0.0
    return (start[0] + across * share, start[1] + down * share)
