"""Tables of equal columns, and joining them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Parts = dict[str, NDArray[Any]]  # columns of offer or need rows by name, see `Rows`


def matches(keys: NDArray[np.integer], table: NDArray[np.integer]) -> tuple[Places, Places]:
    """Return (place in keys, place in table) of every equal pair; O((k + t) log t + answers)."""
    order = np.argsort(table, kind="stable")
    ordered = table[order]
    low, high = np.searchsorted(ordered, keys, "left"), np.searchsorted(ordered, keys, "right")
    left = np.repeat(np.arange(len(keys)), high - low)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    return left, order[low[left] + offset]


def first_of_each(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return which rows of ordered columns are the first of those that are equal in all of them."""
    first = np.ones(len(columns[0]), np.bool_)
    first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return first
