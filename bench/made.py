"""A made-up fair for the benches of matching, fixed before anything was tuned on it (docs/model.md states it)."""

import time

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching import EXHIBITOR, VISITOR, Graph, Lines, Problem
from chainfair.engine.text import shipped_vectors, text_table

MOST = 20  # rows of offers, and of needs, of one organisation
PORTION = 1024
ALIKE = 0.85  # cosine of a text in own words with the product it speaks of

Floats = NDArray[np.float32]


def spectrum(chance: np.random.Generator, rows: int, dimension: int) -> Floats:
    """Return unit rows whose components have deviations that fall as 1/sqrt(place)."""
    rough = chance.standard_normal((rows, dimension), np.float32) / np.sqrt(
        np.arange(1, dimension + 1, dtype=np.float32)
    )
    return np.asarray(rough / np.linalg.norm(rough, axis=1, keepdims=True), np.float32)


def made(
    exhibitors: int,
    visitors: int,
    *,
    dimension: int = 384,
    links: int = 180,
    seed: int = 1,
    own_words: bool = True,
    one_way: bool = False,
) -> Problem:
    """Return a fair of this size.

    own_words: each organisation describes its first offer and its first need in a text of its own; otherwise each
    row has the title of its code. one_way: exhibitors only offer and visitors only need.
    """
    chance = np.random.default_rng(seed)
    titles = shipped_vectors()
    sub = [row for row, level in enumerate(titles.levels) if level == 6]
    codes = titles.codes[sub]
    share = np.empty(len(codes))
    share[chance.permutation(len(codes))] = 1 / np.arange(1, len(codes) + 1)
    share /= share.sum()
    meaning = spectrum(chance, len(codes), dimension)
    link_of_code = chance.integers(0, links, 10_000)[codes // 100]
    n = exhibitors + visitors
    vectors = [meaning]

    def lines(organisations: NDArray[np.int64]) -> Lines:
        rows = chance.integers(1, MOST + 1, len(organisations))
        owner = np.repeat(organisations, rows)
        drawn = chance.choice(len(codes), len(owner), p=share)
        stated = chance.random(len(owner)) < 0.5
        text = drawn
        if own_words:
            first = np.cumsum(rows) - rows
            text = np.full(len(owner), -1)
            text[first] = sum(map(len, vectors)) + np.arange(len(first))
            other = spectrum(chance, len(first), dimension)
            own = ALIKE * meaning[drawn[first]] + np.float32(np.sqrt(1 - ALIKE**2)) * other
            vectors.append(own / np.linalg.norm(own, axis=1, keepdims=True))
        return Lines(
            owner.astype(np.int32),
            np.where(stated, link_of_code[drawn], -1).astype(np.int32),
            codes[drawn].astype(np.int32),
            text.astype(np.int32),
            np.ones(len(owner), np.float32),
            np.zeros(len(owner), np.bool_),
        )

    everybody = np.arange(n)
    offers = lines(everybody[:exhibitors] if one_way else everybody)
    needs = lines(everybody[exhibitors:] if one_way else everybody)
    source = chance.integers(0, links - 1, links * 2)
    target = chance.integers(source + 1, links)
    side = np.where(everybody < exhibitors, EXHIBITOR, VISITOR).astype(np.int8)
    words = [titles.titles[row] for row in sub] if not own_words else [""] * sum(map(len, vectors))
    return Problem(
        organisations=n,
        offers=offers,
        needs=needs,
        side=side,
        minimum=np.where(side == EXHIBITOR, 4, 0).astype(np.int32),
        maximum=np.where(side == EXHIBITOR, 20, 6).astype(np.int32),
        graph=Graph(
            links,
            source.astype(np.int32),
            target.astype(np.int32),
            np.ones(len(source), np.float32),
            np.zeros(links, np.bool_),
        ),
        texts=text_table(words, np.concatenate(vectors)),
    )


def dense_seconds(rows: int, columns: int, dimension: int) -> float:
    """Return the CPU seconds of the dense product (rows x dimension) by (dimension x columns) on this machine.

    In portions of 1,024 rows, written to memory that is there already: what the system takes to hand out memory is not
    counted.
    """
    chance = np.random.default_rng(0)
    left = chance.random((min(rows, PORTION), dimension), np.float32)
    right = chance.random((dimension, columns), np.float32)
    product = left @ right
    start = time.process_time()
    for at in range(0, rows, PORTION):
        size = min(rows - at, PORTION)
        np.matmul(left[:size], right, out=product[:size])
    return time.process_time() - start
