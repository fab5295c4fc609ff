"""Which offer serves which need how well, by kind of evidence, as one sparse relation between distinct keys.

A key is a distinct code, link or text; the keys of the three kinds share one numbering. Rows point to keys, so that
a code carried by a thousand organisations is compared once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Graph, Ints, Problem
from chainfair.engine.matching.rows import Rows
from chainfair.engine.matching.tables import Places, matches
from chainfair.engine.matching.wording import guessed_met, stated_met
from chainfair.engine.text.likeness import Marks, Parts


@dataclass(frozen=True)
class Evidence:
    """need_key, offer_key: key of each row by kind, shape (rows, 3), -1 = none. Need key k agrees with offer keys
    `agree[ptr[k]:ptr[k+1]]` (ascending) at `value` (weight of the kind included) and `level` (digits, or 0).
    Offered links are the keys from offered_links[0] to offered_links[1]-1. later: by need key, the row of its text
    where the values leave out how near vectors are, else -1.
    """

    need_key: Ints
    offer_key: Ints
    need_keys: int
    offer_keys: int
    offered_links: tuple[int, int]
    ptr: Places
    agree: Ints
    value: NDArray[np.float64]
    level: NDArray[np.int8]
    later: Ints


def evidence(
    problem: Problem, offers: Rows, needs: Rows, params: Params, stalls: Marks, *, own_later: bool = False
) -> Evidence:
    """Relate the keys of needs to those of offers; the cost is that of `likeness`, the rest is by sorting.

    stalls: marks the organisations of which one is in every pair: only texts of such pairs are compared.
    own_later: leave vectors out for needed texts that but one organisation has.
    """
    need_code, need_codes = _keys(needs.code, 0)
    offer_code, offer_codes = _keys(offers.code, 0)
    need_link, need_links = _keys(needs.link, -1)
    offer_link, offer_links = _keys(offers.link, -1)
    need_text, need_texts, asked_also = _text_keys(needs)
    guessed_text, guessed_texts = _keys(np.where(needs.row < 0, needs.text, -1), -1)
    offer_text, offer_texts = _keys(offers.text, -1)
    offering = _of_stalls(offer_text, len(offer_texts), stalls[offers.organisation])
    asking = _of_stalls(need_text, len(need_texts), stalls[needs.organisation])
    guessing = _of_stalls(guessed_text, len(guessed_texts), stalls[needs.organisation])
    own = _of_one(need_text, len(need_texts), needs.organisation)
    own &= own_later and problem.texts.vectors.shape[1] > 0
    own &= asked_also < 0
    pairs = _ever_paired(asking, offering)
    stated = stated_met(problem.texts, need_texts, offer_texts, params, pairs, ~own)
    stated = _also_met(stated, asked_also, asking, offering, (problem, offer_texts, params))
    guessed = guessed_met(problem.texts, guessed_texts, offer_texts, params, _ever_paired(guessing, offering))
    parts = (
        _code_agreement(need_codes, offer_codes, offers, params),
        _link_agreement(need_links, offer_links, problem.graph, params),
        _weighed(stated, params),
        _weighed(guessed, params),
    )
    need_text = np.where(guessed_text < 0, need_text, guessed_text + len(need_texts))
    need_base = np.cumsum([0, len(need_codes), len(need_links), len(need_texts), len(guessed_texts)])
    offer_base = np.cumsum([0, len(offer_codes), len(offer_links)])
    offer_base = np.append(offer_base, [offer_base[-1], offer_base[-1] + len(offer_texts)])
    need = np.concatenate([part[0] + base for part, base in zip(parts, need_base, strict=False)])
    offer = np.concatenate([part[1] + base for part, base in zip(parts, offer_base, strict=False)])
    later = np.full(need_base[-1], -1, np.int32)
    later[need_base[2] : need_base[3]] = np.where(own, need_texts, -1)
    # Each part is in order of (need, offer), and so are the parts.
    return Evidence(
        need_key=_stacked((need_code, need_link, need_text), need_base),
        offer_key=_stacked((offer_code, offer_link, offer_text), offer_base),
        need_keys=int(need_base[-1]),
        offer_keys=int(offer_base[-1]),
        offered_links=(int(offer_base[1]), int(offer_base[2])),
        ptr=np.searchsorted(need, np.arange(need_base[-1] + 1)),
        agree=offer.astype(np.int32),
        value=np.concatenate([part[2] for part in parts]),
        level=np.concatenate([part[3] for part in parts]),
        later=later,
    )


def _text_keys(needs: Rows) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Return each row's place among the distinct stated texts (-1 = none), these, and the second text of each."""
    stated = np.where(needs.row < 0, -1, needs.text)
    if (needs.also < 0).all():
        key, texts = _keys(stated, -1)
        return key, texts, np.full(len(texts), -1, np.int32)
    both = np.stack([stated, np.where(stated < 0, -1, needs.also)], axis=1)
    distinct, place = np.unique(both[stated >= 0], axis=0, return_inverse=True)
    key = np.full(len(stated), -1, np.int64)
    key[stated >= 0] = place.reshape(-1)
    return key, distinct[:, 0].astype(np.int32), distinct[:, 1].astype(np.int32)


