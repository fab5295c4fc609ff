"""What everybody supplies: for each needed key, who meets it and how well; compiled."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import kernel
from chainfair.engine.matching.tables import Places

Values = NDArray[np.float64]
Names = NDArray[np.uint32]  # without a sign, machine code need not look whether a place counts from the end
Postings = tuple[Places, Names, Values]  # start of each list, who or what, at which value


@kernel
def row_of(table: Postings, row: int) -> tuple[Names, Values]:
    """Return one list of a table: who or what, at which value."""
    start, names, values = table
    return names[start[row] : start[row + 1]], values[start[row] : start[row + 1]]


@kernel
def supplied(agrees: Postings, carried: Postings, organisations: int) -> Postings:
    """Return for each needed key who meets it, at the best of (agreement x weight) over its offers.

    agrees: offered keys by needed key. carried: organisations by offered key. The product of two sparse matrices in
    which the highest takes the place of the sum; O(products).
    """
    keys = len(agrees[0]) - 1
    begin = np.zeros(keys + 1, np.int64)
    place = np.full(organisations, -1, np.int64)
    for key in range(keys):
        begin[key + 1] = begin[key]
        for offered in row_of(agrees, key)[0]:
            for j in row_of(carried, offered)[0]:
                if place[j] < begin[key]:
                    place[j] = begin[key + 1]
                    begin[key + 1] += 1
    who, best = np.empty(begin[keys], np.uint32), np.zeros(begin[keys])
    place[:] = -1
    for key in range(keys):
        size = begin[key]
        offered, values = row_of(agrees, key)
        for at in range(len(offered)):
            carriers, weights = row_of(carried, offered[at])
            for one in range(len(carriers)):
                j = carriers[one]
                if place[j] < begin[key]:
                    place[j] = size
                    who[size] = j
                    size += 1
                best[place[j]] = max(best[place[j]], values[at] * weights[one])
    return begin, who, best
