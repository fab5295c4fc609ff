"""What everybody supplies, split so that little is left to add up; compiled.

Needed keys that the same offered keys meet are a family: the codes of one chapter. Whoever meets one of them meets
all, at the family's least value at least; that base is one column, however many of its keys somebody needs, and each
key's own column has but what exceeds it.
"""

import numpy as np

from chainfair.engine.compiled import kernel
from chainfair.engine.matching.kernels.scoring import Marks
from chainfair.engine.matching.kernels.supply import Names, Postings, Values, row_of
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places


@kernel
def families_of(agrees: Postings, alone: Marks) -> Ints:
    """Return the family of each needed key: neighbours that the same offered keys meet; -1 for a key alone."""
    keys = len(agrees[0]) - 1
    family, found = np.full(keys, -1, np.int32), 0
    first = 0
    while first < keys:
        met = row_of(agrees, first)[0]
        last = first + 1
        while (
            last < keys
            and len(met)
            and not alone[first]
            and not alone[last]
            and _same(met, row_of(agrees, last)[0])
        ):
            last += 1
        if last > first + 1:
            family[first:last] = found
            found += 1
        first = last
    return family


@kernel
def _same(one: Names, other: Names) -> bool:
    if len(one) != len(other):
        return False
    for at in range(len(one)):
        if one[at] != other[at]:
            return False
    return True


@kernel
def first_of(family: Ints) -> Places:
    """Return the first key of each family."""
    first = np.zeros(family.max() + 1 if len(family) else 0, np.int64)
    for key in range(len(family) - 1, -1, -1):
        if family[key] >= 0:
            first[family[key]] = key
    return first


@kernel
def _least_of(agrees: Postings, family: Ints, first: Places) -> Values:
    """Return the least value at which a key of each family is met."""
    least = np.full(len(first), np.inf)
    for key in range(len(family)):
        if family[key] >= 0:
            least[family[key]] = min(least[family[key]], row_of(agrees, key)[1].min())
    return least


@kernel
def _room(agrees: Postings, carried: Postings, key: int, above: float) -> int:
    """Return how many supply a column at most."""
    offered, values = row_of(agrees, key)
    room = 0
    for at in range(len(offered)):
        if values[at] > above:
            room += len(row_of(carried, offered[at])[0])
    return room


@kernel
def _column(
    agrees: Postings,
    carried: Postings,
    key: int,
    span: tuple[float, float],
    base: Values,
    best: Values,
    places: tuple[Names, Values],
    size: int,
) -> int:
    """Write who meets a key above span[0], counted up to span[1] and without the base; return the new size.

    best: a blank sheet (organisations), blank again afterwards.
    """
    who, much = places
    first, (above, most) = size, span
    offered, values = row_of(agrees, key)
    for at in range(len(offered)):
        if values[at] > above:
            carriers, weights = row_of(carried, offered[at])
            for one in range(len(carriers)):
                j, value = carriers[one], min(values[at], most) * weights[one]
                if value > base[j]:
                    if best[j] == 0.0:
                        who[size] = j
                        size += 1
                    best[j] = max(best[j], value)
    for at in range(first, size):
        much[at] = best[who[at]] - base[who[at]]
        best[who[at]] = 0.0
    return size


@kernel
def columns_of(agrees: Postings, carried: Postings, family: Ints, organisations: int) -> Postings:
    """Return who supplies each column, and how much: first the bases of families, then each key's own.

    agrees: offered keys by needed key. carried: organisations by offered key. As `supplied`, a product in which the
    highest takes the place of the sum; O(products that exceed the base).
    """
    first = first_of(family)
    least = _least_of(agrees, family, first)
    families, keys, room = len(first), len(family), 0
    for f in range(families):
        room += _room(agrees, carried, first[f], -1.0)
    for key in range(keys):
        room += _room(agrees, carried, key, least[family[key]] if family[key] >= 0 else -1.0)
    begin, places = np.zeros(families + keys + 1, np.int64), (np.empty(room, np.uint32), np.empty(room))
    base, best, size = np.zeros(organisations), np.zeros(organisations), 0
    for f in range(families):
        size = _column(agrees, carried, first[f], (-1.0, least[f]), base, best, places, size)
        begin[f + 1] = size
    before = -1
    for key in range(keys):
        if family[key] != before:
            before = family[key]
            base[:] = 0.0
            if before >= 0:
                _lay(base, places, begin[before], begin[before + 1])
        span = (least[before] if before >= 0 else -1.0, np.inf)
        size = _column(agrees, carried, key, span, base, best, places, size)
        begin[families + key + 1] = size
    return begin, places[0][:size], places[1][:size]


@kernel
def _lay(base: Values, places: tuple[Names, Values], begin: int, end: int) -> None:
    """Write a column over a blank sheet."""
    for at in range(begin, end):
        base[places[0][at]] = places[1][at]


@kernel
def usage_of(begin: int, end: int, wants: Postings, family: Ints, families: int) -> Places:
    """Return how many of organisations begin to end-1 need each column."""
    used, last = np.zeros(families + len(family), np.int64), np.full(families, -1, np.int64)
    for i in range(begin, end):
        for key in row_of(wants, i)[0]:
            used[families + key] += 1
            if family[key] >= 0 and last[family[key]] != i:
                last[family[key]] = i
                used[family[key]] += 1
    return used


@kernel
def put_in_order(columns: Postings, chosen: Places) -> None:
    """Sort the chosen columns by organisation, in place."""
    for column in chosen:
        who, much = row_of(columns, column)
        order = np.argsort(who)
        who[:], much[:] = who[order], much[order]
