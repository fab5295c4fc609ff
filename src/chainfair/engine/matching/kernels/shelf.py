"""Lists that keep only their best, compiled: many heaps of one length, the weakest entry of each on top."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places

Values = NDArray[np.float64]
Scores = NDArray[np.float64] | NDArray[np.float32]
HALVINGS = 20  # beyond that, scores are as good as equal
# Of each list: scores, ties, counterparts, both fits, places as a heap, how many.
Shelf = tuple[Values, Places, Ints, Values, Values, Ints, Ints]


@kernel
def shelf_of(lists: int, length: int) -> Shelf:
    """Return that many empty lists of this length."""
    shape = (lists, length)
    places = (np.zeros(shape, np.int32), np.zeros(lists, np.int32))
    return (
        np.zeros(shape), np.zeros(shape, np.int64), np.full(shape, -1, np.int32), np.zeros(shape), np.zeros(shape),
        *places,
    )  # fmt: skip


@inlined
def weaker(score: float, tie: int, than_score: float, than_tie: int) -> bool:
    """Tell whether an entry stands below another; equal scores in order of their ties."""
    return score < than_score or (score == than_score and tie > than_tie)


@inlined
def sunk(shelf: Shelf, at: int, hole: int, size: int, place: int) -> None:
    """Let a place sink from the hole of a heap of this size to where nothing weaker lies below."""
    scores, ties, _, _, _, heap, _ = shelf
    while 2 * hole + 1 < size:
        child = 2 * hole + 1
        below = heap[at, child]
        if child + 1 < size:
            right = heap[at, child + 1]
            if weaker(scores[at, right], ties[at, right], scores[at, below], ties[at, below]):
                child, below = child + 1, right
        if not weaker(scores[at, below], ties[at, below], scores[at, place], ties[at, place]):
            break
        heap[at, hole] = below
        hole = child
    heap[at, hole] = place


@inlined
def keep(shelf: Shelf, at: int, score: float, tie: int, other: int, own: float, theirs: float) -> None:
    """Put an entry on list `at`, in place of its weakest where the list is full; O(log length)."""
    scores, ties, others, owns, theirs_, heap, size = shelf
    full = size[at] == scores.shape[1]
    place = heap[at, 0] if full else size[at]
    if full and not weaker(scores[at, place], ties[at, place], score, tie):
        return
    scores[at, place], ties[at, place], others[at, place] = score, tie, other
    owns[at, place], theirs_[at, place] = own, theirs
    if full:
        sunk(shelf, at, 0, size[at], place)
        return
    hole = size[at]
    size[at] += 1
    while hole > 0:
        above = heap[at, (hole - 1) // 2]
        if not weaker(score, tie, scores[at, above], ties[at, above]):
            break
        heap[at, hole] = above
        hole = (hole - 1) // 2
    heap[at, hole] = place


@inlined
def bar(shelf: Shelf, at: int) -> float:
    """Return the score that an entry must have to come onto list `at`; 0 while there is room."""
    scores, _, _, _, _, heap, size = shelf
    return scores[at, heap[at, 0]] if size[at] == scores.shape[1] else 0.0


@kernel
def hand_out(shelf: Shelf, owners: Ints, answer: tuple[Ints, Values, Values]) -> None:
    """Write the lists, best first, to the rows of their owners, and empty them."""
    _, _, others, owns, theirs_, heap, size = shelf
    for at, owner in enumerate(owners):
        for rank in range(size[at] - 1, -1, -1):
            place, last = heap[at, 0], heap[at, rank]
            sunk(shelf, at, 0, rank, last)
            answer[0][owner, rank] = others[at, place]
            answer[1][owner, rank], answer[2][owner, rank] = owns[at, place], theirs_[at, place]
        size[at] = 0


@inlined
def reach(scores: Scores, least: float) -> int:
    """Return how many scores lie above the least."""
    count = 0
    for score in scores:
        count += score > least
    return count


@inlined
def least_of_best(scores: Scores, many: int, groups: Scores) -> float:
    """Return a number from 0 that at least `many` scores exceed, and most often hardly more; 0 where fewer may.

    Halves the span of the highest scores of `groups` groups. O(scores + groups).
    """
    width = len(groups)
    groups[:] = 0.0
    for start in range(0, len(scores) - width + 1, width):
        some = scores[start : start + width]
        for at in range(width):  # written so that one instruction serves many
            groups[at] = max(groups[at], some[at])
    low, high = 0.0, 0.0
    for at in range(width):
        high = max(high, groups[at])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        count = reach(groups, middle)
        if count < many:
            high = middle
        else:
            low = middle
            if count <= many + many // 8:
                break
    return low
