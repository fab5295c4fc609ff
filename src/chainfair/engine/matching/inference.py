"""Needs of organisations that declare none: from flows of the chains, from services, from known product edges."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Graph, Ints, Problem
from chainfair.engine.matching.tables import Parts, Places, matches
from chainfair.engine.text.likeness import likeness


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
    """Whoever sells a product needs what is known to go into products like it.

    A text's need of a good is the sum over known products of (likeness ** edge_sharpness) / sqrt(goods that go into
    the product), at most 1; an organisation's is the highest of its offers', and its strongest needs are kept.
    """
    worded = np.flatnonzero((offers["text"] >= 0) & ~declared[offers["organisation"]])
    if not len(problem.text_edges) or not len(worded):
        return _inferred(offers, worded[:0], np.zeros(0))
    texts, place = np.unique(offers["text"][worded], return_inverse=True)
    needed, goods = _goods_needed(texts.astype(np.int32), problem, params)
    left, entry = matches(place, np.repeat(np.arange(len(texts)), np.diff(needed.indptr)))
    origin = worded[left]
    weight = offers["weight"][origin] * needed.data[entry] * params.inferred_need
    good = goods[needed.indices[entry]]
    kept = _strongest(offers["organisation"][origin], good, weight, params.inferred_kept)
    return _inferred(offers, origin[kept], weight[kept], text=good[kept])


def _goods_needed(texts: Ints, problem: Problem, params: Params) -> tuple[sparse.csr_array, Ints]:
    """Return how much each text needs each good, sparse (texts, goods), and the goods' texts."""
    products, product = np.unique(problem.text_edges[:, 0], return_inverse=True)
    goods, good = np.unique(problem.text_edges[:, 1], return_inverse=True)
    edges = sparse.coo_array(
        (np.ones(len(product)), (product, good)), shape=(len(products), len(goods))
    ).tocsr()
    degree = np.diff(edges.indptr)
    edges.data = np.repeat(1 / np.sqrt(np.maximum(degree, 1)), degree)  # an edge stated twice is one edge
    alike = likeness(
        problem.texts,
        texts,
        products,
        vector_worth=params.vector_worth,
        vector_floor=params.vector_floor,
        floor=params.edge_floor,
    )
    alike.data **= params.edge_sharpness
    needed = sparse.csr_array(alike @ edges)
    np.minimum(needed.data, 1, out=needed.data)
    return needed, goods


def _strongest(owner: Ints, good: Ints, weight: NDArray[np.float64], kept: int) -> Places:
    """Return the places of each owner's `kept` strongest goods, each good once, at its highest weight."""
    order = np.lexsort((-weight, good, owner))
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (owner[order][1:] != owner[order][:-1]) | (good[order][1:] != good[order][:-1])
    once = order[fresh]
    once = once[np.lexsort((good[once], -weight[once], owner[once]))]
    start = np.searchsorted(owner[once], owner[once])
    return once[np.arange(len(once)) - start < kept]
