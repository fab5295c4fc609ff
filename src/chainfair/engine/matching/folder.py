"""A matching problem in plain files, for anybody who has no database.

A folder holds, each in UTF-8 with a header:

- `organisations.csv` (or `companies.csv`): organisation (or code); industry (or industry_code, of which the first four
  digits count), group, country and city may be given. Organisations of one group are never paired.
- `offers.csv`: organisation (or code), product; product_code, weight, certificates and quantity may be given.
- `needs.csv`, if needs are declared: as `offers.csv`; region, certificates and quantity are what is asked of suppliers.
- `upstream_edges.csv`, if known: product, upstream_material, "this material goes into that product".
- `vetoes.csv`, if there are any: organisation, counterpart.

Other columns are passed over. What is known to be right lies beside them and is read by `judgements` alone:
`*_qrels.csv` (buyer, supplier) and `*_product_edges.csv` (product, upstream_material: the edges that make them so).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.asked import (
    Ask,
    Known,
    certificates_in,
    conditions_of,
    place_of,
)
from chainfair.engine.matching.problem import EXHIBITOR, Conditions, Ints, Lines, Problem
from chainfair.engine.matching.sheets import Cells, read_sheet
from chainfair.engine.numerals import UnclearNumberError, written_in_one_way
from chainfair.engine.quantities import amounts_in
from chainfair.engine.text.table import text_table

ORGANISATION = {"organisation": "organisation code"}
EDGE = {"product": "product", "upstream_material": "upstream_material"}
ROW = {name: name for name in ("product", "product_code", "weight", "certificates", "quantity")}
NEED = {**ROW, "region": "region"}


@dataclass(frozen=True)
class Folder:
    """Organisations and texts in alphabetical order, so that the order of rows in a file changes nothing.

    offers, needs: rows whose texts are places in `texts`. edges: places (product, what goes into it).
    industry, group: a number for each organisation, -1 = none. vetoed: pairs that must not be.
    conditions: what the needs ask beside goods.
    """

    organisations: tuple[str, ...]
    texts: tuple[str, ...]
    offers: Lines
    needs: Lines
    edges: Ints
    industry: Ints
    group: Ints
    vetoed: Ints
    conditions: Conditions = field(default_factory=Conditions)


@dataclass(frozen=True)
class Judgements:
    """What is known to be right: the suppliers of buyers, and the edges (texts) that make them so."""

    relevant: Mapping[int, frozenset[int]]
    edges: tuple[tuple[str, str], ...]

    @property
    def buyers(self) -> list[int]:
        """Return the organisations whose suppliers are known, in order."""
        return sorted(self.relevant)


def read_folder(path: Path) -> Folder:
    """Read a folder without its judgements; raises ValueError naming file, row, column and what is allowed."""
    rows = sorted(_organisations(path), key=lambda row: row["organisation"])
    organisations = tuple(row["organisation"] for row in rows)
    for one, other in pairwise(rows):
        if one["organisation"] == other["organisation"]:
            raise other.refusal("organisation", f"each organisation once, and row {one.row} has it")
    place = {name: number for number, name in enumerate(organisations)}
    offers = read_sheet(_needed(path / "offers.csv"), ORGANISATION, also=ROW)
    if not offers:
        raise ValueError("offers.csv, row 2: nobody offers anything; allowed is at least one row.")
    needs = _optional(path / "needs.csv", ORGANISATION, also=NEED)
    edges = [
        (row.stated("product"), row.stated("upstream_material"))
        for row in _optional(path / "upstream_edges.csv", EDGE)
    ]
    vetoes = _optional(path / "vetoes.csv", {"organisation": "organisation", "counterpart": "counterpart"})
    texts = sorted({row["product"] for row in [*offers, *needs]}.union(*edges) - {""})
    text = {value: number for number, value in enumerate(texts)}
    return Folder(
        organisations,
        tuple(texts),
        _lines(offers, place, text),
        _lines(needs, place, text),
        _pairs(sorted({(text[product], text[material]) for product, material in edges})),
        _numbers([row["industry"] or row["industry_code"][:4] for row in rows]),
        _numbers([row["group"] for row in rows]),
        _pairs(sorted(_vetoed(row, place) for row in vetoes)),
        _conditions(rows, offers, needs, place),
    )


def judgements(path: Path, folder: Folder) -> Judgements:
    """Read what is known to be right; raises ValueError where there is nothing."""
    place = {name: number for number, name in enumerate(folder.organisations)}
    relevant: dict[int, set[int]] = {}
    for file in sorted(path.glob("*_qrels.csv")):
        for row in read_sheet(file, {"buyer": "buyer", "supplier": "supplier"}):
            relevant.setdefault(row.place("buyer", place), set()).add(row.place("supplier", place))
    if not relevant:
        raise ValueError(
            f"{path}: nothing is known to be right; allowed is at least one *_qrels.csv with buyer and supplier."
        )
    edges = {
        (row.stated("product"), row.stated("upstream_material"))
        for file in sorted(path.glob("*_product_edges.csv"))
        for row in read_sheet(file, EDGE)
    }
    return Judgements({buyer: frozenset(found) for buyer, found in relevant.items()}, tuple(sorted(edges)))


def problem_of(folder: Folder, vectors: NDArray[np.float32] | None = None) -> Problem:
    """Return the folder's problem: everybody may meet everybody but for groups and vetoes."""
    n = len(folder.organisations)
    return Problem(
        organisations=n,
        offers=folder.offers,
        needs=folder.needs,
        side=np.full(n, EXHIBITOR, np.int8),
        minimum=np.zeros(n, np.int32),
        maximum=np.full(n, n, np.int32),
        texts=text_table(folder.texts, vectors),
        text_edges=folder.edges,
        industry=folder.industry,
        group=folder.group,
        vetoed=folder.vetoed,
        conditions=folder.conditions,
    )


