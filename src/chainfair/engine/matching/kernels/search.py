"""Everybody's best suppliers, one way, compiled: nothing that cannot come onto a list is scored to the end."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel, summing
from chainfair.engine.matching.kernels.scoring import NEVER, SLACK, Marks, admitted, found_at, tie_breaker
from chainfair.engine.matching.kernels.shelf import least_of_best, weaker
from chainfair.engine.matching.kernels.supply import Names, Postings, Values, row_of
from chainfair.engine.matching.problem import Bits, Ints
from chainfair.engine.matching.tables import Places
from chainfair.engine.text.kernels.near import Vectors, product

MEMBERS = 32  # scores of which the highest stands for all at first
ROUNDING = 2.0**-23  # of a sum of single precision, for each term and its factors


class Stock(NamedTuple):
    """Who supplies what, see `columns`.

    wants: needed keys by organisation. columns: stalls by column; family: by needed key, of `families`. seat: of each
    column among those that are multiplied as a dense matrix, or -1; dense: these (stalls, seats). wishes, vetoes and
    rules as in `Tables`.
    """

    stalls: Ints
    wants: Postings
    columns: Postings
    family: Ints
    families: int
    seat: Ints
    dense: Values
    wishes: Postings
    vetoes: tuple[Places, Names]
    rules: tuple[NDArray[np.int8], Ints, Bits, Bits, Bits, Marks]


class Sayings(NamedTuple):
    """One side's texts: by organisation or stall which, at which weight; each one's row of the vectors.

    rough, close: few and more of its principal components, and the length of the rest as one more: a product of two
    such rows is at least that of the vectors, by Cauchy and Schwarz.
    """

    by: Postings
    row: Ints
    rough: Vectors
    close: Vectors


class Told(NamedTuple):
    """Texts whose vectors are compared where it matters: needed ones and their keys, offered ones, all vectors.

    scale: cosine that counts as nothing, 1 less it, worth, least worth that counts. weight: of texts in a score.
    """

    asked: Sayings
    key: Ints
    offered: Sayings
    vectors: Vectors
    scale: tuple[np.float32, np.float32, np.float32, np.float32]
    weight: float


class Desk(NamedTuple):
    """What one organisation's scores are worked out on; used again for the next.

    shares: of families, blank between two. own: scores without the dense columns; asks: near the scores, padded.
    groups: the highest of some. chosen, bounds: stalls that may come onto the list, and what they have at most; some,
    tight, scores: of as many as a list holds.
    """

    shares: Values
    own: Values
    asks: Vectors
    groups: Vectors
    chosen: Ints
    bounds: Vectors
    some: Ints
    tight: Vectors
    scores: Values


class Best(NamedTuple):
    """A list in the making, best first: scores, ties, counterparts, and how many."""

    scores: Values
    ties: Places
    others: Ints
    size: Places


@kernel
def desk_of(size: int, families: int, length: int) -> Desk:
    """Return a desk for that many stalls."""
    width = max(4 * length, size // MEMBERS)
    return Desk(
        np.zeros(families),
        np.zeros(size),
        np.full((size + width - 1) // width * width, np.float32(NEVER)),
        np.empty(width, np.float32),
        np.empty(size + 1, np.int32),
        np.empty(size, np.float32),
        np.empty(length + 1, np.int32),
        np.empty(length, np.float32),
        np.empty(length),
    )


@kernel
def dense_weights(begin: int, end: int, stock: Stock) -> Values:
    """Return what organisations begin to end-1 need of each dense column."""
    weights = np.zeros((end - begin, stock.dense.shape[1]))
    for i in range(begin, end):
        keys, much = row_of(stock.wants, i)
        for at in range(len(keys)):
            family, own = stock.family[keys[at]], stock.seat[stock.families + keys[at]]
            if own >= 0:
                weights[i - begin, own] += much[at]
            if family >= 0 and stock.seat[family] >= 0:
                weights[i - begin, stock.seat[family]] += much[at]
    return weights


@inlined
def add_row(table: Postings, row: int, weight: float, own: Values) -> None:
    """Add a row of a table to the stalls' scores."""
    start, names, amounts = table
    stalls, values = names[start[row] : start[row + 1]], amounts[start[row] : start[row + 1]]
    for at in range(len(stalls)):  # counted from nought, so that no place is looked at for its sign
        own[stalls[at]] += weight * values[at]


