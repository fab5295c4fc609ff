"""A matching problem in plain files, and how well its answer ranks what is known to be right.

A folder holds `companies.csv` (code), `offers.csv` (code, product), and, where known, `upstream_edges.csv` (product,
upstream_material). Judgements lie beside them: `*_qrels.csv` (buyer, supplier) and `*_product_edges.csv` (product,
upstream_material: the edges that make the suppliers relevant).
"""

import csv
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring, fit
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import EXHIBITOR, Ints, Lines, Problem
from chainfair.engine.text.table import text_table

LISTED = 50
RESAMPLES = 1000


class Needs(StrEnum):
    """Where the needs of a folder's organisations come from."""

    TEXT = "text"  # everybody needs what resembles its own offers: the baseline that finds competitors
    INFERRED = "inferred"  # from the known edges of products like its own
    DECLARED = "declared"  # buyers declare the upstream materials of the judged edges


@dataclass(frozen=True)
class Folder:
    """Organisations by place, their offers, and product edges; texts by place in `texts`."""

    organisations: tuple[str, ...]
    texts: tuple[str, ...]
    owner: Ints
    product: Ints
    edges: Ints
    judged_edges: Ints
    relevant: dict[int, frozenset[int]]

    @property
    def buyers(self) -> list[int]:
        """Return the organisations whose suppliers are known, in order."""
        return sorted(self.relevant)


def read_folder(path: Path) -> Folder:
    """Read a folder; raises FileNotFoundError or KeyError where a file or a column is missing."""
    organisations = tuple(row["code"] for row in _rows(path / "companies.csv"))
    place = {code: number for number, code in enumerate(organisations)}
    texts: dict[str, int] = {}

    def text(value: str) -> int:
        return texts.setdefault(value.strip(), len(texts))

    def edges(files: list[Path]) -> Ints:
        pairs = [
            (text(row["product"]), text(row["upstream_material"])) for file in files for row in _rows(file)
        ]
        return np.array(pairs, np.int32).reshape(-1, 2)

    offers = [
        (place[row["code"]], text(row["product"]))
        for row in _rows(path / "offers.csv")
        if row["code"] in place and row["product"].strip()
    ]
    relevant: dict[int, set[int]] = {}
    for file in sorted(path.glob("*_qrels.csv")):
        for row in _rows(file):
            relevant.setdefault(place[row["buyer"]], set()).add(place[row["supplier"]])
    known = edges([file for file in [path / "upstream_edges.csv"] if file.exists()])
    judged = edges(sorted(path.glob("*_product_edges.csv")))
    columns = np.array(offers, np.int32).reshape(-1, 2)
    return Folder(
        organisations,
        tuple(texts),
        columns[:, 0],
        columns[:, 1],
        known,
        judged,
        {buyer: frozenset(suppliers) for buyer, suppliers in relevant.items()},
    )


def problem_of(folder: Folder, needs: Needs, vectors: NDArray[np.float32] | None = None) -> Problem:
    """Return the folder's problem. Inferred needs never see the judged edges or the relevant suppliers."""
    n = len(folder.organisations)
    asked = {
        Needs.TEXT: (folder.owner, folder.product),
        Needs.INFERRED: (folder.owner[:0], folder.product[:0]),
        Needs.DECLARED: _declared(folder),
    }[needs]
    return Problem(
        organisations=n,
        offers=_worded(folder.owner, folder.product),
        needs=_worded(*asked),
        side=np.full(n, EXHIBITOR, np.int8),
        minimum=np.zeros(n, np.int32),
        maximum=np.full(n, LISTED, np.int32),
        texts=text_table(folder.texts, vectors),
        text_edges=folder.edges if needs is Needs.INFERRED else folder.edges[:0],
    )


def suppliers(problem: Problem, params: Params, *, top: int = LISTED) -> Ints:
    """Return who could supply each organisation, best first, shape (organisations, top), -1 = nobody more."""
    one_way = replace(params, customer=0.0, rival=0.0, list_length=top)
    return fit(Scoring.of(problem, one_way), seed=0).other


def figures(folder: Folder, lists: Ints, *, seed: int = 0) -> dict[str, float]:
    """Return NDCG@10 and recall@50 over the buyers, each with the bounds of a 95 % bootstrap interval over buyers.

    Source: Järvelin and Kekäläinen 2002, relevance 0 or 1; buyers are drawn again with replacement.
    """
    discount = 1 / np.log2(np.arange(2, 12))
    gains, recalls = [], []
    for buyer in folder.buyers:
        hits = np.isin(lists[buyer], list(folder.relevant[buyer]))
        best = discount[: min(10, len(folder.relevant[buyer]))].sum()
        gains.append(float(hits[:10] @ discount[: len(hits[:10])]) / float(best))
        recalls.append(float(hits.sum()) / len(folder.relevant[buyer]))
    drawn = np.random.default_rng(seed).integers(0, len(gains), (RESAMPLES, len(gains)))
    found: dict[str, float] = {"buyers": float(len(gains))}
    for name, values in (("ndcg10", np.array(gains)), ("recall50", np.array(recalls))):
        low, high = np.quantile(values[drawn].mean(axis=1), [0.025, 0.975])
        found |= {name: float(values.mean()), f"{name}_low": float(low), f"{name}_high": float(high)}
    return found


def _declared(folder: Folder) -> tuple[Ints, Ints]:
    upstream: dict[int, list[int]] = {}
    for product, material in folder.judged_edges.tolist():
        upstream.setdefault(product, []).append(material)
    buyers = set(folder.relevant)
    asked = sorted(
        {
            (owner, material)
            for owner, product in zip(folder.owner.tolist(), folder.product.tolist(), strict=True)
            if owner in buyers
            for material in upstream.get(product, [])
        }
    )
    columns = np.array(asked, np.int32).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _worded(owner: Ints, text: Ints) -> Lines:
    size = len(owner)
    return Lines(
        owner,
        np.full(size, -1, np.int32),
        np.zeros(size, np.int32),
        text,
        np.ones(size, np.float32),
        np.zeros(size, np.bool_),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
