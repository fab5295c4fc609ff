from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chainfair.engine.text import MODEL, Encoder, shipped_vectors
from chainfair.engine.text.kept import remembered_vectors


class Counting:
    """An encoder of the kept model's shape that remembers what it was asked; a vector depends on the text alone."""

    model = MODEL
    dimension = 512

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return np.eye(512, dtype=np.float32)[[sum(map(ord, text)) % 512 for text in texts]]


def test_a_second_run_encodes_nothing_and_does_not_load_the_encoder(tmp_path: Path) -> None:
    texts = ["nobody's product", "另一个没有的产品", shipped_vectors().titles[0], ""]
    encoder = Counting()
    first = remembered_vectors(texts, tmp_path / "kept", lambda: encoder)
    assert sorted(encoder.asked) == sorted(texts[:2])

    def none() -> Encoder:
        raise AssertionError("the encoder was made")

    second = remembered_vectors(texts, tmp_path / "kept", none)
    assert first.tobytes() == second.tobytes()
    assert np.linalg.norm(first, axis=1) == pytest.approx([1, 1, 1, 0], abs=1e-3)


def test_new_texts_are_added_to_those_kept(tmp_path: Path) -> None:
    encoder = Counting()
    told: list[tuple[int, int]] = []
    for texts in (["first text"], ["first text", "second text"]):
        remembered_vectors(
            texts, tmp_path, lambda: encoder, progress=lambda done, of: told.append((done, of))
        )
    assert encoder.asked == ["first text", "second text"]
    assert told == [(1, 1), (1, 1)]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_kept_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / f"{MODEL}-broken.npz"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(ValueError, match=r"broken\.npz: cannot be read; remove it"):
        remembered_vectors(["text"], tmp_path, Counting)
