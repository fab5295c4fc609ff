"""Everybody's best suppliers, one way, compiled: nothing that cannot come onto a list is scored to the end."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel, summing
from chainfair.engine.matching.kernels.scoring import NEVER, SLACK, Marks, admitted, found_at, tie_breaker
from chainfair.engine.matching.kernels.shelf import Shelf, bar, hand_out, keep, least_of_best, shelf_of
from chainfair.engine.matching.kernels.supply import Names, Postings, Values, row_of
from chainfair.engine.matching.problem import Bits, Ints
from chainfair.engine.matching.tables import Places
from chainfair.engine.text.kernels.near import Vectors, product

MEMBERS = 32  # scores of which the highest stands for all at first
ROUNDING = 2.0**-23  # of a sum of single precision, for each term and its factors


class Stock(NamedTuple):
    """Who supplies what, see `columns`.

    wants: needed keys by organisation. columns: stalls by column; family: by needed key, of `families`. seat: of each
    column among those that are multiplied as a dense matrix, or -1; dense: these (stalls, seats). wishes, vetoes, rules:
    as in `Tables`.
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

    close: its first principal components, and the length of the rest as one more: a product of two such rows is at
    least that of the vectors, by Cauchy and Schwarz.
    """

    by: Postings
    row: Ints
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
def add_column(column: int, weight: float, stock: Stock, own: Values) -> None:
    """Add a column to the stalls' scores."""
    stalls, values = row_of(stock.columns, column)
    for place in range(len(stalls)):
        own[stalls[place]] += weight * values[place]


@kernel
def add_rest(i: int, stock: Stock, shares: Values, own: Values) -> None:
    """Add to each stall what organisation i needs of columns that are not dense, its wishes and its vetoes.

    shares: a blank sheet (families), blank again afterwards.
    """
    keys, weights = row_of(stock.wants, i)
    for at in range(len(keys)):
        column = stock.families + keys[at]
        if stock.seat[column] < 0:
            add_column(column, weights[at], stock, own)
        family = stock.family[keys[at]]
        if family >= 0 and stock.seat[family] < 0:
            shares[family] += weights[at]
    for key in keys:
        family = stock.family[key]
        if family >= 0 and shares[family] > 0:
            add_column(family, shares[family], stock, own)
            shares[family] = 0.0
    stalls, values = row_of(stock.wishes, i)
    for place in range(len(stalls)):
        own[stalls[place]] += values[place]
    for e in stock.vetoes[1][stock.vetoes[0][i] : stock.vetoes[0][i + 1]]:
        own[e] = NEVER


@inlined
def worth(cosine: np.float32, told: Told) -> float:
    """Return what a cosine is worth in a score; as `likeness` has it, in the same precision."""
    floor, span, most, least = told.scale
    value = (cosine - floor) / span * most
    return told.weight * value if value >= least and value > 0 else 0.0


@inlined
def reach(i: int, told: Told, heaviest: float) -> float:
    """Return what vectors can add to a score of organisation i at most."""
    most = worth(np.float32(1.0001), told) * heaviest
    total = 0.0
    for weight in row_of(told.asked.by, i)[1]:
        total += weight * most
    return total


@inlined
def add_bounds(asked: Vectors, weight: float, told: Told, stalls: Ints, bounds: Vectors) -> None:
    """Add to the bounds of these stalls what vectors can add to their scores for one text at most."""
    start, texts, weights = told.offered.by
    for at in range(len(stalls)):
        best = 0.0
        for one in range(start[stalls[at]], start[stalls[at] + 1]):
            most = worth(product(asked, told.offered.close[texts[one]]), told)
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
def parted(asks: Vectors, sure: np.float32, least: np.float32, chosen: Ints) -> int:
    """Write the places of scores above the least to `chosen`, those above `sure` first; return how many."""
    found, last = 0, len(chosen)
    for start in range(0, len(asks), MEMBERS):
        some = asks[start : start + MEMBERS]
        if above(some, least):
            for at in range(len(some)):
                if some[at] > sure:
                    chosen[found] = start + at
                    found += 1
                elif some[at] > least:
                    last -= 1
                    chosen[last] = start + at
    for at in range(last, len(chosen)):
        chosen[found] = chosen[at]
        found += 1
    return found


