"""Vectors near each other, found by a bound in few components and finished exactly; compiled."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel, summing

Vectors = NDArray[np.float32]


@summing
def product(one: Vectors, other: Vectors) -> np.float32:
    """Return the inner product of two rows."""
    total = np.float32(0)
    for at in range(len(one)):
        total += one[at] * other[at]
    return total


@inlined
def reached(bound: Vectors, rest: np.float32, rests: Vectors, least: np.float32) -> int:
    """Return how many products of one row may reach the least."""
    count = 0
    for column in range(len(bound)):
        count += bound[column] + rest * rests[column] >= least
    return count


@kernel
def finished(
    partial: Vectors, rest: Vectors, rests: Vectors, asked: Vectors, offered: Vectors, least: np.float32
) -> tuple[NDArray[np.int32], NDArray[np.int32], Vectors]:
    """Return (row, column, product) of all pairs of rows whose inner product reaches the least.

    partial: products in some components of an orthonormal basis, (asked, offered). rest, rests: the lengths of what
    the rows have beside these components: by Cauchy and Schwarz a product exceeds its part by at most rest x rests.
    Cost: asked x offered, and the dimension for each pair that may reach the least.
    """
    limit = 0
    for row in range(len(asked)):
        limit += reached(partial[row], rest[row], rests, least)
    rows, columns = np.empty(limit, np.int32), np.empty(limit, np.int32)
    products = np.empty(limit, np.float32)
    size = 0
    for row in range(len(asked)):
        for column in range(len(offered)):
            if partial[row, column] + rest[row] * rests[column] >= least:
                exact = product(asked[row], offered[column])
                if exact >= least:
                    rows[size], columns[size], products[size] = row, column, exact
                    size += 1
    return rows[:size], columns[:size], products[:size]


@kernel
def straighten(columns: Vectors) -> None:
    """Make columns orthonormal in place (Gram and Schmidt, twice); what depends on those before becomes zero."""
    rows, size = columns.shape
    turned = np.ascontiguousarray(columns.T).astype(np.float64)
    for one in range(size):
        length = np.sqrt((turned[one] ** 2).sum())
        for _ in range(2):
            for before in range(one):
                share = 0.0
                for at in range(rows):
                    share += turned[one, at] * turned[before, at]
                for at in range(rows):
                    turned[one, at] -= share * turned[before, at]
        left = np.sqrt((turned[one] ** 2).sum())
        turned[one] *= 1 / left if left > 1e-6 * length else 0.0
    columns[:] = turned.T
