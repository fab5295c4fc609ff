"""A chain as arrays, and the look of its map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class GraphError(ValueError):
    """Arrays that are no chain: ends out of range, a flow to itself, stated twice, or a circle not declared."""


@dataclass(frozen=True, eq=False)
class ChainGraph:
    """Links 0 … links-1 and the flows between them.

    `sources[flow]` and `targets[flow]` are links; `recycling[flow]` marks flows that lead back and may close a
    circle. Everything but the drawing leaves them out. Raises `GraphError`.
    """

    links: int
    sources: Integers
    targets: Integers
    recycling: Flags

    def __post_init__(self) -> None:
        ends = np.concatenate([self.sources, self.targets])
        if not self.sources.shape == self.targets.shape == self.recycling.shape:
            raise GraphError("sources, targets and recycling need one entry for each flow")
        if ends.size and not (ends.min() >= 0 and ends.max() < self.links):
            raise GraphError(f"a flow ends outside the links 0 to {self.links - 1}")
        if bool((self.sources == self.targets).any()):
            raise GraphError(f"link {int(self.sources[self.sources == self.targets][0])} flows to itself")
        if len(set(self.pairs())) < len(self.pairs()):
            raise GraphError("a flow is stated twice")
        in_order(self.links, *self.forward())

    def pairs(self) -> list[tuple[int, int]]:
        """Source and target of every flow."""
        return list(zip(self.sources.tolist(), self.targets.tolist(), strict=True))

    def forward(self) -> tuple[Integers, Integers]:
        """Sources and targets of the flows that do not recycle."""
        return self.sources[~self.recycling], self.targets[~self.recycling]

    @classmethod
    def of(
        cls, links: int, flows: list[tuple[int, int]], recycling: list[tuple[int, int]] | None = None
    ) -> "ChainGraph":
        """A graph from pairs, recycling flows last."""
        back = recycling or []
        ends = np.array([*flows, *back], dtype=np.int64).reshape(-1, 2)
        flags = np.array([False] * len(flows) + [True] * len(back), dtype=np.bool_)
        return cls(links, ends[:, 0].copy(), ends[:, 1].copy(), flags)


def in_order(links: int, sources: Integers, targets: Integers) -> list[int]:
    """Links so that every flow leads from an earlier to a later one, small numbers first.

    Kahn's algorithm; O(links² + flows). Raises `GraphError` where flows run in a circle.
    """
    waiting_for = np.bincount(targets, minlength=links)
    ordered: list[int] = []
    free = [link for link in range(links) if waiting_for[link] == 0]
    while free:
        link = free.pop(0)
        ordered.append(link)
        for after in sorted(targets[sources == link].tolist()):
            waiting_for[after] -= 1
            if waiting_for[after] == 0:
                free.append(after)
                free.sort()
    if len(ordered) < links:
        raise GraphError("the flows run in a circle; mark the one that recycles")
    return ordered


@dataclass(frozen=True)
class MapStyle:
    """Measures of a map in CSS pixels; the defaults are those of the design at 1,344 px."""

    width: float = 1344
    margin: float = 2
    top: float = 54  # above the first box: the stage headings
    box_width: float = 164
    box_least_width: float = 120
    gap_across: float = 28  # between columns, at least
    gap_down: float = 20  # between boxes of a column
    lane: float = 11  # what a flow that passes a column keeps free around itself
    pad: float = 9  # inside a box, left and right of its name
    line: float = 16  # height of a line of a name
    beneath_name: float = 34  # the line of figures and the bar
    font: float = 13
    service_gap: float = 20
    service_columns: int = 6

    def __post_init__(self) -> None:
        measures = (self.width, self.box_least_width, self.gap_across, self.gap_down, self.lane, self.font)
        if min(measures) <= 0 or self.service_columns < 1:
            raise ValueError("measures of a map are positive")
