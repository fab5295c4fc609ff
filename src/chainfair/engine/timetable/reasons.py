"""Why each meeting that is not in the timetable is not."""

from collections.abc import Iterator
from operator import attrgetter

import numpy as np

from chainfair.engine.timetable.kernels import explaining
from chainfair.engine.timetable.kernels.board import Board, Words
from chainfair.engine.timetable.limits import diary_size, flags
from chainfair.engine.timetable.problem import Ints, Longs, Problem
from chainfair.engine.timetable.result import Reason, ReasonKind

_KINDS = {
    explaining.NO_COMMON_SLOT: ReasonKind.NO_COMMON_SLOT,
    explaining.SIDE_FULL: ReasonKind.SIDE_FULL,
    explaining.ZONE_FULL: ReasonKind.ZONE_FULL,
    explaining.OUT_OF_ORDER: ReasonKind.OUT_OF_ORDER,
    explaining.DISPLACED: ReasonKind.DISPLACED,
    explaining.NOT_FOUND: ReasonKind.NOT_FOUND,
}


def reasons(problem: Problem, board: Board) -> tuple[Reason, ...]:
    """One reason for each meeting that is not placed, then one for each participant below its minimum. O(M T)."""
    missing = np.flatnonzero(board.slot < 0).astype(np.int32)
    count, words = len(missing), board.free.shape[1]
    kind, who, slot = (np.full(count, -1, np.int32) for _ in range(3))
    price = np.full(count, -1, np.int64)
    masks = np.zeros((count, words), np.uint64)
    lightest = _lightest(problem, board)
    explaining.explain(
        board, missing, lightest, _lightest_of_zone(problem, board), kind, who, slot, price, masks
    )
    found: list[Reason] = [
        *_of_full_sides(problem, board, missing, kind, who, lightest),
        *_of_slots(problem, missing, kind, masks, price),
    ]
    other = np.isin(kind, (explaining.DISPLACED, explaining.NOT_FOUND, explaining.NO_COMMON_SLOT))
    found += [
        Reason(_KINDS[int(kind[i])], int(missing[i]), slot=int(slot[i]), price=int(price[i]))
        for i in np.flatnonzero(other)
    ]
    found.sort(key=attrgetter("meeting"))
    for p in np.flatnonzero(board.held < problem.minimum).tolist():
        held, limit = int(board.held[p]), int(problem.minimum[p])
        found.append(Reason(ReasonKind.BELOW_MINIMUM, participant=p, held=held, limit=limit))
    return tuple(found)


def _of_full_sides(
    problem: Problem, board: Board, missing: Ints, kind: Ints, who: Ints, lightest: Longs
) -> Iterator[Reason]:
    """Whose diary is full, how many meetings it holds, and the lightest of them."""
    full = np.flatnonzero(kind == explaining.SIDE_FULL)
    p = who[full]
    size = diary_size(problem)[p]
    for m, who_, held, limit, least in zip(
        *(row.tolist() for row in (missing[full], p, board.held[p], size, lightest[p])), strict=True
    ):
        yield Reason(ReasonKind.SIDE_FULL, m, participant=who_, held=held, limit=limit, lightest=least)


def _of_slots(problem: Problem, missing: Ints, kind: Ints, masks: Words, price: Longs) -> Iterator[Reason]:
    """In which slots all are free: where no place is left, at what price; or where the order of meetings forbids it."""
    rows = np.flatnonzero((kind == explaining.ZONE_FULL) | (kind == explaining.OUT_OF_ORDER))
    free = flags(masks[rows], problem.slots)
    slot = np.nonzero(free)[1]
    ends = np.cumsum(free.sum(axis=1)).tolist()
    slots, begin = slot.tolist(), 0
    for i, end in zip(rows.tolist(), ends, strict=True):
        full = kind[i] == explaining.ZONE_FULL
        zone, cost = (int(problem.zone[missing[i]]), int(price[i])) if full else (-1, -1)
        yield Reason(
            _KINDS[int(kind[i])], int(missing[i]), zone=zone, slots=tuple(slots[begin:end]), price=cost
        )
        begin = end


def _lightest_of_zone(problem: Problem, board: Board) -> Longs:
    """[Z, T] weight of the lightest meeting that each zone holds in each slot and that may go, -1 if there is none."""
    least = np.full((max(problem.zones, 1), problem.slots), np.iinfo(np.int64).max)
    held = np.flatnonzero((board.slot >= 0) & (problem.zone >= 0) & (problem.pinned < 0))
    np.minimum.at(least, (problem.zone[held], board.slot[held]), problem.weight[held])
    return np.where(least < np.iinfo(np.int64).max, least, -1)


def _lightest(problem: Problem, board: Board) -> Longs:
    """[P] weight of the lightest meeting each participant holds, -1 if it holds none."""
    sizes = np.diff(problem.party_start)
    placed = np.repeat(board.slot >= 0, sizes)
    least = np.full(problem.participants, np.iinfo(np.int64).max)
    np.minimum.at(least, problem.party[placed], np.repeat(problem.weight, sizes)[placed])
    return np.where(board.held > 0, least, -1)
