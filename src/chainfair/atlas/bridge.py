"""A chain's rows -> the engine's graph -> stages and a drawn map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from chainfair.atlas.kinds import LinkHere, Shortage
from chainfair.atlas.queries import counts_of
from chainfair.atlas.rules import first_viewpoint, flow_width, shortage
from chainfair.chains.models import Chain, Link
from chainfair.chains.rules import written_code
from chainfair.fairs.models import Edition
from chainfair.ground.names import name_of

if TYPE_CHECKING:
    from chainfair.engine.chains import ChainGraph, ChainMap

Flows = tuple[tuple[int, int, bool], ...]  # source, target, recycling; links by their place in the chain
STAGES = {0: "serv", 1: "up", 2: "mid", 3: "down"}


class Box(Protocol):
    """What the bridge answers for a link: where its box lies."""

    @property
    def x(self) -> float:
        """Left edge."""

    @property
    def y(self) -> float:
        """Upper edge."""

    @property
    def width(self) -> float:
        """Width."""

    @property
    def height(self) -> float:
        """Height."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The name as it is to be written."""


@dataclass(frozen=True)
class Node:
    """A link as the map shows it."""

    link: Link
    count: LinkHere
    stage: str
    shortage: Shortage
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    bar: float

    @property
    def name_lines(self) -> list[tuple[float, str]]:
        """Lines of the name with their height inside the box."""
        return [(20 + 16 * number, line) for number, line in enumerate(self.lines)]

    @property
    def bar_y(self) -> float:
        """Where the bar of the count lies: at the foot of the box."""
        return self.height - 4

    @property
    def codes(self) -> list[str]:
        """Product codes of the link as people write them."""
        return [written_code(code.code) for code in self.link.codes.all()]

    @property
    def count_at(self) -> float:
        """Where the line of figures stands inside the box."""
        return 20 + 16 * len(self.lines)


@dataclass(frozen=True)
class Edge:
    """A flow as the map shows it."""

    path: str
    stage: str
    width: float
    on: bool
    broken: bool
    recycling: bool


@dataclass(frozen=True)
class FlowHere:
    """A flow of the viewpoint: what flows, and the link at its other end."""

    other: Node
    what_en: str
    what_zh: str
    recycling: bool


@dataclass(frozen=True)
class Heading:
    """The word above the columns of a stage, and the rule under it."""

    stage: str
    left: float
    right: float


@dataclass(frozen=True)
class MapView:
    """A whole map, ready to be written as SVG, as a list by stage, as a table."""

    chain: Chain
    width: float
    height: float
    nodes: list[Node]
    services: list[Node]
    services_top: float
    edges: list[Edge]
    headings: list[Heading]
    viewpoint: Node
    coming: list[FlowHere]
    going: list[FlowHere]

    @property
    def services_line(self) -> float:
        """Where the rule above the services lies; their heading stands between it and their boxes."""
        return self.services_top - 36

    @property
    def services_word(self) -> float:
        """Where the heading of the services stands."""
        return self.services_top - 12

    def _of_stage(self, stage: str) -> list[Node]:
        return [node for node in self.nodes if node.stage == stage]

    @property
    def upstream(self) -> list[Node]:
        """Links upstream of the viewpoint, in the order of the chain."""
        return self._of_stage("up")

    @property
    def seen_from(self) -> list[Node]:
        """The viewpoint alone."""
        return self._of_stage("mid")

    @property
    def downstream(self) -> list[Node]:
        """Links downstream of the viewpoint."""
        return self._of_stage("down")

    @property
    def beside(self) -> list[Node]:
        """Everything else, services included."""
        return [*self._of_stage("serv"), *self.services]

    @property
    def most(self) -> int:
        """The largest count on the map, at least one: what bars are measured by."""
        return max([1, *(node.count.here for node in [*self.nodes, *self.services])])

    @property
    def missing(self) -> list[Node]:
        """What is missing, gaps first."""
        order = [Shortage.GAP, Shortage.ONE, Shortage.CONCENTRATED]
        short = [node for node in self.nodes if node.shortage in order]
        return sorted(short, key=lambda node: (order.index(node.shortage), -node.count.needed))


