"""How like two texts are: in their words and two-character pieces by BM25, in their meaning by vectors."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chainfair.engine.text.kernels.near import finished, straighten
from chainfair.engine.text.table import TextTable

Marks = NDArray[np.bool_]
Parts = Sequence[tuple[Marks, Marks]]

SATURATION = 1.2  # BM25's k1 and b as in Robertson and Zaragoza 2009
LENGTH_SHARE = 0.75
TILE, WIDE = 256, 4096  # rows and columns whose products are held at a time
COMPONENTS = 64  # of the bound on cosines
SAMPLE = 4096  # rows that show the principal components
ITERATIONS = 4  # towards the principal components; any will do for a bound, the nearer the tighter
ROUNDING = np.float32(1e-5)


def _saturated(counts: sparse.csr_array, average: float) -> sparse.csr_array:
    length = np.asarray(counts.sum(axis=1)).reshape(-1)
    damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / average)
    tf = counts.data
    data = tf * (SATURATION + 1) / (tf + np.repeat(damping, np.diff(counts.indptr)))
    return sparse.csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def word_likeness(
    asked: sparse.csr_array, offered: sparse.csr_array, *, least: float = 0.0, parts: Parts | None = None
) -> sparse.csr_array:
    """Return BM25 of each offered text for each asked one as a share of the asked text's score for itself.

    asked: term counts (a, vocabulary), offered: (o, vocabulary). Answer (a, o), sparse, `least` to 1. Terms are
    informed by the offered texts: ln(1 + (N - df + 0.5) / (df + 0.5)). Source: Robertson and Zaragoza 2009.
    parts: marks of rows and columns whose pairs are compared, all without them.
    Cost: the sum over terms of (asked texts with it) x (offered texts with it), by parts.
    """
    if not asked.shape[0] or not offered.shape[0] or not offered.nnz:
        return sparse.csr_array(sparse.coo_array((asked.shape[0], offered.shape[0]), dtype=np.float32))
    frequency = np.bincount(offered.indices, minlength=offered.shape[1])
    information = np.log1p((offered.shape[0] - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    average = max(float(offered.sum()) / offered.shape[0], 1.0)
    weighted = sparse.csr_array(
        ((asked.data > 0) * information[asked.indices], asked.indices, asked.indptr), shape=asked.shape
    )
    own = np.asarray(_saturated(asked, average).multiply(weighted).sum(axis=1)).reshape(-1)
    saturated = _saturated(offered, average)
    shape = (asked.shape[0], offered.shape[0])
    scale = np.maximum(own, 1e-9).astype(np.float32)

    def block(rows: Marks, columns: Marks) -> sparse.csr_array:
        found = sparse.csr_array(weighted[rows] @ saturated[columns].T)
        found.data /= np.repeat(scale[rows], np.diff(found.indptr))
        np.minimum(found.data, 1, out=found.data)
        if least > 0:
            found.data[found.data < least] = 0
            found.eliminate_zeros()
        return found

    return _joined(parts, shape, block)


def meaning_likeness(
    asked: NDArray[np.float32], offered: NDArray[np.float32], *, floor: float, least: float = 0.0
) -> sparse.csr_array:
    """Return (cosine - floor) / (1 - floor) of each two rows of length 1 or 0, sparse (asked, offered), `least` to 1.

    Exact: products in the first principal components, with the lengths of the rests, bound the cosines, and what may
    reach the least is finished. Cost: asked x offered x COMPONENTS, and the dimension for what is finished; memory:
    the answer.
    """
    wanted = np.float32(floor + max(least, 0.0) * (1 - floor))
    basis = principal(offered)
    left, right = asked @ basis, offered @ basis
    rest, rests = (remainder(whole, part) for whole, part in ((asked, left), (offered, right)))
    found = []
    for at in range(0, len(asked), TILE):
        rows = slice(at, at + TILE)
        for start in range(0, len(offered), WIDE):
            columns = slice(start, start + WIDE)
            row, column, cosine = finished(
                left[rows] @ right[columns].T,
                rest[rows],
                rests[columns],
                asked[rows],
                offered[columns],
                wanted,
            )
            found.append((row + np.int32(at), column + np.int32(start), (cosine - floor) / (1 - floor)))
    nothing = np.zeros(0, np.int32)
    row, column, value = (
        np.concatenate(part) for part in zip((nothing, nothing, nothing), *found, strict=True)
    )
    return sparse.csr_array(
        sparse.coo_array((value.astype(np.float32), (row, column)), shape=(len(asked), len(offered)))
    )


def principal(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return orthonormal columns near the first principal components of rows, by orthogonal iteration."""
    some = vectors[:: 1 + len(vectors) // SAMPLE]
    moments = some.T @ some
    basis: NDArray[np.float32] = np.eye(len(moments), min(COMPONENTS, len(moments)), dtype=np.float32)
    for _ in range(ITERATIONS):
        basis = np.asarray(moments @ basis, np.float32)
        straighten(basis)
    return basis


def remainder(whole: NDArray[np.float32], part: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the length of what rows have beside their components, a rounding error more."""
    squares = np.einsum("ij,ij->i", whole, whole) - np.einsum("ij,ij->i", part, part)
    return np.asarray(np.sqrt(np.maximum(squares, 0) + ROUNDING), np.float32)


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
    parts: Parts | None = None,
    meant: Marks | None = None,
) -> sparse.csr_array:
    """Return how like each offered text is to each asked one, sparse (asked, offered), values `floor` to 1.

    asked, offered: rows of the table, each distinct. The higher of words ** sharpness (`word_likeness`) and of
    vector_worth x (cosine - vector_floor) / (1 - vector_floor); words alone where the table has no vectors.
    The higher and not the sum, because texts in two languages share no word. With `across_scripts` vectors count
    only between a text in an unspaced script and one that is not. Values under `floor` are 0. parts: marks of asked
    and of offered texts whose pairs are compared, disjoint; all without them. meant: marks of asked texts whose
    vectors are compared; all without it.
    Cost: that of `word_likeness` and of `meaning_likeness`, by parts.
    """
    least = (floor * (1 - 1e-6)) ** (1 / sharpness)  # the power itself decides
    found = word_likeness(table.counts[asked], table.counts[offered], least=least, parts=parts)
    found.data **= sharpness
    speaking = np.ones(len(asked), np.bool_) if meant is None else meant
    if table.vectors.shape[1] and speaking.any() and len(offered) and vector_worth > 0:
        shape = (len(asked), len(offered))
        unspaced = table.unspaced[asked], table.unspaced[offered]
        crossed = ((unspaced[0], ~unspaced[1]), (~unspaced[0], unspaced[1]))
        compared = [
            (rows & one & speaking, columns & other)
            for rows, columns in parts or _whole(shape)
            for one, other in (crossed if across_scripts else _whole(shape))
        ]
        near = _joined(
            compared,
            shape,
            lambda rows, columns: meaning_likeness(
                table.vectors[asked[rows]],
                table.vectors[offered[columns]],
                floor=vector_floor,
                least=floor / vector_worth,
            ),
        )
        found = found.maximum(near * np.float32(vector_worth))
    found = sparse.csr_array(found)
    found.data[found.data < floor] = 0
    found.eliminate_zeros()
    found.sort_indices()
    return found


def _whole(shape: tuple[int, int]) -> Parts:
    return ((np.ones(shape[0], np.bool_), np.ones(shape[1], np.bool_)),)


def _joined(
    parts: Parts | None, shape: tuple[int, int], block: Callable[[Marks, Marks], sparse.csr_array]
) -> sparse.csr_array:
    """Return a table of which the blocks of marked rows and columns are filled."""
    found = []
    for rows, columns in parts or _whole(shape):
        entries = block(rows, columns).tocoo()
        found.append((np.flatnonzero(rows)[entries.row], np.flatnonzero(columns)[entries.col], entries.data))
    row, column, value = (np.concatenate(part) for part in zip(*found, strict=True))
    return sparse.csr_array(sparse.coo_array((value, (row, column)), shape=shape))
