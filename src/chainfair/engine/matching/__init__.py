"""Who should meet whom: offers against needs along the chain, both ways, within everybody's capacity.

`solve(problem, params=..., stop=..., seed=..., watch=...)` answers a `Problem` with a `Result`.
"""

from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import (
    EXHIBITOR,
    LIKE,
    MUST,
    NO,
    VISITOR,
    Assemblies,
    Graph,
    Lines,
    Problem,
)
from chainfair.engine.matching.result import Gathered, Kind, Reasons, Result, Unmet
from chainfair.engine.matching.solve import solve

__all__ = [
    "EXHIBITOR",
    "LIKE",
    "MUST",
    "NO",
    "VISITOR",
    "Assemblies",
    "Gathered",
    "Graph",
    "Kind",
    "Lines",
    "Params",
    "Problem",
    "Reasons",
    "Result",
    "Unmet",
    "solve",
]
