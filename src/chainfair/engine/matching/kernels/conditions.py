"""What is asked beside goods, compiled: a share of what serves is taken off for each condition that is missed."""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import kernel
from chainfair.engine.matching.kernels.supply import Postings, Values, row_of
from chainfair.engine.matching.problem import Floats, Ints


class Asked(NamedTuple):
    """Conditions as scoring reads them.

    by: conditions by organisation, at the share of what serves that missing them takes off. of: stalls by condition,
    at the same. kind: of each condition. answer, at_stalls: what organisations, and stalls, have to say, by kind.
    missed: how far each condition is missed by each answer.
    """

    by: Postings
    of: Postings
    kind: Ints
    answer: Ints
    at_stalls: Ints
    missed: Floats


@kernel
def hold_to_conditions(i: int, lane: int, asked: Asked, own: Values, theirs: Values) -> None:
    """Take off from each stall what it misses of i's conditions, and what i misses of its.

    own, theirs: what offers are to needs and nothing else yet, so that no more is taken off than was given.
    Cost: conditions of i x stalls, and the stalls that ask what i misses.
    """
    off = np.zeros(len(own))
    conditions, shares = row_of(asked.by, i)
    for at in range(len(conditions)):
        missed = asked.missed[conditions[at]]
        answer = asked.at_stalls[asked.kind[conditions[at]]]
        for e in range(len(own)):
            off[e] += shares[at] * missed[answer[e]]
    for e in range(len(own)):
        own[e] -= own[e] * off[e]
    off[:] = 0.0
    for condition in range(len(asked.kind)):
        missed_by = asked.missed[condition, asked.answer[asked.kind[condition], i]]
        if missed_by > 0.0:
            stalls, shares = row_of(asked.of, condition)
            for at in range(len(stalls)):
                off[stalls[at]] += shares[at] * missed_by
    for e in range(len(own)):
        theirs[e, lane] -= theirs[e, lane] * off[e]
