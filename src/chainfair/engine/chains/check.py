"""What a map must never show, checked on the drawing itself."""

from itertools import combinations, pairwise

from chainfair.engine.chains.result import Box, ChainMap, Point


def violations(drawn: ChainMap) -> list[str]:
    """Boxes that overlap, flows under boxes, anything outside the map; empty for a sound map.

    Boxes are compared pair by pair; ways are followed in steps of a sixteenth of a curve, each step against every
    box. O(boxes² + boxes · points).
    """
    found: list[str] = []
    every = [*drawn.boxes, *drawn.services]
    for one, other in combinations(every, 2):
        if one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom:
            found.append(f"boxes of links {one.link} and {other.link} overlap")
    found += [
        f"the box of link {box.link} leaves the map"
        for box in every
        if box.x < 0 or box.y < 0 or box.right > drawn.width or box.bottom > drawn.height
    ]
    for way in drawn.ways:
        points = way.points()
        if any(not (0 <= x <= drawn.width and 0 <= y <= drawn.height) for x, y in points):
            found.append(f"flow {way.flow} leaves the map")
        found += [
            f"flow {way.flow} runs under the box of link {box.link}"
            for box in every
            if any(runs_under(before, after, box) for before, after in pairwise(points))
        ]
    return found


def runs_under(before: Point, after: Point, box: Box) -> bool:
    """Whether a straight piece has a point inside a box; its edge does not count.

    The piece is cut to the box side by side (Liang and Barsky 1984).
    """
    enter, leave = 0.0, 1.0
    for start, change, low, high in (
        (before[0], after[0] - before[0], box.x + 0.05, box.right - 0.05),
        (before[1], after[1] - before[1], box.y + 0.05, box.bottom - 0.05),
    ):
        if change == 0:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / change, (high - start) / change))
        enter, leave = max(enter, near), min(leave, far)
    return enter < leave
