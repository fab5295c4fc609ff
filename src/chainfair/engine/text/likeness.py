"""How like two texts are: in their words and two-character pieces by BM25, in their meaning by vectors."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.text.table import TextTable

SATURATION = 1.2  # BM25's k1 and b as in Robertson and Zaragoza 2009
LENGTH_SHARE = 0.75
BLOCK = 2048


def _saturated(counts: sparse.csr_array, average: float) -> sparse.csr_array:
    length = np.asarray(counts.sum(axis=1)).reshape(-1)
    damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / average)
    tf = counts.data
    data = tf * (SATURATION + 1) / (tf + np.repeat(damping, np.diff(counts.indptr)))
    return sparse.csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def word_likeness(asked: sparse.csr_array, offered: sparse.csr_array) -> sparse.csr_array:
    """Return BM25 of each offered text for each asked one as a share of the asked text's score for itself.

    asked: term counts (a, vocabulary), offered: (o, vocabulary). Answer (a, o), sparse, 0 to 1. Terms are
    informed by the offered texts: ln(1 + (N - df + 0.5) / (df + 0.5)). Source: Robertson and Zaragoza 2009.
    Cost: the sum over terms of (asked texts with it) x (offered texts with it).
    """
    if not asked.shape[0] or not offered.shape[0] or not offered.nnz:
        return sparse.csr_array(np.zeros((asked.shape[0], offered.shape[0]), np.float32))
    frequency = np.bincount(offered.indices, minlength=offered.shape[1])
    information = np.log1p((offered.shape[0] - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    average = max(float(offered.sum()) / offered.shape[0], 1.0)
    weighted = sparse.csr_array(
        ((asked.data > 0) * information[asked.indices], asked.indices, asked.indptr), shape=asked.shape
    )
    own = np.asarray(_saturated(asked, average).multiply(weighted).sum(axis=1)).reshape(-1)
    found = sparse.csr_array(weighted @ _saturated(offered, average).T.tocsr())
    found.data /= np.repeat(np.maximum(own, 1e-9).astype(np.float32), np.diff(found.indptr))
    np.minimum(found.data, 1, out=found.data)
    return found


def meaning_likeness(
    asked: NDArray[np.float32], offered: NDArray[np.float32], *, floor: float, least: float = 0.0
) -> sparse.csr_array:
    """Return (cosine - floor) / (1 - floor) of each two unit rows, sparse (asked, offered), `least` to 1.

    Cost: asked x offered x dimension; memory: BLOCK x offered and the answer.
    """
    parts = [sparse.csr_array((0, len(offered)), dtype=np.float32)]
    for start in range(0, len(asked), BLOCK):
        cosine = asked[start : start + BLOCK] @ offered.T
        cosine -= floor
        cosine /= 1 - floor
        cosine[cosine < max(least, 0.0)] = 0
        parts.append(sparse.csr_array(cosine))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def likeness(
    table: TextTable,
    asked: NDArray[np.int32],
    offered: NDArray[np.int32],
    *,
    vector_worth: float,
    vector_floor: float,
    floor: float,
    sharpness: float = 1.0,
    across_scripts: bool = False,
) -> sparse.csr_array:
    """Return how like each offered text is to each asked one, sparse (asked, offered), values `floor` to 1.

    asked, offered: rows of the table, each distinct. The higher of words ** sharpness (`word_likeness`) and of
    vector_worth x (cosine - vector_floor) / (1 - vector_floor); words alone where the table has no vectors.
    The higher and not the sum, because texts in two languages share no word. With `across_scripts` vectors count
    only between a text in an unspaced script and one that is not. Values under `floor` are 0.
    Cost: that of `word_likeness` and asked x offered x dimension.
    """
    found = word_likeness(table.counts[asked], table.counts[offered])
    found.data **= sharpness
    if table.vectors.shape[1] and len(asked) and len(offered) and vector_worth > 0:
        least = floor / vector_worth
        every = np.ones(len(asked), np.bool_), np.ones(len(offered), np.bool_)
        unspaced = table.unspaced[asked], table.unspaced[offered]
        crossed = ((unspaced[0], ~unspaced[1]), (~unspaced[0], unspaced[1]))
        for rows, columns in crossed if across_scripts else (every,):
            left, right = table.vectors[asked[rows]], table.vectors[offered[columns]]
            meant = meaning_likeness(left, right, floor=vector_floor, least=least)
            found = found.maximum(_spread(meant * np.float32(vector_worth), rows, columns))
    found = sparse.csr_array(found)
    found.data[found.data < floor] = 0
    found.eliminate_zeros()
    found.sort_indices()
    return found


def _spread(part: sparse.csr_array, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> sparse.csr_array:
    """Return a part of a table, of the marked rows and columns, as the whole table."""
    entries = part.tocoo()
    places = (np.flatnonzero(rows)[entries.row], np.flatnonzero(columns)[entries.col])
    return sparse.csr_array(sparse.coo_array((entries.data, places), shape=(len(rows), len(columns))))
