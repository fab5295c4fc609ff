"""Many texts as arrays: sparse term counts and dense vectors, one row a text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.text.words import is_unspaced, terms


@dataclass(frozen=True)
class TextTable:
    """Distinct texts. `counts` is sparse (texts, vocabulary) with term counts; `vectors` is dense
    (texts, dimension) with unit rows or rows of zeros, or has no columns where no encoder is used. `unspaced`
    marks texts with Chinese, Japanese or Korean in them; such a text and another share few words, if any.
    """

    counts: sparse.csr_array
    vectors: NDArray[np.float32]
    unspaced: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Return how many texts there are."""
        return int(self.counts.shape[0])

    def __post_init__(self) -> None:
        """Refuse vectors that do not belong to the texts."""
        if self.vectors.ndim != 2 or self.vectors.shape[0] != self.size:
            raise ValueError(f"{self.size} texts, but vectors of shape {self.vectors.shape}.")


def text_table(texts: Sequence[str], vectors: NDArray[np.float32] | None = None) -> TextTable:
    """Return the table of texts; columns stand for terms in sorted order, so that equal texts give equal bits."""
    split = [terms(text) for text in texts]
    vocabulary = {term: column for column, term in enumerate(sorted({term for row in split for term in row}))}
    indptr = np.cumsum([0, *(len(row) for row in split)])
    columns = np.fromiter((vocabulary[term] for row in split for term in row), np.int32, int(indptr[-1]))
    counts = sparse.csr_array(
        (np.ones(len(columns), np.float32), columns, indptr), shape=(len(texts), len(vocabulary))
    )
    counts.sum_duplicates()
    known = np.zeros((len(texts), 0), np.float32) if vectors is None else vectors
    return TextTable(counts, known, np.fromiter(map(is_unspaced, texts), np.bool_, len(texts)))


NO_TEXTS = text_table([])
