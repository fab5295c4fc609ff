"""Rows of an edition -> the matching problem -> the engine -> pairs with reasons, by the rows' own numbers."""

from chainfair.matching.bridge.answer import Answer, Pair, Share, solve
from chainfair.matching.bridge.assembling import Group, Place
from chainfair.matching.bridge.problem import Keys, Watch, build_problem
from chainfair.matching.bridge.reading import Reader
from chainfair.matching.bridge.renewing import Renewed, in_force, renew

__all__ = [
    "Answer",
    "Group",
    "Keys",
    "Pair",
    "Place",
    "Reader",
    "Renewed",
    "Share",
    "Watch",
    "build_problem",
    "in_force",
    "renew",
    "solve",
]
