"""The choice of pairs within everybody's maximum: heaviest, minimums honoured, with a bound that certifies it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.kernels.auction import auction
from chainfair.engine.matching.kernels.exchange import polish, share_out
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places
from chainfair.engine.result import Status, relative_gap
from chainfair.engine.stop import Stop

SCALE = 64  # weights become multiples of this, so that eps can be a fraction of a thousandth
EPS = (64, 8, 1)  # of the successive auctions, in parts of SCALE
POLISHING = 20  # rounds of exchanges at most


@dataclass(frozen=True)
class Choice:
    """Chosen pairs with what they are worth; see `Result` for objective, bound and gap."""

    chosen: NDArray[np.bool_]
    weight: int
    objective: int
    bound: float
    gap: float
    status: Status


def choose(
    first: Ints,
    second: Ints,
    weight: Ints,
    *,
    minimum: Ints,
    maximum: Ints,
    pinned: NDArray[np.bool_],
    bonus: int,
    stop: Stop,
) -> Choice:
    """Choose pairs of the heaviest total weight, each organisation in at most `maximum` of them.

    Problem: maximise the sum of chosen weights + bonus x meetings that fill a minimum, over pairs (first[k],
    second[k]) of organisations, each at most once; pinned pairs are chosen whatever they weigh. Units: integers.
    Method: an auction over both directions of every pair (over one, where pairs join two camps) solves the linear
    relaxation within eps a pair; half-chosen pairs are rounded along trails, then exchanged. The dual prices bound
    every choice. Finer auctions follow until the stop says so or nothing can be gained. Infeasible when pinned
    pairs exceed a maximum: they are kept, and the organisation gets no other.
    """
    degree = np.bincount(np.concatenate([first[pinned], second[pinned]]), minlength=len(maximum))
    cap = np.maximum(maximum - degree, 0).astype(np.int32)
    low = np.minimum(np.maximum(minimum - degree, 0), cap).astype(np.int32)
    fixed = int(weight[pinned].sum()) + bonus * int(np.minimum(minimum, degree).sum())
    free = np.flatnonzero(~pinned)
    arcs = _Arcs.of(first[free], second[free], weight[free], cap)
    best: NDArray[np.bool_] | None = None
    value, bound = -1, np.inf
    for rounds, eps in enumerate(EPS, start=1):
        taken, upper = _auctioned(arcs, low, cap, bonus, eps)
        worth = _worth(arcs, taken, low, bonus)
        bound = min(bound, upper)
        if worth > value:
            best, value = taken, worth
        gap = relative_gap(value + fixed, fixed + np.floor(bound))
        if gap == 0.0 or stop.says_so(rounds=rounds, gap=gap):
            break
    chosen = pinned.copy()
    if best is not None:
        chosen[free[best]] = True
    total = value + fixed
    bound = max(fixed + float(np.floor(bound)), float(total))  # weights are whole, so is the best total
    over = bool((degree > maximum).any())
    status = Status.INFEASIBLE if over else Status.OPTIMAL if total >= bound else Status.WITHIN_BOUND
    return Choice(chosen, int(weight[chosen].sum()), total, bound, relative_gap(total, bound), status)


@dataclass(frozen=True)
class _Arcs:
    """Pairs as arcs from bidders to objects; doubled: each pair in both directions, for want of two camps."""

    first: Ints
    second: Ints
    weight: Ints
    doubled: bool
    ptr: Places
    bidder: Ints
    target: Ints
    pair: Places

    @classmethod
    def of(cls, first: Ints, second: Ints, weight: Ints, cap: Ints) -> "_Arcs":
        n = len(cap)
        camp = _two_camps(first, second, n)
        pair = np.arange(len(first))
        if camp is None:
            bidder, target = np.concatenate([first, second]), np.concatenate([second, first])
            pair = np.concatenate([pair, pair])
        else:
            # The smaller camp holds the auction; the larger one bids.
            turned = camp[first] == 0
            bidder, target = np.where(turned, first, second), np.where(turned, second, first)
        order = np.lexsort((target, bidder))
        bidder, target, pair = bidder[order], target[order], pair[order]
        ptr = np.searchsorted(bidder, np.arange(n + 1))
        return cls(
            first, second, weight, camp is None, ptr, bidder.astype(np.int32), target.astype(np.int32), pair
        )


def _two_camps(first: Ints, second: Ints, n: int) -> NDArray[np.int8] | None:
    """Return camps 0 and 1 such that every pair joins both, the larger camp 0, or None where there are none."""
    from scipy import sparse
    from scipy.sparse import csgraph

    # Twins of every organisation: a component that holds both twins of one has a cycle of odd length.
    ends = np.concatenate([first, second]), np.concatenate([second + n, first + n])
    twins = sparse.coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(2 * n, 2 * n))
    _, label = csgraph.connected_components(twins, directed=False)
    if (label[:n] == label[n:])[np.union1d(first, second)].any():
        return None
    camp = (label[:n] > label[n:]).astype(np.int8)
    paired = np.union1d(first, second)
    return camp if 2 * camp[paired].sum() <= len(paired) else (1 - camp).astype(np.int8)


def _auctioned(arcs: _Arcs, low: Ints, cap: Ints, bonus: int, eps: int) -> tuple[NDArray[np.bool_], float]:
    """Return (taken pairs, upper bound on any choice) from one auction at the given eps."""
    worth = arcs.weight[arcs.pair].astype(np.int64) * SCALE
    held, profit, price = auction(
        arcs.ptr, arcs.target, arcs.bidder, worth, low, cap, low, cap, bonus * SCALE, eps
    )
    bids, offers = np.diff(arcs.ptr) > 0, np.zeros(len(cap), np.bool_)
    offers[arcs.target] = True
    dual = int(np.maximum(worth - profit[arcs.bidder] - price[arcs.target], 0).sum())
    dual += _dual_part(profit, low, cap, bonus * SCALE, bids) + _dual_part(
        price, low, cap, bonus * SCALE, offers
    )
    copies = 2 if arcs.doubled else 1
    times = np.bincount(arcs.pair[held], minlength=len(arcs.first))
    taken = times == copies
    if arcs.doubled:
        ends = np.concatenate([arcs.first[taken], arcs.second[taken]])
        room = (cap - np.bincount(ends, minlength=len(cap))).astype(np.int32)
        share_out(arcs.first, arcs.second, np.flatnonzero(times == 1), room, taken)
    order = np.lexsort((arcs.second, arcs.first, -arcs.weight.astype(np.int64)))
    everything = np.ones(len(taken), np.bool_)
    polish(arcs.first, arcs.second, arcs.weight, order, low, cap, bonus, everything, taken, POLISHING)
    return taken, dual / (copies * SCALE)


def _dual_part(threshold: Places, low: Ints, cap: Ints, bonus: int, present: NDArray[np.bool_]) -> int:
    """Return the most that places can earn at a price: max over h of h x price + bonus x min(h, low)."""
    here = present & (cap > 0)
    price, least, most = threshold[here], low[here].astype(np.int64), cap[here].astype(np.int64)
    earned = np.where(price >= 0, price * most + bonus * least, np.maximum(price + bonus, 0) * least)
    return int(earned.sum())


def _worth(arcs: _Arcs, taken: NDArray[np.bool_], low: Ints, bonus: int) -> int:
    ends = np.concatenate([arcs.first[taken], arcs.second[taken]])
    filled = np.minimum(np.bincount(ends, minlength=len(low)), low)
    return int(arcs.weight[taken].sum()) + bonus * int(filled.sum())
