"""The days of everybody as words: the lean layout on which comfort is improved.

A day has at most 64 slots, so what a participant does on a day is one word: bit i is the day's slot i. Gaps, runs and
edges of a day are then a few operations. Arrays are laid out day by day, so that threads which work on different days
do not get into each other's way.
"""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import inlined, part
from chainfair.engine.timetable.kernels.board import Words
from chainfair.engine.timetable.problem import Bools, Ints

ONE = np.uint64(1)
NOTHING = np.uint64(0)


class Days(NamedTuple):
    """The placed meetings, numbered anew from 0, with all that decides how comfortable they are."""

    party_start: Ints
    party: Ints
    size: int
    """Parties of each meeting where all have equally many, else 0."""
    possible: Words
    """[N, D] slots of each day that the meeting can take."""
    zone: Ints
    hall: Ints
    previous: Ints
    """Empty where there is no previous timetable."""
    rule_start: Ints
    rule: Ints
    turn: Ints
    """Rules, as on the board."""
    seat_start: Ints
    daily_maximum: Ints
    walks: Bools
    """[P] whether the participant has one seat and meetings in several halls."""
    distance: Ints
    """[H, H] slots that the way from hall to hall takes; empty where no way takes any."""
    sitting: Ints
    """[T, 2] first slot of each slot's session, and the first after it."""
    crews: Bools
    """[P] whether the participant has several seats, and meetings in halls that are far from each other."""
    day: Ints
    first: Ints
    """[D + 1] first slot of each day."""
    near: Bools
    """[T] whether the next slot follows in the same session."""
    counts: Words
    """[D, P] slots that make a gap when they are empty."""
    slot: Ints
    """[N]"""
    at: Ints
    """[D, rows, longest day] meeting in each seat, -1 = none."""
    busy: Words
    """[D, P] slots with a meeting."""
    day_held: Ints
    """[D, P]"""
    left: Ints
    """[T, Z] places left."""
    members: Ints
    """[T, most] meetings of each slot, in no order."""
    member: Ints
    """[N] index of the meeting in `members`."""
    crowd: Ints
    """[T] meetings in each slot."""
    bad: Ints
    """[2, D, P] participants with gaps (0) and with rushes (1) on a day, in no order."""
    bad_place: Ints
    """[2, D, P] index in `bad`, -1 = not there."""
    bad_count: Ints
    """[2, D]"""
    gaps: Ints
    """[P] gaps in all, where a spread is set."""
    people_with: Ints
    """[T + 1] number of participants with so many gaps, where a spread is set."""


@inlined
def bit(i: int) -> np.uint64:
    """The word of one slot."""
    return ONE << np.uint64(i)


@inlined
def ones(word: np.uint64) -> int:
    """Number of bits set."""
    x = word - ((word >> ONE) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))  # type: ignore[return-value]


@inlined
def inside(busy: np.uint64) -> np.uint64:
    """The slots without a meeting strictly between the first and the last of ``busy``."""
    x = busy
    x |= x >> ONE
    x |= x >> np.uint64(2)
    x |= x >> np.uint64(4)
    x |= x >> np.uint64(8)
    x |= x >> np.uint64(16)
    x |= x >> np.uint64(32)
    return x & ~(busy ^ (busy - ONE)) & ~busy


@inlined
def gaps_in(d: Days, p: int, day: int, busy: np.uint64) -> int:
    """Gaps of ``p`` on a day, if it were ``busy`` so: groups of slots that count, free between two meetings."""
    free = inside(busy)
    if free == NOTHING:
        return 0
    free &= d.counts[day, p]
    return ones(free & ~(free << ONE))


@inlined
def parties(d: Days, m: int) -> tuple[int, int]:
    """Where the parties of ``m`` begin and end in `party`."""
    if d.size > 0:
        return m * d.size, m * d.size + d.size
    return int(d.party_start[m]), int(d.party_start[m + 1])


@inlined
def seats(d: Days, p: int) -> tuple[int, int]:
    """Where the seats of ``p`` begin and end in `at`."""
    if d.at.shape[1] == len(d.walks):
        return p, p + 1
    return int(d.seat_start[p]), int(d.seat_start[p + 1])


@inlined
def hall_at(d: Days, p: int, day: int, i: int) -> int:
    """The hall of ``p``, who has one seat, in slot ``i`` of a day; -1 = none."""
    m = d.at[day, seats(d, p)[0], i]
    return int(d.hall[m]) if m >= 0 else -1


@inlined
def plans_ways(d: Days, p: int) -> bool:
    """Whether ``p``, who has one seat, has to walk so far that it takes slots."""
    return bool(len(d.distance) > 0 and d.walks[p])


