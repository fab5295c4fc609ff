"""Scores: how well everybody's offers serve everybody's needs, and who is whose best counterpart."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.evidence import Evidence, evidence
from chainfair.engine.matching.kernels.scoring import rank
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import LIKE, MUST, NO, Bits, Ints, Problem
from chainfair.engine.matching.rows import Rows, prepared
from chainfair.engine.matching.tables import Places
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

    @classmethod
    def of(cls, problem: Problem, params: Params) -> "Scoring":
        """Prepare a problem: canonical rows, inferred needs, relations between keys."""
        offers, needs = prepared(problem, params)
        return cls(problem, params, offers, needs, evidence(problem, offers, needs, params))

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
    def serves(self) -> tuple[Places, Ints, NDArray[np.float64]]:
        """Return the relation from offer keys to need keys: (start, need key, value)."""
        relation = self.evidence
        need = np.repeat(np.arange(relation.need_keys), np.diff(relation.ptr)).astype(np.int32)
        order = np.argsort(relation.agree, kind="stable")
        start = np.searchsorted(relation.agree[order], np.arange(relation.offer_keys + 1))
        return start, need[order], relation.value[order]

    @cached_property
    def offer_carriers(self) -> tuple[Places, Places, Ints, NDArray[np.float64]]:
        """Return who carries each offer key, exhibitors first, an organisation once at its highest weight."""
        row, kind = np.nonzero(self.evidence.offer_key >= 0)
        key, owner = self.evidence.offer_key[row, kind], self.offers.organisation[row]
        weight = self.offers.weight[row]
        order = np.lexsort((-weight, owner, self.problem.side[owner], key))
        key, owner, weight = key[order], owner[order], weight[order]
        fresh = np.ones(len(key), np.bool_)
        fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
        return self._by_key(key[fresh], owner[fresh], owner[fresh], weight[fresh], self.evidence.offer_keys)

    @cached_property
    def need_carriers(self) -> tuple[Places, Places, Ints, NDArray[np.float64]]:
        """Return the need rows of each need key, those of exhibitors first."""
        row, kind = np.nonzero(self.evidence.need_key >= 0)
        key, owner = self.evidence.need_key[row, kind], self.needs.organisation[row]
        order = np.lexsort((row, self.problem.side[owner], key))
        row, key, owner = row[order], key[order], owner[order]
        return self._by_key(key, owner, row.astype(np.int32), self.needs.weight[row], self.evidence.need_keys)

    def _by_key(
        self, key: Ints, owner: Ints, carrier: Ints, weight: NDArray[np.float64], keys: int
    ) -> tuple[Places, Places, Ints, NDArray[np.float64]]:
        start = np.searchsorted(key, np.arange(keys + 1))
        exhibitors = np.bincount(key[self.problem.side[owner] == 0], minlength=keys)
        return start, start[:-1] + exhibitors, carrier, weight

    def wishes(self, *, received: bool) -> tuple[Places, Ints, NDArray[np.float64]]:
        """Return the values of wishes by who wishes, or by for whom: (start, other, value); a NO is no value."""
        problem = self.problem
        by, other = (problem.wish_for, problem.wish_by) if received else (problem.wish_by, problem.wish_for)
        value = np.select(
            [problem.wish == MUST, problem.wish == LIKE], [self.params.must, self.params.like], 0.0
        )
        start, other, order = _by_organisation(by, other, problem.organisations)
        return start, other, value[order]

    def vetoes(self) -> tuple[Places, Ints]:
        """Return for each organisation whom it must not meet, from either side's NO and the vetoed pairs."""
        no = self.problem.wish == NO
        first = np.concatenate([self.problem.vetoed[:, 0], self.problem.wish_by[no]])
        second = np.concatenate([self.problem.vetoed[:, 1], self.problem.wish_for[no]])
        both, other = np.concatenate([first, second]), np.concatenate([second, first])
        start, other, _ = _by_organisation(both, other, self.problem.organisations)
        return start, other

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


def _by_organisation(by: Ints, other: Ints, organisations: int) -> tuple[Places, Ints, Places]:
    order = np.lexsort((other, by))
    start = np.searchsorted(by[order], np.arange(organisations + 1))
    return start, other[order].astype(np.int32), order


def fit(scoring: Scoring, *, seed: int, watch: Watch | None = None) -> Candidates:
    """Return everybody's `list_length` best admitted counterparts by served x fit_own + customer x fit_other.

    Exact over all organisations; ties are broken by chance of the seed. Cost: for each row the carriers of the
    agreeing keys; memory: organisations x list_length and the relation.
    """
    n, k = scoring.problem.organisations, scoring.params.list_length
    other = np.full((n, k), -1, np.int32)
    own, theirs = np.zeros((n, k)), np.zeros((n, k))
    tables = (
        scoring.need_table,
        scoring.offer_table,
        scoring.asks,
        scoring.serves,
        scoring.offer_carriers,
        scoring.need_carriers,
        scoring.wishes(received=False),
        scoring.wishes(received=True),
        scoring.vetoes(),
        scoring.rules,
    )
    weights = (scoring.params.served, scoring.params.customer, scoring.params.rival)
    for start in range(0, n, BLOCK):
        end = min(start + BLOCK, n)
        other[start:end], own[start:end], theirs[start:end] = rank(start, end, k, seed, weights, *tables)
        if watch:
            watch("fit", end / n)
    return Candidates(other, own, theirs)
