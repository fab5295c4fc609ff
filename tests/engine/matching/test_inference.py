"""Needs by product edges, held against the sentence that defines them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.matching import Graph, Params, Problem
from chainfair.engine.matching.rows import prepared
from chainfair.engine.text import text_table
from chainfair.engine.text.likeness import meaning_likeness, word_likeness

from .fairs import TEXTS, fair

ALL = range(len(TEXTS))
VECTORS = np.random.default_rng(4).normal(size=(len(TEXTS), 3)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


@st.composite
def worded(draw: st.DrawFn) -> Problem:
    n = draw(st.integers(2, 5))
    text = st.integers(0, len(TEXTS) - 1)
    offers = draw(
        st.lists(st.tuples(st.integers(0, n - 1), text, st.sampled_from([0.5, 1.0])), min_size=1, max_size=8)
    )
    edges = draw(st.lists(st.tuples(text, text), min_size=1, max_size=6))
    return fair(
        n,
        [(owner, -1, 0, place, weight, False) for owner, place, weight in offers],
        [],
        graph=Graph(),
        texts=text_table(TEXTS, VECTORS if draw(st.booleans()) else None),
        text_edges=np.array(edges, np.int32),
        industry=np.array(draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n)), np.int32),
    )


def sharpened(likeness: float, params: Params) -> float:
    return float(likeness) ** params.edge_sharpness if likeness >= params.edge_floor else 0.0


def plain_needs(problem: Problem, params: Params) -> dict[tuple[int, int], float]:
    """What each organisation needs, read off the definition."""
    table, offers = problem.texts, problem.offers
    edges = {(int(product), int(good)) for product, good in problem.text_edges}
    known = sorted({product for product, _ in edges})
    offered = sorted(set(offers.text.tolist()))
    words = word_likeness(table.counts[offered], table.counts[known]).toarray()
    cosine = np.zeros_like(words)
    if table.vectors.shape[1]:
        cosine = meaning_likeness(
            table.vectors[offered], table.vectors[known], floor=params.vector_floor, least=params.edge_floor
        ).toarray()
    met = word_likeness(table.counts, table.counts[offered]).toarray() ** params.inferred_sharpness
    if table.vectors.shape[1]:
        across = table.unspaced[:, None] != table.unspaced[offered][None, :]
        cosines = table.vectors @ table.vectors[offered].T
        meant = params.vector_worth * (cosines - params.vector_floor) / (1 - params.vector_floor)
        met = np.maximum(met, np.where(across, meant, 0))
    own: dict[tuple[int, int], float] = {}
    for owner, text, weight in zip(
        offers.organisation.tolist(), offers.text.tolist(), offers.weight, strict=True
    ):
        row = offered.index(text)
        for good in ALL:
            if met[good].max() < params.text_floor:
                continue  # nobody offers it
            told = sum(
                (
                    sharpened(words[row, known.index(product)], params)
                    + sharpened(cosine[row, known.index(product)], params)
                )
                / np.sqrt(sum(one == product for one, _ in edges))
                for product, into in edges
                if into == good
            )
            value = float(weight) * (1 - np.exp(-params.edge_saturation * told))
            own[owner, good] = max(own.get((owner, good), 0.0), value)
    return together(problem, own, params)


def together(
    problem: Problem, own: dict[tuple[int, int], float], params: Params
) -> dict[tuple[int, int], float]:
    """Add what the industry needs, weigh it as inferred, and let all needs of one weigh no more than 1."""
    assert problem.industry is not None
    industry = problem.industry.tolist()
    offering = set(problem.offers.organisation.tolist())
    found = {}
    for one in offering:
        peers = [other for other in offering if industry[other] == industry[one] >= 0]
        for good in ALL:
            mean = sum(own.get((other, good), 0.0) for other in peers) / max(len(peers), 1)
            value = params.inferred_need * (own.get((one, good), 0.0) + params.industry_need * mean)
            if value > 0:
                found[one, good] = value
        size = np.sqrt(sum(value**2 for (owner, _), value in found.items() if owner == one))
        found |= {key: value / max(size, 1.0) for key, value in found.items() if key[0] == one}
    return found


@settings(deadline=None, max_examples=40)
@given(worded(), st.sampled_from([0.0, 2.0]))
def test_needs_by_edges_are_those_of_the_plain_definition(problem: Problem, industry_need: float) -> None:
    params = replace(Params(), industry_need=industry_need)
    _, needs = prepared(problem, params)
    found = dict(
        zip(zip(needs.organisation.tolist(), needs.text.tolist(), strict=True), needs.weight, strict=True)
    )
    expected = plain_needs(problem, params)
    assert found.keys() == expected.keys()
    for key, weight in expected.items():
        assert found[key] == pytest.approx(weight, abs=1e-5)
    assert problem.offers.organisation[needs.stands].tolist() == needs.organisation.tolist()


def test_only_the_strongest_needs_are_kept() -> None:
    problem = fair(
        3,
        [(0, -1, 0, 2, 1.0, False), (1, -1, 0, 4, 1.0, False), (2, -1, 0, 3, 1.0, False)],
        [],
        graph=Graph(),
        text_edges=np.array([[2, 4], [2, 3]], np.int32),
        industry=np.array([0, 0, -1], np.int32),
    )
    every, one = (prepared(problem, replace(Params(), inferred_kept=kept))[1] for kept in (600, 1))
    assert np.bincount(every.organisation, minlength=3).max() == 2
    assert np.bincount(one.organisation, minlength=3).tolist() == [1, 1, 1] or one.organisation.tolist() == [
        0,
        1,
    ]
