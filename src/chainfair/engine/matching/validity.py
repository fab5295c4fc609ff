"""What a matching problem must satisfy before anybody computes with it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.problem import (
    LIKE,
    MUST,
    NO,
    VOLUME,
    Assemblies,
    Conditions,
    Graph,
    Lines,
    Problem,
)


def refuse_invalid(problem: Problem) -> None:
    """Raise ValueError naming the first array that does not fit, with the place and what is allowed."""
    n = problem.organisations
    _refuse_lines("offers", problem.offers, problem)
    _refuse_lines("needs", problem.needs, problem)
    _refuse_graph(problem.graph)
    for name, array in (("side", problem.side), ("minimum", problem.minimum), ("maximum", problem.maximum)):
        _length(name, array, n)
    masks_of = {
        "group": problem.group,
        "industry": problem.industry,
        "role": problem.role,
        "seeks": problem.seeks,
        "allies": problem.allies,
    }
    for name, optional in masks_of.items():
        if optional is not None:
            _length(name, optional, n)
    if problem.kept is not None:
        _length("kept", problem.kept, problem.offers.size)
    for masks in problem.overlaps:
        if masks.ndim != 2:
            raise ValueError(f"overlaps: {masks.ndim} axes; two are needed, (organisations, words).")
        _length("overlaps", masks, n)
    _within("side", problem.side, 0, 2)
    _within("minimum", problem.minimum, 0, None)
    _first("maximum: below the minimum", problem.maximum < problem.minimum)
    _refuse_pairs(problem)
    if len(problem.conditions.kind):
        _refuse_conditions(problem.conditions, problem)
    _refuse_assemblies(problem.assemblies, problem)


def _refuse_pairs(problem: Problem) -> None:
    n = problem.organisations
    for name, pairs in (("vetoed", problem.vetoed), ("pinned", problem.pinned), ("met", problem.met)):
        _within(name, pairs, 0, n)
        _first(f"{name}: paired with itself", pairs[:, 0] == pairs[:, 1])
    _within("text_edges", problem.text_edges, 0, problem.texts.size)
    _length("went_on", problem.went_on, len(problem.met))
    _length("wish_for", problem.wish_for, len(problem.wish_by))
    _length("wish", problem.wish, len(problem.wish_by))
    _within("wish_by", problem.wish_by, 0, n)
    _within("wish_for", problem.wish_for, 0, n)
    _first("wish: neither MUST, LIKE nor NO", ~np.isin(problem.wish, (MUST, LIKE, NO)))
    _first("wish: for oneself", problem.wish_by == problem.wish_for)


def _refuse_assemblies(groups: Assemblies, problem: Problem) -> None:
    _within("scenarios", problem.scenarios[:, :1], 0, problem.organisations)
    _within("scenarios", problem.scenarios[:, 1:], 0, problem.graph.links)
    _within("unseated", problem.unseated[:, ::2], 0, problem.organisations)
    _within("unseated", problem.unseated[:, 1:2], 0, problem.graph.links)
    _length("assemblies.start", groups.start, groups.size + 1)
    _first("assemblies.start: fewer than three members", np.diff(groups.start) < 3)
    _length("assemblies.member", groups.member, int(groups.start[-1]))
    for name in ("alternative", "pinned"):
        _length(f"assemblies.{name}", getattr(groups, name), groups.size)
    _length("assemblies.part", groups.part, len(groups.member))
    _within("assemblies.member", groups.member, 0, problem.organisations)
    _within("assemblies.part", groups.part, -1, problem.graph.links)
    _within("assemblies.weight", groups.weight, 0, None)
    _within("assemblies.alternative", groups.alternative, 0, None)
    key = groups.group.astype(np.int64) * problem.organisations + groups.member
    again = np.ones(len(key), np.bool_)
    again[np.unique(key, return_index=True)[1]] = False
    _first("assemblies.member: twice in one group", again)


def _refuse_lines(name: str, lines: Lines, problem: Problem) -> None:
    for part in ("link", "code", "text", "weight", "inferred"):
        _length(f"{name}.{part}", getattr(lines, part), lines.size)
    _within(f"{name}.organisation", lines.organisation, 0, problem.organisations)
    _within(f"{name}.link", lines.link, -1, problem.graph.links)
    _within(f"{name}.code", lines.code, 0, None)
    _within(f"{name}.text", lines.text, -1, problem.texts.size)
    _length(f"{name}.also", lines.other_text, lines.size)
    _within(f"{name}.also", lines.other_text, -1, problem.texts.size)
    _first(f"{name}.also: without a text", (lines.other_text >= 0) & (lines.text < 0))
    _first(f"{name}.weight: not a number above 0", ~(np.isfinite(lines.weight) & (lines.weight > 0)))


def _refuse_graph(graph: Graph) -> None:
    _length("graph.target", graph.target, len(graph.source))
    _length("graph.flow_weight", graph.flow_weight, len(graph.source))
    _length("graph.service", graph.service, graph.links)
    _length("graph.code", graph.code, len(graph.code_link))
    _within("graph.source", graph.source, 0, graph.links)
    _within("graph.target", graph.target, 0, graph.links)
    _within("graph.code_link", graph.code_link, 0, graph.links)
    _first(
        "graph.flow_weight: not above 0 and up to 1", ~((graph.flow_weight > 0) & (graph.flow_weight <= 1))
    )
    _first("graph: a flow from a link to itself", graph.source == graph.target)


def _refuse_conditions(conditions: Conditions, problem: Problem) -> None:
    count, asks = len(conditions.kind), len(conditions.asked)
    _within("conditions.kind", conditions.kind, 0, VOLUME + 1)
    _length("conditions.missed", conditions.missed, count)
    _length("conditions.row", conditions.row, asks)
    _length("conditions.share", conditions.share, asks)
    _within("conditions.asked", conditions.asked, 0, count)
    _within("conditions.row", conditions.row, 0, problem.needs.size)
    _first("conditions.share: not above 0 and up to 1", ~((conditions.share > 0) & (conditions.share <= 1)))
    if conditions.answer.shape != (VOLUME + 1, problem.organisations):
        raise ValueError(
            f"conditions.answer: shape {conditions.answer.shape}; needed is ({VOLUME + 1}, {problem.organisations})."
        )
    _within("conditions.answer", conditions.answer, 0, conditions.missed.shape[1])
    missed = conditions.missed
    _first("conditions.missed: not from 0 to 1", np.any((missed < 0) | ~(missed <= 1), axis=1))
    owner = problem.needs.organisation[conditions.row]
    kinds = owner.astype(np.int64) * (VOLUME + 1) + conditions.kind[conditions.asked]
    together = np.bincount(kinds, conditions.share)
    _first("conditions.share: more than 1 of one kind together", together[kinds] > 1 + 1e-5)


def _length(name: str, array: NDArray[np.generic], wanted: int) -> None:
    if len(array) != wanted:
        raise ValueError(f"{name}: {len(array)} rows; {wanted} are needed.")


def _within(name: str, array: NDArray[np.integer], low: int, end: int | None) -> None:
    wrong = np.asarray(array < low if end is None else (array < low) | (array >= end), np.bool_)
    span = f"from {low}" if end is None else f"from {low} to {end - 1}"
    by_row = wrong if wrong.ndim == 1 else np.logical_or.reduce(wrong, axis=1)
    _first(f"{name}: outside what is allowed ({span})", by_row)


def _first(sentence: str, wrong: NDArray[Any]) -> None:
    if wrong.any():
        raise ValueError(f"{sentence}, in row {int(np.argmax(wrong))}.")