@inlined
def add_rest(i: int, stock: Stock, shares: Values, own: Values) -> None:
    """Add to each stall what organisation i needs of columns that are not dense, its wishes and its vetoes."""
    start, keys, weights = stock.wants
    for at in range(start[i], start[i + 1]):
        column, family = stock.families + keys[at], stock.family[keys[at]]
        if stock.seat[column] < 0:
            add_row(stock.columns, column, weights[at], own)
        if family >= 0 and stock.seat[family] < 0:
            shares[family] += weights[at]
    for at in range(start[i], start[i + 1]):
        family = stock.family[keys[at]]
        if family >= 0 and shares[family] > 0:
            add_row(stock.columns, family, shares[family], own)
            shares[family] = 0.0
    add_row(stock.wishes, i, 1.0, own)
    for at in range(stock.vetoes[0][i], stock.vetoes[0][i + 1]):
        own[stock.vetoes[1][at]] = NEVER


@inlined
def worth(cosine: np.float32, told: Told) -> float:
    """Return what a cosine is worth in a score; as `likeness` has it, in the same precision."""
    floor, span, most, least = told.scale
    value = (cosine - floor) / span * most
    return told.weight * float(value) if value >= least and value > 0 else 0.0


@inlined
def reach(i: int, told: Told, heaviest: float) -> float:
    """Return what vectors can add to a score of organisation i at most."""
    start, _, weights = told.asked.by
    total = 0.0
    for at in range(start[i], start[i + 1]):
        total += weights[at] * heaviest * worth(np.float32(1.0001), told)
    return total


@inlined
def add_bounds(
    asked: Vectors, weight: float, offered: Vectors, told: Told, stalls: Ints, bounds: Vectors
) -> None:
    """Add to the bounds of these stalls what vectors can add to their scores for one text at most."""
    start, texts, weights = told.offered.by
    for at in range(len(stalls)):
        best = 0.0
        for one in range(start[stalls[at]], start[stalls[at] + 1]):
            most = worth(product(asked, offered[texts[one]]), told)
            best = max(best, most * weights[one])
        bounds[at] += np.float32(weight * best)


@inlined
def add_said(text: int, weight: float, stock: Stock, told: Told, stalls: Ints, scores: Values) -> None:
    """Add to the scores of these stalls what vectors say for one text, where it is more than words say."""
    start, texts, weights = told.offered.by
    asked, close = told.vectors[told.asked.row[text]], told.asked.close[text]
    column = stock.families + told.key[text]
    begin, end = stock.columns[0][column], stock.columns[0][column + 1]
    for at in range(len(stalls)):
        best = 0.0
        for one in range(start[stalls[at]], start[stalls[at] + 1]):
            offered = texts[one]
            if worth(product(close, told.offered.close[offered]), told) * weights[one] > best:
                cosine = product(asked, told.vectors[told.offered.row[offered]])
                best = max(best, worth(cosine, told) * weights[one])
        if begin < end and best > 0:
            place = found_at(stock.columns[1], begin, end, stalls[at])
            if begin <= place < end:
                best = max(best - stock.columns[2][place], 0.0)
        scores[at] += weight * best


@summing
def inner(one: Values, other: Values) -> float:
    """Return the inner product of two rows."""
    total = 0.0
    for at in range(len(one)):
        total += one[at] * other[at]
    return total


@inlined
def above(scores: Vectors, least: np.float32) -> bool:
    """Tell whether any score lies above the least."""
    count = 0
    for at in range(len(scores)):
        count += scores[at] > least
    return count > 0


@inlined
def found_above(asks: Vectors, least: np.float32, sure: np.float32, chosen: Ints) -> int:
    """Write the places of scores above the least to `chosen`, those above `sure` first; return how many."""
    found, first = 0, 0
    for start in range(0, len(asks), MEMBERS):
        some = asks[start : start + MEMBERS]
        if above(some, least):
            for at in range(len(some)):
                chosen[found] = start + at
                found += some[at] > least
    if sure > least:
        for at in range(found):
            if asks[chosen[at]] > sure:
                chosen[first], chosen[at] = chosen[at], chosen[first]
                first += 1
    return found


@inlined
def bar(best: Best) -> float:
    """Return the score below which nothing comes onto the list."""
    return best.scores[-1] if best.size[0] == len(best.scores) else 0.0


@inlined
def put(best: Best, score: float, tie: int, other: int) -> None:
    """Put an entry in its place on a list, and the last one off where the list is full; O(entries below it)."""
    scores, ties, others, size = best
    at = min(size[0], len(scores) - 1)
    size[0] = at + 1
    while at > 0 and weaker(scores[at - 1], ties[at - 1], score, tie):
        scores[at], ties[at], others[at] = scores[at - 1], ties[at - 1], others[at - 1]
        at -= 1
    scores[at], ties[at], others[at] = score, tie, other


@inlined
def enter(i: int, e: int, seed: int, score: float, stock: Stock, best: Best) -> None:
    """Put a stall on the list if it is among the best and the two may meet."""
    side, group, role, seeks, overlap, _ = stock.rules
    score, j = np.round(score * 1e9) / 1e9, stock.stalls[e]
    if score > 0 and score >= bar(best):
        tie = tie_breaker(seed, i, j)
        if best.size[0] == len(best.scores) and not weaker(best.scores[-1], best.ties[-1], score, tie):
            return
        if admitted(i, j, side, group, role, seeks, overlap):
            put(best, score, tie, j)


