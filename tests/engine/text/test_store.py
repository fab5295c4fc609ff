from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chainfair.engine.text import (
    MODEL,
    VectorFile,
    digest,
    read_vector_file,
    shipped_vectors,
    vectors_of,
    write_vector_file,
)


class Counting:
    """An encoder of four dimensions that remembers what it was asked; a text's vector depends on its length."""

    model = "counting"
    dimension = 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]


def test_each_distinct_text_is_encoded_once() -> None:
    encoder = Counting()
    vectors, fresh = vectors_of(["Copper", "copper ", "tin", "Copper"], cache={}, encoder=encoder)
    assert sorted(encoder.asked) == ["copper", "tin"]
    assert set(fresh) == {digest("copper", "counting"), digest("tin", "counting")}
    assert (vectors[0] == vectors[1]).all()
    assert (vectors[0] == vectors[3]).all()


def test_a_second_run_encodes_nothing_and_sees_the_same_bits() -> None:
    texts = [f"product {number}" for number in range(150)]
    first, kept = vectors_of(texts, cache={}, encoder=Counting())
    encoder = Counting()
    second, fresh = vectors_of(texts, cache=kept, encoder=encoder)
    assert (encoder.asked, fresh) == ([], {})
    assert first.tobytes() == second.tobytes()


def test_progress_is_told_after_each_batch() -> None:
    told: list[tuple[int, int]] = []
    vectors_of(
        [f"t{number}" for number in range(130)],
        cache={},
        encoder=Counting(),
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(64, 130), (128, 130), (130, 130)]


def test_without_an_encoder_known_texts_have_vectors_and_others_rows_of_zeros() -> None:
    title = shipped_vectors().titles[0]
    vectors, fresh = vectors_of([title, "nobody has seen this", ""], cache={}, encoder=None)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 0.0, 0.0], abs=1e-5)
    assert fresh == {}


def test_an_empty_text_is_not_encoded() -> None:
    encoder = Counting()
    vectors, _ = vectors_of(["", "  "], cache={}, encoder=encoder)
    assert encoder.asked == []
    assert not vectors.any()


def test_a_vector_file_reads_back_what_was_written(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(3, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    written = VectorFile(
        model=MODEL,
        codes=np.array([850700, 850760, 850700], np.int32),
        levels=np.array([4, 6, 4], np.int8),
        languages=("en", "en", "zh"),
        titles=("Accumulators", "Lithium-ion", "蓄电池"),
        vectors=vectors,
    )
    write_vector_file(tmp_path / "file.npz", written)
    read = read_vector_file(tmp_path / "file.npz")
    assert (read.model, read.languages, read.titles) == (written.model, written.languages, written.titles)
    assert (read.codes.tolist(), read.levels.tolist()) == (written.codes.tolist(), written.levels.tolist())
    assert (read.vectors * vectors).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-3)
    assert read.rows_by_digest()[digest("蓄电池", MODEL)] == 2
