"""Offers and needs made ready: in canonical order, suggestions discounted, links read off codes, needs inferred."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.inference import needs_by_flow, needs_by_text, needs_of_services
from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Graph, Ints, Lines, Problem
from chainfair.engine.matching.tables import Parts, Places, first_of_each, matches


@dataclass(frozen=True)
class Rows:
    """Rows in canonical order (organisation, link, code, texts), so that the caller's order changes nothing.

    As `Lines`; weight already discounted. row: the row of the caller's table, or -1 for an inferred need.
    stands: offer row from which a need was inferred, or -1. target: link that an inferred need feeds, or -1.
    kept: from others, as is every row that was equal to it. also: a needed text's row in another script, or -1; of
    offers each text has a row.
    start: rows of organisation i are start[i] to start[i+1]-1.
    """

    organisation: Ints
    link: Ints
    code: Ints
    text: Ints
    weight: NDArray[np.float64]
    inferred: NDArray[np.bool_]
    row: Ints
    stands: Ints
    target: Ints
    kept: NDArray[np.bool_]
    also: Ints
    start: Places


def prepared(problem: Problem, params: Params) -> tuple[Rows, Rows]:
    """Return (offers, needs) of a problem, needs inferred for organisations that declare none."""
    offers = _plain(problem.offers, params, problem.kept)
    offers = _joined(offers, _linked_by_code(offers, problem.graph, params), _in_other_words(offers))
    needs = _plain(problem.needs, params)
    declared = np.zeros(problem.organisations, np.bool_)
    declared[problem.needs.organisation] = True
    needs = _joined(
        needs,
        _linked_by_code(needs, problem.graph, params),
        needs_by_flow(offers, problem.graph, params, declared),
        needs_of_services(offers, problem.graph, params, declared),
        needs_by_text(offers, problem, params, declared),
    )
    ordered = _canonical(needs, problem.organisations)
    return _canonical(offers, problem.organisations), _of_one_voice(ordered, problem.organisations)


def _of_one_voice(needs: Rows, organisations: int) -> Rows:
    """Let an organisation's needs weigh 1 together (as a root of squares) where they weigh more.

    Otherwise whoever lists twenty needs is a little served by everybody, and everybody's best customer.
    """
    together = np.sqrt(np.bincount(needs.organisation, needs.weight**2, minlength=organisations))
    return replace(needs, weight=needs.weight / np.maximum(together, 1.0)[needs.organisation])


def _plain(lines: Lines, params: Params, kept: NDArray[np.bool_] | None = None) -> Parts:
    return {
        "organisation": lines.organisation,
        "link": lines.link,
        "code": lines.code,
        "text": lines.text,
        "weight": lines.weight.astype(np.float64) * np.where(lines.inferred, params.inferred_row, 1.0),
        "inferred": lines.inferred,
        "row": np.arange(lines.size, dtype=np.int32),
        "stands": np.full(lines.size, -1, np.int32),
        "target": np.full(lines.size, -1, np.int32),
        "kept": np.zeros(lines.size, np.bool_) if kept is None else kept,
        "also": lines.other_text,
    }


def _in_other_words(offers: Parts) -> Parts:
    """The second texts of offers as rows of their own: of what is offered for a need the best counts."""
    worded = np.flatnonzero(offers["also"] >= 0)
    blank = np.full(len(worded), -1, np.int32)
    found = {name: part[worded] for name, part in offers.items()}
    return found | {
        "text": found["also"],
        "link": blank,
        "also": blank,
        "code": np.zeros(len(worded), np.int32),
    }


def _linked_by_code(rows: Parts, graph: Graph, params: Params) -> Parts:
    """Rows that name a code but no link stand on the links that carry the code (or its heading, or chapter)."""
    code, link_code = rows["code"].astype(np.int64), graph.code.astype(np.int64)
    without = np.flatnonzero((rows["link"] < 0) & (code > 0))
    left, right = matches(code[without] // 100, link_code // 100)
    own, theirs = code[without][left], link_code[right]
    exact = (own == theirs) | (own % 100 == 0) | (theirs % 100 == 0)
    broad = np.flatnonzero(link_code % 10000 == 0)
    left_broad, right_broad = matches(code[without] // 10000, link_code[broad] // 10000)
    row = without[np.concatenate([left[exact], left_broad])]
    link = graph.code_link[np.concatenate([right[exact], broad[right_broad]])]
    found = {name: part[row] for name, part in rows.items()}
    size = len(row)
    return found | {
        "link": link,
        "code": np.zeros(size, np.int32),
        "text": np.full(size, -1, np.int32),
        "also": np.full(size, -1, np.int32),
        "weight": found["weight"].astype(np.float64) * params.derived_link,
        "inferred": np.ones(size, np.bool_),
    }


def _joined(*tables: Parts) -> Parts:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _canonical(rows: Parts, organisations: int) -> Rows:
    """Sort, and let equal rows of an organisation count once: the confirmed one, then the heavier one."""
    identity = [rows["organisation"], rows["link"], rows["code"], rows["text"]]
    if (rows["also"] >= 0).any():
        identity.append(rows["also"])
    heavier = -rows["weight"].astype(np.float64)
    order = np.lexsort((rows["row"], rows["target"], heavier, rows["inferred"], *reversed(identity)))
    first = np.flatnonzero(first_of_each(*(part[order] for part in identity)))
    kept = order[first]
    organisation = rows["organisation"][kept].astype(np.int32)
    return Rows(
        organisation=organisation,
        link=rows["link"][kept].astype(np.int32),
        code=rows["code"][kept].astype(np.int32),
        text=rows["text"][kept].astype(np.int32),
        weight=rows["weight"][kept].astype(np.float64),
        inferred=rows["inferred"][kept].astype(np.bool_),
        row=rows["row"][kept].astype(np.int32),
        stands=rows["stands"][kept].astype(np.int32),
        target=rows["target"][kept].astype(np.int32),
        also=rows["also"][kept].astype(np.int32),
        kept=np.logical_and.reduceat(rows["kept"][order], first)
        if rows["kept"].any()
        else rows["kept"][kept],
        start=np.searchsorted(organisation, np.arange(organisations + 1)),
    )