def chosen_lines(lines: Lines, rows: NDArray[np.bool_], *, code_only: bool = False) -> Lines:
    """Return some rows of a table, if wanted without their texts."""
    text = np.full(int(rows.sum()), -1, np.int32) if code_only else lines.text[rows]
    return Lines(
        lines.organisation[rows],
        lines.link[rows],
        lines.code[rows],
        text,
        lines.weight[rows],
        lines.inferred[rows],
    )


def worded_lines(owner: Sequence[int], text: Sequence[int]) -> Lines:
    """Return plain rows of a text each."""
    size = len(owner)
    return Lines(
        np.array(owner, np.int32),
        np.full(size, -1, np.int32),
        np.zeros(size, np.int32),
        np.array(text, np.int32),
        np.ones(size, np.float32),
        np.zeros(size, np.bool_),
    )


def _organisations(path: Path) -> list[Cells]:
    known = [path / name for name in ("organisations.csv", "companies.csv") if (path / name).is_file()]
    file = known[0] if known else _needed(path / "organisations.csv")
    also = {name: name for name in ("industry", "industry_code", "group", "country", "city")}
    rows = read_sheet(file, ORGANISATION, also=also)
    for row in rows:
        row.stated("organisation")
    return rows


def _lines(rows: list[Cells], place: Mapping[str, int], text: Mapping[str, int]) -> Lines:
    owner = [row.place("organisation", place) for row in rows]
    codes = [row.code("product_code") for row in rows]
    for row, code in zip(rows, codes, strict=True):
        if not code:
            row.stated("product")
    lines = worded_lines(owner, [text.get(row["product"], -1) for row in rows])
    weights = np.array([row.weight("weight") for row in rows], np.float32)
    return replace(lines, code=np.array(codes, np.int32), weight=weights)


def _conditions(
    organisations: list[Cells], offers: list[Cells], needs: list[Cells], place: Mapping[str, int]
) -> Conditions:
    for row in (*offers, *needs):
        _refuse_unclear(row)
    asks = [Ask(row["region"], row["certificates"], row["quantity"]) for row in needs]
    papers: list[set[str]] = [set() for _ in organisations]
    amounts: list[dict[str, float]] = [{} for _ in organisations]
    for row in offers if any(map(any, asks)) else []:
        number = place[row["organisation"]]
        papers[number] |= certificates_in(row["certificates"])
        for what, amount in amounts_in(row["quantity"]).items():
            amounts[number][what] = max(amount, amounts[number].get(what, 0.0))
    known = [
        Known(
            frozenset({place_of(row["country"].upper(), row["city"])}),
            frozenset(held),
            frozenset(largest.items()),
        )
        for row, held, largest in zip(organisations, papers, amounts, strict=True)
    ]
    return conditions_of([place[row["organisation"]] for row in needs], asks, known)


def _refuse_unclear(row: Cells) -> None:
    try:
        written_in_one_way(row["quantity"])
    except UnclearNumberError as unclear:
        allowed = f"{unclear.thousands} for thousands, {unclear.decimal} for a decimal number"
        raise row.refusal("quantity", allowed) from unclear


def _vetoed(row: Cells, place: Mapping[str, int]) -> tuple[int, int]:
    pair = row.place("organisation", place), row.place("counterpart", place)
    if pair[0] == pair[1]:
        raise row.refusal("counterpart", "another organisation than the row's own")
    return pair


def _needed(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(
            f"{path}: there is no such file; a folder needs organisations.csv (or companies.csv) and offers.csv."
        )
    return path


def _optional(
    path: Path, columns: Mapping[str, str], *, also: Mapping[str, str] | None = None
) -> list[Cells]:
    return read_sheet(path, columns, also=also) if path.is_file() else []


def _numbers(names: Sequence[str]) -> Ints:
    number = {name: place for place, name in enumerate(sorted(set(names) - {""}))}
    return np.array([number.get(name, -1) for name in names], np.int32)


def _pairs(pairs: Iterable[tuple[int, int]]) -> Ints:
    return np.array(list(pairs), np.int32).reshape(-1, 2)
