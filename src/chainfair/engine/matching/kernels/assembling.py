"""The best complete group for a scenario: one member for each part, all of whom may meet, compiled."""

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import inlined, kernel
from chainfair.engine.matching.kernels.scoring import Rules, found_at, tie_breaker
from chainfair.engine.matching.problem import Bits, Ints
from chainfair.engine.matching.tables import Places


@kernel
def chances(seed: int, owner: Ints, other: Ints) -> Places:
    """Return numbers that order equal ties by chance of the seed, for each owner anew."""
    found = np.empty(len(owner), np.int64)
    for row in range(len(owner)):
        found[row] = tie_breaker(seed, owner[row], other[row])
    return found


@inlined
def together(
    member: int, chosen: Ints, size: int, common: Bits, group: Ints, overlap: Bits, vetoed: Places
) -> bool:
    """Tell whether an organisation may join those chosen so far; common: what these have in common so far."""
    n = len(group)
    for at in range(size):
        other = chosen[at]
        if other == member or (group[member] >= 0 and group[member] == group[other]):
            return False
        if found_at(vetoed, 0, len(vetoed), np.int64(min(member, other)) * n + max(member, other)) >= 0:
            return False
    for mask in range(overlap.shape[0]):
        some = False
        for word in range(overlap.shape[2]):
            if overlap[mask, member, word] & common[mask, word]:
                some = True
                break
        if not some:
            return False
    return True


@kernel
def all_together(start: Ints, member: Ints, group: Ints, overlap: Bits, vetoed: Places) -> NDArray[np.bool_]:
    """Return which groups' members may all meet at once."""
    found = np.ones(len(start) - 1, np.bool_)
    for g in range(len(found)):
        own = member[start[g] : start[g + 1]]
        common = overlap[:, own[0]].copy()
        for at in range(1, len(own)):
            if not together(own[at], own, at, common, group, overlap, vetoed):
                found[g] = False
                break
            common &= overlap[:, own[at]]
    return found


@kernel
def fullest(
    owner: int, start: Places, candidate: Ints, value: NDArray[np.float64], rules: Rules, vetoed: Places
) -> Ints:
    """Return for each part the place of its member among `candidate`, or -1: most parts first, then the highest value.

    Candidates of part p are candidate[start[p]] to candidate[start[p+1]-1], the best first. Branch and bound over
    parts: what remains is worth at most the best of each part. Cost: candidates a part ^ parts at worst.
    """
    parts, group, overlap = len(start) - 1, rules[1], rules[4]
    filled = 1000.0  # a part filled outweighs all values
    promise = np.zeros(parts + 1)
    for p in range(parts - 1, -1, -1):
        promise[p] = promise[p + 1]
        if start[p + 1] > start[p]:
            promise[p] += filled + value[start[p]]
    common = np.empty((parts + 1, overlap.shape[0], overlap.shape[2]), np.uint64)
    common[0] = overlap[:, owner]
    chosen, size = np.empty(parts + 1, np.int32), np.ones(parts + 1, np.int64)
    chosen[0] = owner
    here, best = np.full(parts, -1, np.int32), np.full(parts, -1, np.int32)
    score, most = np.zeros(parts + 1), -1.0
    cursor = start[:-1].copy()
    p = 0
    while p >= 0:
        if p == parts:
            if score[p] > most + 1e-12:
                most = score[p]
                best[:] = here
            p -= 1
            continue
        if cursor[p] > start[p + 1] or score[p] + promise[p] <= most + 1e-12:
            cursor[p] = start[p]
            p -= 1
            continue
        at = cursor[p]
        cursor[p] += 1
        here[p] = -1
        score[p + 1], size[p + 1] = score[p], size[p]
        common[p + 1] = common[p]
        if at < start[p + 1]:
            member = candidate[at]
            if not together(member, chosen, size[p], common[p], group, overlap, vetoed):
                continue
            here[p], chosen[size[p]] = at, member
            score[p + 1] += filled + value[at]
            size[p + 1] += 1
            common[p + 1] &= overlap[:, member]
        p += 1
    return best
