"""Pure decisions of the atlas: what is missing."""

from collections.abc import Sequence

from chainfair.atlas.kinds import LinkHere, Shortage

MANY = 3  # from this many on, one country for all is worth saying


def shortage(link: LinkHere) -> Shortage:
    """What a person who assembles the chain should know of a link; a gap is one that somebody needs."""
    if link.here == 0:
        return Shortage.GAP if link.needed else Shortage.NONE
    if link.here == 1:
        return Shortage.ONE
    if link.here >= MANY and link.countries == 1:
        return Shortage.CONCENTRATED
    return Shortage.NONE


def flow_width(source: int, target: int, most: int, *, recycling: bool = False) -> float:
    """Width of a flow in pixels: the smaller count of its two ends, 1.5 to 9; recycling to 4, as its lanes are near."""
    share = min(source, target) / most if most else 0.0
    return round(1.5 + (2.5 if recycling else 7.5) * share, 1)


def first_viewpoint(links: Sequence[LinkHere]) -> int:
    """Where one looks from at first: the link with most exhibitors, the earliest of equals."""
    return max(range(len(links)), key=lambda number: (links[number].here, -number), default=0)
