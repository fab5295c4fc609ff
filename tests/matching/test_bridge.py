"""How rows become a problem, and the engine's answer rows again."""

from datetime import datetime

import pytest

from chainfair.chains.actions import state_needs, state_offers
from chainfair.chains.kinds import NewTrade
from chainfair.chains.models import Chain
from chainfair.fairs.models import Edition
from chainfair.matching.bridge import build_problem, solve
from chainfair.matching.bridge.problem import refuses_need
from chainfair.matching.models import Participant

FLOWS = {(0, 1), (1, 2), (0, 2)}


@pytest.mark.parametrize(
    ("link", "target", "refused", "answer"),
    [
        (1, 2, {(1, 2)}, True),  # the very need
        (1, 2, {(0, 2)}, False),  # another need of the same taker
        (1, 2, {(1, 3)}, False),  # the same need of another link
        (1, 2, set(), False),
    ],
)
def test_an_inferred_need_is_refused_by_its_flow(
    link: int, target: int, refused: set[tuple[int, int]], answer: bool
) -> None:
    assert refuses_need(link, target, refused, FLOWS) is answer


def test_a_need_is_refused_by_what_merely_feeds_it() -> None:
    assert refuses_need(1, 2, {(0, 2)}, {(0, 1), (1, 2)})


@pytest.mark.django_db
def test_reasons_keep_three_terms_a_direction_and_the_sum_of_the_rest(
    spring: Edition, participants: list[Participant], battery: Chain, now: datetime
) -> None:
    ansheng, _beiming, duna = (one.organisation_id for one in participants)
    links = list(battery.links.order_by("number"))
    rows = [(link.pk, link.codes.get().pk, f"{link.name_zh}{link.name_en}") for link in links]
    state_offers(offers=[NewTrade(ansheng, "entered", *row) for row in rows], by=None, now=now)
    state_needs(needs=[NewTrade(duna, "entered", *row) for row in rows], by=None, now=now)
    problem, keys = build_problem(spring, encode=False)
    assert (problem.offers.size, problem.needs.size, keys.inputs) == (4, 4, {})
    answer = solve(spring, {"encode": False}, 1, lambda _doing, _share: None)
    pair = next(
        one for one in answer.pairs if (one.first, one.second) == (participants[0].pk, participants[2].pk)
    )
    towards = [term["kind"] for term in pair.reasons if term["towards"] == 1]
    assert (len(towards), towards[-1]) == (4, -1)
    assert sum(term["value"] for term in pair.reasons if term["towards"] == 1) == pytest.approx(
        pair.fit_second
    )
    assert (pair.rank_first, pair.rank_second) == (1, 1)
