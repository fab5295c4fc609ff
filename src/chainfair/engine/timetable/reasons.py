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
    explaining.TOO_FAR: ReasonKind.TOO_FAR,
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
    found = [
        *_of_full_sides(problem, board, missing, kind, who, lightest),
        *_of_slots(problem, missing, kind, who, masks, price),
        *_of_prices(missing, kind, slot, price),
    ]
    found.sort(key=attrgetter("meeting"))
    return (*found, *below_minimum(problem, board.slot))


def below_minimum(problem: Problem, slots: Ints) -> tuple[Reason, ...]:
    """One reason for each participant below its minimum."""
    placed = np.repeat(slots >= 0, np.diff(problem.party_start))
    held = np.bincount(problem.party[placed], minlength=problem.participants)
    short = np.flatnonzero(held < problem.minimum)
    return tuple(
        Reason(ReasonKind.BELOW_MINIMUM, participant=p, held=has, limit=limit)
        for p, has, limit in zip(
            *(row.tolist() for row in (short, held[short], problem.minimum[short])), strict=True
        )
    )


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


def _of_slots(
    problem: Problem, missing: Ints, kind: Ints, who: Ints, masks: Words, price: Longs
) -> Iterator[Reason]:
    """In which slots all are free: where no place is left, at what price; where order or a way forbids them."""
    for code in (explaining.ZONE_FULL, explaining.OUT_OF_ORDER, explaining.TOO_FAR):
        rows = np.flatnonzero(kind == code)
        meetings, nothing = missing[rows], np.full(len(rows), -1)
        free = flags(masks[rows], problem.slots)
        slots, begin = np.nonzero(free)[1].tolist(), 0
        zone = problem.zone[meetings] if code == explaining.ZONE_FULL else nothing
        walker = who[rows] if code == explaining.TOO_FAR else nothing
        cost = nothing if code == explaining.OUT_OF_ORDER else price[rows]
        for m, end, z, p, displaced in zip(
            *(row.tolist() for row in (meetings, np.cumsum(free.sum(axis=1)), zone, walker, cost)),
            strict=True,
        ):
            yield Reason(
                _KINDS[code],
                m,
                participant=p,
                zone=z,
                slots=tuple(slots[begin:end]),
                price=displaced,
            )
            begin = end


def _of_prices(missing: Ints, kind: Ints, slot: Ints, price: Longs) -> Iterator[Reason]:
    """Where it would have displaced least, and what; and who has no slot in common."""
    for code in (explaining.DISPLACED, explaining.NOT_FOUND, explaining.NO_COMMON_SLOT):
        rows = np.flatnonzero(kind == code)
        for m, cheapest, displaced in zip(
            *(row[rows].tolist() for row in (missing, slot, price)), strict=True
        ):
            yield Reason(_KINDS[code], m, slot=cheapest, price=displaced)


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
