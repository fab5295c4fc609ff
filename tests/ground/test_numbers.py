import pytest

from chainfair.ground.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 07 ", 7),
        (7, 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("1.0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_ascii_digits_that_a_database_reads(text: object, number: int | None) -> None:
    assert whole_number(text) == number
