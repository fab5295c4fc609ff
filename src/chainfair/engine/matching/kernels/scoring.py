"""The loops of scoring, compiled: everybody's best counterparts, and the terms of given pairs."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import kernel
from chainfair.engine.matching.problem import Bits, Ints
from chainfair.engine.matching.tables import Places

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]


@kernel
def tie_breaker(seed: int, first: int, second: int) -> int:
    """Return a number that orders equal pairs by chance of the seed (SplitMix64 of Steele et al. 2014)."""
    low, high = min(first, second), max(first, second)
    x = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(low) * np.uint64(0xD1B54A32D192ED03)
    x += np.uint64(high) * np.uint64(0x8CB92BA72F3D8DD7)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int((x ^ (x >> np.uint64(31))) >> np.uint64(2))


@kernel
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


@kernel
def add_asked(
    keys: Ints,
    weights: Values,
    agree: tuple[Places, Ints, Values],
    carriers: tuple[Places, Places, Ints, Values],
    exhibitors_only: bool,
    total: Values,
    best: Values,
    touched: Ints,
    seen: Marks,
    count: int,
) -> int:
    """Add, for each needed row and kind, everybody's best offer to `total`; return how many are touched.

    keys: (rows, kinds). carriers: (start, end of exhibitors, organisation, weight) by offer key. `best` is a blank
    sheet, zero before and after. Cost: the carriers of all agreeing keys.
    """
    ptr, other, value = agree
    start, middle, organisation, carried = carriers
    fresh = np.empty(len(total), np.int32)
    for row in range(keys.shape[0]):
        for kind in range(keys.shape[1]):
            key = keys[row, kind]
            if key < 0:
                continue
            found = 0
            for at in range(ptr[key], ptr[key + 1]):
                worth = value[at] * weights[row]
                end = middle[other[at]] if exhibitors_only else start[other[at] + 1]
                for place in range(start[other[at]], end):
                    j = organisation[place]
                    score = worth * carried[place]
                    if score > best[j]:
                        if best[j] == 0.0:
                            fresh[found] = j
                            found += 1
                        best[j] = score
            for place in range(found):
                j = fresh[place]
                total[j] += best[j]
                best[j] = 0.0
                if not seen[j]:
                    seen[j] = True
                    touched[count] = j
                    count += 1
    return count


@kernel
def add_served(
    keys: Ints,
    weights: Values,
    agree: tuple[Places, Ints, Values],
    carriers: tuple[Places, Places, Ints, Values],
    owner: Ints,
    exhibitors_only: bool,
    total: Values,
    best: Values,
    touched: Ints,
    seen: Marks,
    count: int,
) -> int:
    """Add, for everybody's needed rows, the best of these offers to `total`; the mirror image of `add_asked`.

    carriers: (start, end of exhibitors, need row, weight) by need key. owner: organisation of each need row.
    `best` is a blank sheet over need rows, zero before and after.
    """
    ptr, other, value = agree
    start, middle, need_row, carried = carriers
    fresh = np.empty(len(best), np.int32)
    for kind in range(keys.shape[1]):
        found = 0
        for row in range(keys.shape[0]):
            key = keys[row, kind]
            if key < 0:
                continue
            for at in range(ptr[key], ptr[key + 1]):
                worth = value[at]
                end = middle[other[at]] if exhibitors_only else start[other[at] + 1]
                for place in range(start[other[at]], end):
                    need = need_row[place]
                    score = worth * carried[place] * weights[row]
                    if score > best[need]:
                        if best[need] == 0.0:
                            fresh[found] = need
                            found += 1
                        best[need] = score
        for place in range(found):
            need = fresh[place]
            j = owner[need]
            total[j] += best[need]
            best[need] = 0.0
            if not seen[j]:
                seen[j] = True
                touched[count] = j
                count += 1
    return count


@kernel
def best_of(scores: Values, ties: Places, k: int) -> Places:
    """Return the places of the k highest scores, best first, equal ones in order of `ties`; O(m + k log k)."""
    m = len(scores)
    if m > k:
        threshold = np.partition(scores, m - k)[m - k]
        places = np.flatnonzero(scores >= threshold)
    else:
        places = np.arange(m)
    places = places[np.argsort(ties[places], kind="mergesort")]
    places = places[np.argsort(-scores[places], kind="mergesort")]
    return places[:k]


@kernel
def rank(
    begin: int,
    end: int,
    k: int,
    seed: int,
    weights: tuple[float, float, float],
    needs: tuple[Places, Ints, Values, Ints],
    offers: tuple[Places, Ints, Values],
    asks: tuple[Places, Ints, Values],
    serves: tuple[Places, Ints, Values],
    offer_carriers: tuple[Places, Places, Ints, Values],
    need_carriers: tuple[Places, Places, Ints, Values],
    wishes: tuple[Places, Ints, Values],
    wished: tuple[Places, Ints, Values],
    vetoes: tuple[Places, Ints],
    rules: tuple[NDArray[np.int8], Ints, Bits, Bits, Bits, Marks],
) -> tuple[Ints, Values, Values]:
    """Return for organisations begin to end-1 their k best counterparts: (other or -1, fit of the other's offers
    to one's needs, fit of one's offers to the other's needs), each (end - begin, k), best interest first.

    Every organisation is scored against everybody that shares a key with it: exact. Cost: carriers of the keys met.
    """
    served, customer, rival = weights
    need_start, need_key, need_weight, need_owner = needs
    offer_start, offer_key, offer_weight = offers
    side, group, role, seeks, overlap, allies = rules
    n = len(side)
    others = np.full((end - begin, k), -1, np.int32)
    fit_own, fit_other = np.zeros((end - begin, k)), np.zeros((end - begin, k))
    own, theirs = np.zeros(n), np.zeros(n)
    best_org, best_need = np.zeros(n), np.zeros(len(need_owner))
    touched, seen = np.empty(n, np.int32), np.zeros(n, np.bool_)
    barred, rivals = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    scores, ties, listed = np.empty(n), np.empty(n, np.int64), np.empty(n, np.int32)
    for i in range(begin, end):
        only = side[i] == 1
        a, b = need_start[i], need_start[i + 1]
        count = add_asked(
            need_key[a:b], need_weight[a:b], asks, offer_carriers, only, own, best_org, touched, seen, 0
        )
        a, b = offer_start[i], offer_start[i + 1]
        count = add_served(
            offer_key[a:b],
            offer_weight[a:b],
            serves,
            need_carriers,
            need_owner,
            only,
            theirs,
            best_need,
            touched,
            seen,
            count,
        )
        for wish, sheet in ((wishes, own), (wished, theirs)):
            for at in range(wish[0][i], wish[0][i + 1]):
                j = wish[1][at]
                sheet[j] += wish[2][at]
                if not seen[j]:
                    seen[j] = True
                    touched[count] = j
                    count += 1
        for at in range(vetoes[0][i], vetoes[0][i + 1]):
            barred[vetoes[1][at]] = True
        for row in range(a, b):
            key = offer_key[row, 1]
            if key >= 0:
                for at in range(offer_carriers[0][key], offer_carriers[0][key + 1]):
                    j = offer_carriers[2][at]
                    rivals[j] = not (allies[i] and allies[j])
        m = 0
        for at in range(count):
            j = touched[at]
            if not barred[j] and admitted(i, j, side, group, role, seeks, overlap):
                off = rival if rivals[j] else 0.0
                own[j] = np.round((own[j] - off) * 1e9) / 1e9
                theirs[j] = np.round((theirs[j] - off) * 1e9) / 1e9
                interest = served * own[j] + customer * theirs[j]
                if interest > 0:
                    scores[m], ties[m], listed[m] = interest, tie_breaker(seed, i, j), j
                    m += 1
        for place, at in enumerate(best_of(scores[:m], ties[:m], k)):
            j = listed[at]
            others[i - begin, place] = j
            fit_own[i - begin, place], fit_other[i - begin, place] = own[j], theirs[j]
        for at in range(count):
            j = touched[at]
            own[j], theirs[j], seen[j] = 0.0, 0.0, False
        barred[:] = False
        rivals[:] = False
    return others, fit_own, fit_other


@kernel
def found_at(ordered: Ints, low: int, high: int, wanted: int) -> int:
    """Return the place of `wanted` in ordered[low:high], or -1."""
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(ordered) and ordered[low] == wanted else -1


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
