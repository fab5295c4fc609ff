"""Making room: move the one meeting in the way, and its one in turn; or give up lighter meetings for a heavier."""

from typing import NamedTuple

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import (
    Board,
    Words,
    first_slot,
    has,
    put,
    slots_for,
    take,
)
from chainfair.engine.timetable.kernels.making_way import (
    add_out,
    against_rules,
    against_ways,
    frees,
    full_side,
    gain_of,
    lightest,
    obstacle,
    shares,
)
from chainfair.engine.timetable.kernels.walking import in_time
from chainfair.engine.timetable.problem import Ints, Longs

MEMBERS = 256
"""Meetings of a full slot among which the least worthy is looked for."""
LOOKS = 300
"""Meetings of full slots that a search looks at for one that can give up its place."""


class Search(NamedTuple):
    """Working memory of the searches."""

    queue: Ints
    """Meetings to find a new slot for; the first is the one to place."""
    parent: Ints
    """Whose move puts each of them out, as index in `queue`."""
    via: Ints
    """The slot that move goes to."""
    seen: Ints
    """[M] number of the search that saw the meeting last."""
    number: Ints
    """[2] number of the search, and meetings it looked at for a place to give up."""
    moved: Ints
    origin: Ints
    """Moves done so far, to take them back."""
    mask: Words


@part
def _undo(b: Board, s: Search, moves: int) -> None:
    """Take back the moves, the last first."""
    for k in range(moves - 1, -1, -1):
        if b.slot[s.moved[k]] >= 0:
            take(b, s.moved[k])
        if s.origin[k] >= 0:
            put(b, s.moved[k], s.origin[k])


@part
def _put_back(b: Board, s: Search, count: int) -> None:
    """Put back those who were taken out, the last first."""
    for k in range(count - 1, -1, -1):
        put(b, s.moved[k], s.origin[k])


@part
def _carry_out(b: Board, s: Search, end: int, slot: int, moves: int) -> bool:
    """Do the moves from the queue's ``end`` back to its start, after ``moves`` done already; all or none."""
    i, t = end, slot
    while i >= 0:
        m = s.queue[i]
        origin = take(b, m) if b.slot[m] >= 0 else -1
        fits = slots_for(b, m, s.mask) and has(s.mask, t)
        back = t if fits else origin
        if back >= 0:
            put(b, m, back)
        if not fits:
            _undo(b, s, moves)
            return False
        s.moved[moves], s.origin[moves] = m, origin
        moves += 1
        t = s.via[i]
        i = s.parent[i]
    return True


@part
def _place_given_up(b: Board, s: Search, m: int) -> int:
    """A slot in which only a place is missing for ``m``, after moving another meeting away from it; -1 = none."""
    zone = b.zone[m]
    if zone < 0 or not b.open[zone].any():
        return -1
    for t in range(len(b.day)):
        if not has(b.possible[m], t) or has(b.open[zone], t):
            continue
        fits = True
        for k in range(b.party_start[m], b.party_start[m + 1]):
            p = b.party[k]
            fits &= has(b.free[p], t) and not has(b.barred[p], t)
            fits &= len(b.ways.distance) == 0 or in_time(b.ways, p, m, t, -1, -1, b.hall, 0)
        if not fits:
            continue
        for n in range(b.crowd[t]):
            s.number[1] += 1
            if s.number[1] > LOOKS:
                return -1
            x = b.members[t, n]
            if b.zone[x] == zone and b.pinned[x] < 0 and x != m and slots_for(b, x, s.mask):
                target = first_slot(s.mask, len(b.day))
                s.moved[0], s.origin[0] = x, take(b, x)
                put(b, x, target)
                return t
    return -1


@part
def _settle_end(b: Board, s: Search, i: int) -> bool:
    """Finish the search if the meeting at ``i`` has a free slot, or one where another gives up its place."""
    m = s.queue[i]
    far = len(b.ways.distance) > 0
    for slot in range(len(b.day) if far else 1):
        # Where ways are long, any free slot may leave the others of the chain no time.
        moves = 0
        if slots_for(b, m, s.mask):
            t = slot if far else first_slot(s.mask, len(b.day))
            if not has(s.mask, t):
                continue
        else:
            t = _place_given_up(b, s, m)
            if t < 0:
                return False
            moves = 1
        if _carry_out(b, s, i, t, moves):
            return True
        if moves > 0:
            return False
    return False


@part
def _push(s: Search, tail: int, head: int, m: int, t: int) -> int:
    s.queue[tail], s.parent[tail], s.via[tail] = m, head, t
    s.seen[m] = s.number[0]
    return tail + 1


@part
def make_room(b: Board, m: int, s: Search, limit: int) -> bool:
    """Place ``m`` by a shortest chain of moves, each of the one meeting in the way of the one before.

    Breadth first over at most ``limit`` meetings, O(limit T). Nothing changes where it fails.
    """
    s.number[0] += 1
    s.number[1] = 0
    tail = _push(s, 0, -1, m, -1)
    if full_side(b, m) >= 0:
        return False
    if b.zone[m] >= 0 and not b.open[b.zone[m]].any():
        return False
    head = 0
    while head < tail:
        if _settle_end(b, s, head):
            return True
        x = s.queue[head]
        for t in range(len(b.day)):
            if t == b.slot[x] or not has(b.possible[x], t):
                continue
            for k in range(b.party_start[x], b.party_start[x + 1]):
                p = b.party[k]
                full = not has(b.free[p], t)
                if not full and (len(b.ways.distance) == 0 or in_time(b.ways, p, x, t, -1, -1, b.hall, 0)):
                    continue
                number, y = 0, obstacle(b, p, x, t, 0, full)
                while y >= 0:
                    if tail < limit and s.seen[y] != s.number[0] and frees(b, x, t, y):
                        tail = _push(s, tail, head, y, t)
                    number += 1
                    y = obstacle(b, p, x, t, number, full)
                if full:
                    break
        head += 1
    return False


