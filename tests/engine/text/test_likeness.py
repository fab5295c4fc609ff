from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.text import TextTable, text_table
from chainfair.engine.text.likeness import likeness, meaning_likeness, word_likeness


def of(
    texts: list[str], asked: int, offered: int, vectors: np.ndarray | None = None, **changes: Any
) -> float:
    table = text_table(texts, vectors)
    settings: dict[str, Any] = {
        "vector_worth": 0.4,
        "vector_floor": 0.5,
        "floor": 0.1,
        "sharpness": 1.0,
    } | changes
    everything = np.arange(len(texts), dtype=np.int32)
    return float(likeness(table, everything, everything, **settings).toarray()[asked, offered])


def test_equal_texts_are_wholly_alike() -> None:
    assert of(["锂电池隔膜", "铜箔"], 0, 0) == pytest.approx(1.0)


def test_a_two_character_word_is_found_inside_a_longer_one() -> None:
    texts = ["电池", "锂电池隔膜", "铜箔"]
    assert of(texts, 0, 1) > 0.3
    assert of(texts, 0, 2) == 0.0


def test_a_rare_word_in_common_says_more_than_a_common_one() -> None:
    texts = ["steel bearings", "steel wire", "ceramic bearings", *(f"steel part {n}" for n in range(9))]
    assert of(texts, 0, 2) > of(texts, 0, 1)


def test_sharpness_lowers_half_agreement_and_keeps_whole_agreement() -> None:
    texts = ["电池", "锂电池隔膜", "铜箔"]
    assert of(texts, 0, 1, sharpness=4.0) < of(texts, 0, 1)
    assert of(texts, 0, 0, sharpness=4.0) == pytest.approx(1.0)


def test_texts_without_a_word_in_common_are_alike_by_their_vectors() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    texts = ["铜箔", "copper foil", "soya beans"]
    assert of(texts, 0, 1, vectors) == pytest.approx(0.4 * (0.8 - 0.5) / 0.5)
    assert of(texts, 0, 2, vectors) == 0.0
    assert of(texts, 0, 1) == 0.0


def test_vectors_never_take_away_what_the_words_say() -> None:
    texts = ["copper foil", "copper foil rolls", "tin"]
    opposite = np.array([[1, 0], [-1, 0], [0, 1]], np.float32)
    assert of(texts, 0, 1, opposite) == of(texts, 0, 1)


def test_across_scripts_vectors_join_two_languages_and_leave_one_language_to_its_words() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0.8, 0.6], [1, 0]], np.float32)
    texts = ["铜箔", "紫铜带", "copper foil", "rolled strip"]
    joined = 0.4 * (0.8 - 0.5) / 0.5
    assert of(texts, 0, 2, vectors, across_scripts=True) == pytest.approx(joined)
    assert of(texts, 2, 0, vectors, across_scripts=True) == pytest.approx(joined)
    assert of(texts, 0, 1, vectors, across_scripts=True) == 0.0
    assert of(texts, 2, 3, vectors, across_scripts=True) == 0.0
    assert of(texts, 0, 0, vectors, across_scripts=True) == pytest.approx(1.0)


def test_likeness_under_the_floor_is_nothing() -> None:
    texts = ["电池", "锂电池隔膜", "铜箔"]
    value = of(texts, 0, 1)
    assert of(texts, 0, 1, floor=value * 1.01) == 0.0


def test_no_texts_are_like_nothing() -> None:
    table = text_table([])
    assert word_likeness(table.counts, table.counts).shape == (0, 0)


def test_a_table_refuses_vectors_of_other_texts() -> None:
    with pytest.raises(ValueError, match="2 texts, but vectors of shape"):
        TextTable(text_table(["a", "b"]).counts, np.zeros((3, 4), np.float32), np.zeros(2, np.bool_))


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 200),
    st.integers(0, 9),
    st.sampled_from([0.0, 0.3]),
)
def test_meanings_are_those_of_the_whole_product(
    asked: int, offered: int, dimension: int, seed: int, least: float
) -> None:
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(asked + offered, dimension)) / np.sqrt(np.arange(1, dimension + 1))
    rows[chance.random(len(rows)) < 0.1] = 0  # texts without a vector
    rows[chance.random(len(rows)) < 0.3] = rows[:1] if len(rows) else 0  # equal texts
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    left, right = rows[:asked].astype(np.float32), rows[asked:].astype(np.float32)
    plain = (left @ right.T - 0.5) / 0.5
    found = meaning_likeness(left, right, floor=0.5, least=least).toarray()
    clear = np.abs(plain - least) > 1e-5  # at the very floor rounding decides
    assert found[clear] == pytest.approx(np.where(plain >= least, plain, 0)[clear], abs=1e-5)


def test_only_the_parts_asked_for_are_compared() -> None:
    table = text_table(
        ["copper foil", "copper foil", "battery", "copper battery"], np.eye(4, 3, dtype=np.float32)
    )
    texts = np.arange(4, dtype=np.int32)
    marked = np.array([True, False, False, False])
    whole = likeness(table, texts, texts, vector_worth=0.4, vector_floor=0.5, floor=0.1).toarray()
    parts = ((marked, np.ones(4, np.bool_)), (~marked, marked))
    some = likeness(table, texts, texts, vector_worth=0.4, vector_floor=0.5, floor=0.1, parts=parts).toarray()
    inside = marked[:, None] | marked[None, :]
    assert some.tolist() == np.where(inside, whole, 0).tolist()
    assert (whole[~inside] > 0).any()
