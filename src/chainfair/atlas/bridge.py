"""A chain's rows -> the engine's graph -> stages and a drawn map."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chainfair.engine.chains import ChainGraph, ChainMap

Flows = tuple[tuple[int, int, bool], ...]  # source, target, recycling; links by their place in the chain
STAGES = {0: "serv", 1: "up", 2: "mid", 3: "down"}


@lru_cache(maxsize=64)
def drawn(links: int, flows: Flows, names: tuple[str, ...], services: tuple[str, ...]) -> "ChainMap":
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
