"""What two organisations are to each other beside goods: wishes, partners on one link, earlier meetings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.kernels.supply import Postings
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import LIKE, MUST, Ints, Problem
from chainfair.engine.matching.result import Kind
from chainfair.engine.matching.tables import first_of_each, matches


@dataclass(frozen=True)
class Ties:
    """Terms of directed pairs, each pair and kind once at most: `other` is worth `value` to `by`, goods aside."""

    by: Ints
    other: Ints
    kind: NDArray[np.int8]
    value: NDArray[np.float64]


def ties_of(problem: Problem, params: Params, stands: Postings) -> Ties:
    """Return wishes, pairs of allies on one link, and pairs that met before; without those that are worth nothing.

    stands: the links on which each organisation is known to stand.
    """
    worth = np.select([problem.wish == MUST, problem.wish == LIKE], [params.must, params.like], 0.0)
    met = np.where(problem.went_on, params.met, -params.met_in_vain)
    allied = _allied(problem, stands)
    parts = (
        (problem.wish_by, problem.wish_for, Kind.WISH, worth),
        *_both_ways(allied, Kind.TOGETHER, np.full(len(allied), params.together)),
        *_both_ways(problem.met, Kind.MET, met),
    )
    by, other, kind, value = (
        np.concatenate([np.broadcast_to(part[at], len(part[0])) for part in parts]) for at in range(4)
    )
    order = np.lexsort((value, kind, other, by))
    by, other, kind, value = by[order], other[order], kind[order], value[order]
    first = np.flatnonzero(first_of_each(by, other, kind))
    total = np.add.reduceat(value, first) if len(first) else np.zeros(0)
    kept = total != 0
    first = first[kept]
    return Ties(
        by[first].astype(np.int32), other[first].astype(np.int32), kind[first].astype(np.int8), total[kept]
    )


_Part = tuple[Ints, Ints, Kind, NDArray[np.float64]]


def _both_ways(pairs: Ints, kind: Kind, value: NDArray[np.float64]) -> tuple[_Part, _Part]:
    return (pairs[:, 0], pairs[:, 1], kind, value), (pairs[:, 1], pairs[:, 0], kind, value)


def _allied(problem: Problem, stands: Postings) -> Ints:
    """Return pairs of organisations known to be on one link that both seek partners there, the lower number first."""
    if problem.allies is None or not problem.allies.any():
        return np.zeros((0, 2), np.int32)
    start, link, _weight = stands
    owner = np.repeat(np.arange(problem.organisations, dtype=np.int32), np.diff(start))
    seeking = problem.allies[owner]
    owner, place = owner[seeking], link[seeking].astype(np.int32)
    left, right = matches(place, place)
    pairs = np.stack([owner[left], owner[right]], axis=1)
    return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
