from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.matching import LIKE, MUST, REGION, VISITOR, Conditions, Graph, Params, Problem
from chainfair.engine.matching.fit import Scoring, fit
from tests.engine.matching.fairs import PLAIN, chain, fair, fairs, may_meet

LEVELS = {2: 0, 4: 1, 6: 2}


def code_value(scoring: Scoring, need: int, offer: int) -> float:
    params, offers = scoring.params, scoring.offers
    if not need or not offer or need // 10000 != offer // 10000:
        return 0.0
    digits = 6 if need == offer else 4 if need // 100 == offer // 100 else 2
    stated = 2 if offer % 10000 == 0 else 4 if offer % 100 == 0 else 6
    divisor = {2: 10000, 4: 100, 6: 1}[min(digits, stated)]
    coded = offers.code > 0
    everybody = set(offers.organisation[coded].tolist())
    carrying = set(offers.organisation[coded & (offers.code // divisor == offer // divisor)].tolist())
    information = np.log(len(everybody) / len(carrying)) / np.log(max(len(everybody), 2))
    floor = params.information_floor
    return float(params.code * params.code_levels[LEVELS[digits]] * (floor + (1 - floor) * information))


def link_value(scoring: Scoring, need: int, offer: int) -> float:
    graph = scoring.problem.graph
    if need < 0 or offer < 0:
        return 0.0
    if need == offer:
        return scoring.params.link
    flow = graph.flow_weight[(graph.source == offer) & (graph.target == need)].sum()
    return scoring.params.link * min(scoring.params.feeder * float(flow), scoring.params.feeder)


def text_value(scoring: Scoring, need: int, offer: int, *, guessed: bool) -> float:
    if need < 0 or offer < 0:
        return 0.0
    from chainfair.engine.text.likeness import likeness

    params = scoring.params
    offered = np.unique(scoring.offers.text[scoring.offers.text >= 0]).astype(np.int32)
    found = likeness(
        scoring.problem.texts,
        np.array([need], np.int32),
        offered,
        vector_worth=params.vector_worth,
        vector_floor=params.vector_floor,
        floor=params.text_floor,
        sharpness=params.inferred_sharpness if guessed else params.word_sharpness,
    ).toarray()[0]
    return params.text * float(found[offered.tolist().index(offer)])


def asked_in_vain(scoring: Scoring, i: int, j: int) -> float:
    """The share that is taken off what j's offers are to i, for conditions of i that j misses."""
    told, params = scoring.problem.conditions, scoring.params
    weights = params.region, params.certificate, params.volume
    off = 0.0
    for asked, need, share in zip(told.asked, told.row, told.share, strict=True):
        if scoring.problem.needs.organisation[need] == i:
            kind = told.kind[asked]
            off += weights[kind] * float(share) * float(told.missed[asked, told.answer[kind, j]])
    return off


def known_links(problem: Problem, i: int) -> set[int]:
    """The links on which an organisation is known to stand, by its own word or by a code that the link carries."""
    graph, found = problem.graph, set[int]()
    for row in np.flatnonzero(problem.offers.organisation == i).tolist():
        if problem.kept is None or not problem.kept[row]:
            link, code = int(problem.offers.link[row]), int(problem.offers.code[row])
            found |= {link} if link >= 0 else links_of(code, graph) if code else set()
    return found


def links_of(code: int, graph: Graph) -> set[int]:
    """The links that carry a code, its heading or its chapter."""
    carried = zip(graph.code_link.tolist(), graph.code.tolist(), strict=True)
    return {
        link
        for link, other in carried
        if (code // 100 == other // 100 and (code == other or 0 in (code % 100, other % 100)))
        or (other % 10000 == 0 and code // 10000 == other // 10000)
    }


def plain_fit(scoring: Scoring, i: int, j: int) -> float:
    """How j's offers serve i's needs, read off the definition."""
    needs, offers, problem = scoring.needs, scoring.offers, scoring.problem
    total = 0.0
    for r in range(needs.start[i], needs.start[i + 1]):
        theirs = range(offers.start[j], offers.start[j + 1])
        text = partial(text_value, guessed=bool(needs.row[r] < 0))
        for column, value in (("code", code_value), ("link", link_value), ("text", text)):
            asked = [int(getattr(needs, column)[r])] + [int(needs.also[r])] * (column == "text")
            found = [
                value(scoring, one, int(getattr(offers, column)[s])) * offers.weight[s]
                for one in asked
                for s in theirs
            ]
            total += needs.weight[r] * max(found, default=0.0)
    total -= total * asked_in_vain(scoring, i, j)
    for by, other, wish in zip(problem.wish_by, problem.wish_for, problem.wish, strict=True):
        if (by, other) == (i, j):
            total += {MUST: scoring.params.must, LIKE: scoring.params.like}.get(int(wish), 0.0)
    links = [known_links(problem, k) for k in (i, j)]
    allied = problem.allies is not None and problem.allies[i] and problem.allies[j]
    total += scoring.params.together if links[0] & links[1] and allied else 0.0
    for met, went_on in zip(problem.met.tolist(), problem.went_on, strict=True):
        if {i, j} == set(met):
            total += scoring.params.met if went_on else -scoring.params.met_in_vain
    return total - (scoring.params.rival if links[0] & links[1] and not allied else 0.0)


def plain_list(scoring: Scoring, i: int) -> list[tuple[float, int]]:
    problem, params = scoring.problem, scoring.params
    found = []
    for j in range(problem.organisations):
        if j != i and may_meet(problem, i, j):
            own, other = plain_fit(scoring, i, j), plain_fit(scoring, j, i)
            if own + params.customer * other > 1e-9:
                found.append((own + params.customer * other, j))
    return sorted(found, key=lambda one: (-one[0], one[1]))


@settings(deadline=None, max_examples=150)
@given(fairs())
def test_lists_are_those_of_the_plain_definition(problem: Problem) -> None:
    scoring = Scoring.of(problem, PLAIN)
    found = fit(scoring, seed=0)
    for i in range(problem.organisations):
        expected = plain_list(scoring, i)
        others = found.other[i][found.other[i] >= 0]
        assert sorted(others.tolist()) == sorted(j for _, j in expected)
        interests = found.fit_own[i, : len(others)] + PLAIN.customer * found.fit_other[i, : len(others)]
        assert interests == pytest.approx([interest for interest, _ in expected], abs=1e-5)
        for place, j in enumerate(others):
            assert found.fit_own[i, place] == pytest.approx(plain_fit(scoring, i, int(j)), abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(fairs())
def test_short_lists_begin_as_long_ones_do(problem: Problem) -> None:
    long = fit(Scoring.of(problem, PLAIN), seed=3)
    short = fit(Scoring.of(problem, replace(PLAIN, list_length=2)), seed=3)
    assert (short.other == long.other[:, :2]).all()


def test_a_supplier_ranks_above_a_competitor_and_a_stranger() -> None:
    # On the chain 0 -> 1 -> 2 -> 3: organisation 0 makes what stands on link 2, and has stated no need.
    problem = fair(
        4,
        [
            (0, 2, 0, -1, 1.0, False),
            (1, 1, 0, -1, 1.0, False),
            (2, 2, 0, -1, 1.0, False),
            (3, 4, 0, -1, 1.0, False),
        ],
        [],
    )
    found = fit(Scoring.of(problem, PLAIN), seed=0)
    assert found.other[0][:2].tolist() == [1, -1]


def test_competitors_who_seek_each_other_are_not_held_apart() -> None:
    rows = [(0, 2, 0, -1, 1.0, False), (1, 2, 0, -1, 1.0, False)]
    needs = [(0, 2, 0, -1, 1.0, False)]
    rivals = fit(Scoring.of(fair(2, rows, needs), PLAIN), seed=0)
    allies = fit(Scoring.of(fair(2, rows, needs, allies=np.ones(2, np.bool_)), PLAIN), seed=0)
    assert rivals.fit_own[0, 0] == pytest.approx(1.0 - PLAIN.rival)
    assert allies.fit_own[0, 0] == pytest.approx(1.0 + PLAIN.together)


def test_competitors_who_both_seek_partners_on_their_link_are_suggested_to_each_other() -> None:
    rows = [(0, 2, 0, -1, 1.0, False), (1, 2, 0, -1, 1.0, False), (2, 2, 0, -1, 1.0, False)]
    allies = np.array([True, True, False])
    found = fit(Scoring.of(fair(3, rows, [], allies=allies), PLAIN), seed=0)
    assert found.other[:, 0].tolist() == [1, 0, -1]
    assert found.fit_own[0, 0] == pytest.approx(PLAIN.together)


def test_a_place_that_is_kept_from_others_makes_neither_rival_nor_partner() -> None:
    rows = [(0, 2, 0, -1, 1.0, False), (1, 2, 0, -1, 1.0, False), (1, 2, 0, 0, 1.0, False)]
    needs = [(0, 2, 0, -1, 1.0, False)]
    fits = {}
    for name, kept in (("one row", [False, True, False]), ("all of them", [False, True, True])):
        for allies in (None, np.ones(2, np.bool_)):
            problem = fair(2, rows, needs, kept=np.array(kept), allies=allies)
            fits[name, allies is not None] = float(fit(Scoring.of(problem, PLAIN), seed=0).fit_own[0, 0])
    assert fits == pytest.approx(
        {
            ("one row", False): 1.0 - PLAIN.rival,
            ("one row", True): 1.0 + PLAIN.together,
            ("all of them", False): 1.0,
            ("all of them", True): 1.0,
        }
    )


def conditioned(missed: tuple[float, float]) -> Problem:
    """Two suppliers of one good; the only need of organisation 0 asks for a region that they miss so far."""
    rows = [(1, 1, 0, -1, 1.0, False), (2, 1, 0, -1, 1.0, False)]
    asks = Conditions(
        kind=np.array([REGION], np.int8),
        asked=np.array([0], np.int32),
        row=np.array([0], np.int32),
        share=np.array([1.0], np.float32),
        answer=np.array([[0, 0, 1, 0]] * 3, np.int32),
        missed=np.array([missed], np.float32),
    )
    return fair(4, rows, [(0, 1, 0, -1, 1.0, False)], conditions=asks)


def test_who_meets_a_condition_ranks_above_who_misses_it_and_nobody_comes_in_by_a_condition_alone() -> None:
    found = fit(Scoring.of(conditioned((1.0, 0.0)), PLAIN), seed=0)
    assert found.other[0, :3].tolist() == [2, 1, -1]
    assert found.fit_own[0, :2] == pytest.approx([1.0, 1.0 - PLAIN.region])


@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_the_further_a_condition_is_missed_the_lower_the_fit(one: float, other: float) -> None:
    found = fit(Scoring.of(conditioned((one, other)), PLAIN), seed=0)
    fits = dict(zip(found.other[0, :2].tolist(), found.fit_own[0, :2].tolist(), strict=True))
    assert (fits[1] - fits[2]) * (other - one) >= 0
    assert min(fits.values()) >= 1.0 - PLAIN.region - 1e-6


def test_a_problem_refuses_conditions_that_do_not_fit() -> None:
    good = conditioned((1.0, 0.0))
    wrong: dict[str, dict[str, Any]] = {
        "conditions.share: not above 0": {"share": np.array([0.0], np.float32)},
        "conditions.row: outside": {"row": np.array([1], np.int32)},
        "conditions.kind: outside": {"kind": np.array([3], np.int8)},
        "conditions.answer: shape": {"answer": np.zeros((3, 3), np.int32)},
        "conditions.missed: not from 0 to 1": {"missed": np.array([[0.0, 2.0]], np.float32)},
        "conditions.share: more than 1": {
            name: np.repeat(getattr(good.conditions, name), 2) for name in ("asked", "row", "share")
        },
    }
    for words, parts in wrong.items():
        with pytest.raises(ValueError, match=words):
            replace(good, conditions=replace(good.conditions, **parts))
    with pytest.raises(ValueError, match="went_on: 0 rows"):
        replace(good, met=np.array([[0, 1]], np.int32))
    with pytest.raises(ValueError, match="together they go up to 1"):
        Params(region=0.5, certificate=0.4, volume=0.2)


def test_having_met_is_a_little_more_if_something_came_of_it_and_a_little_less_if_not() -> None:
    rows = [(1, 1, 0, -1, 1.0, False), (2, 1, 0, -1, 1.0, False), (3, 1, 0, -1, 1.0, False)]
    met = {"met": np.array([[0, 1], [3, 0]], np.int32), "went_on": np.array([False, True])}
    found = fit(Scoring.of(fair(4, rows, [(0, 1, 0, -1, 1.0, False)], **met), PLAIN), seed=0)
    assert found.other[0, :3].tolist() == [3, 2, 1]
    assert found.fit_own[0, :3] == pytest.approx([1.0 + PLAIN.met, 1.0, 1.0 - PLAIN.met_in_vain])
    assert found.fit_own[3, 0] == pytest.approx(PLAIN.met)


def test_swapping_supplier_and_customer_changes_the_fit() -> None:
    upstream, downstream = (0, 0, 0, -1, 1.0, False), (1, 1, 0, -1, 1.0, False)
    scoring = Scoring.of(fair(2, [upstream, downstream], []), PLAIN)
    found = fit(scoring, seed=0)
    assert found.fit_own[1, 0] == pytest.approx(0.6 * 0.8)  # needs what flows in, at the flow's weight
    assert found.fit_own[0, 0] == 0.0
    assert found.fit_other[0, 0] == found.fit_own[1, 0]


def test_two_character_chinese_needs_find_longer_offers() -> None:
    problem = fair(2, [(0, -1, 0, 0, 1.0, False)], [(1, -1, 0, 1, 1.0, False)])
    found = fit(Scoring.of(problem, replace(PLAIN, word_sharpness=1.0)), seed=0)
    assert found.other[1][0] == 0
    assert found.fit_own[1, 0] > 0.2


def test_visitors_are_not_proposed_to_visitors() -> None:
    rows = [(i, 2, 0, -1, 1.0, False) for i in range(3)]
    problem = fair(3, rows, rows, side=np.array([0, VISITOR, VISITOR], np.int8))
    found = fit(Scoring.of(problem, replace(PLAIN, rival=0.0)), seed=0)
    assert [sorted(found.other[i][found.other[i] >= 0].tolist()) for i in range(3)] == [[1, 2], [0], [0]]


def test_equal_counterparts_are_ordered_by_the_seed_and_not_by_number() -> None:
    rows = [(i, 1, 0, -1, 1.0, False) for i in range(40)]
    problem = fair(41, rows, [(40, 1, 0, -1, 1.0, False)])
    params = replace(PLAIN, list_length=5)
    lists = {seed: fit(Scoring.of(problem, params), seed=seed).other[40].tolist() for seed in range(4)}
    assert len({tuple(found) for found in lists.values()}) == 4
    assert lists[0] == fit(Scoring.of(problem, params), seed=0).other[40].tolist()


def test_a_rare_code_says_more_than_a_common_one() -> None:
    offers = [(i, -1, 850760, -1, 1.0, False) for i in range(6)] + [(6, -1, 870380, -1, 1.0, False)]
    scoring = Scoring.of(
        fair(8, offers, [(7, -1, 850760, -1, 1.0, False), (7, -1, 870380, -1, 1.0, False)]), PLAIN
    )
    assert fit(scoring, seed=0).other[7][0] == 6


def test_params_refuse_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="rival is -1"):
        Params(rival=-1)
    with pytest.raises(ValueError, match="slope is inf"):
        Params(slope=float("inf"))
    with pytest.raises(ValueError, match="list_length"):
        Params(list_length=0)


def test_needs_of_services_are_small_and_name_what_they_rest_on() -> None:
    problem = fair(2, [(0, 2, 0, -1, 1.0, False), (1, 5, 0, -1, 1.0, False)], [], graph=chain((0, 1)))
    found = fit(Scoring.of(problem, PLAIN), seed=0)
    assert found.fit_own[0, 0] == pytest.approx(PLAIN.service_need)


def test_long_lists_of_many_are_those_of_the_plain_definition_where_most_must_not_be_met() -> None:
    # More exhibitors than are looked at together, and the best of them closed to the visitor.
    chance = np.random.default_rng(4)
    rows = [(i, -1, int(code), -1, 1.0, False) for i, code in enumerate(chance.choice([850760, 850700], 300))]
    needs = [(300, -1, 850760, -1, 1.0, False), (300, -1, 850700, -1, 0.5, False)]
    role = np.where(np.arange(301) % 9 == 0, 1, 2).astype(np.uint64)
    problem = fair(
        301,
        rows,
        needs,
        side=np.where(np.arange(301) < 300, 0, VISITOR).astype(np.int8),
        role=np.full(301, 1, np.uint64) * role,
        seeks=np.ones(301, np.uint64) | np.where(np.arange(301) < 300, 2, 0).astype(np.uint64),
    )
    params = replace(PLAIN, list_length=20)
    scoring = Scoring.of(problem, params)
    found = fit(scoring, seed=0)
    expected = [score for score, _ in plain_list(scoring, 300)][:20]
    assert found.fit_own[300].tolist() == pytest.approx(expected)
    assert all(may_meet(problem, 300, int(j)) for j in found.other[300])
