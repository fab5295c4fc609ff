"""Making room: move the one meeting in the way, and its one in turn; or give up lighter meetings for a heavier."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Board, first_slot, has, slots_for
from chainfair.engine.timetable.kernels.making_way import (
    add_for_place,
    add_out,
    against_rules,
    against_ways,
    gain_of,
    lightest,
    lightest_then,
    shares,
)
from chainfair.engine.timetable.kernels.trail import (
    Trail,
    carry_out,
    gives_place,
    has_no_chance,
    lacks_only_place,
    look,
    look_further,
    seat,
    seat_instead,
    unseat,
)
from chainfair.engine.timetable.problem import Ints, Longs

MEMBERS = 256
"""Meetings of a full slot among which the least worthy is looked for."""
LOOKS = 300
"""Meetings of full slots that a search looks at for one that can give up its place."""


@part
def _place_given_up(b: Board, s: Trail, m: int, looks: int) -> tuple[int, int]:
    """A slot in which only a place is missing for ``m``, after moving another meeting away from it; -1 = none.

    And how many meetings of full slots the search has looked at, ``looks`` of them before.
    """
    if b.zone[m] < 0 or not b.open[b.zone[m]].any():
        return -1, looks
    for t in range(len(b.day)):
        if not lacks_only_place(b, m, t):
            continue
        for n in range(b.crowd[t]):
            looks += 1
            if looks > LOOKS:
                return -1, looks
            x = b.members[t, n]
            if gives_place(b, s, x, m):
                target = first_slot(s.mask, len(b.day))
                unseat(b, s, x)
                seat(b, s, x, target)
                return t, looks
    return -1, looks


@part
def _settled(b: Board, s: Trail, i: int, looks: int) -> tuple[bool, int]:
    """Finish the search if the meeting at ``i`` has a free slot, or one where another gives up its place.

    And how many meetings of full slots the search has looked at, ``looks`` of them before.
    """
    m = s.queue[i]
    if not slots_for(b, m, s.mask):
        t, looks = _place_given_up(b, s, m, looks)
        return t >= 0 and carry_out(b, s, i, t, 0), looks
    if len(b.ways.distance) == 0:
        return carry_out(b, s, i, first_slot(s.mask, len(b.day)), 0), looks
    for t in range(len(b.day)):
        # Where ways are long, any free slot may leave the others of the chain no time.
        if slots_for(b, m, s.mask) and has(s.mask, t) and carry_out(b, s, i, t, 0):
            return True, looks
    return False, looks


@part
def make_room(b: Board, m: int, s: Trail, limit: int) -> bool:
    """Place ``m`` by a shortest chain of moves, each of the one meeting in the way of the one before.

    Breadth first over at most ``limit`` meetings, O(limit T). Nothing changes where it fails.
    """
    if has_no_chance(b, m):
        return False
    s.number[0] += 1
    s.steps[0] = 0
    looks = 0
    head, tail = 0, look(s, 0, -1, m, -1)
    while head < tail:
        done, looks = _settled(b, s, head, looks)
        if done:
            return True
        tail = look_further(b, s, head, tail, limit)
        head += 1
    return False


@part
def _in_the_way(b: Board, m: int, t: int, worth: Longs, out: Ints) -> int:
    """Write the least worthy meetings that must go for ``m`` to sit in slot ``t``; how many, -1 = impossible."""
    count = 0
    for k in range(b.party_start[m], b.party_start[m + 1]):
        p = b.party[k]
        if not has(b.free[p], t):
            count = add_out(b, out, count, lightest_then(b, p, t, worth))
        elif has(b.barred[p], t):
            return -1
        if count >= 0 and b.held[p] >= b.maximum[p] and not shares(b, p, out, count):
            count = add_out(b, out, count, lightest(b, p, -1, worth))
    if count >= 0 and len(b.ways.distance) > 0 and b.hall[m] >= 0:
        count = against_ways(b, m, t, worth, out, count)
    zone = b.zone[m]
    if count >= 0 and zone >= 0 and not has(b.open[zone], t):
        count = add_for_place(b, zone, t, m, MEMBERS, worth, out, count)
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
    b: Board, order: Ints, worth: Longs, minimum: Ints, guarantee: int, s: Trail, limit: int, costly: bool
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
            s.steps[0] = 0
            if seat_instead(b, s, m, t, best_out, going):
                for i in range(going):
                    waiting[count + i] = best_out[i]
                count += going
    return tries


@kernel
def insist(b: Board, order: Ints, blame: Longs, s: Trail, limit: int, tries: int) -> int:
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
        s.steps[0] = 0
        if best >= 0 and seat_instead(b, s, m, best, best_out, best_count):
            for i in range(best_count):
                blame[best_out[i]] += 1
                waiting[count] = best_out[i]
                count += 1
        else:
            waiting[count] = m
            count += 1
    return done
