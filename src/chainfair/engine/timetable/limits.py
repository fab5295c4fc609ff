"""What the parts of a problem allow each other: slots of meetings, sizes of diaries and zones."""

import numpy as np

from chainfair.engine.timetable.kernels.board import Words
from chainfair.engine.timetable.problem import Bools, Longs, Problem


def words(flags: Bools) -> Words:
    """Pack ``flags[row, slot]`` into ``words[row, word]`` of 64 slots, slot t as bit t % 64 of word t // 64."""
    rows, slots = flags.shape
    padded = np.zeros((rows, -(-slots // 64) * 64), np.bool_)
    padded[:, :slots] = flags
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def flags(packed: Words, slots: int) -> Bools:
    """Unpack what `words` packed."""
    rows = np.unpackbits(packed.view(np.uint8), axis=1, count=slots, bitorder="little")
    unpacked: Bools = rows.astype(np.bool_)
    return unpacked


def possible_slots(problem: Problem) -> Words:
    """[M, W] slots in which all parties are available and the meeting is allowed, packed: `Problem.common`."""
    if problem.meetings == 0:
        return words(np.zeros((0, problem.slots), np.bool_))
    available, sizes = words(problem.available), np.diff(problem.party_start)
    possible: Words = available[problem.party[problem.party_start[:-1]]]
    for k in range(1, sizes.max()):
        more = sizes > k if (sizes <= k).any() else slice(None)
        possible[more] &= available[problem.party[problem.party_start[:-1][more] + k]]
    if problem.allowed is not None:
        possible &= words(problem.allowed)
    settled = np.flatnonzero(problem.pinned >= 0)
    if len(settled):
        possible[settled] &= words(problem.pinned[settled, None] == np.arange(problem.slots))
    return possible


def diary_size(problem: Problem) -> Longs:
    """[P] greatest number of meetings each participant can hold: seats x available slots, daily and total limits."""
    starts = np.searchsorted(problem.day, np.arange(problem.day[-1] + 1))
    daily = np.add.reduceat(problem.available, starts, axis=1, dtype=np.int64) * problem.seats[:, None]
    size: Longs = np.minimum(np.minimum(daily, problem.daily_maximum[:, None]).sum(axis=1), problem.maximum)
    return size


def zone_size(problem: Problem) -> Longs:
    """[Z] places of each zone, summed over slots."""
    size: Longs = np.minimum(problem.capacity, problem.meetings).sum(axis=1, dtype=np.int64)
    return size