@inlined
def enter(i: int, e: int, seed: int, score: float, stock: Stock, mine: Shelf) -> None:
    """Put a stall on the list if it is among the best and the two may meet."""
    side, group, role, seeks, overlap, _ = stock.rules
    score, j = np.round(score * 1e9) / 1e9, stock.stalls[e]
    if score > 0 and score >= bar(mine, 0) and admitted(i, j, side, group, role, seeks, overlap):
        keep(mine, 0, score, tie_breaker(seed, i, j), j, score, score)


@kernel
def sift(
    i: int,
    seed: int,
    chosen: Ints,
    bounds: Vectors,
    own: Values,
    weights: Values,
    stock: Stock,
    told: Told,
    mine: Shelf,
) -> None:
    """Score the first of the chosen stalls, as many as a list holds, where their bounds come up to the list."""
    kept, least = 0, bar(mine, 0)
    some, scores = np.empty(mine[0].shape[1], np.int32), np.empty(mine[0].shape[1])
    for at in range(min(len(chosen), len(some))):
        some[kept] = chosen[at]
        kept += bounds[at] >= least
    # One loop after the other, so that no stall waits for the memory of the one before.
    for at in range(kept):
        scores[at] = own[some[at]] + inner(weights, stock.dense[some[at]])
    start, texts, shares = told.asked.by
    for at in range(start[i], start[i + 1]):
        add_said(texts[at], shares[at], stock, told, some[:kept], scores)
    for at in range(kept):
        enter(i, some[at], seed, scores[at], stock, mine)


@kernel
def choose(
    i: int,
    seed: int,
    asks: Vectors,
    own: Values,
    weights: Values,
    stock: Stock,
    told: Told,
    most: float,
    groups: Vectors,
    chosen: Ints,
    bounds: Vectors,
    mine: Shelf,
) -> None:
    """Fill the list of organisation i from its scores without vectors.

    asks: near them, in single precision. own: exact, without dense columns, whose `weights` these are. most: what
    vectors can add.
    """
    length = mine[0].shape[1]
    many, off = length, 2 * ROUNDING * (len(weights) + 4)
    while True:
        best = least_of_best(asks, many, groups)
        sure = best * (1 - off) - SLACK
        found = parted(
            asks, np.float32(max(sure, 0.0)), np.float32(sure - most if most else max(sure, 0.0)), chosen
        )
        for at in range(found):
            bounds[at] = asks[chosen[at]] + np.float32(abs(asks[chosen[at]]) * off + SLACK)
        start, texts, shares = told.asked.by
        for at in range(start[i], start[i + 1]):
            add_bounds(told.asked.close[texts[at]], shares[at], told, chosen[:found], bounds)
        for first in range(0, found, length):
            sift(i, seed, chosen[first:found], bounds[first:found], own, weights, stock, told, mine)
        # Where too many of the best must not be met, further down.
        if best == 0.0 or mine[6][0] == length:
            return
        many, mine[6][0] = 2 * many, 0


@kernel
def search(
    begin: int,
    end: int,
    seed: int,
    weights: Values,
    near: Vectors,
    stock: Stock,
    told: Told,
    answer: tuple[Ints, Values, Values],
) -> None:
    """Write the best stalls for organisations begin to end-1, best first.

    weights: of the dense columns, by organisation; near: their product with these columns, in single precision.
    Exact: whatever may come onto a list by its bound is scored in double precision. Cost: what of columns is not
    dense, and organisations x stalls once over.
    """
    size, length = len(stock.stalls), answer[0].shape[1]
    width = max(4 * length, size // MEMBERS)
    groups, own, shares = np.empty(width, np.float32), np.zeros(size), np.zeros(stock.families)
    asks = np.full((size + width - 1) // width * width, np.float32(NEVER))
    chosen, bounds = np.empty(size, np.int32), np.empty(size, np.float32)
    mine, here = shelf_of(1, length), np.empty(1, np.int32)
    heaviest = told.offered.by[2].max() if len(told.offered.by[2]) else 0.0
    for i in range(begin, end):
        add_rest(i, stock, shares, own)
        row = near[i - begin]
        for e in range(size):
            asks[e] = row[e] + np.float32(own[e])
        choose(
            i,
            seed,
            asks,
            own,
            weights[i - begin],
            stock,
            told,
            reach(i, told, heaviest),
            groups,
            chosen,
            bounds,
            mine,
        )
        here[0] = i
        hand_out(mine, here, answer)
        own[:] = 0.0