@inlined
def bound(
    i: int, off: float, parts: tuple[Vectors, Vectors], stalls: Ints, bounds: Vectors, told: Told, desk: Desk
) -> None:
    """Write what the scores of these stalls are at most.

    off: the share by which those near them may be. parts: components of texts asked and offered.
    """
    for at in range(len(stalls)):
        score = desk.asks[stalls[at]]
        bounds[at] = score + np.float32((1 + abs(score)) * off + SLACK)
    start, texts, shares = told.asked.by
    for at in range(start[i], start[i + 1]):
        add_bounds(parts[0][texts[at]], shares[at], parts[1], told, stalls, bounds)


@inlined
def narrowed(i: int, kept: int, off: float, least: float, told: Told, desk: Desk) -> int:
    """Keep those of the first stalls of `some` whose closer bounds come up to the least; return how many."""
    if told.asked.by[0][i] == told.asked.by[0][i + 1] or least == 0.0:
        return kept
    bound(i, off, (told.asked.close, told.offered.close), desk.some[:kept], desk.tight, told, desk)
    found = 0
    for at in range(kept):
        desk.some[found] = desk.some[at]
        found += desk.tight[at] >= least
    return found


@inlined
def sift(
    i: int,
    seed: int,
    first: int,
    end: int,
    off: float,
    weights: Values,
    stock: Stock,
    told: Told,
    desk: Desk,
    best: Best,
) -> None:
    """Score the chosen stalls from first to end-1 whose bounds come up to the list, no more than a list holds."""
    kept, least, some, scores = 0, bar(best), desk.some, desk.scores
    for at in range(first, end):
        some[kept] = desk.chosen[at]
        kept += desk.bounds[at] >= least
    kept = narrowed(i, kept, off, least, told, desk)
    # One loop after the other, so that no stall waits for the memory of the one before.
    for at in range(kept):
        scores[at] = desk.own[some[at]] + inner(weights, stock.dense[some[at]])
    start, texts, shares = told.asked.by
    for at in range(start[i], start[i + 1]):
        add_said(texts[at], shares[at], stock, told, some[:kept], scores)
    for at in range(kept):
        enter(i, some[at], seed, scores[at], stock, best)


@inlined
def choose(
    i: int, seed: int, most: float, weights: Values, stock: Stock, told: Told, desk: Desk, best: Best
) -> None:
    """Fill the list of organisation i, whose weights of dense columns these are. most: what vectors can add."""
    length = len(best.scores)
    # Of a sum of single precision, and where ties are taken off it, of sums up to twice as large.
    many, off = length, 4 * ROUNDING * (len(weights) + 4)
    while many:
        common = least_of_best(desk.asks, many, desk.groups)
        least = common - (1 + common) * off - SLACK
        sure = max(least, 0.0)
        least = least - most if most > 0 else sure
        found = found_above(desk.asks, np.float32(least), np.float32(sure), desk.chosen)
        rough = told.asked.rough, told.offered.rough
        bound(i, off, rough, desk.chosen[:found], desk.bounds, told, desk)
        best.size[0] = 0
        for first in range(0, found, length):
            sift(i, seed, first, min(first + length, found), off, weights, stock, told, desk, best)
        # Where too many of the best must not be met, further down.
        many = 0 if common == 0.0 or best.size[0] == length else 2 * many


@kernel
def search(
    begin: int,
    end: int,
    seed: int,
    weights: Values,
    near: Vectors,
    stock: Stock,
    told: Told,
    answer: tuple[Ints, Values],
) -> None:
    """Write the best stalls for organisations begin to end-1, best first, and their scores.

    weights: of the dense columns, by organisation; near: their product with these columns, in single precision.
    Exact: whatever may come onto a list by its bound is scored in double precision. Cost: what of columns is not
    dense, and organisations x stalls once over.
    """
    length = answer[0].shape[1]
    desk = desk_of(len(stock.stalls), stock.families, length)
    own, asks = desk.own, desk.asks
    ties, size = np.empty(length, np.int64), np.zeros(1, np.int64)
    heaviest = told.offered.by[2].max() if len(told.offered.by[2]) else 0.0
    for i in range(begin, end):
        add_rest(i, stock, desk.shares, own)
        row = near[i - begin]
        for e in range(len(own)):
            asks[e] = row[e] + np.float32(own[e])
        best = Best(answer[1][i], ties, answer[0][i], size)
        choose(i, seed, reach(i, told, heaviest), weights[i - begin], stock, told, desk, best)
        answer[0][i, size[0] :], answer[1][i, size[0] :] = -1, 0.0
        own[:] = 0.0
