"""Needs of organisations that declare none: from flows of the chains, from services, from known product edges."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Graph, Ints, Problem
from chainfair.engine.matching.tables import Parts, Places, first_of_each, matches
from chainfair.engine.matching.wording import guessed_met
from chainfair.engine.text.likeness import meaning_likeness, word_likeness


def _inferred(offers: Parts, origin: Places, weight: NDArray[np.float64], **parts: Ints) -> Parts:
    size = len(origin)
    blank = np.full(size, -1, np.int32)
    return {
        "organisation": offers["organisation"][origin],
        "link": parts.get("link", blank),
        "code": np.zeros(size, np.int32),
        "text": parts.get("text", blank),
        "weight": weight,
        "inferred": np.ones(size, np.bool_),
        "row": blank,
        "stands": offers["row"][origin],
        "target": parts.get("target", blank),
        "kept": np.zeros(size, np.bool_),
        "also": blank,
    }


def needs_by_flow(offers: Parts, graph: Graph, params: Params, declared: NDArray[np.bool_]) -> Parts:
    """Whoever stands on a link needs what flows into it."""
    standing = np.flatnonzero((offers["link"] >= 0) & ~declared[offers["organisation"]])
    left, flow = matches(offers["link"][standing].astype(np.int64), graph.target)
    origin = standing[left]
    weight = offers["weight"][origin].astype(np.float64) * graph.flow_weight[flow] * params.inferred_need
    return _inferred(offers, origin, weight, link=graph.source[flow], target=graph.target[flow])


def needs_of_services(offers: Parts, graph: Graph, params: Params, declared: NDArray[np.bool_]) -> Parts:
    """Whoever stands on a link of goods needs services a little; its weightiest row is named as the reason."""
    services = np.flatnonzero(graph.service).astype(np.int32)
    link = offers["link"].astype(np.int64)
    goods = np.flatnonzero((link >= 0) & ~declared[offers["organisation"]])
    goods = goods[~graph.service[link[goods]]] if len(services) else goods[:0]
    goods = goods[np.lexsort((goods, -offers["weight"][goods], offers["organisation"][goods]))]
    _, first = np.unique(offers["organisation"][goods], return_index=True)
    origin = np.repeat(goods[first], len(services)) if params.service_need else goods[:0]
    # Who is only guessed to make something is only guessed to need a service for it.
    weight = offers["weight"][origin].astype(np.float64) * params.service_need
    supplied = np.tile(services, len(first)) if params.service_need else services[:0]
    return _inferred(offers, origin, weight, link=supplied, target=link[origin].astype(np.int32))


def needs_by_text(offers: Parts, problem: Problem, params: Params, declared: NDArray[np.bool_]) -> Parts:
    """Whoever sells a product needs what goes into products like it, and a little what its industry needs.

    A text's need of a good is 1 - exp(-edge_saturation x), x = the sum over known products of
    (likeness ** edge_sharpness) / sqrt(goods that go into the product). An organisation's is the highest of its
    offers', and `industry_need` times the mean of its industry is added. Its strongest needs are kept.
    """
    worded = np.flatnonzero(offers["text"] >= 0)
    if not len(problem.text_edges) or not len(worded):
        return _inferred(offers, worded[:0], np.zeros(0))
    texts, place = np.unique(offers["text"][worded], return_inverse=True)
    needed, goods = _goods_needed(texts.astype(np.int32), problem, params)
    left, entry = matches(place, np.repeat(np.arange(len(texts)), np.diff(needed.indptr)))
    wanted = _Wanted(worded[left], needed.indices[entry], offers["weight"][worded[left]] * needed.data[entry])
    owner = offers["organisation"]
    wanted = _of(wanted, _strongest(owner[wanted.origin], wanted))
    if problem.industry is not None and params.industry_need:
        wanted = _with_industry(wanted, owner, worded, problem.industry, params)
    wanted = _of(wanted, _strongest(owner[wanted.origin], wanted, kept=params.inferred_kept))
    wanted = _of(wanted, ~declared[owner[wanted.origin]])
    return _inferred(offers, wanted.origin, wanted.weight * params.inferred_need, text=goods[wanted.good])


@dataclass(frozen=True)
class _Wanted:
    """Goods wanted: the offer row that a want rests on, the good's number, and how much it is wanted."""

    origin: Places
    good: NDArray[np.integer]
    weight: NDArray[np.float64]


