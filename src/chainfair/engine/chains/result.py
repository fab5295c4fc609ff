"""A drawn map: boxes, flows and service row, in CSS pixels from the upper left corner."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A link on the map; `lines` is its name as it is to be written."""

    link: int
    column: int
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height


@dataclass(frozen=True)
class Bend:
    """A piece of a way: straight where it has no handles, else a cubic Bézier curve with two of them."""

    end: Point
    handles: tuple[Point, Point] | None = None


@dataclass(frozen=True)
class Way:
    """A flow on the map, from the right edge of its source to the left edge of its target."""

    flow: int
    recycling: bool
    start: Point
    bends: tuple[Bend, ...]

    @property
    def path(self) -> str:
        """The way as the `d` of an SVG path."""
        words = [f"M{spot(self.start)}"]
        for bend in self.bends:
            if bend.handles:
                words.append(f"C{spot(bend.handles[0])} {spot(bend.handles[1])} {spot(bend.end)}")
            else:
                words.append(f"L{spot(bend.end)}")
        return "".join(words)

    def points(self, steps: int = 16) -> list[Point]:
        """Points along the way, so many on each curve."""
        found = [self.start]
        for bend in self.bends:
            if bend.handles is None:
                found.append(bend.end)
                continue
            corners = (found[-1], *bend.handles, bend.end)
            found += [on_curve(corners, step / steps) for step in range(1, steps + 1)]
        return found

    @property
    def middle(self) -> Point:
        """The middle of its longest straight piece, or of its first curve: a place for a word."""
        straight = [
            (abs(after[0] - before[0]), before, after)
            for before, after, bend in zip(self.corners(), self.corners()[1:], self.bends, strict=False)
            if bend.handles is None
        ]
        if not straight:
            return self.points()[8]
        _, before, after = max(straight)
        return ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)

    def corners(self) -> list[Point]:
        """Where its pieces meet, ends included."""
        return [self.start, *(bend.end for bend in self.bends)]


@dataclass(frozen=True)
class ChainMap:
    """Everything a page needs to draw a chain; `columns` are left and right edges, upstream first."""

    width: float
    height: float
    columns: tuple[tuple[float, float], ...]
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    services: tuple[Box, ...]
    services_top: float
    crossings: int


def on_curve(corners: tuple[Point, Point, Point, Point], share: float) -> Point:
    """The point of a cubic Bézier curve at a share of it."""
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    return (
        sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)),
        sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)),
    )


def spot(point: Point) -> str:
    """A point as SVG writes it, to a tenth of a pixel."""
    return f"{point[0]:.1f} {point[1]:.1f}".replace(".0 ", " ").removesuffix(".0")
