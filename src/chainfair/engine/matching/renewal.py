"""One organisation's list anew after its profile has changed, beside the lists that everybody else has already."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.lists import Promised, dealt_to_one
from chainfair.engine.matching.pairs import worth
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Ints, Problem
from chainfair.engine.matching.reasons import fits_of, reasons_of
from chainfair.engine.matching.result import Reasons


@dataclass(frozen=True)
class Scored:
    """One organisation against whom it may meet: its own best, then those of `also` who are not among them.

    other: the counterparts, each once. fit_own: how their offers serve its needs. fit_other: how its serve theirs.
    """

    scoring: Scoring
    organisation: int
    other: Ints
    fit_own: NDArray[np.float64]
    fit_other: NDArray[np.float64]

    @cached_property
    def _meeting(self) -> NDArray[np.bool_]:
        """Return with whom a meeting can be held: who holds none has no list and stands on none."""
        maximum = self.scoring.problem.maximum
        return np.asarray((maximum[self.organisation] > 0) & (maximum[self.other] > 0))

    @cached_property
    def wanted(self) -> NDArray[np.bool_]:
        """Return which counterparts are worth anything to the organisation itself."""
        params = self.scoring.params
        return self._meeting & (params.served * self.fit_own + params.customer * self.fit_other > 0)

    @cached_property
    def sought(self) -> NDArray[np.bool_]:
        """Return to which counterparts the organisation is worth anything."""
        params = self.scoring.params
        return self._meeting & (params.served * self.fit_other + params.customer * self.fit_own > 0)

    @property
    def weight(self) -> Ints:
        """Return what each pair weighs, in thousandths."""
        return worth(self.fit_own, self.fit_other, self.scoring.params)[1]


def score_one(problem: Problem, params: Params, organisation: int, *, also: Ints, seed: int) -> Scored:
    """Score one organisation against everybody: its `list_length` best, as `fit` has them, and those of `also`.

    also: counterparts whose pair with it stands somewhere already. Whom it may not meet is left out.
    Cost: preparing, without texts of others among themselves, and organisations x 1.
    """
    scoring = Scoring.of(problem, params, stalls=np.array([organisation], np.int32))
    found = fit(scoring, seed=seed)
    best = found.other[organisation] >= 0
    own, other = found.other[organisation][best], np.unique(also.astype(np.int32))
    further = other[~np.isin(other, own)]
    further = further[scoring.admits(np.full(len(further), organisation, np.int32), further)]
    me = np.full(len(further), organisation, np.int32)
    return Scored(
        scoring,
        organisation,
        np.concatenate([own, further]),
        np.concatenate([found.fit_own[organisation][best], fits_of(scoring, me, further)]),
        np.concatenate([found.fit_other[organisation][best], fits_of(scoring, further, me)]),
    )


def renewed(scored: Scored, promised: Promised, *, seed: int) -> Ints:
    """Return the place of each counterpart on the organisation's list, from 1; 0 = not on it.

    The list is dealt as `lists.listed` deals it, once, against what everybody else's lists promise already: those stay.
    """
    place = np.zeros(len(scored.other), np.int32)
    place[scored.wanted] = dealt_to_one(
        scored.scoring,
        scored.organisation,
        scored.other[scored.wanted],
        (scored.fit_own[scored.wanted], scored.fit_other[scored.wanted]),
        promised,
        seed=seed,
    )
    return place


def reasons_for(scored: Scored, kept: NDArray[np.bool_]) -> Reasons:
    """Return the terms of the kept pairs; in each the organisation of the lower number is the first."""
    me, other = np.full(int(kept.sum()), scored.organisation, np.int32), scored.other[kept]
    return reasons_of(scored.scoring, np.minimum(me, other), np.maximum(me, other))
