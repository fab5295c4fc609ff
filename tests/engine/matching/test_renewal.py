"""One organisation's list anew: the fits of everybody's lists, dealt by their rule, all others as they are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import pdtr

from chainfair.engine.matching import EXHIBITOR, VISITOR, Problem, solve
from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.lists import ASKED, TRUST, Promised
from chainfair.engine.matching.pairs import interest
from chainfair.engine.matching.renewal import Scored, reasons_for, renewed, score_one
from chainfair.engine.stop import Stop
from tests.engine.matching.fairs import PLAIN, fair, fairs, may_meet

NOTHING = Promised(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))


def everybody(problem: Problem) -> np.ndarray:
    return np.arange(problem.organisations, dtype=np.int32)


@settings(deadline=None, max_examples=60)
@given(fairs(), st.data())
def test_scored_are_its_best_and_whom_it_may_meet_of_those_named(
    problem: Problem, data: st.DataObject
) -> None:
    one = data.draw(st.integers(0, problem.organisations - 1))
    found = fit(Scoring.of(problem, PLAIN), seed=1)
    listed = found.other[one] >= 0
    best = [part[one][listed].tolist() for part in (found.other, found.fit_own, found.fit_other)]
    scored = score_one(problem, PLAIN, one, also=everybody(problem), seed=1)
    parts = (scored.other, scored.fit_own, scored.fit_other)
    assert [part[: listed.sum()].tolist() for part in parts] == best
    assert set(scored.other.tolist()) == {
        other for other in range(problem.organisations) if other != one and may_meet(problem, one, other)
    }
    alone = score_one(problem, PLAIN, one, also=everybody(problem)[:0], seed=1)
    assert [alone.other.tolist(), alone.fit_own.tolist(), alone.fit_other.tolist()] == best


@settings(deadline=None, max_examples=30)
@given(fairs(), st.data())
def test_fits_weights_and_reasons_are_those_of_a_run(problem: Problem, data: st.DataObject) -> None:
    one = data.draw(st.integers(0, problem.organisations - 1))
    result = solve(problem, params=PLAIN, stop=Stop(), seed=1)
    scored = score_one(problem, PLAIN, one, also=everybody(problem), seed=1)
    mine = {
        int(other): (own, theirs, int(weight))
        for other, own, theirs, weight in zip(
            scored.other, scored.fit_own, scored.fit_other, scored.weight, strict=True
        )
    }
    for first, second, *fits, weight in zip(
        result.first, result.second, result.fit_first, result.fit_second, result.weight, strict=True
    ):
        if one in (first, second):
            ways = fits if one == first else fits[::-1]
            assert mine[int(second if one == first else first)] == (*ways, weight)
    kept = np.ones(len(scored.other), np.bool_)
    terms = reasons_for(scored, kept)
    side = 2 * terms.pair.astype(np.int64) + terms.towards
    sums = np.bincount(side, terms.value, minlength=2 * len(kept)).reshape(-1, 2)
    swapped = scored.other < one
    assert np.where(swapped, sums[:, 1], sums[:, 0]) == pytest.approx(scored.fit_own, abs=1e-5)
    assert np.where(swapped, sums[:, 0], sums[:, 1]) == pytest.approx(scored.fit_other, abs=1e-5)


def left_open(capacity: int, load: float) -> float:
    """The chance of a place by its definition, mean over the shares that ask."""
    weight = np.sqrt(ASKED) / np.sqrt(ASKED).sum()
    return float(weight @ pdtr(capacity - 1, ASKED * load)) if capacity else 0.0


@settings(deadline=None, max_examples=30)
@given(fairs(), st.data())
def test_a_list_takes_rank_by_rank_what_is_worth_most(problem: Problem, data: st.DataObject) -> None:
    params = replace(PLAIN, shown=3, variety=0.0)
    one = data.draw(st.integers(0, problem.organisations - 1))
    n = problem.organisations
    entry = st.tuples(st.integers(0, n - 1), st.integers(1, 3), st.sampled_from([0.3, 0.9]))
    rows = data.draw(st.lists(entry, max_size=12))
    who, rank, chance = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    promised = Promised(np.array(who, np.int32), np.array(rank, np.int32), np.array(chance))
    scored = score_one(problem, params, one, also=everybody(problem), seed=1)
    place = renewed(scored, promised, seed=1)
    worth = np.zeros((len(place), 3))
    for at, other in enumerate(scored.other.tolist()):
        if not scored.wanted[at] or problem.maximum[one] == 0:
            continue
        own = interest(scored.fit_own[at : at + 1], scored.fit_other[at : at + 1], params)[0]
        theirs = interest(scored.fit_other[at : at + 1], scored.fit_own[at : at + 1], params)[0]
        for depth in range(3):
            load = sum(row[2] for row in rows if row[0] == other and row[1] <= depth + 1)
            worth[at, : depth + 1] += own * theirs**TRUST * left_open(int(problem.maximum[other]), load) / 3
    taken = np.argsort(place)[np.sort(place) > 0]
    assert len(taken) == min(3, int((worth[:, 0] > 0).sum()))
    left = np.ones(len(place), np.bool_)
    for rank_, at in enumerate(taken):
        assert worth[at, rank_] >= 0.97 * (worth[:, rank_] * left).max()  # loads are told apart in steps
        left[at] = False


def suppliers() -> Problem:
    """Visitor 0 makes what link 1 flows into; 1 supplies it best, 2 and 3 a little less well; each has one place."""
    rows = [(0, 2, 0, -1, 1.0, False), (1, 1, 0, -1, 1.0, False)]
    rows += [(j, 1, 0, -1, 0.9, False) for j in (2, 3)]
    side = np.array([VISITOR] + [EXHIBITOR] * 3, np.int8)
    return fair(4, rows, [], side=side, maximum=np.array([5, 1, 1, 1], np.int32))


def on_list(scored: Scored, place: np.ndarray) -> list[int]:
    found: list[int] = scored.other[np.argsort(place)[np.sort(place) > 0]].tolist()
    return found


def test_a_list_goes_past_those_whose_places_others_lists_have_taken() -> None:
    params = replace(PLAIN, shown=1)
    scored = score_one(suppliers(), params, 0, also=np.zeros(0, np.int32), seed=1)
    assert on_list(scored, renewed(scored, NOTHING, seed=1)) == [1]
    full = Promised(np.full(20, 1, np.int32), np.ones(20, np.int32), np.full(20, 0.5))
    assert on_list(scored, renewed(scored, full, seed=1)) in ([2], [3])


def test_a_list_anew_where_nothing_has_changed_is_the_list_of_the_run() -> None:
    params, problem = replace(PLAIN, shown=2, listed_least=0), suppliers()
    result = solve(problem, params=params, stop=Stop(), seed=1)
    entries: list[tuple[int, int]] = []
    for first, second, of_first, of_second in zip(
        result.first, result.second, result.list_first, result.list_second, strict=True
    ):
        # What the lists of the exhibitors promise; the visitor's own is given back.
        entries += [(int(second), int(of_second))] if of_second and first == 0 else []
        entries += [(int(first), int(of_first))] if of_first and first else []
    scored = score_one(problem, params, 0, also=np.zeros(0, np.int32), seed=1)
    chance = interest(scored.fit_own, scored.fit_other, params) * interest(
        scored.fit_other, scored.fit_own, params
    )
    promised = Promised(
        np.array([who for who, _rank in entries], np.int32),
        np.array([rank for _who, rank in entries], np.int32),
        np.array([chance[scored.other.tolist().index(who)] for who, _rank in entries]),
    )
    listed = sorted(
        (int(place), int(second))
        for first, second, place in zip(result.first, result.second, result.list_first, strict=True)
        if first == 0 and place
    )
    assert on_list(scored, renewed(scored, promised, seed=1)) == [other for _place, other in listed]
