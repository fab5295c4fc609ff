"""Everybody's best suppliers, one way, compiled: nothing that cannot come onto a list is scored to the end."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
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
    """One side's texts: by organisation or stall which, at which weight; each one's row of the vectors, its part in
    the first principal components and the length of the rest.
    """

    by: Postings
    row: Ints
    part: Vectors
    rest: Vectors


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
def bounded(i: int, e: int, told: Told) -> float:
    """Return what vectors can add to the score of stall e at most, by Cauchy and Schwarz; see `finished`."""
    asked, offered = told.asked, told.offered
    texts, weights = row_of(asked.by, i)
    theirs, their_weights = row_of(offered.by, e)
    total = 0.0
    for at in range(len(texts)):
        part, rest, best = asked.part[texts[at]], asked.rest[texts[at]], 0.0
        for one in range(len(theirs)):
            most = product(part, offered.part[theirs[one]]) + rest * offered.rest[theirs[one]]
            best = max(best, worth(most, told) * their_weights[one])
        total += weights[at] * best
    return total


@inlined
def added(i: int, e: int, stock: Stock, told: Told) -> float:
    """Return what vectors add to the score of stall e: where they say more than words do."""
    asked, offered = told.asked, told.offered
    texts, weights = row_of(asked.by, i)
    theirs, their_weights = row_of(offered.by, e)
    total = 0.0
    for at in range(len(texts)):
        vector, best = told.vectors[asked.row[texts[at]]], 0.0
        for one in range(len(theirs)):
            cosine = product(vector, told.vectors[offered.row[theirs[one]]])
            best = max(best, worth(cosine, told) * their_weights[one])
        stalls, values = row_of(stock.columns, stock.families + told.key[texts[at]])
        place = found_at(stalls, 0, len(stalls), e)
        total += weights[at] * max(best - (values[place] if place >= 0 else 0.0), 0.0)
    return total


@inlined
def consider(
    i: int,
    e: int,
    seed: int,
    scores: tuple[np.float32, float, float],
    weights: Values,
    stock: Stock,
    told: Told,
    mine: Shelf,
) -> None:
    """Put a stall on the list if the two may meet and its score is among the best.

    scores: near its score without vectors; what is exact of it, without the dense columns; what vectors can add.
    """
    side, group, role, seeks, overlap, _ = stock.rules
    near, own, most = scores
    near += abs(near) * ROUNDING * (len(weights) + 4)
    least = bar(mine, 0) - SLACK
    if near + most < least or not admitted(i, stock.stalls[e], side, group, role, seeks, overlap):
        return
    if most > 0 and near + bounded(i, e, told) < least:
        return
    for at in range(len(weights)):
        own += weights[at] * stock.dense[e, at]
    if most > 0:
        own += added(i, e, stock, told)
    score = np.round(own * 1e9) / 1e9
    if score > 0:
        keep(mine, 0, score, tie_breaker(seed, i, stock.stalls[e]), stock.stalls[e], score, score)


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
    mine: Shelf,
) -> None:
    """Fill the list of organisation i from scores without vectors; `most`: what vectors can add."""
    length = mine[0].shape[1]
    many = length
    while True:
        best = least_of_best(asks, many, groups)
        least = best * (1 - 2 * ROUNDING * (len(weights) + 4)) - most - SLACK
        least = max(least, 0.0) if most == 0 else least
        for certain in (True, False):
            for group in range(len(groups)):
                if groups[group] > least:
                    for e in range(group, len(asks), len(groups)):
                        if asks[e] > least and (asks[e] > best) == certain:
                            consider(
                                i, e, seed, (asks[e], own[e], most), weights, stock, told, mine
                            )
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
    mine, here = shelf_of(1, length), np.empty(1, np.int32)
    heaviest = told.offered.by[2].max() if len(told.offered.by[2]) else 0.0
    for i in range(begin, end):
        add_rest(i, stock, shares, own)
        row = near[i - begin]
        for e in range(size):
            asks[e] = row[e] + np.float32(own[e])
        choose(
            i, seed, asks, own, weights[i - begin], stock, told, reach(i, told, heaviest), groups, mine
        )
        here[0] = i
        hand_out(mine, here, answer)
        own[:] = 0.0
