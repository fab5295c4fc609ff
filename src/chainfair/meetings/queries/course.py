"""The course of a run over time as lines to draw: the weight placed under its bound, then the discomfort left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDE, HIGH = 300.0, 80.0  # of the picture, in its own units


@dataclass(frozen=True)
class Course:
    """Two lines and a third over the same seconds, and the numbers at their ends."""

    begin: float  # seconds since the run was taken up
    end: float
    weight: int
    bound: int
    first_discomfort: int
    discomfort: int
    weights: str
    bounds: str
    discomforts: str

    @property
    def share(self) -> float:
        """The weight placed, of what is proved to be the most."""
        return self.weight / self.bound if self.bound else 1.0


def course_of(figures: Mapping[str, Any]) -> Course | None:
    """What a run or a version has stored of its course; None where there is nothing to draw yet."""
    points = [(float(at), int(w), int(b), int(d)) for at, w, b, d in figures.get("course", ()) if w]
    if not points:
        return None
    begin, end = points[0][0], points[-1][0]
    weights, bounds = [(at, w) for at, w, _b, _d in points], [(at, b) for at, _w, b, _d in points]
    costs = [(at, d) for at, _w, _b, d in points if d]
    low = min(w for _at, w in weights)
    return Course(
        begin=begin,
        end=end,
        weight=points[-1][1],
        bound=points[-1][2],
        first_discomfort=costs[0][1] if costs else 0,
        discomfort=points[-1][3],
        weights=_line(weights, begin, end, low, max(b for _at, b in bounds)),
        bounds=_line(bounds, begin, end, low, max(b for _at, b in bounds)),
        discomforts=_line(costs, begin, end, 0, max((d for _at, d in costs), default=0)),
    )


def _line(points: Sequence[tuple[float, int]], begin: float, end: float, low: int, high: int) -> str:
    """Corners of a line that holds each value until the next: what a run has found, it keeps."""
    corners: list[str] = []
    height = HIGH
    for at, value in points:
        x = (at - begin) / ((end - begin) or 1.0) * WIDE
        if corners:
            corners.append(f"{x:.1f},{height:.1f}")
        height = HIGH - (value - low) / ((high - low) or 1) * HIGH
        corners.append(f"{x:.1f},{height:.1f}")
    if corners:
        corners.append(f"{WIDE:.1f},{height:.1f}")
    return " ".join(corners)
