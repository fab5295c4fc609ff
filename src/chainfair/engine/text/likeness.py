"""How like two texts are: words and two-character pieces by BM25, meaning by vectors, blended."""

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


def _vector_likeness(
    asked: NDArray[np.float32], offered: NDArray[np.float32], floor: float, least: float
) -> sparse.csr_array:
    parts = []
    for start in range(0, len(asked), BLOCK):
        cosine = asked[start : start + BLOCK] @ offered.T
        cosine -= floor
        cosine /= 1 - floor
        cosine[cosine < least] = 0
        parts.append(sparse.csr_array(cosine))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def likeness(
    table: TextTable,
    asked: NDArray[np.int32],
    offered: NDArray[np.int32],
    *,
    vector_share: float,
    vector_floor: float,
    floor: float,
) -> sparse.csr_array:
    """Return how like each offered text is to each asked one, sparse (asked, offered), values `floor` to 1.

    asked, offered: rows of the table, each distinct. (1 - vector_share) x words + vector_share x (cosine -
    vector_floor) / (1 - vector_floor); words alone where the table has no vectors. Values under `floor` are 0;
    so is a part by vectors that could not reach half the floor alone.
    Cost: that of `word_likeness` and asked x offered x dimension.
    """
    words = word_likeness(table.counts[asked], table.counts[offered])
    if not table.vectors.shape[1] or not len(asked) or not len(offered):
        blend = words
    else:
        least = floor / 2 / max(vector_share, 1e-9)
        meant = _vector_likeness(table.vectors[asked], table.vectors[offered], vector_floor, least)
        blend = sparse.csr_array(words * (1 - vector_share) + meant * vector_share)
    blend.data[blend.data < floor] = 0
    blend.eliminate_zeros()
    blend.sort_indices()
    return blend
