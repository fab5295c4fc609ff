"""The loops of scoring, compiled: everybody's best counterparts, and the terms of given pairs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.kernels.conditions import Asked, hold_to_conditions
from chainfair.engine.matching.kernels.shelf import Shelf, bar, hand_out, keep, least_of_best, shelf_of
from chainfair.engine.matching.kernels.supply import Names, Postings, Values, row_of
from chainfair.engine.matching.problem import Bits, Ints
from chainfair.engine.matching.tables import Places

Marks = NDArray[np.bool_]
Rules = tuple[NDArray[np.int8], Ints, Bits, Bits, Bits]  # side, group, role, seeks, overlap
LANES = 8  # organisations whose offers are held against needs at a time: a vector register of numbers
NEVER = -1e30  # instead of the fit of two who must not meet
SLACK = 1e-8  # by which sums may change when they are rounded


@inlined
def tie_breaker(seed: int, first: int, second: int) -> int:
    """Return a number that orders equal pairs by chance of the seed (SplitMix64 of Steele et al. 2014)."""
    low, high = min(first, second), max(first, second)
    x = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(low) * np.uint64(0xD1B54A32D192ED03)
    x += np.uint64(high) * np.uint64(0x8CB92BA72F3D8DD7)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int((x ^ (x >> np.uint64(31))) >> np.uint64(2))


@inlined
def admitted(
    i: int, j: int, side: NDArray[np.int8], group: Ints, role: Bits, seeks: Bits, overlap: Bits
) -> bool:
    """Tell whether two organisations may meet at all; `overlap` has axes (mask, organisation, word)."""
    if i == j or (side[i] == 1 and side[j] == 1) or (group[i] >= 0 and group[i] == group[j]):
        return False
    if (seeks[i] & role[j]) == 0 or (seeks[j] & role[i]) == 0:
        return False
    for mask in range(overlap.shape[0]):
        common = False
        for word in range(overlap.shape[2]):
            if overlap[mask, i, word] & overlap[mask, j, word]:
                common = True
                break
        if not common:
            return False
    return True


class Tables(NamedTuple):
    """What scoring reads. One of every pair is one of the `stalls`: an exhibitor, where all are scored.

    wants, has: needed and offered keys by organisation. supply: stalls by the needed key they meet. meets: needed
    keys by offered key. sought: stalls by needed key, at the weight of their need. stands: links on which organisations
    are known to stand; standing: stalls by link. wishes: ties to stalls, by whom
    they are worth something to; wished: of stalls, by to whom. conditions: see `Asked`. vetoes: stalls by organisation.
    """

    stalls: Ints
    wants: Postings
    has: Postings
    supply: Postings
    meets: Postings
    sought: Postings
    stands: Postings
    standing: Postings
    wishes: Postings
    wished: Postings
    conditions: Asked
    vetoes: tuple[Places, Names]
    rules: tuple[NDArray[np.int8], Ints, Bits, Bits, Bits, Marks]


@kernel
def add_served(i: int, tables: Tables, own: Values) -> None:
    """Add to each stall what its offers are to the needs of organisation i."""
    keys, weights = row_of(tables.wants, i)
    for at in range(len(keys)):
        stalls, values = row_of(tables.supply, keys[at])
        for place in range(len(stalls)):
            own[stalls[place]] += weights[at] * values[place]


@kernel
def add_serving(begin: int, end: int, tables: Tables, met: Values, theirs: Values) -> None:
    """Add to each stall, row by row, what the offers of organisations begin to end-1 are to its needs.

    met: a blank sheet (needed keys, lanes), blank again afterwards.
    """
    touched, found = np.empty(len(met), np.uint32), 0
    fresh = np.ones(len(met), np.bool_)
    for i in range(begin, end):
        keys, weights = row_of(tables.has, i)
        for at in range(len(keys)):
            needs, values = row_of(tables.meets, keys[at])
            for place in range(len(needs)):
                need = needs[place]
                if fresh[need]:
                    fresh[need] = False
                    touched[found] = need
                    found += 1
                met[need, i - begin] = max(met[need, i - begin], weights[at] * values[place])
    for need in touched[:found]:
        stalls, weights = row_of(tables.sought, need)
        sheet = met[need]
        for place in range(len(stalls)):
            row, weight = theirs[stalls[place]], weights[place]
            for lane in range(LANES):
                row[lane] += weight * sheet[lane]
        sheet[:] = 0.0


@kernel
def put_apart(i: int, lane: int, rival: float, tables: Tables, own: Values, theirs: Values) -> None:
    """Add wishes, take off for rivals, and put those far down whom organisation i must not meet."""
    allies = tables.rules[5]
    rivals = np.zeros(len(own), np.bool_)
    for link in row_of(tables.stands, i)[0]:
        for e in row_of(tables.standing, link)[0]:
            if not rivals[e] and not (allies[i] and allies[tables.stalls[e]]):
                rivals[e] = True
                own[e] -= rival
                theirs[e, lane] -= rival
    stalls, values = row_of(tables.wishes, i)
    for place in range(len(stalls)):
        own[stalls[place]] += values[place]
    stalls, values = row_of(tables.wished, i)
    for place in range(len(stalls)):
        theirs[stalls[place], lane] += values[place]
    for e in tables.vetoes[1][tables.vetoes[0][i] : tables.vetoes[0][i + 1]]:
        own[e], theirs[e, lane] = NEVER, NEVER


@inlined
def enter(
    shelf: Shelf,
    at: int,
    other: int,
    i: int,
    e: int,
    seed: int,
    weights: tuple[float, float, float],
    tables: Tables,
    own: float,
    theirs: float,
) -> None:
    """Put a counterpart on a list if the two may meet and it is worth anything."""
    side, group, role, seeks, overlap, _ = tables.rules
    j = tables.stalls[e]
    if admitted(i, j, side, group, role, seeks, overlap):
        own, theirs = np.round(own * 1e9) / 1e9, np.round(theirs * 1e9) / 1e9
        score = weights[0] * own + weights[1] * theirs
        if score > 0:
            keep(shelf, at, score, tie_breaker(seed, i, j), other, own, theirs)


@kernel
def rank(
    begin: int,
    end: int,
    seed: int,
    weights: tuple[float, float, float],
    tables: Tables,
    lists: Shelf,
    answer: tuple[Ints, Values, Values],
) -> None:
    """Score organisations begin to end-1 against every stall, both ways, and keep everybody's best.

    weights: of being served, of serving, and what is taken off for rivals. lists: of the stalls, which every call
    goes on filling. answer: (organisations, length) of counterpart, fit of its offers to one's needs, fit of one's
    offers to its needs; written for visitors, whose lists are complete with this call.
    Exact. Cost: the keys met, and rows x stalls.
    """
    served, customer, rival = weights
    side, size = tables.rules[0], len(tables.stalls)
    own, theirs = np.zeros(size), np.zeros((size, LANES))
    met = np.zeros((len(tables.sought[0]) - 1, LANES))
    asks, asked, lowest = np.empty(size), np.empty(size), np.empty(size)
    length = answer[0].shape[1]
    mine, here, groups = shelf_of(1, length), np.empty(1, np.int32), np.empty(4 * length)
    for e in range(size):
        lowest[e] = max(bar(lists, e) - SLACK, 0.0)
    for i in range(begin, end):
        lane = (i - begin) % LANES
        if lane == 0:
            theirs[:] = 0.0
            add_serving(i, min(i + LANES, end), tables, met, theirs)
        add_served(i, tables, own)
        if len(tables.conditions.kind):
            hold_to_conditions(i, lane, tables.conditions, own, theirs)
        put_apart(i, lane, rival, tables, own, theirs)
        for e in range(size):
            a, b = own[e], theirs[e, lane]
            asks[e], asked[e] = served * a + customer * b, served * b + customer * a
        for e in range(size):
            if asked[e] > lowest[e]:
                enter(lists, e, i, i, e, seed, weights, tables, theirs[e, lane], own[e])
                lowest[e] = max(bar(lists, e) - SLACK, 0.0)
        many = length if side[i] == 1 else 0
        while many:
            least = max(least_of_best(asks, many, groups) - SLACK, 0.0)
            for e in range(size):
                if asks[e] > least:
                    enter(mine, 0, tables.stalls[e], i, e, seed, weights, tables, own[e], theirs[e, lane])
            # Where too many of the best must not be met, further down.
            many = 0 if least == 0.0 or mine[6][0] == length else 2 * many
            if many == 0:
                here[0] = i
                hand_out(mine, here, answer)
            mine[6][0] = 0
        own[:] = 0.0


@kernel
def found_at(ordered: Ints | Names | Places, low: int, high: int, wanted: int) -> int:
    """Return the place of `wanted` in ordered[low:high], or -1."""
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(ordered) and ordered[low] == wanted else -1


@kernel
def admitted_pairs(one: Ints, other: Ints, rules: Rules, vetoed: Places) -> Marks:
    """Return which pairs may meet; vetoed: numbers of pairs, low x organisations + high, ascending."""
    side, group, role, seeks, overlap = rules
    found = np.empty(len(one), np.bool_)
    for row in range(len(one)):
        i, j = one[row], other[row]
        key = np.int64(min(i, j)) * len(side) + max(i, j)
        free = found_at(vetoed, 0, len(vetoed), key) < 0
        found[row] = free and admitted(i, j, side, group, role, seeks, overlap)
    return found


@kernel
def terms_of_pairs(
    served: Ints,
    serving: Ints,
    needs: tuple[Places, Ints, Values, Ints],
    offers: tuple[Places, Ints, Values],
    asks: tuple[Places, Ints, Values],
) -> tuple[Ints, NDArray[np.int8], Values, Ints, Ints, Places]:
    """Return the terms of directed pairs: (pair, kind, value, need row, offer row, place in the relation).

    For each need row of the served and each kind: the best offer row of the serving. Cost: pairs x needs x offers.
    """
    need_start, need_key, need_weight, _ = needs
    offer_start, offer_key, offer_weight = offers
    ptr, other, value = asks
    limit = 0
    for p in range(len(served)):
        limit += 3 * (need_start[served[p] + 1] - need_start[served[p]])
    pair, kinds = np.empty(limit, np.int32), np.empty(limit, np.int8)
    worth, need, offer = np.empty(limit), np.empty(limit, np.int32), np.empty(limit, np.int32)
    relation = np.empty(limit, np.int64)
    size = 0
    for p in range(len(served)):
        for r in range(need_start[served[p]], need_start[served[p] + 1]):
            for kind in range(3):
                key = need_key[r, kind]
                if key < 0:
                    continue
                best, best_row, best_at = 0.0, -1, -1
                for s in range(offer_start[serving[p]], offer_start[serving[p] + 1]):
                    theirs = offer_key[s, kind]
                    at = found_at(other, ptr[key], ptr[key + 1], theirs) if theirs >= 0 else -1
                    if at >= ptr[key] and at < ptr[key + 1]:
                        score = value[at] * need_weight[r] * offer_weight[s]
                        if score > best:
                            best, best_row, best_at = score, s, at
                if best_row >= 0:
                    pair[size], kinds[size], worth[size] = p, kind, best
                    need[size], offer[size], relation[size] = r, best_row, best_at
                    size += 1
    return pair[:size], kinds[:size], worth[:size], need[:size], offer[:size], relation[:size]
