"""Directed lists become pairs: both fits, calibrated interests, one weight."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Candidates, Scoring
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.reasons import fits_of

THOUSAND = 1000


@dataclass(frozen=True)
class Pairs:
    """Pairs in order of (first, second), first < second; see `Result` for the arrays."""

    first: Ints
    second: Ints
    fit_first: NDArray[np.float64]
    fit_second: NDArray[np.float64]
    mutual: NDArray[np.float64]
    weight: Ints
    pinned: NDArray[np.bool_]
    rank_first: Ints
    rank_second: Ints


def interest(own: NDArray[np.float64], other: NDArray[np.float64], params: Params) -> NDArray[np.float64]:
    """Return the calibrated interest, 0 to 1, of one who is served by `own` and serves the other by `other`."""
    return np.asarray(
        1 / (1 + np.exp(-params.slope * (params.served * own + params.customer * other - params.middle)))
    )


def worth(
    own: NDArray[np.float64], other: NDArray[np.float64], params: Params
) -> tuple[NDArray[np.float64], Ints]:
    """Return log(p q) of pairs, and their weight: sqrt(p q) in thousandths, at least 1."""
    mutual = np.log(interest(own, other, params)) + np.log(interest(other, own, params))
    return mutual, np.maximum(np.rint(THOUSAND * np.exp(mutual / 2)), 1).astype(np.int32)


def pairs_of(scoring: Scoring, candidates: Candidates) -> Pairs:
    """Join everybody's lists and the pinned pairs: each pair once, with its place on both lists (0 = on neither)."""
    n = scoring.problem.organisations
    who, place = np.nonzero(candidates.other >= 0)
    whom = candidates.other[who, place].astype(np.int64)
    own, other = candidates.fit_own[who, place], candidates.fit_other[who, place]
    listed = np.minimum(who, whom) * n + np.maximum(who, whom)
    fixed = np.sort(scoring.problem.pinned.astype(np.int64), axis=1)
    pinned_keys = np.unique(fixed[:, 0] * n + fixed[:, 1])
    keys, index, inverse = np.unique(
        np.concatenate([listed, pinned_keys]), return_index=True, return_inverse=True
    )
    first, second = (keys // n).astype(np.int32), (keys % n).astype(np.int32)
    turned = np.concatenate([who > whom, np.zeros(len(pinned_keys), np.bool_)])
    fits = np.zeros((2, len(turned)))
    fits[:, : len(who)] = np.where(turned[: len(who)], (other, own), (own, other))
    fits = fits[:, index]
    unlisted = np.flatnonzero(index >= len(who))
    fits[0, unlisted] = fits_of(scoring, first[unlisted], second[unlisted])
    fits[1, unlisted] = fits_of(scoring, second[unlisted], first[unlisted])
    ranks = np.zeros((2, len(keys)), np.int32)
    of_list = inverse[: len(who)]
    ranks[turned[: len(who)].astype(np.intp), of_list] = place + 1
    mutual, weight = worth(fits[0], fits[1], scoring.params)
    return Pairs(
        first, second, fits[0], fits[1], mutual, weight, np.isin(keys, pinned_keys), ranks[0], ranks[1]
    )