def _also_met(
    stated: sparse.csr_array,
    also: Ints,
    asking: Marks,
    offering: Marks,
    told: tuple[Problem, Ints, Params],
) -> sparse.csr_array:
    """Return how well each offered text meets the better met of the two texts of each key."""
    second = np.flatnonzero(also >= 0)
    if not len(second):
        return stated
    problem, offer_texts, params = told
    texts, place = np.unique(also[second], return_inverse=True)
    marks = np.zeros(len(texts), np.bool_)
    marks[place[asking[second]]] = True
    met = stated_met(problem.texts, texts, offer_texts, params, _ever_paired(marks, offering))
    spread = sparse.csr_array(
        (np.ones(len(second), np.float32), (second, place)), shape=(len(also), len(texts))
    )
    better = sparse.csr_array(stated.maximum(spread @ met))
    better.sort_indices()
    return better


def _of_stalls(key: NDArray[np.int64], keys: int, stalls: Marks) -> Marks:
    """Return which keys a row of a stall has."""
    marks = np.zeros(keys, np.bool_)
    marks[key[(key >= 0) & stalls]] = True
    return marks


def _of_one(key: NDArray[np.int64], keys: int, organisation: Ints) -> Marks:
    """Return which keys no two organisations share."""
    rows = np.flatnonzero(key >= 0)
    last = np.zeros(keys, np.int32)
    last[key[rows]] = organisation[rows]
    marks = np.ones(keys, np.bool_)
    marks[key[rows[last[key[rows]] != organisation[rows]]]] = False
    return marks


def _ever_paired(asked: Marks, offered: Marks) -> Parts:
    """Return the parts of a table of which a stall has the row or the column."""
    return (asked, np.ones(len(offered), np.bool_)), (~asked, offered)


_Relation = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.float64], NDArray[np.int8]]


def _weighed(met: sparse.csr_array, params: Params) -> _Relation:
    found = met.tocoo()
    return found.row, found.col, found.data.astype(np.float64) * params.text, np.zeros(found.nnz, np.int8)


def _keys(values: Ints, blank: int) -> tuple[NDArray[np.int64], Ints]:
    """Return each row's place among the distinct values (-1 = blank), and those."""
    distinct = np.unique(values[values != blank])
    place = np.searchsorted(distinct, values)
    return np.where(values == blank, -1, place), distinct


def _stacked(keys: tuple[NDArray[np.int64], ...], base: NDArray[np.int64]) -> Ints:
    columns = [np.where(key < 0, -1, key + start) for key, start in zip(keys, base, strict=False)]
    return np.stack(columns, axis=1).astype(np.int32)


def _code_agreement(asked: Ints, offered: Ints, offers: Rows, params: Params) -> _Relation:
    """Codes of one chapter agree on 2, 4 or 6 digits; worth more the fewer organisations share the prefix."""
    need, offer = matches(asked.astype(np.int64) // 10000, offered.astype(np.int64) // 10000)
    left, right = asked[need].astype(np.int64), offered[offer].astype(np.int64)
    level = 2 + 2 * (left // 100 == right // 100) + 2 * (left == right)
    worth = np.array(params.code_levels)[level // 2 - 1]
    informed = np.zeros(len(need))
    for digits, divisor in ((2, 10000), (4, 100), (6, 1)):
        # A heading given alone says no more than four digits, a chapter no more than two.
        stated = np.where(right % 10000 == 0, 10000, np.where(right % 100 == 0, 100, 1))
        share = np.maximum(divisor, np.where(level == digits, stated, divisor))
        for step in np.unique(share[level == digits]):
            here = (level == digits) & (share == step)
            informed[here] = _information(offers, int(step), right[here] // step)
    value = worth * (params.information_floor + (1 - params.information_floor) * informed) * params.code
    return need, offer, value, level.astype(np.int8)


def _information(offers: Rows, divisor: int, prefixes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return -log(share of organisations with the prefix among those with a code), 0 to 1 in units of its maximum."""
    coded = offers.code > 0
    prefix, place = np.unique(offers.code[coded].astype(np.int64) // divisor, return_inverse=True)
    carried = sparse.coo_array((np.ones(len(place), np.bool_), (offers.organisation[coded], place))).tocsr()
    count = np.bincount(carried.indices, minlength=len(prefix))  # an organisation once
    everybody = int((np.diff(carried.indptr) > 0).sum())
    information = np.log(everybody / count) / np.log(max(everybody, 2))
    return np.asarray(information[np.searchsorted(prefix, prefixes)], np.float64)


def _link_agreement(asked: Ints, offered: Ints, graph: Graph, params: Params) -> _Relation:
    """An offer serves the link it stands on, and in part each link that it feeds."""
    flow = sparse.coo_array(
        (graph.flow_weight.astype(np.float64), (graph.target, graph.source)), shape=(graph.links, graph.links)
    ).tocsr()
    served = flow[asked][:, offered].toarray() * params.feeder
    np.minimum(served, params.feeder, out=served)  # parallel flows add up in the matrix, not in meaning
    served[asked[:, None] == offered[None, :]] = 1.0
    need, offer = np.nonzero(served)
    return need, offer, served[need, offer] * params.link, np.zeros(len(need), np.int8)
