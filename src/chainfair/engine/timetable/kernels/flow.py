"""Network simplex: the cheapest flow from supplies through a tree-rooted network."""

import numpy as np

from chainfair.engine.compiled import kernel, part
from chainfair.engine.timetable.problem import Ints, Longs


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


@kernel
def cheapest_flow(
    source: Ints, target: Ints, cost: Longs, room: Longs, flow: Longs, tree: Ints, nodes: int
) -> Longs:
    """Make ``flow`` the cheapest feasible one and return the node potentials.

    Primal network simplex with block search and strongly feasible trees (Cunningham 1976), so it cannot cycle.

    ``source, target, cost, room[arc]``: arcs with their unit cost and capacity; ``flow[arc]``: a feasible flow to
    start from, 0 or ``room`` on every arc outside the tree; ``tree[node]``: the arc that joins the node to its
    parent, such that along it more can be sent towards the root (node ``nodes - 1``, whose entry is -1).
    Potentials: cost[a] + y[source] - y[target] is 0 on tree arcs, and of the right sign elsewhere.
    In practice near-linear; O(nodes) per pivot at worst.
    """
    root = nodes - 1
    arcs = len(source)
    up = np.full(nodes, -1, np.int32)
    kid = np.full(nodes, -1, np.int32)
    later = np.full(nodes, -1, np.int32)
    earlier = np.full(nodes, -1, np.int32)
    depth = np.zeros(nodes, np.int32)
    y = np.zeros(nodes, np.int64)
    in_tree = np.zeros(arcs, np.bool_)
    stack = np.empty(nodes, np.int32)
    for node in range(nodes):
        arc = tree[node]
        if arc >= 0:
            in_tree[arc] = True
            _hang(node, target[arc] if source[arc] == node else source[arc], up, kid, later, earlier)
    _measure(root, source, cost, tree, kid, later, depth, y, stack)
    block = max(64, int(np.sqrt(arcs)))
    position = 0
    unseen = arcs
    while unseen > 0:
        entering = -1
        best = 0
        for _ in range(min(block, unseen)):
            arc = position
            position += 1
            if position == arcs:
                position = 0
            if not in_tree[arc] and room[arc] > 0:
                reduced = cost[arc] + y[source[arc]] - y[target[arc]]
                if flow[arc] != 0:
                    reduced = -reduced
                if reduced < best:
                    best = reduced
                    entering = arc
        unseen -= min(block, unseen)
        if entering < 0:
            continue
        unseen = arcs
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
            continue
        # Turn the part cut off at ``leaving`` around, so that it hangs on the entering arc.
        in_tree[tree[leaving]] = False
        in_tree[entering] = True
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
