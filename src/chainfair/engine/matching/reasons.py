"""Why: the terms of each pair's score, both directions, whose sum is the score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring
from chainfair.engine.matching.kernels.scoring import terms_of_pairs
from chainfair.engine.matching.problem import LIKE, MUST, Ints
from chainfair.engine.matching.result import Kind, Reasons


def reasons_of(scoring: Scoring, first: Ints, second: Ints) -> Reasons:
    """Return the terms of pairs in order of (pair, direction, value falling); their sums are the fits to 1e-8."""
    parts = [_directed(scoring, first, second, 0), _directed(scoring, second, first, 1)]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((joined["offer"], joined["need"], -joined["value"], joined["towards"], joined["pair"]))
    return Reasons(**{name: values[order] for name, values in joined.items()})


def fits_of(scoring: Scoring, served: Ints, serving: Ints) -> NDArray[np.float64]:
    """Return how well each `serving` serves its `served`: the sum of the terms, rounded as the lists have it."""
    terms = _directed(scoring, served, serving, 0)
    return np.round(np.bincount(terms["pair"], terms["value"], minlength=len(served)) * 1e9) / 1e9


def _directed(scoring: Scoring, served: Ints, serving: Ints, towards: int) -> dict[str, NDArray[Any]]:
    pair, kind, value, need, offer, relation = terms_of_pairs(
        served, serving, scoring.need_table, scoring.offer_table, scoring.asks
    )
    needs, offers = scoring.needs, scoring.offers
    linked = kind == Kind.LINK
    inferred_need = needs.row[need] < 0
    source = np.where(linked, offers.link[offer], -1)
    target = np.where(linked & inferred_need, needs.target[need], np.where(linked, needs.link[need], -1))
    terms: dict[str, NDArray[Any]] = {
        "pair": pair,
        "kind": kind,
        "value": value,
        "need": needs.row[need],
        "offer": offers.row[offer],
        "stands": needs.stands[need],
        "source": source.astype(np.int32),
        "target": target.astype(np.int32),
        "text": np.where(inferred_need, needs.text[need], -1).astype(np.int32),
        "level": scoring.evidence.level[relation],
        "inferred": needs.inferred[need] | offers.inferred[offer],
    }
    extra = _wishes(scoring, served, serving), _rivals(scoring, served, serving)
    for kind_of, (place, worth) in zip((Kind.WISH, Kind.RIVAL), extra, strict=True):
        blank = _bare(place, worth, kind_of)
        terms = {name: np.concatenate([values, blank[name]]) for name, values in terms.items()}
    return terms | {"towards": np.full(len(terms["pair"]), towards, np.int8)}


def _bare(place: NDArray[np.int64], worth: NDArray[np.float64], kind: Kind) -> dict[str, NDArray[Any]]:
    size = len(place)
    nothing = np.full(size, -1, np.int32)
    return {
        "pair": place.astype(np.int32),
        "kind": np.full(size, kind, np.int8),
        "value": worth,
        **dict.fromkeys(("need", "offer", "stands", "source", "target", "text"), nothing),
        "level": np.zeros(size, np.int8),
        "inferred": np.zeros(size, np.bool_),
    }


def _wishes(scoring: Scoring, served: Ints, serving: Ints) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return (pair, value) where the served wishes for the serving."""
    problem, n = scoring.problem, scoring.problem.organisations
    value = np.select(
        [problem.wish == MUST, problem.wish == LIKE], [scoring.params.must, scoring.params.like], 0.0
    )
    keys, inverse = np.unique(problem.wish_by.astype(np.int64) * n + problem.wish_for, return_inverse=True)
    total = np.bincount(inverse, value, minlength=len(keys))
    wanted = served.astype(np.int64) * n + serving
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    hit = np.flatnonzero(keys[at] == wanted) if len(keys) else np.zeros(0, np.int64)
    hit = hit[total[at[hit]] > 0]
    return hit.astype(np.int64), total[at[hit]].astype(np.float64)


def _rivals(scoring: Scoring, served: Ints, serving: Ints) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return (pair, value) where both stand on a link of the same number, unless both seek such partners."""
    n, links = scoring.problem.organisations, scoring.problem.graph.links
    offers, allies = scoring.offers, scoring.rules[5]
    if not links or not scoring.params.rival:
        return np.zeros(0, np.int64), np.zeros(0)
    from scipy import sparse

    standing = offers.link >= 0
    places = (offers.organisation[standing], offers.link[standing])
    stands = sparse.coo_array((np.ones(len(places[0]), np.float32), places), shape=(n, links)).tocsr()
    shared = np.asarray(stands[served].multiply(stands[serving]).sum(axis=1)).reshape(-1) > 0
    hit = np.flatnonzero(shared & ~(allies[served] & allies[serving]))
    return hit, np.full(len(hit), -scoring.params.rival)
