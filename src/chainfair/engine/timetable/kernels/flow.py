"""Flows: the cheapest one from supplies through a tree-rooted network, and whether one diary can hold its meetings."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.kernels.board import Words
from chainfair.engine.timetable.problem import Bools, Ints, Longs


@part
def _hang(child: int, parent: int, up: Ints, kid: Ints, later: Ints, earlier: Ints) -> None:
    """Put ``child`` first among the children of ``parent``."""
    up[child] = parent
    first = kid[parent]
    later[child] = first
    earlier[child] = -1
    if first >= 0:
        earlier[first] = child
    kid[parent] = child


@part
def _unhang(child: int, up: Ints, kid: Ints, later: Ints, earlier: Ints) -> None:
    """Take ``child`` from among the children of its parent."""
    if earlier[child] >= 0:
        later[earlier[child]] = later[child]
    else:
        kid[up[child]] = later[child]
    if later[child] >= 0:
        earlier[later[child]] = earlier[child]


@part
def _measure(
    root: int,
    source: Ints,
    cost: Longs,
    tree: Ints,
    kid: Ints,
    later: Ints,
    depth: Ints,
    y: Longs,
    stack: Ints,
) -> None:
    """Fill depth and potential of every node below ``root``."""
    top = 1
    stack[0] = root
    while top > 0:
        top -= 1
        node = stack[top]
        child = kid[node]
        while child >= 0:
            arc = tree[child]
            depth[child] = depth[node] + 1
            y[child] = y[node] - cost[arc] if source[arc] == child else y[node] + cost[arc]
            stack[top] = child
            top += 1
            child = later[child]


@part
def _best_in_block(
    groups: Longs,
    ends: Longs,
    first: int,
    step: int,
    count: int,
    source: Ints,
    target: Ints,
    cost: Longs,
    room: Longs,
    y: Longs,
) -> int:
    """The arc that lowers the cost most for each unit, out of ``count`` groups, from ``first`` by steps; -1 = none."""
    best, entering = 0, -1
    for i in range(count):
        g = (first + i * step) % len(ends)
        k = ends[g]
        if k < 0:
            continue
        price = y[source[groups[g]]] - y[target[groups[g]]]
        if k < groups[g + 1] and cost[k] + price < best and room[k] > 0:
            best, entering = cost[k] + price, k
        if k > groups[g] and -cost[k - 1] - price < best:
            best, entering = -cost[k - 1] - price, k - 1
    return entering


@kernel
def cheapest_flow(
    source: Ints, target: Ints, cost: Longs, room: Longs, flow: Longs, tree: Ints, groups: Longs
) -> Longs:
    """Make ``flow`` the cheapest feasible one and return the node potentials.

    Primal network simplex with block search and strongly feasible trees (Cunningham 1976), so it cannot cycle.

    ``source, target, cost, room[arc]``: arcs with their unit cost and capacity; ``flow[arc]``: a feasible flow to
    start from, 0 or ``room`` on every arc outside the tree; ``tree[node]``: the arc that joins the node to its
    parent, such that along it more can be sent towards the root (node 0, whose entry is -1).
    ``groups``: where arcs with the same ends begin; each group by rising cost, and those taken before those not. So
    only two arcs of each can be worth a pivot.
    Potentials: cost[a] + y[source] - y[target] is 0 on tree arcs, and of the right sign elsewhere.
    In practice near-linear; O(nodes) per pivot at worst.
    """
    root = 0
    nodes, arcs = len(tree), len(source)
    up = np.full(nodes, -1, np.int32)
    kid = np.full(nodes, -1, np.int32)
    later = np.full(nodes, -1, np.int32)
    earlier = np.full(nodes, -1, np.int32)
    depth = np.zeros(nodes, np.int32)
    y = np.zeros(nodes, np.int64)
    stack = np.empty(nodes, np.int32)
    for node in range(nodes):
        arc = tree[node]
        if arc >= 0:
            _hang(node, target[arc] if source[arc] == node else source[arc], up, kid, later, earlier)
    _measure(root, source, cost, tree, kid, later, depth, y, stack)
    # Of each group, the first arc that is not taken; -1 while one of the group is in the tree: then no other can enter.
    group, ends = np.empty(arcs, np.int32), groups[:-1].copy()
    for g in range(len(ends)):
        for arc in range(groups[g], groups[g + 1]):
            group[arc] = g
            ends[g] += flow[arc] != 0
    for node in range(1, nodes):
        ends[group[tree[node]]] = -1
    block = max(64, int(np.sqrt(len(ends))))
    # Neighbours in the list share a node: steps of the golden ratio visit all groups, well mixed.
    step = max(1, int(len(ends) * 0.618))
    while np.gcd(step, len(ends)) != 1:
        step += 1
    position, unseen = 0, len(ends)
    while unseen > 0:
        count = min(block, unseen)
        entering = _best_in_block(groups, ends, position, step, count, source, target, cost, room, y)
        position = (position + count * step) % len(ends)
        unseen -= count
        if entering < 0:
            continue
        unseen = len(ends)
        forward = flow[entering] == 0
        begin = source[entering] if forward else target[entering]
        end = target[entering] if forward else source[entering]
        left, right = begin, end
        while left != right:
            if depth[left] >= depth[right]:
                left = up[left]
            else:
                right = up[right]
        apex = left
        # The amount, and the last blocking arc along the cycle from the apex: that keeps the tree strongly feasible.
        amount = room[entering]
        leaving = -1
        on_begin_side = False
        node = begin
        while node != apex:
            arc = tree[node]
            spare = flow[arc] if source[arc] == node else room[arc] - flow[arc]
            if spare < amount:
                amount, leaving, on_begin_side = spare, node, True
            node = up[node]
        node = end
        while node != apex:
            arc = tree[node]
            spare = room[arc] - flow[arc] if source[arc] == node else flow[arc]
            if spare <= amount:
                amount, leaving, on_begin_side = spare, node, False
            node = up[node]
        if amount > 0:
            flow[entering] += amount if forward else -amount
            node = begin
            while node != apex:
                arc = tree[node]
                flow[arc] += -amount if source[arc] == node else amount
                node = up[node]
            node = end
            while node != apex:
                arc = tree[node]
                flow[arc] += amount if source[arc] == node else -amount
                node = up[node]
        if leaving < 0:
            ends[group[entering]] = entering + forward
            continue
        # Turn the part cut off at ``leaving`` around, so that it hangs on the entering arc.
        ends[group[tree[leaving]]] = tree[leaving] + (flow[tree[leaving]] != 0)
        ends[group[entering]] = -1
        first, parent = (begin, end) if on_begin_side else (end, begin)
        node, via, stop = first, entering, up[leaving]
        while node != stop:
            above, arc = up[node], tree[node]
            _unhang(node, up, kid, later, earlier)
            _hang(node, parent, up, kid, later, earlier)
            tree[node] = via
            node, parent, via = above, node, arc
        upper = up[first]
        depth[first] = depth[upper] + 1
        y[first] = y[upper] - cost[entering] if source[entering] == first else y[upper] + cost[entering]
        _measure(first, source, cost, tree, kid, later, depth, y, stack)
    return y


@kernel
def take_greedily(order: Longs, source: Longs, target: Longs, up: Longs, rest: Longs, taken: Longs) -> None:
    """Take the arcs of ``order`` while one more can flow at both ends and above the target; ``rest[0]`` is the root's.

    ``up[node]``: the node above a target; ``rest[node]``: what can still flow through, changed in place.
    """
    for arc in order:
        one, two = source[arc], target[arc]
        three = up[two]
        if rest[one] > 0 and rest[two] > 0 and rest[three] > 0:
            taken[arc] = 1
            rest[one] -= one != 0
            rest[two] -= two != 0
            rest[three] -= three not in (0, two)


@part
def _move_up(seat: int, cap: int, at: Ints, holds: Ints, queue: Ints, came: Ints) -> None:
    """Let everybody on the way to the free ``seat`` move on by one."""
    while seat >= 0:
        x = queue[came[seat // cap]]
        left = at[x]
        at[x], holds[seat] = seat, x
        seat = left


@part
def _seat_one(
    i: int, mine: Longs, possible: Words, cap: int, at: Ints, holds: Ints, queue: Ints, came: Ints
) -> bool:
    """Seat meeting ``i`` of ``mine``, moving others to slots of theirs where it must (augmenting path)."""
    slots = len(came)
    came[:] = -1
    queue[0] = i
    head, tail = 0, 1
    while head < tail:
        x = queue[head]
        for t in range(slots):
            if came[t] >= 0 or not (possible[mine[x], t >> 6] >> np.uint64(t & 63)) & np.uint64(1):
                continue
            came[t] = head
            for seat in range(t * cap, t * cap + cap):
                if holds[seat] < 0:
                    _move_up(seat, cap, at, holds, queue, came)
                    return True
                queue[tail] = holds[seat]
                tail += 1
        head += 1
    return False


@kernel
def crowded(start: Longs, meetings: Longs, possible: Words, seats: Ints, short: Bools) -> None:
    """Mark who is given meetings that do not fit into different seats of its own slots.

    ``meetings[start[p]:start[p + 1]]`` are those of participant p. Augmenting paths (Kuhn 1955), O(meetings x slots)
    for each meeting at worst.
    """
    slots = possible.shape[1] * 64
    came = np.empty(slots, np.int32)
    for p in range(len(short)):
        mine = meetings[start[p] : start[p + 1]]
        n = len(mine)
        if n == 0:
            continue
        cap = min(n, seats[p])
        at, holds, queue = (
            np.full(n, -1, np.int32),
            np.full(slots * cap, -1, np.int32),
            np.empty(n + 1, np.int32),
        )
        for i in range(n):
            if not _seat_one(i, mine, possible, cap, at, holds, queue, came):
                short[p] = True
                break
