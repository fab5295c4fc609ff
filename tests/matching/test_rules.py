"""Pure decisions of matching."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.matching.kinds import Said, Spread
from chainfair.matching.rules import fact_of, sayings, spread_of


@pytest.mark.parametrize(
    ("counts", "spread"),
    [
        ([], Spread(0, 0, 0.0, (0.0, 0.0, 0.0, 0.0), 0)),
        ([0, 0], Spread(2, 0, 0.0, (0.0, 0.0, 0.0, 0.0), 2)),
        ([5, 5, 5, 5], Spread(4, 20, 0.0, (0.25, 0.25, 0.25, 0.25), 0)),
        ([0, 8, 0, 0], Spread(4, 8, 0.75, (0.0, 0.0, 0.0, 1.0), 3)),
        ([1, 3], Spread(2, 4, 0.25, (0.125, 0.125, 0.375, 0.375), 0)),
    ],
)
def test_a_spread_tells_how_evenly_exhibitors_are_shown(counts: list[int], spread: Spread) -> None:
    assert spread_of(counts) == spread


@given(st.lists(st.integers(0, 500), min_size=1))
def test_a_gini_is_the_mean_difference_over_twice_the_mean(counts: list[int]) -> None:
    spread, places = spread_of(counts), sum(counts)
    difference = sum(abs(one - other) for one in counts for other in counts)
    wanted = difference / (2 * len(counts) * places) if places else 0.0
    assert spread.gini == pytest.approx(wanted)
    assert sum(spread.quarters) == pytest.approx(1.0 if places else 0.0)
    assert list(spread.quarters) == pytest.approx(sorted(spread.quarters))


STATED = {"kind": 0, "offer": 7, "need": 8, "source": 0, "target": 0}
INFERRED = {"kind": 1, "offer": 0, "need": 0, "source": 1, "target": 2}


def test_a_side_speaks_about_its_own_fact_or_doubts_the_other() -> None:
    words = {
        (name, served): sayings(term, served=served)[1:-1]
        for name, term in {"stated": STATED, "inferred": INFERRED}.items()
        for served in (True, False)
    }
    assert words == {
        ("stated", True): (Said.UNNEEDED,),
        ("stated", False): (Said.UNOFFERED,),
        ("inferred", True): (Said.UNNEEDED, Said.MISPLACED),
        ("inferred", False): (Said.MISPLACED,),
    }
    assert sayings({"towards": 0, "kind": -1, "value": 0.1}, served=True) == ()


def test_a_fact_is_what_a_side_needs_takes_in_offers_or_where_it_stands() -> None:
    assert [fact_of(term, served=served) for term in (STATED, INFERRED) for served in (True, False)] == [
        ("need", 8, 0),
        ("offer", 7, 0),
        ("flow", 1, 2),
        ("stand", 1, 0),
    ]
