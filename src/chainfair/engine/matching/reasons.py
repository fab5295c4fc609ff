"""Why: the terms of each pair's score, both directions, whose sum is the score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring
from chainfair.engine.matching.kernels.scoring import terms_of_pairs
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.result import Kind, Reasons
from chainfair.engine.matching.tables import matches


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
    given = np.bincount(pair, value, minlength=len(served)).astype(np.float64)
    extra = (
        _conditions(scoring, served, serving, given),
        _ties(scoring, served, serving),
        _rivals(scoring, served, serving),
    )
    for part in extra:
        blank = _bare(part["pair"]) | part
        terms = {name: np.concatenate([values, blank[name]]) for name, values in terms.items()}
    return terms | {"towards": np.full(len(terms["pair"]), towards, np.int8)}


def _bare(pair: NDArray[np.integer]) -> dict[str, NDArray[Any]]:
    """Return terms that rest on no row."""
    nothing = np.full(len(pair), -1, np.int32)
    return {
        **dict.fromkeys(("need", "offer", "stands", "source", "target", "text"), nothing),
        "level": np.zeros(len(pair), np.int8),
        "inferred": np.zeros(len(pair), np.bool_),
    }


def _conditions(
    scoring: Scoring, served: Ints, serving: Ints, given: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    """Return what is taken off of what is `given`, for each condition of the served that the serving misses."""
    told, needs = scoring.problem.conditions, scoring.problem.needs
    order = np.lexsort((told.row, told.asked, needs.organisation[told.row]))
    start = np.searchsorted(needs.organisation[told.row[order]], np.arange(scoring.problem.organisations + 1))
    count = np.where(given > 0, start[served + 1] - start[served], 0)
    pair = np.repeat(np.arange(len(served)), count)
    ask = order[np.arange(len(pair)) - np.repeat(np.cumsum(count) - count - start[served], count)]
    condition = told.asked[ask]
    kind = told.kind[condition]
    if not len(pair):
        return _valued(pair, np.zeros(0, np.int8), np.zeros(0))
    missed = told.missed[condition, told.answer[kind, serving[pair]]]
    off = scoring.at_stake[ask] * missed
    hit = np.flatnonzero(off > 0)
    return _valued(pair[hit], Kind.REGION + kind[hit], -given[pair[hit]] * off[hit]) | {
        "need": told.row[ask[hit]].astype(np.int32),
        "level": np.rint(100 * missed[hit]).astype(np.int8),
    }


def _valued(
    pair: NDArray[np.integer], kind: NDArray[np.integer], value: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    return {"pair": pair.astype(np.int32), "kind": kind.astype(np.int8), "value": value}


def _ties(scoring: Scoring, served: Ints, serving: Ints) -> dict[str, NDArray[Any]]:
    """Return what the serving is to the served beside goods."""
    ties, n = scoring.ties, scoring.problem.organisations
    pair, tie = matches(served.astype(np.int64) * n + serving, ties.by.astype(np.int64) * n + ties.other)
    return _valued(pair, ties.kind[tie], ties.value[tie])


def _rivals(scoring: Scoring, served: Ints, serving: Ints) -> dict[str, NDArray[Any]]:
    """Return what is taken off where both are known to stand on one link, unless both seek such partners."""
    n, links = scoring.problem.organisations, scoring.problem.graph.links
    allies = scoring.rules[5]
    if not links or not scoring.params.rival:
        return _rivalry(np.zeros(0, np.int64), 0.0)
    from scipy import sparse

    start, link, _weight = scoring.stands
    stands = sparse.csr_array(
        (np.ones(len(link), np.float32), link.astype(np.int32), start), shape=(n, links)
    )
    shared = np.asarray(stands[served].multiply(stands[serving]).sum(axis=1)).reshape(-1) > 0
    hit = np.flatnonzero(shared & ~(allies[served] & allies[serving]))
    return _rivalry(hit, scoring.params.rival)


def _rivalry(pair: NDArray[np.integer], rival: float) -> dict[str, NDArray[Any]]:
    return _valued(pair, np.full(len(pair), Kind.RIVAL), np.full(len(pair), -rival))
