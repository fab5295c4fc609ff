"""Everybody's best suppliers among the stalls: one way, exact, for fairs however large.

Three things keep it short. Codes of one chapter share a base (`kernels/columns`). What many need of many is multiplied
as a dense matrix, in single precision. What vectors say of a text that but one organisation has is asked only of those
who may come onto its list. So most pairs have no score but a bound, and what may come onto a list by its bound is
scored exactly, as in MaxScore (Turtle and Flood 1995).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring
from chainfair.engine.matching.kernels.columns import columns_of, families_of, put_in_order, usage_of
from chainfair.engine.matching.kernels.search import Sayings, Stock, Told, dense_weights, search
from chainfair.engine.matching.kernels.supply import Postings
from chainfair.engine.matching.problem import Ints
from chainfair.engine.text.likeness import principal, remainder

BLOCK = 256  # organisations whose products are held at a time
CHUNK = 8192  # texts turned to principal components at a time
DENSE_FROM = 0.03  # share of pairs that a column adds to from which a dense product is cheaper
DENSE_MOST = 128
COMPONENTS = 15, 63  # of vectors, for a rough and a close bound; with the rest, one line of memory and four

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Suppliers:
    """Lists of (organisations, list_length): whose offers serve one's needs best, and how well; -1 = nobody more."""

    other: Ints
    fit: NDArray[np.float64]


@dataclass(frozen=True)
class Search:
    """Everything the search for suppliers reads, for the organisations from `begin` to `end`-1.

    scoring: prepared with `own_later`.
    """

    scoring: Scoring
    begin: int
    end: int

    @cached_property
    def stock(self) -> Stock:
        """Return who supplies what."""
        scoring = self.scoring
        later = scoring.evidence.later >= 0
        family = families_of(scoring.agrees, later)
        families = int(family.max(initial=-1)) + 1
        columns = columns_of(scoring.agrees, scoring.carried, family, len(scoring.stalls))
        put_in_order(columns, families + np.flatnonzero(later))
        used = usage_of(self.begin, self.end, scoring.wants, family, families)
        seat = self._seats(used * np.diff(columns[0]))
        return Stock(
            scoring.stalls,
            scoring.wants,
            columns,
            family,
            families,
            seat,
            _dense(columns, seat, len(scoring.stalls)),
            scoring.wishes(received=False),
            scoring.vetoes(),
            scoring.rules,
        )

    def _seats(self, additions: NDArray[np.int64]) -> Ints:
        """Return the seat of each column that adds to so many pairs that it is better multiplied."""
        order = np.argsort(-additions, kind="stable")[:DENSE_MOST]
        pairs = (self.end - self.begin) * len(self.scoring.stalls)
        chosen = order[additions[order] >= max(DENSE_FROM * pairs, 1)]
        seat = np.full(len(additions), -1, np.int32)
        seat[chosen] = np.arange(len(chosen))
        return seat

    @cached_property
    def told(self) -> Told:
        """Return the texts whose vectors are compared where it matters."""
        scoring, params, vectors = self.scoring, self.scoring.params, self.scoring.problem.texts.vectors
        key = np.flatnonzero(scoring.evidence.later >= 0).astype(np.int32)
        asked = scoring.evidence.later[key]
        spoken = np.unique(scoring.offers.text[scoring.offers.text >= 0])
        by, said = self._said(scoring.evidence.offered_links[1])
        offered = spoken[said].astype(np.int32)
        basis = principal(vectors[offered]) if len(key) and len(offered) else vectors[:0].T
        parts = [np.ascontiguousarray(basis[:, :some]) for some in COMPONENTS]
        scale = (
            np.float32(params.vector_floor),
            np.float32(1 - params.vector_floor),
            np.float32(params.vector_worth),
            np.float32(params.text_floor),
        )
        return Told(
            Sayings(self._asking(key), asked, *(_turned(vectors, asked, part) for part in parts)),
            key,
            Sayings(by, offered, *(_turned(vectors, offered, part) for part in parts)),
            vectors,
            scale,
            params.text,
        )

    def _asking(self, keys: Ints) -> Postings:
        """Return which of these needed keys each organisation has."""
        start, key, weight = self.scoring.wants
        mark = np.full(self.scoring.evidence.need_keys, -1, np.int64)
        mark[keys] = np.arange(len(keys))
        kept = np.flatnonzero(mark[key] >= 0)
        return np.searchsorted(kept, start), mark[key[kept]].astype(np.uint32), weight[kept]

    def _said(self, first: int) -> tuple[Postings, NDArray[np.int64]]:
        """Return which offered keys from `first` on each stall has, and which they are."""
        start, key, weight = self.scoring.has
        mine = np.zeros(self.scoring.problem.organisations, np.bool_)
        mine[self.scoring.stalls] = True
        kept = np.flatnonzero((key >= first) & np.repeat(mine, np.diff(start)))
        said, place = np.unique(key[kept].astype(np.int64) - first, return_inverse=True)
        ends = np.append(start[self.scoring.stalls], len(key))
        return (np.searchsorted(kept, ends), place.astype(np.uint32), weight[kept]), said

    def run(self, seed: int) -> Suppliers:
        """Return everybody's list; equal scores stand by chance of the seed."""
        n, length = self.scoring.problem.organisations, self.scoring.params.list_length
        other, fit = np.full((n, length), -1, np.int32), np.zeros((n, length))
        dense = np.ascontiguousarray(self.stock.dense.T.astype(np.float32))
        near = np.zeros((BLOCK, dense.shape[1]), np.float32)
        for start in range(self.begin, self.end, BLOCK):
            stop = min(start + BLOCK, self.end)
            weights = dense_weights(start, stop, self.stock)
            np.matmul(weights.astype(np.float32), dense, out=near[: stop - start])
            search(start, stop, seed, weights, near, self.stock, self.told, (other, fit))
        return Suppliers(other, fit)


def _dense(columns: Postings, seat: Ints, stalls: int) -> NDArray[np.float64]:
    """Return the columns that have a seat, (stalls, seats)."""
    chosen = np.flatnonzero(seat >= 0)
    dense = np.zeros((stalls, len(chosen)))
    start, who, much = columns
    for column in chosen:
        rows = slice(start[column], start[column + 1])
        dense[who[rows], seat[column]] = much[rows]
    return dense


def _turned(vectors: Vectors, rows: Ints, basis: Vectors) -> Vectors:
    """Return the components of these rows in a basis, and the length of what they have beside as one more."""
    turned = np.empty((len(rows), basis.shape[1] + 1), np.float32)
    for at in range(0, len(rows), CHUNK):
        chunk = slice(at, at + CHUNK)
        whole = vectors[rows[chunk]]
        turned[chunk, :-1] = whole @ basis
        turned[chunk, -1] = remainder(whole, turned[chunk, :-1])
    return turned


def best_suppliers(scoring: Scoring, *, seed: int, begin: int = 0, end: int | None = None) -> Suppliers:
    """Return the best suppliers among the stalls of organisations begin to end-1, by fit_own as `fit` has it.

    scoring: prepared with `own_later`. What is taken off for rivals and for conditions that are missed is not. Exact
    and deterministic.
    Cost: see `search`; memory: BLOCK x stalls, the columns, and the answer.
    """
    return Search(scoring, begin, scoring.problem.organisations if end is None else end).run(seed)
