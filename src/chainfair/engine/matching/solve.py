"""The whole way: score, list, choose, explain."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.assemble import assemblies_of
from chainfair.engine.matching.choose import Choice, held_in
from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.gather import gather
from chainfair.engine.matching.lists import listed
from chainfair.engine.matching.pairs import Pairs, pairs_of
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Ints, Problem
from chainfair.engine.matching.reasons import reasons_of
from chainfair.engine.matching.result import Gathered, Result, Unmet
from chainfair.engine.result import Watch
from chainfair.engine.stop import Stop


def solve(
    problem: Problem,
    *,
    params: Params | None = None,
    stop: Stop | None = None,
    seed: int = 0,
    watch: Watch | None = None,
) -> Result:
    """Answer who should meet whom: everybody's explained list, and the heaviest choice within the maximums.

    Deterministic: the same problem, params, stop and seed give the same bits, whatever the order of rows.
    Raises ValueError where the problem's arrays do not fit together. Cost and memory: see `fit` and `choose`;
    1,200 exhibitors and 42,000 counterparts take seconds.
    """
    params, stop = params or Params(), stop or Stop(gap=1e-4)
    tell = watch or (lambda _stage, _share: None)
    scoring = Scoring.of(problem, params)
    tell("prepared", 0.1)
    candidates = fit(scoring, seed=seed, watch=lambda stage, share: tell(stage, 0.1 + 0.5 * share))
    pairs = pairs_of(scoring, candidates)
    formed, allowed = assemblies_of(scoring, pairs, seed=seed)
    choice, chosen = gather(
        pairs.first,
        pairs.second,
        pairs.weight,
        formed.groups,
        allowed=allowed,
        minimum=problem.minimum,
        maximum=problem.maximum,
        pinned=pairs.pinned,
        bonus=params.floor_bonus,
        stop=stop,
    )
    tell("chosen", 0.8)
    lists = listed(scoring, pairs, seed=seed) if params.spread else _own_best(pairs, params.shown)
    gathered = Gathered(formed.groups, chosen, formed.offer, formed.worth, formed.guessed)
    result = _result(scoring, pairs, choice, gathered, *lists)
    tell("explained", 1.0)
    return result


def _own_best(pairs: Pairs, shown: int) -> tuple[Ints, Ints]:
    """Return places on lists of everybody's own best, as many as are shown."""
    ranks = pairs.rank_first, pairs.rank_second
    return np.where(ranks[0] <= shown, ranks[0], 0), np.where(ranks[1] <= shown, ranks[1], 0)


def _result(
    scoring: Scoring, pairs: Pairs, choice: Choice, gathered: Gathered, list_first: Ints, list_second: Ints
) -> Result:
    kept = np.flatnonzero(choice.chosen | (list_first > 0) | (list_second > 0))
    unmet, short, why = _unmet(scoring.problem, pairs, choice, gathered)
    return Result(
        status=choice.status,
        weight_total=choice.weight,
        objective=choice.objective,
        bound=choice.bound,
        gap=choice.gap,
        first=pairs.first[kept],
        second=pairs.second[kept],
        weight=pairs.weight[kept],
        fit_first=pairs.fit_first[kept],
        fit_second=pairs.fit_second[kept],
        mutual=pairs.mutual[kept],
        chosen=choice.chosen[kept],
        pinned=pairs.pinned[kept],
        rank_first=pairs.rank_first[kept],
        rank_second=pairs.rank_second[kept],
        list_first=list_first[kept],
        list_second=list_second[kept],
        candidates=len(pairs.first),
        unmet=unmet,
        short=short,
        why=why,
        reasons=reasons_of(scoring, pairs.first[kept], pairs.second[kept]),
        gathered=gathered,
    )


def _unmet(
    problem: Problem, pairs: Pairs, choice: Choice, gathered: Gathered
) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Return who has fewer meetings than its minimum, how many it lacks, and why."""
    n = problem.organisations
    groups = gathered.groups
    held = held_in(pairs.first, pairs.second, choice.chosen, n) + groups.seats(gathered.chosen, n)
    unmet = np.flatnonzero(held < problem.minimum)
    profile = np.bincount(problem.offers.organisation, minlength=n) + np.bincount(
        problem.needs.organisation, minlength=n
    )
    ends = np.concatenate([pairs.first, pairs.second, groups.member])
    possible = np.bincount(ends, minlength=n)
    full = held >= problem.maximum
    open_to = np.zeros(n, np.bool_)
    waiting = np.flatnonzero(~choice.chosen)
    for one, other in ((pairs.first, pairs.second), (pairs.second, pairs.first)):
        open_to[one[waiting[~full[other[waiting]]]]] = True
    why = np.select(
        [
            profile[unmet] == 0,
            possible[unmet] == 0,
            possible[unmet] < problem.minimum[unmet],
            ~open_to[unmet],
        ],
        [Unmet.NO_PROFILE, Unmet.NOBODY_ADMITTED, Unmet.TOO_FEW, Unmet.OTHERS_FULL],
        Unmet.WORTH_LESS,
    )
    return unmet.astype(np.int32), (problem.minimum - held)[unmet].astype(np.int32), why.astype(np.int8)
