"""Comfortable days: annealing over Kempe chains, the meetings of two slots that must change over together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Board, Words, has, put, take
from chainfair.engine.timetable.problem import Bools, Ints

LONGEST = 256
"""Meetings in a chain at most; longer ones hardly ever pay."""


class Comfort(NamedTuple):
    """What is counted, what it costs, and working memory."""

    counts: Words
    """[P, W] slots that make a gap when they are empty."""
    first: Ints
    """[D + 1] first slot of each day."""
    near: Bools
    """[T] whether the next slot follows in the same session."""
    previous: Ints
    gap: int
    rush: int
    person_day: int
    moved: int
    spread: int
    """Greatest allowed spread of gaps, -1 = any."""
    excess: int
    """What each gap beyond the spread costs."""
    gaps: Ints
    """[P] gaps now."""
    people_with: Ints
    """[T + 1] number of participants with so many gaps."""
    chain: Ints
    origin: Ints
    person: Ints
    seen: Ints
    met: Ints
    """[M], [P] number of the proposal that touched each last."""
    shift: Ints
    """[P] meetings more in the second slot, for those met."""
    net: Ints
    """[Z] places more in the second slot."""
    state: NDArray[np.uint64]
    """[2] random state, number of the proposal."""


@part
def _random(c: Comfort, below: int) -> int:
    """A random number from 0 to ``below`` - 1 (splitmix64, Steele, Lea and Flood 2014)."""
    c.state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = c.state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.int64(z >> np.uint64(33)) % below  # type: ignore[return-value] # int() would be unsigned here


@part
def _day_of(b: Board, c: Comfort, p: int, day: int) -> tuple[int, int]:
    """Gaps of ``p`` on ``day``, and its other discomfort there: rushes and the day itself."""
    gaps, other, waiting = 0, 0, 0
    run, seen, last_hall = False, False, -1
    low, high = b.seat_start[p], b.seat_start[p + 1]
    for t in range(c.first[day], c.first[day + 1]):
        m = -1
        for row in range(low, high):
            m = max(m, b.at[row, t])
        if m >= 0:
            if not seen:
                other += c.person_day
                seen = True
            gaps += waiting
            waiting = 0
            hall = b.hall[m] if high - low == 1 else -1
            if last_hall >= 0 and hall >= 0 and hall != last_hall:
                other += c.rush
            last_hall = hall if c.near[t] else -1
            run = False
        else:
            last_hall = -1
            idle = seen and has(c.counts[p], t)
            waiting += idle and not run
            run = idle
    return gaps, other


@part
def _excess(c: Comfort) -> int:
    """Gaps beyond what the spread allows, summed over participants."""
    if c.spread < 0:
        return 0
    least, total = -1, 0
    for gaps in range(len(c.people_with)):
        if c.people_with[gaps] > 0:
            if least < 0:
                least = gaps
            total += max(0, gaps - least - c.spread) * c.people_with[gaps]
    return total


@part
def _people(b: Board, c: Comfort, s: int, t: int, sign: int) -> int:
    """Discomfort of everybody in the proposal on the days of both slots; ``sign`` adds to or takes off `gaps`."""
    total = 0
    ds, dt = b.day[s], b.day[t]
    for i in range(c.person[-1]):
        p = c.person[i]
        gaps, other = _day_of(b, c, p, ds)
        if ds != dt:
            more, rest = _day_of(b, c, p, dt)
            gaps += more
            other += rest
        total += other + c.gap * gaps
        if c.spread >= 0:
            c.people_with[c.gaps[p]] -= 1
            c.gaps[p] += sign * gaps
            c.people_with[c.gaps[p]] += 1
    return total


@part
def _grow(b: Board, c: Comfort, s: int, t: int, start: int, count: int) -> int:
    """Follow the chain from index ``start`` on; its length, or -1 if some meeting cannot change over."""
    number = np.int64(c.state[1])
    i = start
    while i < count:
        m = c.chain[i]
        target = t if b.slot[m] == s else s
        if b.pinned[m] >= 0 or not has(b.possible[m], target):
            return -1
        for k in range(b.after_start[m], b.after_start[m + 1]):
            other = b.after[k]
            u = b.slot[abs(other) - 1]
            if u >= 0 and ((other > 0 and target >= u) or (other < 0 and target <= u)):
                return -1
        for k in range(b.party_start[m], b.party_start[m + 1]):
            p = b.party[k]
            if c.met[p] != number:
                c.met[p] = number
                c.shift[p] = 0
                c.person[c.person[-1]] = p
                c.person[-1] += 1
            c.shift[p] += 1 if target == t else -1
            for row in range(b.seat_start[p], b.seat_start[p + 1]):
                y = b.at[row, target]
                if y >= 0 and c.seen[y] != number:
                    if count == LONGEST:
                        return -1
                    c.seen[y] = number
                    c.chain[count] = y
                    count += 1
        i += 1
    return count


@part
def _overfull(b: Board, c: Comfort, s: int, t: int, count: int) -> int:
    """A slot and zone the chain would overfill, as zone * slots + slot; -1 if none."""
    worst = -1
    for i in range(count):
        zone = b.zone[c.chain[i]]
        if zone >= 0:
            c.net[zone] += 1 if b.slot[c.chain[i]] == s else -1
    for i in range(count):
        zone = b.zone[c.chain[i]]
        if zone >= 0:
            if c.net[zone] > b.left[zone, t]:
                worst = zone * len(b.day) + t
            elif -c.net[zone] > b.left[zone, s]:
                worst = zone * len(b.day) + s
    for i in range(count):
        if b.zone[c.chain[i]] >= 0:
            c.net[b.zone[c.chain[i]]] = 0
    return worst


@part
def _propose(b: Board, c: Comfort, s: int, t: int, m: int) -> int:
    """The chain that moves ``m`` from ``s`` to ``t``, with more chains where places would run out; -1 = none."""
    c.state[1] += np.uint64(1)
    number = np.int64(c.state[1])
    c.person[-1] = 0
    c.chain[0] = m
    c.seen[m] = number
    count = _grow(b, c, s, t, 0, 1)
    tries = 0
    while count > 0:
        full = _overfull(b, c, s, t, count)
        if full < 0:
            break
        zone, slot = full // len(b.day), full % len(b.day)
        tries += 1
        other = b.members[slot, _random(c, b.crowd[slot])] if b.crowd[slot] > 0 else m
        if tries == 8 or count == LONGEST:
            return -1
        if b.zone[other] != zone or c.seen[other] == number or b.pinned[other] >= 0:
            continue
        c.seen[other] = number
        c.chain[count] = other
        count = _grow(b, c, s, t, count, count + 1)
    if count > 0 and b.day[s] != b.day[t]:
        for i in range(c.person[-1]):
            p = c.person[i]
            day = b.day[t] if c.shift[p] > 0 else b.day[s]
            if c.shift[p] != 0 and b.day_held[p, day] + abs(c.shift[p]) > b.daily_maximum[p]:
                return -1
    return count


@part
def _seat_chain(b: Board, c: Comfort, s: int, t: int, count: int, there: bool) -> None:
    """Show the chain on the other slots (``there``) or back on its own, in `at` only."""
    for turn in range(2):
        for i in range(count):
            m = c.chain[i]
            own = b.slot[m]
            other = t if own == s else s
            slot = (own if there else other) if turn == 0 else (other if there else own)
            wanted, mark = (m, -1) if turn == 0 else (-1, m)
            for k in range(b.party_start[m], b.party_start[m + 1]):
                p = b.party[k]
                for row in range(b.seat_start[p], b.seat_start[p + 1]):
                    if b.at[row, slot] == wanted:
                        b.at[row, slot] = mark
                        break


@part
def _target(b: Board, c: Comfort, m: int) -> int:
    """A slot for ``m``: mostly beside another meeting of a party, else anywhere."""
    slots = len(b.day)
    if _random(c, 4) > 0:
        p = b.party[b.party_start[m] + _random(c, b.party_start[m + 1] - b.party_start[m])]
        many = b.of_start[p + 1] - b.of_start[p]
        other = b.of[b.of_start[p] + _random(c, many)]
        if b.slot[other] >= 0 and other != m:
            t = b.slot[other] + 2 * _random(c, 2) - 1
            if 0 <= t < slots:
                return int(t)
    return _random(c, slots)


@kernel
def anneal(b: Board, c: Comfort, placed: Ints, proposals: int, temperature: float) -> int:
    """Make ``proposals`` proposals at ``temperature``; the change of discomfort (below 0 = better).

    What is placed stays placed, and no constraint breaks. Accepted by Metropolis' rule. O(chain x slots of a day)
    for each proposal.
    """
    change = 0
    for _ in range(proposals):
        m = placed[_random(c, len(placed))]
        s, t = b.slot[m], _target(b, c, m)
        if s == t or not has(b.possible[m], t):
            continue
        count = _propose(b, c, s, t, m)
        if count <= 0:
            continue
        delta = -c.excess * _excess(c)
        delta -= _people(b, c, s, t, -1)
        for i in range(count):
            x = c.chain[i]
            target = t if b.slot[x] == s else s
            if c.previous[x] >= 0:
                delta += c.moved * (int(b.slot[x] == c.previous[x]) - int(target == c.previous[x]))
        _seat_chain(b, c, s, t, count, True)
        delta += _people(b, c, s, t, 1)
        delta += c.excess * _excess(c)
        accepted = delta <= 0 or _random(c, 1 << 30) < np.exp(-delta / temperature) * (1 << 30)
        if not accepted and c.spread >= 0:
            _people(b, c, s, t, -1)
        _seat_chain(b, c, s, t, count, False)
        if not accepted:
            if c.spread >= 0:
                _people(b, c, s, t, 1)
            continue
        change += delta
        for i in range(count):
            c.origin[i] = take(b, c.chain[i])
        for i in range(count):
            put(b, c.chain[i], t if c.origin[i] == s else s)
    return int(change)
