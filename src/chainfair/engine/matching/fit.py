"""Scores: how well everybody's offers serve everybody's needs, and who is whose best counterpart."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.matching.evidence import Evidence, evidence
from chainfair.engine.matching.kernels.conditions import Asked
from chainfair.engine.matching.kernels.scoring import Tables, admitted_pairs, rank
from chainfair.engine.matching.kernels.shelf import hand_out, shelf_of
from chainfair.engine.matching.kernels.supply import Names, Postings, supplied
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import EXHIBITOR, NO, Bits, Ints, Problem
from chainfair.engine.matching.rows import Rows, prepared
from chainfair.engine.matching.tables import Places
from chainfair.engine.matching.ties import Ties, ties_of
from chainfair.engine.result import Watch

BLOCK = 2048  # organisations between two words to the watcher
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True)
class Candidates:
    """Directed lists of everybody's best counterparts, (organisations, list_length) each; best interest first.

    other: the counterpart or -1. fit_own: how its offers serve one's needs. fit_other: how one's offers serve its.
    """

    other: Ints
    fit_own: NDArray[np.float64]
    fit_other: NDArray[np.float64]


@dataclass(frozen=True)
class Scoring:
    """A problem made ready for scoring: prepared rows, evidence, and everything the loops read, as arrays."""

    problem: Problem
    params: Params
    offers: Rows
    needs: Rows
    evidence: Evidence
    stalls: Ints

    @classmethod
    def of(
        cls, problem: Problem, params: Params, *, stalls: Ints | None = None, own_later: bool = False
    ) -> "Scoring":
        """Prepare a problem: canonical rows, inferred needs, relations between keys.

        stalls: organisations, ascending, of which one is in every pair that is scored; all exhibitors if not told.
        own_later: leave vectors out for needed texts that but one organisation has, see `suppliers`.
        """
        offers, needs = prepared(problem, params)
        told = np.flatnonzero(problem.side == EXHIBITOR) if stalls is None else stalls
        marks = np.zeros(problem.organisations, np.bool_)
        marks[told] = True
        found = evidence(problem, offers, needs, params, marks, own_later=own_later)
        return cls(problem, params, offers, needs, found, told.astype(np.int32))

    @cached_property
    def need_table(self) -> tuple[Places, Ints, NDArray[np.float64], Ints]:
        """Return (start of each organisation, keys, weight, organisation) of need rows."""
        return self.needs.start, self.evidence.need_key, self.needs.weight, self.needs.organisation

    @cached_property
    def offer_table(self) -> tuple[Places, Ints, NDArray[np.float64]]:
        """Return (start of each organisation, keys, weight) of offer rows."""
        return self.offers.start, self.evidence.offer_key, self.offers.weight

    @cached_property
    def asks(self) -> tuple[Places, Ints, NDArray[np.float64]]:
        """Return the relation from need keys to offer keys: (start, offer key, value)."""
        return self.evidence.ptr, self.evidence.agree, self.evidence.value

    @cached_property
    def agrees(self) -> Postings:
        """Return the offered keys that each needed key meets, and how well."""
        start, agree, value = self.asks
        return start, agree.astype(np.uint32), value

    @cached_property
    def wants(self) -> Postings:
        """Return the needed keys of each organisation, a key once at the sum of its rows' weights."""
        return self._by_organisation(self.needs, self.evidence.need_key, np.add)

    @cached_property
    def has(self) -> Postings:
        """Return the offered keys of each organisation, a key once at the highest of its rows' weights."""
        return self._by_organisation(self.offers, self.evidence.offer_key, np.maximum)

    @cached_property
    def shown_links(self) -> Ints:
        """Return the link of each offer row, -1 where it names none or is kept from others."""
        return np.where(self.offers.kept, -1, self.offers.link)

    @cached_property
    def stands(self) -> Postings:
        """Return the links on which each organisation is known to stand, each once."""
        return self._by_organisation(self.offers, self.shown_links[:, None], np.maximum)

    def _by_organisation(self, rows: Rows, key: Ints, joined: np.ufunc) -> Postings:
        row, kind = np.nonzero(key >= 0)
        owner, carried = rows.organisation[row].astype(np.int64), key[row, kind].astype(np.int64)
        keys = int(carried.max(initial=0)) + 1
        pairs = owner * keys + carried
        order = np.argsort(pairs, kind="stable")
        fresh = np.flatnonzero(np.diff(pairs[order], prepend=-1))
        weight = joined.reduceat(rows.weight[row][order], fresh) if len(order) else np.zeros(0)
        owner, carried = np.divmod(pairs[order][fresh], keys)
        start = np.searchsorted(owner, np.arange(self.problem.organisations + 1))
        return start, carried.astype(np.uint32), weight

    def _at_stalls(self, table: Postings, keys: int) -> Postings:
        """Return the part of a table by organisation that is the stalls', turned: their places by key."""
        start, key, weight = table
        of_stall = sparse.csr_array((weight, key, start), shape=(self.problem.organisations, keys))[
            self.stalls
        ]
        turned = of_stall.tocsc()
        return turned.indptr.astype(np.int64), turned.indices.astype(np.uint32), turned.data

    @cached_property
    def carried(self) -> Postings:
        """Return the stalls that have each offered key."""
        return self._at_stalls(self.has, self.evidence.offer_keys)

    @cached_property
    def sought(self) -> Postings:
        """Return the stalls that want each needed key."""
        return self._at_stalls(self.wants, self.evidence.need_keys)

    @cached_property
    def meets(self) -> Postings:
        """Return the keys that each offered key meets, of those that stalls want."""
        start, agree, value = self.asks
        need = np.repeat(np.arange(len(start) - 1), np.diff(start))
        kept = np.flatnonzero(np.diff(self.sought[0])[need])
        kept = kept[np.argsort(agree[kept], kind="stable")]
        begin = np.searchsorted(agree[kept], np.arange(self.evidence.offer_keys + 1))
        return begin, need[kept].astype(np.uint32), value[kept]

    @cached_property
    def supply(self) -> Postings:
        """Return the stalls that meet each needed key, and how well."""
        return supplied(self.agrees, self.carried, len(self.stalls))

    @cached_property
    def ties(self) -> Ties:
        """Return what organisations are to each other beside goods."""
        return ties_of(self.problem, self.params, self.stands)

    def wishes(self, *, received: bool) -> Postings:
        """Return the values of ties to stalls by whom they are worth something to, or of those of stalls to whom."""
        by, other = (self.ties.other, self.ties.by) if received else (self.ties.by, self.ties.other)
        start, stall, order = self._stalls_by(by, other)
        return start, stall, self.ties.value[order]

    @cached_property
    def at_stake(self) -> NDArray[np.float64]:
        """Return for each ask of conditions the share of what serves that is taken off where it is missed."""
        told, params = self.problem.conditions, self.params
        weights = np.array([params.region, params.certificate, params.volume])
        return np.asarray(weights[told.kind[told.asked]] * told.share)

    @cached_property
    def conditions(self) -> Asked:
        """Return what is asked beside goods: by organisation, and by condition of the stalls alone."""
        told, n = self.problem.conditions, self.problem.organisations
        owner = self.problem.needs.organisation[told.row]
        order = np.lexsort((self.at_stake, told.asked, owner))
        owner, asked, share = owner[order], told.asked[order], self.at_stake[order]
        by = np.searchsorted(owner, np.arange(n + 1)), asked.astype(np.uint32), share
        of = self._at_stalls(by, len(told.kind))
        answer = told.answer.astype(np.int32)
        at_stalls = answer[:, self.stalls] if len(told.kind) else answer
        return Asked(by, of, told.kind.astype(np.int32), answer, np.ascontiguousarray(at_stalls), told.missed)

    def vetoes(self) -> tuple[Places, Names]:
        """Return for each organisation which stalls it must not meet."""
        first, second = self._vetoed.T
        return self._stalls_by(np.concatenate([first, second]), np.concatenate([second, first]))[:2]

    @cached_property
    def _vetoed(self) -> Ints:
        """Return the pairs that must not be: vetoed ones, and those with either side's NO."""
        problem, no = self.problem, self.problem.wish == NO
        return np.concatenate([problem.vetoed, np.stack([problem.wish_by[no], problem.wish_for[no]], axis=1)])

    @cached_property
    def vetoed(self) -> Places:
        """Return the pairs that must not be as ascending numbers, low x organisations + high."""
        pairs = np.sort(self._vetoed.astype(np.int64), axis=1)
        return np.unique(pairs[:, 0] * self.problem.organisations + pairs[:, 1])

    def admits(self, one: Ints, other: Ints) -> NDArray[np.bool_]:
        """Return which of these may meet as a pair."""
        return admitted_pairs(one, other, self.rules[:5], self.vetoed)

    def _stalls_by(self, by: Ints, other: Ints) -> tuple[Places, Names, Places]:
        """Return (start of each organisation, places of stalls among `other`, their rows)."""
        rows = np.flatnonzero(np.isin(other, self.stalls))
        rows = rows[np.lexsort((other[rows], by[rows]))]
        start = np.searchsorted(by[rows], np.arange(self.problem.organisations + 1))
        return start, np.searchsorted(self.stalls, other[rows]).astype(np.uint32), rows

    @cached_property
    def rules(self) -> tuple[NDArray[np.int8], Ints, Bits, Bits, Bits, NDArray[np.bool_]]:
        """Return what admits pairs, with nothing forbidden where the problem leaves an array out."""
        problem, n = self.problem, self.problem.organisations
        words = max((masks.shape[1] for masks in problem.overlaps), default=1)
        overlap = np.zeros((len(problem.overlaps), n, words), np.uint64)
        for place, masks in enumerate(problem.overlaps):
            overlap[place, :, : masks.shape[1]] = masks
        everything = np.full(n, ALL, np.uint64)
        return (
            problem.side.astype(np.int8),
            np.full(n, -1, np.int32) if problem.group is None else problem.group.astype(np.int32),
            everything if problem.role is None else problem.role.astype(np.uint64),
            everything if problem.seeks is None else problem.seeks.astype(np.uint64),
            overlap,
            np.zeros(n, np.bool_) if problem.allies is None else problem.allies,
        )

    @cached_property
    def tables(self) -> Tables:
        """Return everything that scoring reads."""
        return Tables(
            self.stalls,
            self.wants,
            self.has,
            self.supply,
            self.meets,
            self.sought,
            self.stands,
            self._at_stalls(self.stands, self.problem.graph.links),
            self.wishes(received=False),
            self.wishes(received=True),
            self.conditions,
            self.vetoes(),
            self.rules,
        )


def fit(scoring: Scoring, *, seed: int, watch: Watch | None = None) -> Candidates:
    """Return everybody's `list_length` best admitted counterparts by served x fit_own + customer x fit_other.

    Exact: every organisation is scored against every exhibitor, both ways, once. fit(i, j) is the sum over needed
    keys of (weight of i's need) x (how well j meets the key), a product of two sparse matrices of which the second,
    `supply`, is a product in which the highest takes the place of the sum. Ties are broken by chance of the seed.
    Cost: the keys met, and organisations x exhibitors; memory: organisations x list_length and the relation.
    """
    n, k = scoring.problem.organisations, scoring.params.list_length
    answer = np.full((n, k), -1, np.int32), np.zeros((n, k)), np.zeros((n, k))
    weights = (scoring.params.served, scoring.params.customer, scoring.params.rival)
    shelf = shelf_of(len(scoring.stalls), k)
    for start in range(0, n, BLOCK):
        end = min(start + BLOCK, n)
        rank(start, end, seed, weights, scoring.tables, shelf, answer)
        if watch:
            watch("fit", end / n)
    hand_out(shelf, scoring.stalls, answer)
    return Candidates(*answer)