@part
def gaps_with_ways(d: Days, p: int, day: int, s: int, t: int) -> int:
    """Gaps of ``p``, who has one seat, on a day, if what it has in ``s`` and ``t`` changed places.

    -1 = it could not walk in time. ``s`` = ``t``: as it is. It walks right after a meeting, as long as the way to the
    next one takes. O(slots).
    """
    busy, way = NOTHING, NOTHING
    seat, start = seats(d, p)[0], d.first[day]
    last, hall = -1, -1
    for u in range(start, d.first[day + 1]):
        source = t if u == s else (s if u == t else u)
        m = d.at[d.day[source], seat, source - d.first[d.day[source]]]
        if m < 0:
            continue
        busy |= bit(u - start)
        if d.hall[m] < 0:
            continue
        if last >= d.sitting[u, 0]:
            long = d.distance[hall, d.hall[m]]
            if u - last <= long:
                return -1
            way |= (bit(long) - ONE) << np.uint64(last + 1 - start)
        last, hall = u, d.hall[m]
    free = inside(busy) & d.counts[day, p] & ~way
    return ones(free & ~(free << ONE))


@inlined
def rushes_in(d: Days, p: int, day: int) -> int:
    """Rushes of ``p`` on a day."""
    if not d.walks[p]:
        return 0
    start, count = d.first[day], 0
    last = hall_at(d, p, day, 0)
    for i in range(1, d.first[day + 1] - start):
        hall = hall_at(d, p, day, i)
        count += last >= 0 and hall >= 0 and hall != last and d.near[start + i - 1]
        last = hall
    return int(count)


@inlined
def taken(d: Days, p: int, day: int, i: int) -> int:
    """Seats of ``p`` that are taken in slot ``i`` of a day."""
    low, high = seats(d, p)
    if high - low == 1:
        return np.int64((d.busy[day, p] >> np.uint64(i)) & ONE)  # type: ignore[return-value]
    count = 0
    for row in range(low, high):
        count += d.at[day, row, i] >= 0
    return count


@inlined
def note(d: Days, p: int, day: int) -> None:
    """Put ``p`` on, or take it off, the lists of those with gaps and rushes on a day."""
    gaps = gaps_with_ways(d, p, day, -1, -1) if plans_ways(d, p) else gaps_in(d, p, day, d.busy[day, p])
    _list(d, 0, day, p, gaps > 0)
    if d.walks[p]:
        _list(d, 1, day, p, rushes_in(d, p, day) > 0)


@inlined
def _list(d: Days, kind: int, day: int, p: int, wanted: bool) -> None:
    place = d.bad_place[kind, day, p]
    if wanted == (place >= 0):
        return
    if wanted:
        count = d.bad_count[kind, day]
        d.bad[kind, day, count] = p
        d.bad_place[kind, day, p] = count
        d.bad_count[kind, day] = count + 1
    else:
        d.bad_count[kind, day] -= 1
        last = d.bad[kind, day, d.bad_count[kind, day]]
        d.bad[kind, day, place] = last
        d.bad_place[kind, day, last] = place
        d.bad_place[kind, day, p] = -1


@inlined
def enter(d: Days, m: int, t: int) -> None:
    """Write meeting ``m`` into slot ``t``: seats, place and list of the slot; `busy` is the caller's."""
    day = d.day[t]
    i = t - d.first[day]
    low, high = parties(d, m)
    for k in range(low, high):
        p = d.party[k]
        first, end = seats(d, p)
        for row in range(first, end):
            if d.at[day, row, i] < 0:
                d.at[day, row, i] = m
                break
    if d.zone[m] >= 0:
        d.left[t, d.zone[m]] -= 1
    d.slot[m] = t
    d.members[t, d.crowd[t]] = m
    d.member[m] = d.crowd[t]
    d.crowd[t] += 1


@inlined
def leave(d: Days, m: int) -> None:
    """Strike meeting ``m`` out of its slot, which it remembers."""
    t = d.slot[m]
    day = d.day[t]
    i = t - d.first[day]
    low, high = parties(d, m)
    for k in range(low, high):
        p = d.party[k]
        first, end = seats(d, p)
        for row in range(first, end):
            if d.at[day, row, i] == m:
                d.at[day, row, i] = -1
                break
    if d.zone[m] >= 0:
        d.left[t, d.zone[m]] += 1
    d.crowd[t] -= 1
    last = d.members[t, d.crowd[t]]
    d.members[t, d.member[m]] = last
    d.member[last] = d.member[m]
