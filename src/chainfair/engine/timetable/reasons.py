"""Why each meeting that is not in the timetable is not."""

import numpy as np

from chainfair.engine.timetable.kernels import explaining
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.limits import diary_size
from chainfair.engine.timetable.problem import Longs, Problem
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
    explaining.explain(board, missing, kind, who, slot, price, masks)
    free = np.unpackbits(masks.view(np.uint8), axis=1, bitorder="little")[:, : problem.slots].astype(np.bool_)
    lightest, size = _lightest(problem, board), diary_size(problem)
    found: list[Reason] = []
    for i, m in enumerate(missing.tolist()):
        name = _KINDS[int(kind[i])]
        if name is ReasonKind.SIDE_FULL:
            p = int(who[i])
            found.append(
                Reason(
                    name,
                    m,
                    participant=p,
                    held=int(board.held[p]),
                    limit=int(size[p]),
                    lightest=int(lightest[p]),
                )
            )
        elif name in {ReasonKind.ZONE_FULL, ReasonKind.OUT_OF_ORDER}:
            zone = int(problem.zone[m]) if name is ReasonKind.ZONE_FULL else -1
            found.append(Reason(name, m, zone=zone, slots=tuple(np.flatnonzero(free[i]).tolist())))
        else:
            found.append(Reason(name, m, slot=int(slot[i]), price=int(price[i])))
    for p in np.flatnonzero(board.held < problem.minimum).tolist():
        held, limit = int(board.held[p]), int(problem.minimum[p])
        found.append(Reason(ReasonKind.BELOW_MINIMUM, participant=p, held=held, limit=limit))
    return tuple(found)


def _lightest(problem: Problem, board: Board) -> Longs:
    """[P] weight of the lightest meeting each participant holds, -1 if it holds none."""
    sizes = np.diff(problem.party_start)
    placed = np.repeat(board.slot >= 0, sizes)
    least = np.full(problem.participants, np.iinfo(np.int64).max)
    np.minimum.at(least, problem.party[placed], np.repeat(problem.weight, sizes)[placed])
    return np.where(board.held > 0, least, -1)
