"""Placing meetings: directly, by moving one meeting out of the way, or at the cost of lighter ones."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Board, Words, has, may_add, put, slots_for, take
from chainfair.engine.timetable.problem import Ints


@part
def best_slot(b: Board, m: int, mask: Words, room: int) -> int:
    """The slot of ``mask`` beside most meetings of the parties; with fewer than ``room`` places left only in need."""
    best, best_score = -1, -(1 << 62)
    slots = len(b.day)
    zone = b.zone[m]
    for t in range(slots):
        if not has(mask, t):
            continue
        score = 0
        for k in range(b.party_start[m], b.party_start[m + 1]):
            row = b.seat_start[b.party[k]]
            before = b.at[row, t - 1] if t > 0 and b.day[t - 1] == b.day[t] else -1
            after = b.at[row, t + 1] if t + 1 < slots and b.day[t + 1] == b.day[t] else -1
            score += 8 * (before >= 0) + 8 * (after >= 0)
            score -= 4 * (before >= 0 and b.hall[before] != b.hall[m] and b.hall[m] >= 0)
            score -= 4 * (after >= 0 and b.hall[after] != b.hall[m] and b.hall[m] >= 0)
        if zone >= 0 and room > 0:
            score += 8 * min(room, int(b.left[zone, t]))
        if score > best_score:
            best, best_score = t, score
    return best


@kernel
def place_in_order(b: Board, order: Ints, room: int) -> int:
    """Place the meetings of ``order`` one after another wherever they fit (see `best_slot`); how many did."""
    mask = np.empty(b.free.shape[1], np.uint64)
    placed = 0
    for m in order:
        if b.slot[m] < 0 and may_add(b, m) and slots_for(b, m, mask):
            put(b, m, best_slot(b, m, mask, room))
            placed += 1
    return placed


@kernel
def place_at(b: Board, order: Ints, wish: Ints) -> int:
    """Place the meetings of ``order`` in the slots wished for where these are free; how many were."""
    mask = np.empty(b.free.shape[1], np.uint64)
    placed = 0
    for m in order:
        if b.slot[m] < 0 and wish[m] >= 0 and may_add(b, m) and slots_for(b, m, mask) and has(mask, wish[m]):
            put(b, m, wish[m])
            placed += 1
    return placed


@kernel
def restore(b: Board, order: Ints, wish: Ints) -> None:
    """Put the meetings of ``order``, all placed, into the slots wished for, where they fit together."""
    for m in order:
        take(b, m)
    for m in order:
        put(b, m, wish[m])
