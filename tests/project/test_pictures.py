"""Lengths of bars and levels of heat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.project.pictures import LONGEST, Bar, bar_rows, heat_level, width_of


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_width_never_leaves_its_frame(value: float, most: float) -> None:
    assert 0 <= float(width_of(value, most).rstrip("%")) <= 100


def test_bars_are_as_long_as_their_values() -> None:
    rows = bar_rows([Bar("a", 50, 100), Bar("b", 25), Bar("c", 0, 0)])
    assert [(row.done, row.planned, row.end) for row in rows] == [
        (f"{LONGEST / 2:.1f}%", f"{LONGEST:.1f}%", f"{LONGEST:.1f}%"),
        (f"{LONGEST / 4:.1f}%", "", f"{LONGEST / 4:.1f}%"),
        ("0.0%", "0.0%", "0.0%"),
    ]
    assert [(row.value, row.of) for row in rows] == [("50", "100"), ("25", ""), ("0", "0")]


def test_no_bars_are_no_rows() -> None:
    assert bar_rows([]) == []


@pytest.mark.parametrize(
    ("share", "level"),
    [(None, "closed"), (0, "h0"), (0.5, "h4"), (0.97, "h8"), (1, "h8"), (1.4, "h8"), (-1, "h0")],
)
def test_heat_has_nine_levels(share: float | None, level: str) -> None:
    assert heat_level(share) == level