@lru_cache(maxsize=64)
def drawn_map(links: int, flows: Flows, names: tuple[str, ...], services: tuple[str, ...]) -> "ChainMap":
    """The map of a chain in one language; drawn once and kept, since it depends on the chain alone."""
    from chainfair.engine.chains import draw_map

    return draw_map(_graph(links, flows), names, services)


def _graph(links: int, flows: Flows) -> "ChainGraph":
    import numpy as np

    from chainfair.engine.chains import ChainGraph

    return ChainGraph(
        links=links,
        sources=np.array([source for source, _target, _back in flows], np.int64),
        targets=np.array([target for _source, target, _back in flows], np.int64),
        recycling=np.array([back for _source, _target, back in flows], np.bool_),
    )


def stages_from(links: int, flows: Flows, viewpoint: int) -> Sequence[str]:
    """The stage of every link as seen from one, as the pages' classes name it."""
    from chainfair.engine.chains import distances, stages

    seen = stages(distances(_graph(links, flows)), viewpoint)
    return [STAGES[int(stage)] for stage in seen]


def map_of(edition: Edition, chain: Chain, viewpoint: str = "") -> MapView:
    """The map of a chain in an edition, seen from a link (by its key; none: where most exhibit)."""
    links = list(chain.links.order_by("number"))
    services = list(chain.services.select_related("chain").order_by("number")) if not chain.is_service else []
    place = {link.pk: number for number, link in enumerate(links)}
    rows = [
        (place[source], place[target], back, what_en, what_zh)
        for source, target, back, what_en, what_zh in chain.flows.order_by("pk").values_list(
            "source_id", "target_id", "recycling", "what_en", "what_zh"
        )
    ]
    flows = tuple((source, target, back) for source, target, back, _en, _zh in rows)
    counts = counts_of(edition, [*links, *services], edition.country)
    here, beside = counts[: len(links)], counts[len(links) :]
    seen = next((n for n, link in enumerate(links) if link.key == viewpoint), first_viewpoint(here))
    drawn = drawn_map(
        len(links), flows, tuple(name_of(link) for link in links), tuple(name_of(link) for link in services)
    )
    stages = stages_from(len(links), flows, seen)
    most = max((count.here for count in counts), default=0)
    nodes = [_node(links[box.link], here[box.link], stages[box.link], box, most) for box in drawn.boxes]
    return MapView(
        chain=chain,
        width=drawn.width,
        height=drawn.height,
        nodes=nodes,
        services=[
            _node(link, count, "serv", box, most)
            for link, count, box in zip(services, beside, drawn.services, strict=True)
        ],
        services_top=drawn.services_top,
        edges=[_edge(way.path, flows[way.flow], nodes, seen, most) for way in drawn.ways],
        headings=_headings(drawn.columns, drawn.boxes[seen].column, set(stages)),
        viewpoint=nodes[seen],
        coming=[FlowHere(nodes[row[0]], row[3], row[4], row[2]) for row in rows if row[1] == seen],
        going=[FlowHere(nodes[row[1]], row[3], row[4], row[2]) for row in rows if row[0] == seen],
    )


def _headings(columns: Sequence[tuple[float, float]], seen: int, stages: set[str]) -> list[Heading]:
    """A heading above the viewpoint's column, and above those to its left and right where the stage is met."""
    parts = {"up": columns[:seen], "mid": columns[seen : seen + 1], "down": columns[seen + 1 :]}
    return [
        Heading(stage, part[0][0], part[-1][1]) for stage, part in parts.items() if part and stage in stages
    ]


def _node(link: Link, count: LinkHere, stage: str, box: Box, most: int) -> Node:
    bar = round(box.width * count.here / most, 1) if most else 0.0
    return Node(link, count, stage, shortage(count), box.x, box.y, box.width, box.height, box.lines, bar)


def _edge(path: str, flow: tuple[int, int, bool], nodes: list[Node], seen: int, most: int) -> Edge:
    source, target, back = flow
    ends = (nodes[source], nodes[target])
    on = seen in (source, target)
    stage = ends[0].stage if ends[1].stage in {"mid", "up"} else ends[1].stage
    if "serv" in {ends[0].stage, ends[1].stage}:
        stage = "serv"
    return Edge(
        path,
        stage,
        flow_width(ends[0].count.here, ends[1].count.here, most, recycling=back),
        on,
        any(node.shortage is Shortage.GAP for node in ends),
        back,
    )
