import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.engine.text import digest, normalised, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("锂电池隔膜", ["锂电", "电池", "池隔", "隔膜"]),
        ("电池", ["电池"]),
        ("铜", ["铜"]),
        ("Lithium-ion Battery, 18650", ["lithium", "ion", "battery", "18650"]),
        ("LED照明灯具", ["led", "照明", "明灯", "灯具"]),
        ("５Ｇ基站", ["5g", "基站"]),
        ("Müller GmbH_&_Co", ["müller", "gmbh", "co"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("", []),
        ("—·（）", []),
    ],
)
def test_terms_are_words_and_two_character_pieces(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_digest_is_the_same_for_the_same_text_in_other_forms() -> None:
    assert digest(" ５Ｇ  Base\tStation ", "m") == digest("5g base station", "m")


def test_digest_differs_by_text_and_by_model() -> None:
    assert len({digest("铜", "a"), digest("铜", "b"), digest("锡", "a")}) == 3


@given(st.text())
def test_normalised_text_stays_as_it_is(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text())
def test_terms_are_those_of_the_normalised_text(text: str) -> None:
    assert terms(text) == terms(normalised(text))