@part
def _in_the_way(b: Board, m: int, t: int, worth: Longs, out: Ints) -> int:
    """Write the least worthy meetings that must go for ``m`` to sit in slot ``t``; how many, -1 = impossible."""
    count = 0
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t):
            found = -1
            for row in range(b.seat_start[p], b.seat_start[p + 1]):
                y = b.at[row, t]
                if b.pinned[y] < 0 and (found < 0 or worth[y] < worth[found]):
                    found = y
            count = add_out(b, out, count, found)
        elif has(b.barred[p], t):
            return -1
        if count >= 0 and b.held[p] >= b.maximum[p] and not shares(b, p, out, count):
            count = add_out(b, out, count, lightest(b, p, -1, worth))
    if count >= 0 and len(b.ways.distance) > 0 and b.hall[m] >= 0:
        count = against_ways(b, m, t, worth, out, count)
    zone = b.zone[m]
    if count >= 0 and zone >= 0 and not has(b.open[zone], t):
        for i in range(count):
            if b.zone[out[i]] == zone and b.slot[out[i]] == t:
                return count
        found = -1
        for n in range(min(b.crowd[t], MEMBERS)):
            y = b.members[t, (m + n) % b.crowd[t]]
            if b.zone[y] == zone and b.pinned[y] < 0 and (found < 0 or worth[y] < worth[found]):
                found = y
        count = add_out(b, out, count, found)
    return count


@part
def _best_exchange(
    b: Board, m: int, worth: Longs, minimum: Ints, guarantee: int, out: Ints, best_out: Ints
) -> tuple[int, int]:
    """The slot where ``m`` gains most over those it puts out, who are written to ``best_out``; and how many."""
    best, best_gain, best_count = -1, 0, 0
    for t in range(len(b.day)):
        if not has(b.possible[m], t):
            continue
        going = against_rules(b, m, t, out, _in_the_way(b, m, t, worth, out))
        if going < 0:
            continue
        gain = gain_of(b, m, out, going, worth, minimum, guarantee)
        if gain > best_gain:
            best, best_gain, best_count = t, gain, going
            for i in range(going):
                best_out[i] = out[i]
    return best, best_count


@kernel
def settle(
    b: Board, order: Ints, worth: Longs, minimum: Ints, guarantee: int, s: Search, limit: int, costly: bool
) -> int:
    """Place each meeting of ``order`` that has no slot yet by moves, and if ``costly`` by exchange; how many tries.

    An exchange puts out meetings worth less together; these look for another slot at once, then for something
    lighter in their turn. Each exchange gains, so it ends. A search of at most ``limit`` meetings for each try.
    """
    tries = 0
    out = np.empty(8, np.int32)
    best_out = np.empty(8, np.int32)
    waiting = np.empty(4096, np.int32)
    for first in order:
        waiting[0] = first
        count = 1
        while count > 0:
            count -= 1
            m = waiting[count]
            if b.slot[m] >= 0:
                continue
            tries += 1
            if make_room(b, m, s, limit) or not costly:
                continue
            t, going = _best_exchange(b, m, worth, minimum, guarantee, out, best_out)
            if t < 0 or count + going > len(waiting):
                continue
            for i in range(going):
                s.moved[i], s.origin[i] = best_out[i], take(b, best_out[i])
            if slots_for(b, m, s.mask) and has(s.mask, t):
                put(b, m, t)
                for i in range(going):
                    waiting[count + i] = best_out[i]
                count += going
            else:
                _put_back(b, s, going)
    return tries


@kernel
def insist(b: Board, order: Ints, blame: Longs, s: Search, limit: int, tries: int) -> int:
    """Place the meetings of ``order`` at any price, putting out those put out least often; how many tries.

    ``blame[meeting]`` counts how often each was put out (ejection with memory, Nagata and Braysy 2009). Ends when
    all are placed, or after ``tries``; what is put out then waits for the next call.
    """
    out = np.empty(8, np.int32)
    best_out = np.empty(8, np.int32)
    waiting = np.empty(len(b.slot), np.int32)
    count = 0
    for m in order:
        if b.slot[m] < 0:
            waiting[count] = m
            count += 1
    done = 0
    while count > 0 and done < tries:
        done += 1
        # First in, first out would need a ring; swapping in the oldest of two thirds mixes as well.
        index = (done * 2 // 3) % count
        m = waiting[index]
        count -= 1
        waiting[index] = waiting[count]
        if b.slot[m] >= 0 or make_room(b, m, s, limit):
            continue
        best, best_price, best_count = -1, 0, 0
        for t in range(len(b.day)):
            if not has(b.possible[m], t):
                continue
            going = against_rules(b, m, t, out, _in_the_way(b, m, t, blame, out))
            price = done * 40503 % 3
            for i in range(max(going, 0)):
                price += 4 + 4 * blame[out[i]]
            if going >= 0 and (best < 0 or price < best_price):
                best, best_price, best_count = t, price, going
                for i in range(going):
                    best_out[i] = out[i]
        if best >= 0:
            for i in range(best_count):
                s.moved[i], s.origin[i] = best_out[i], take(b, best_out[i])
            if slots_for(b, m, s.mask) and has(s.mask, best):
                put(b, m, best)
                for i in range(best_count):
                    blame[best_out[i]] += 1
                    waiting[count] = best_out[i]
                    count += 1
                continue
            _put_back(b, s, best_count)
        waiting[count] = m
        count += 1
    return done