def _of(wanted: _Wanted, chosen: NDArray[Any]) -> _Wanted:
    return _Wanted(wanted.origin[chosen], wanted.good[chosen], wanted.weight[chosen])


def _with_industry(wanted: _Wanted, owner: Ints, worded: Places, industry: Ints, params: Params) -> _Wanted:
    """Add `industry_need` times the mean want of all organisations with offers in the same industry."""
    members, first = np.unique(owner[worded], return_index=True)
    inside = industry[members] >= 0
    members, rests = members[inside], worded[first[inside]]
    own = industry[owner[wanted.origin]]
    counted = _of(_Wanted(own.astype(np.int64), wanted.good, wanted.weight), own >= 0)
    common = _summed(counted, counted.origin)
    share = params.industry_need / np.bincount(industry[members], minlength=1)[common.origin]
    common = _Wanted(common.origin, common.good, common.weight * share)
    common = _of(common, _strongest(common.origin, common, kept=params.inferred_kept))
    member, entry = matches(industry[members], common.origin)
    together = _Wanted(
        np.concatenate([wanted.origin, rests[member]]),
        np.concatenate([wanted.good, common.good[entry]]),
        np.concatenate([wanted.weight, common.weight[entry]]),
    )
    return _summed(together, owner[together.origin])


def _summed(wanted: _Wanted, owner: NDArray[np.integer]) -> _Wanted:
    """Return each owner's goods once, at the sum of their weights; the first origin is named."""
    goods = int(wanted.good.max(initial=0)) + 1
    keys = owner.astype(np.int64) * goods + wanted.good
    distinct, first, place = np.unique(keys, return_index=True, return_inverse=True)
    weight = np.bincount(place, wanted.weight, minlength=len(distinct)).astype(np.float64)
    return _Wanted(wanted.origin[first], wanted.good[first], weight)


def _goods_needed(texts: Ints, problem: Problem, params: Params) -> tuple[sparse.csr_array, Ints]:
    """Return how much each text needs each good that somebody offers, sparse (texts, goods), and the goods' texts."""
    table = problem.texts
    products, product = np.unique(problem.text_edges[:, 0], return_inverse=True)
    goods, good = np.unique(problem.text_edges[:, 1], return_inverse=True)
    edges = sparse.coo_array(
        (np.ones(len(product)), (product, good)), shape=(len(products), len(goods))
    ).tocsr()
    degree = np.diff(edges.indptr)
    edges.data = np.repeat(1 / np.sqrt(np.maximum(degree, 1)), degree)  # an edge stated twice is one edge
    offered = np.flatnonzero(np.diff(guessed_met(table, goods, texts, params).indptr))
    edges = sparse.csr_array(edges[:, offered])
    telling = np.flatnonzero(np.diff(edges.indptr))
    words = word_likeness(table.counts[texts], table.counts[products])
    alike = _sharpened(sparse.csr_array(words[:, telling]), params)
    if table.vectors.shape[1]:
        left, right = table.vectors[texts], table.vectors[products[telling]]
        meant = meaning_likeness(left, right, floor=params.vector_floor, least=params.edge_floor)
        alike = sparse.csr_array(alike + _sharpened(meant, params))  # alike in words and in meaning says more
    needed = sparse.csr_array(alike @ edges[telling])
    needed.data = -np.expm1(-params.edge_saturation * needed.data)
    return needed, goods[offered]


def _sharpened(alike: sparse.csr_array, params: Params) -> sparse.csr_array:
    alike.data = np.where(
        alike.data < params.edge_floor, 0, alike.data.astype(np.float64) ** params.edge_sharpness
    )
    alike.eliminate_zeros()
    return alike


def _strongest(owner: NDArray[np.integer], wanted: _Wanted, kept: int | None = None) -> Places:
    """Return the places of each owner's goods, each once at its highest weight; of its `kept` strongest only."""
    order = np.lexsort((wanted.origin, -wanted.weight, wanted.good, owner))
    once = order[first_of_each(owner[order], wanted.good[order])]
    if kept is None:
        return once
    once = once[np.lexsort((wanted.good[once], -wanted.weight[once], owner[once]))]
    start = np.searchsorted(owner[once], owner[once])
    return once[np.arange(len(once)) - start < kept]
