"""Who should meet whom: offers against needs along the chain, both ways, within everybody's capacity.

`solve(problem, params=..., stop=..., seed=..., watch=...)` answers a `Problem` with a `Result`.
"""

from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import (
    CERTIFICATE,
    EXHIBITOR,
    LIKE,
    MUST,
    NO,
    REGION,
    VISITOR,
    VOLUME,
    Assemblies,
    Conditions,
    Graph,
    Lines,
    Problem,
)
from chainfair.engine.matching.result import Gathered, Kind, Reasons, Result, Unmet
from chainfair.engine.matching.solve import solve

__all__ = [
    "CERTIFICATE",
    "EXHIBITOR",
    "LIKE",
    "MUST",
    "NO",
    "REGION",
    "VISITOR",
    "VOLUME",
    "Assemblies",
    "Conditions",
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
