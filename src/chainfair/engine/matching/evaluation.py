"""How well lists of suppliers hit those known to be right, by what is told about needs; and the lists themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.folder import Folder, Judgements, chosen_lines, problem_of, worded_lines
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Conditions, Ints, Lines, Problem
from chainfair.engine.matching.suppliers import best_suppliers
from chainfair.engine.text.headings import suggest_codes

LISTED = 50
GAINING = 10
RESAMPLES = 2000

Vectors = NDArray[np.float32]


class Needs(StrEnum):
    """What is known of the buyers' needs."""

    TEXT = "text"  # nothing; they are held to need what reads like their own offers, which finds competitors
    CODES = "codes"  # nothing; they are held to need what carries the product codes of their own offers
    INFERRED = "inferred"  # what goes into products like theirs, from the folder's known edges and industries
    DECLARED = "declared"  # needs.csv, and the materials of the judged edges of products they offer


class Towards(StrEnum):
    """Whom a list is about."""

    SUPPLIERS = "suppliers"  # who could supply the organisation
    BUYERS = "buyers"  # whom the organisation could supply


@dataclass(frozen=True)
class Lists:
    """Everybody's best counterparts, best first, shape (organisations, top); other = -1: nobody more."""

    other: Ints
    score: NDArray[np.float64]


def lists_of(
    problem: Problem,
    params: Params,
    *,
    top: int = LISTED,
    towards: Towards = Towards.SUPPLIERS,
    seed: int = 0,
) -> Lists:
    """Return everybody's list in one direction; equal scores stand by chance of the seed.

    The search for suppliers knows goods and ties alone: where conditions are asked too, everybody is scored.
    Cost: see `best_suppliers` and `fit`.
    """
    if towards is Towards.SUPPLIERS and not len(problem.conditions.kind):
        everybody = np.arange(problem.organisations, dtype=np.int32)
        scoring = Scoring.of(problem, replace(params, list_length=top), stalls=everybody, own_later=True)
        suppliers = best_suppliers(scoring, seed=seed)
        return Lists(suppliers.other, suppliers.fit)
    served = float(towards is Towards.SUPPLIERS)
    one_way = replace(params, served=served, customer=1.0 - served, rival=0.0, list_length=top)
    found = fit(Scoring.of(problem, one_way), seed=seed)
    return Lists(found.other, found.fit_own if served else found.fit_other)


def told(folder: Folder, known: Judgements, needs: Needs) -> Folder:
    """Return the folder with what is told of needs; only DECLARED sees the judged edges."""
    lines = folder.offers
    mine = np.isin(lines.organisation, known.buyers)
    unknown = replace(folder, needs=Lines(), conditions=Conditions())
    if needs is Needs.INFERRED:
        return unknown
    if needs is Needs.DECLARED:
        return _declared(replace(folder, edges=folder.edges[:0]), known)
    if needs is Needs.TEXT:
        worded = lines.text >= 0
        offers = replace(lines, code=np.zeros_like(lines.code))
        resembling, offers = chosen_lines(offers, worded & mine), chosen_lines(offers, worded)
    else:
        coded = lines.code > 0
        resembling = chosen_lines(lines, coded & mine, code_only=True)
        offers = chosen_lines(lines, coded, code_only=True)
    return replace(unknown, offers=offers, needs=resembling, edges=folder.edges[:0])


def with_codes(folder: Folder, vectors: Vectors | None) -> Folder:
    """Return the folder with the likeliest product code for each offer of a text, where the folder states none."""
    lines = folder.offers
    if (lines.code > 0).any():
        return folder
    texts = np.unique(lines.text[lines.text >= 0])
    found = suggest_codes(
        [folder.texts[text] for text in texts], None if vectors is None else vectors[texts], top=1
    )
    code = np.zeros(len(folder.texts) + 1, np.int32)  # the last stands for "no text"
    code[texts[found.text]] = found.code
    suggested = code[lines.text]
    return replace(folder, offers=replace(lines, code=suggested, inferred=suggested > 0))


def _declared(folder: Folder, known: Judgements) -> Folder:
    texts = {text: place for place, text in enumerate(folder.texts)}
    goes_into: dict[int, list[int]] = {}
    for product, material in known.edges:
        for value in (product, material):
            texts.setdefault(value, len(texts))
        goes_into.setdefault(texts[product], []).append(texts[material])
    asked = sorted(
        {
            (owner, material)
            for owner, product in zip(
                folder.offers.organisation.tolist(), folder.offers.text.tolist(), strict=True
            )
            if owner in known.relevant
            for material in goes_into.get(product, [])
        }
    )
    judged = worded_lines([owner for owner, _ in asked], [material for _, material in asked])
    return replace(folder, texts=tuple(texts), needs=joined(folder.needs, judged))


def joined(one: Lines, other: Lines) -> Lines:
    """Return the rows of both tables."""
    return Lines(
        *(
            np.concatenate([getattr(one, part), getattr(other, part)])
            for part in ("organisation", "link", "code", "text", "weight", "inferred")
        )
    )


def gains(known: Judgements, other: Ints) -> dict[str, NDArray[np.float64]]:
    """Return each buyer's NDCG@10 and recall@50, in order of `known.buyers`.

    Source: Järvelin and Kekäläinen 2002, relevance 0 or 1.
    """
    discount = 1 / np.log2(np.arange(2, GAINING + 2))
    gained, recalled = [], []
    for buyer in known.buyers:
        right = known.relevant[buyer]
        hits = np.isin(other[buyer, :LISTED], list(right))
        best = discount[: min(GAINING, len(right))].sum()
        gained.append(float(hits[:GAINING] @ discount[: len(hits[:GAINING])]) / float(best))
        recalled.append(float(hits.sum()) / len(right))
    return {"ndcg10": np.array(gained), "recall50": np.array(recalled)}


def with_interval(name: str, values: NDArray[np.float64], *, seed: int = 0) -> dict[str, float]:
    """Return the mean over buyers and the bounds of its 95 % bootstrap interval (buyers drawn with replacement)."""
    drawn = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
    found = {name: values.mean(), f"{name}_low": low, f"{name}_high": high}
    return {key: round(float(value), 6) for key, value in found.items()}


def evaluated(
    folder: Folder,
    known: Judgements,
    params: Params,
    vectors_of: Callable[[Sequence[str]], Vectors | None] = lambda _texts: None,
) -> dict[str, float]:
    """Return the figures of every kind of needs with their intervals, and how much the chain adds to text alone.

    vectors_of: vectors of texts, one row each, or None to go by words alone.
    """
    every = told(folder, known, Needs.DECLARED)
    vectors = vectors_of(every.texts)
    answer: dict[str, float] = {"organisations": len(folder.organisations), "buyers": len(known.relevant)}
    each: dict[Needs, NDArray[np.float64]] = {}
    for needs in Needs:
        source = with_codes(folder, vectors) if needs is Needs.CODES else folder
        case = every if needs is Needs.DECLARED else told(source, known, needs)
        rows = None if vectors is None else vectors[: len(case.texts)]
        found = gains(known, lists_of(problem_of(case, rows), params).other)
        each[needs] = found["ndcg10"]
        for name, values in found.items():
            answer |= with_interval(f"{name}_{needs.value}", values)
    return answer | with_interval("ndcg10_lift", each[Needs.INFERRED] - each[Needs.TEXT])
