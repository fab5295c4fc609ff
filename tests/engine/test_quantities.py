"""Quantities and numbers as people write them: read, refused, and written so that they read in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.engine.numerals import UnclearNumberError, written_in_one_way
from chainfair.engine.quantities import amounts_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10,000 t/year", {"mass a year": 1e7}),
        ("年产20万吨", {"mass a year": 2e8}),
        ("500 台/月", {"pieces a year": 6000}),
        ("月产能 1.5万套", {"sets a year": 180_000}),
        ("每年约300吨", {"mass a year": 300_000}),
        ("80,000 pcs a month", {"pieces a year": 960_000}),
        ("50 containers a quarter", {"containers a year": 200}),
        ("10-20 t", {"mass": 10_000}),
        ("3 GWh per year", {"energy a year": 3e6}),
        ("5k units/month", {"pieces a year": 60_000}),
        ("100 t, 300 t", {"mass": 300_000}),
        ("1,5 t", {"mass": 1500}),
        ("1,500.5 t", {"mass": 1_500_500}),
        ("1/2 t", {}),
        ("2e3 t", {}),
        ("100 people", {}),
        # A comma parts thousands, a point decimals; blanks and apostrophes part thousands.
        ("1,000 t", {"mass": 1e6}),
        ("1 000 t", {"mass": 1e6}),
        ("1\u202f000 t", {"mass": 1e6}),
        ("1’000 t", {"mass": 1e6}),
        ("1'000'000 pcs", {"pieces": 1e6}),
        ("1.000.000 pcs", {"pieces": 1e6}),
        ("1.234,5 t", {"mass": 1_234_500}),
        ("1 234,5 t", {"mass": 1_234_500}),
        ("1.5 t", {"mass": 1500}),
        ("0.125 t", {"mass": 125}),
        ("1.2345 t", {"mass": 1234.5}),
        ("10,00,000 pcs", {"pieces": 1e6}),
        ("10.250万吨", {"mass": 102_500_000}),
        ("1.250 million pcs", {"pieces": 1_250_000}),
        ("7,500.250 kg", {"mass": 7500.25}),
        # What reads in two ways says nothing, and neither does a range with it.
        ("10.000 t", {}),
        ("10,0000 t", {}),
        ("5 to 10.000 t", {}),
        ("1.000.00 t", {}),
        # Full-width digits and marks, and Chinese numerals.
        ("１０，０００ 吨/年", {"mass a year": 1e7}),
        ("１０，２０吨", {"mass": 20_000}),
        ("年产１．５万吨", {"mass a year": 1.5e7}),
        ("10 万吨", {"mass": 1e8}),
        ("3亿件", {"pieces": 3e8}),
        ("1万5千吨", {"mass": 1.5e7}),
        ("一万五千台", {"pieces": 15_000}),
        ("年产万吨", {"mass a year": 1e7}),
        ("三亿两千万件", {"pieces": 3.2e8}),
        ("十几万吨", {"mass": 1e8}),
        ("两三千吨", {}),
        ("500千克", {"mass": 500}),
        ("2千瓦", {"power": 2}),
        ("3个月内500吨", {"mass": 500_000}),
        # Ranges: the least of them; what the low end leaves out it shares with the high one.
        ("5-10万吨", {"mass": 5e7}),
        ("5万-10万吨", {"mass": 5e7}),
        ("五至十万吨", {"mass": 5e7}),
        ("5 t - 10 t", {"mass": 5000}),
        ("500 kg to 2 t", {"mass": 500}),
        ("1,000～2,000 台/月", {"pieces a year": 12_000}),
        ("between 100 and 300 t", {"mass": 100_000}),
        ("100 t/a - 300 t/a", {"mass a year": 100_000}),
        # About, at least, and more.
        ("approx.1000 t", {"mass": 1e6}),
        ("ca. 500 t", {"mass": 500_000}),
        ("约300吨", {"mass": 300_000}),
        (">= 500 sets", {"sets": 500}),
        ("10,000+ pcs", {"pieces": 10_000}),
        ("10余万吨", {"mass": 1e8}),
        ("500多台", {"pieces": 500}),
        ("50,000 tpa", {"mass a year": 5e7}),
        ("2 Mt/a", {"mass a year": 2e9}),
        ("2 mt", {"mass": 2000}),
        ("20 kt", {"mass": 2e7}),
        ("5 lakh pcs", {"pieces": 500_000}),
        ("as needed", {}),
        ("", {}),
    ],
)
def test_quantities_are_read_in_one_unit(text: str, found: dict[str, float]) -> None:
    assert amounts_in(text) == pytest.approx(found)


@given(
    st.integers(1, 99_999),
    st.sampled_from([("t", "吨", "mass"), ("sets", "套", "sets"), ("pcs", "件", "pieces")]),
    st.sampled_from([("year", "年", 1), ("month", "月", 12), ("day", "天", 365)]),
)
def test_a_quantity_is_the_same_in_both_languages(
    number: int, unit: tuple[str, str, str], period: tuple[str, str, int]
) -> None:
    english, chinese = f"{number:,} {unit[0]} per {period[0]}", f"{number}{unit[1]}/{period[1]}"
    assert amounts_in(english) == amounts_in(chinese)
    assert list(amounts_in(english)) == [f"{unit[2]} a year"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("500 t a year", "500 t a year"),
        ("10000 t", "10000 t"),
        ("１０，０００吨，含税", "10,000吨，含税"),
        ("1 000 000 pcs / 1’500 sets", "1,000,000 pcs / 1,500 sets"),
        ("1.000.000 t", "1,000,000 t"),
        ("1.234,50 t", "1,234.5 t"),
        ("1,5 t", "1.5 t"),
        ("1.2340 t", "1.2340 t"),
        ("10.250万吨", "10.25万吨"),
        ("1.125 million", "1.125 million"),
        ("年产十万吨", "年产十万吨"),
        ("by 1.12.2026", "by 1.12.2026"),
        ("1/2 t", "1/2 t"),
    ],
)
def test_a_quantity_is_kept_so_that_it_reads_in_one_way(written: str, kept: str) -> None:
    assert written_in_one_way(written) == kept
    assert written_in_one_way(kept) == kept
    assert amounts_in(written) == amounts_in(kept)


@pytest.mark.parametrize(
    ("written", "refused", "decimal", "thousands"),
    [
        ("10.000 t", "10.000", "10", "10,000"),
        ("20 t, 1.500 pcs", "1.500", "1.5", "1,500"),
        ("１．２３４吨", "1.234", "1.2340", "1,234"),
        ("10,0000 t", "10,0000", "10", "100,000"),
    ],
)
def test_a_number_that_reads_in_two_ways_is_refused_with_both(
    written: str, refused: str, decimal: str, thousands: str
) -> None:
    with pytest.raises(UnclearNumberError) as caught:
        written_in_one_way(written)
    assert (caught.value.written, caught.value.decimal, caught.value.thousands) == (
        refused,
        decimal,
        thousands,
    )
    sizes = [amounts_in(f"{one} t")["mass"] for one in (decimal, thousands)]
    assert sizes[0] < sizes[1]


@given(st.text(alphabet="0123456789.,' ’，万千吨t-/a一十", max_size=14))
def test_what_is_kept_is_kept_again_and_read_alike(written: str) -> None:
    try:
        kept = written_in_one_way(written)
    except UnclearNumberError:
        return
    assert written_in_one_way(kept) == kept
    assert amounts_in(kept) == pytest.approx(amounts_in(written))


@pytest.mark.parametrize(
    "text",
    ["一点五万吨", "½ t", ".5 t", "5×10^3 t", "3..5万吨", "-500 t", "−500 t", "-5万吨", f"{'9' * 400} t"],
)
def test_what_is_no_plain_amount_says_nothing(text: str) -> None:
    assert amounts_in(text) == {}
