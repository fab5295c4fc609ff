"""Small fairs of chance for the tests, and the plain reading of the score."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from chainfair.engine.matching import (
    EXHIBITOR,
    LIKE,
    MUST,
    NO,
    VISITOR,
    Assemblies,
    Conditions,
    Graph,
    Lines,
    Params,
    Problem,
)
from chainfair.engine.text import text_table

CODES = (0, 850760, 850700, 850650, 850000, 870380, 283691, 390210, 1_620_100)
TEXTS = ("锂电池隔膜", "电池", "Lithium battery cells", "cathode material", "battery separator", "铜箔")
LINKS = 6


@st.composite
def second_texts(draw: st.DrawFn, rows: list[tuple[int, int, int, int, float, bool]]) -> np.ndarray[Any, Any]:
    """The same in other words, of some rows that have words."""
    texts = [draw(st.integers(-1, len(TEXTS) - 1)) if one[3] >= 0 else -1 for one in rows]
    return np.array(texts, np.int32)


def lines(organisations: int, rows: list[tuple[int, int, int, int, float, bool]]) -> Lines:
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * 6
    owner, link, code, text, weight, inferred = columns
    return Lines(
        np.array(owner, np.int32) % max(organisations, 1),
        np.array(link, np.int32),
        np.array(code, np.int32),
        np.array(text, np.int32),
        np.array(weight, np.float32),
        np.array(inferred, np.bool_),
    )


def chain(*flows: tuple[int, int], weight: float = 1.0, codes: tuple[tuple[int, int], ...] = ()) -> Graph:
    return Graph(
        links=LINKS,
        source=np.array([source for source, _ in flows], np.int32),
        target=np.array([target for _, target in flows], np.int32),
        flow_weight=np.full(len(flows), weight, np.float32),
        service=np.arange(LINKS) == LINKS - 1,
        code_link=np.array([link for link, _ in codes], np.int32),
        code=np.array([code for _, code in codes], np.int32),
    )


CHAIN = chain((0, 1), (1, 2), (2, 3), weight=0.8, codes=((1, 850600), (2, 850760), (4, 870000)))


def fair(
    organisations: int,
    offers: list[tuple[int, int, int, int, float, bool]],
    needs: list[tuple[int, int, int, int, float, bool]],
    **parts: Any,
) -> Problem:
    plain = Problem(
        organisations=organisations,
        offers=lines(organisations, offers),
        needs=lines(organisations, needs),
        side=np.zeros(organisations, np.int8),
        minimum=np.zeros(organisations, np.int32),
        maximum=np.full(organisations, 5, np.int32),
        graph=CHAIN,
        texts=text_table(TEXTS),
    )
    return replace(plain, **parts)


row = st.tuples(
    st.integers(0, 11),
    st.integers(-1, LINKS - 1),
    st.sampled_from(CODES),
    st.integers(-1, len(TEXTS) - 1),
    st.sampled_from([0.5, 1.0, 2.0]),
    st.booleans(),
)


@st.composite
def conditions(draw: st.DrawFn, organisations: int, needs: list[int]) -> Conditions:
    """What some needs ask beside goods: each need at most once of a kind, in equal shares."""
    kinds = draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))
    asks: dict[tuple[int, int], int] = {}
    for need, asked in draw(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 3)), max_size=8)):
        if needs:
            asks[need % len(needs), kinds[asked % len(kinds)]] = asked % len(kinds)
    missed = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    return Conditions(
        kind=np.array(kinds, np.int8),
        asked=np.array(list(asks.values()), np.int32),
        row=np.array([need for need, _ in asks], np.int32),
        share=np.array([1 / needs.count(needs[need]) for need, _ in asks], np.float32),
        answer=np.array(
            draw(st.lists(st.integers(0, 2), min_size=3 * organisations, max_size=3 * organisations)),
            np.int32,
        ).reshape(3, organisations),
        missed=np.array(
            draw(st.lists(missed, min_size=3 * len(kinds), max_size=3 * len(kinds))), np.float32
        ).reshape(len(kinds), 3),
    )


@st.composite
def fairs(draw: st.DrawFn) -> Problem:
    n = draw(st.integers(2, 8))
    organisation = st.integers(0, n - 1)
    pair = st.tuples(organisation, organisation).filter(lambda two: two[0] != two[1])
    maximum = np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)), np.int32)
    minimum = np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)), np.int32)
    wished = draw(st.lists(pair, max_size=4, unique=True))
    vetoed = draw(st.lists(pair, max_size=3))
    met = draw(st.lists(pair, max_size=3, unique_by=lambda two: tuple(sorted(two))))
    masks = st.lists(st.integers(0, 7), min_size=n, max_size=n)
    needs = draw(st.lists(row, max_size=8))
    given = (
        draw(st.lists(st.lists(organisation, min_size=3, max_size=4, unique=True), max_size=2))
        if n > 2
        else []
    )
    offers = draw(st.lists(row, max_size=12))
    plain = fair(
        n,
        offers,
        needs,
        side=np.array(draw(st.lists(st.sampled_from([EXHIBITOR, VISITOR]), min_size=n, max_size=n)), np.int8),
        minimum=np.minimum(minimum, maximum),
        maximum=maximum,
        group=np.array(draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n)), np.int32),
        industry=np.array(draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n)), np.int32),
        allies=np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))),
        kept=np.array([draw(st.integers(0, 3)) == 0 for _ in offers], np.bool_),
        role=np.array(draw(masks), np.uint64),
        seeks=np.array(draw(masks), np.uint64) | np.uint64(4),
        overlaps=(np.array(draw(masks), np.uint64).reshape(-1, 1) | np.uint64(2),),
        vetoed=np.array(vetoed, np.int32).reshape(-1, 2),
        wish_by=np.array([by for by, _ in wished], np.int32),
        wish_for=np.array([other for _, other in wished], np.int32),
        wish=np.array([draw(st.sampled_from([MUST, LIKE, NO])) for _ in wished], np.int8),
        text_edges=np.array([(2, 4), (2, 5)], np.int32),
        conditions=draw(conditions(n, [one[0] % n for one in needs])),
        met=np.array(met, np.int32).reshape(-1, 2),
        went_on=np.array([draw(st.booleans()) for _ in met], np.bool_),
        scenarios=np.array(
            draw(st.lists(st.tuples(organisation, st.integers(0, LINKS - 1)), max_size=3)), np.int32
        ).reshape(-1, 2),
        assemblies=assemblies(
            given,
            [draw(st.integers(1, 3000)) for _ in given],
            [draw(st.integers(0, 1)) for _ in given],
            [draw(st.integers(0, 5)) == 0 for _ in given],
        ),
    )
    return replace(
        plain,
        offers=replace(plain.offers, also=draw(second_texts(offers))),
        needs=replace(plain.needs, also=draw(second_texts(needs))),
    )


def assemblies(
    members: list[list[int]], weight: list[int], alternative: list[int], pinned: list[bool] | None = None
) -> Assemblies:
    flat = [one for group in members for one in group]
    return Assemblies(
        np.cumsum([0, *map(len, members)]).astype(np.int32),
        np.array(flat, np.int32),
        np.full(len(flat), -1, np.int32),
        np.array(weight, np.int32),
        np.array(alternative, np.int32),
        np.array([False] * len(members) if pinned is None else pinned, np.bool_),
    )


def members_of(groups: Assemblies, g: int) -> list[int]:
    found: list[int] = groups.member[groups.start[g] : groups.start[g + 1]].tolist()
    return found


def vetoed(problem: Problem) -> set[frozenset[int]]:
    """Pairs that must not be, by a rule or by a NO of either side."""
    said = zip(problem.wish_by.tolist(), problem.wish_for.tolist(), problem.wish.tolist(), strict=True)
    refused = [[by, other] for by, other, wish in said if wish == NO]
    return {frozenset(pair) for pair in [*problem.vetoed.tolist(), *refused]}


def may_meet(problem: Problem, i: int, j: int) -> bool:
    """The hard filters, read one by one from the problem."""
    if problem.side[i] == VISITOR and problem.side[j] == VISITOR:
        return False
    if problem.role is not None and problem.seeks is not None:
        sought = problem.seeks[i] & problem.role[j], problem.seeks[j] & problem.role[i]
        if 0 in sought:
            return False
    return may_sit_together(problem, [i, j])


def may_sit_together(problem: Problem, members: list[int]) -> bool:
    """What holds of all who meet at one table: no veto, no two of one group, something common to all in each mask."""
    no = vetoed(problem)
    for i, j in itertools.combinations(members, 2):
        same = problem.group is not None and problem.group[i] == problem.group[j] >= 0
        if same or frozenset((i, j)) in no:
            return False
    return all(np.bitwise_and.reduce(masks[members], axis=0).any() for masks in problem.overlaps)


def every_pair(n: int) -> list[tuple[int, int]]:
    return list(itertools.combinations(range(n), 2))


PLAIN = Params(list_length=20, shown=20)
