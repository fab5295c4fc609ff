"""Chains as graphs: distances and stages, and the map that shows them."""

from chainfair.engine.chains.check import violations
from chainfair.engine.chains.draw import arranged_chain, draw_map
from chainfair.engine.chains.order import Arrangement
from chainfair.engine.chains.problem import ChainGraph, GraphError, MapStyle
from chainfair.engine.chains.reach import UNREACHED, Stage, distances, signed_distances, stages
from chainfair.engine.chains.result import Box, ChainMap, Way

__all__ = [
    "UNREACHED",
    "Arrangement",
    "Box",
    "ChainGraph",
    "ChainMap",
    "GraphError",
    "MapStyle",
    "Stage",
    "Way",
    "arranged_chain",
    "distances",
    "draw_map",
    "signed_distances",
    "stages",
    "violations",
]
