"""The choice of pairs within everybody's maximum: heaviest, minimums honoured, with a bound that certifies it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.kernels.auction import auction, greedy_prices
from chainfair.engine.matching.kernels.exchange import polish, share_out
from chainfair.engine.matching.problem import Ints
from chainfair.engine.matching.tables import Places
from chainfair.engine.result import Status, relative_gap
from chainfair.engine.stop import Stop

SCALE = 64  # weights become multiples of this, so that eps can be a fraction of a thousandth
EPS = (8, 1)  # of the successive auctions, in parts of SCALE
NEAR = 32  # thousandths by which a pair may miss its ends' prices and still come to the auction
POLISHING = 20  # rounds of exchanges at most


@dataclass(frozen=True)
class Choice:
    """Chosen pairs with what they are worth; see `Result` for objective, bound and gap.

    price: of a meeting of each organisation, in parts of 2 SCALE, as the bound has it; beyond all weights where it
    can hold none beside its pinned ones.
    """

    chosen: NDArray[np.bool_]
    weight: int
    objective: int
    bound: float
    gap: float
    status: Status
    price: Places


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
    Pairs are in order of (first, second).
    Method: an auction over both directions of every pair (over one, where pairs join two camps) solves the linear
    relaxation within eps a pair; half-chosen pairs are rounded along trails, then exchanged. Only pairs near the
    prices of a greedy choice come to the auction; those that its prices leave a gain come to the next, until there
    are none. The prices bound every choice among all pairs. Finer auctions follow until the stop says so or nothing
    can be gained. Infeasible when pinned pairs exceed a maximum: they are kept, and the organisation gets no other.
    """
    held = held_in(first, second, pinned, len(maximum))
    low, cap = left_beside(held, minimum, maximum)
    fixed = int(weight[pinned].sum()) + bonus * int(np.minimum(minimum, held).sum())
    free = np.flatnonzero(~pinned)
    market = _Market(first[free], second[free], weight[free].astype(np.int64), low, cap, bonus)
    order = market.heaviest_first()
    kept = market.weight + NEAR >= market.dearer(
        greedy_prices(market.first, market.second, weight[free], order, cap)
    )
    best: NDArray[np.bool_] | None = None
    value, bound, price = -1, np.inf, np.zeros(len(cap), np.int64)
    for rounds, eps in enumerate(EPS, start=1):
        taken, kept, upper, gain, asked = _auctioned(market, kept, eps)
        # A choice with a pair in it is worth no more than the bound and what the pair gains at these prices.
        open_to = order[gain[order] > -(upper - market.worth(taken)) * 2 * SCALE]
        polish(market.first, market.second, market.weight, open_to, low, cap, bonus, taken, POLISHING)
        worth = market.worth(taken)
        if upper < bound:
            bound, price = upper, asked
        if worth > value:
            best, value = taken, worth
        gap = relative_gap(value + fixed, fixed + np.floor(bound))
        if gap == 0.0 or stop.says_so(rounds=rounds, gap=gap):
            break
    chosen = pinned.copy()
    if best is not None:
        chosen[free[best]] = True
    over = bool((held > maximum).any())
    return certified(chosen, int(weight[chosen].sum()), value + fixed, bound + fixed, over=over, price=price)


def held_in(first: Ints, second: Ints, taken: NDArray[np.bool_], n: int) -> Places:
    """Return how many of the taken pairs each of n organisations is in."""
    return np.bincount(np.concatenate([first[taken], second[taken]]), minlength=n)


def left_beside(held: Places, minimum: Ints, maximum: Ints) -> tuple[Ints, Ints]:
    """Return what meetings that are held already leave of the minimums, and of the maximums."""
    cap = np.maximum(maximum - held, 0).astype(np.int32)
    return np.minimum(np.maximum(minimum - held, 0), cap).astype(np.int32), cap


def earned(price: Places, low: Ints, cap: Ints, bonus: int) -> int:
    """Return the most that places earn at prices, all together: of h of them h x price + bonus x min(h, low)."""
    most = low.astype(np.int64)
    return int(np.where(price >= 0, price * cap + bonus * most, np.maximum(price + bonus, 0) * most).sum())


def certified(
    chosen: NDArray[np.bool_], weight: int, total: int, bound: float, *, over: bool, price: Places
) -> Choice:
    """Return a choice with what its bound proves. over: what is pinned exceeds a maximum."""
    bound = max(float(np.floor(bound)), float(total))  # weights are whole, so is the best total
    status = Status.INFEASIBLE if over else Status.OPTIMAL if total >= bound else Status.WITHIN_BOUND
    return Choice(chosen, weight, total, bound, relative_gap(total, bound), status, price)


@dataclass(frozen=True)
class _Market:
    """Pairs that may be chosen, and how many of them each organisation wants and can hold."""

    first: Ints
    second: Ints
    weight: Places
    low: Ints
    cap: Ints
    bonus: int

    def heaviest_first(self) -> Places:
        """Return the pairs by falling weight, equal ones in order."""
        missing = self.weight.max(initial=0) - self.weight
        return np.argsort(missing.astype(np.min_scalar_type(missing.max(initial=0))), kind="stable")

    def dearer(self, price: Places) -> Places:
        """Return the higher of the prices of each pair's ends."""
        return np.maximum(price[self.first], price[self.second])

    def worth(self, taken: NDArray[np.bool_]) -> int:
        """Return the weight of the taken pairs and the bonus for filled minimums."""
        filled = np.minimum(self.held(taken), self.low)
        return int(self.weight[taken].sum()) + self.bonus * int(filled.sum())

    def held(self, taken: NDArray[np.bool_]) -> Places:
        """Return how many taken pairs each organisation is in."""
        return held_in(self.first, self.second, taken, len(self.cap))

    def bound(self, price: Places) -> tuple[float, Places]:
        """Return what no choice can exceed, and what each pair gains at prices of organisations, in parts of 2 SCALE.

        Lagrange: the gains above 0, and the most that places can earn.
        """
        gain = self.weight * (2 * SCALE) - price[self.first] - price[self.second]
        here = np.zeros(len(self.cap), np.bool_)
        here[self.first] = here[self.second] = True
        here &= self.cap > 0
        places = earned(price[here], self.low[here], self.cap[here], self.bonus * 2 * SCALE)
        return (int(np.maximum(gain, 0).sum()) + places) / (2 * SCALE), gain


@dataclass(frozen=True)
class _Arcs:
    """Pairs as arcs from bidders to objects; doubled: each pair in both directions, for want of two camps."""

    doubled: bool
    ptr: Places
    bidder: Ints
    target: Ints
    pair: Places

    @classmethod
    def of(cls, market: _Market, kept: NDArray[np.bool_]) -> "_Arcs":
        n, pair = len(market.cap), np.flatnonzero(kept)
        first, second = market.first[pair], market.second[pair]
        camp = _two_camps(first, second, n)
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
        return cls(camp is None, ptr, bidder.astype(np.int32), target.astype(np.int32), pair)


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


def _auctioned(
    market: _Market, kept: NDArray[np.bool_], eps: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], float, Places, Places]:
    """Return (taken pairs, pairs that came to the auction, upper bound on any choice, gain of each pair, prices)."""
    low, cap, bonus = market.low, market.cap, market.bonus * SCALE
    while True:
        arcs = _Arcs.of(market, kept)
        worth = market.weight[arcs.pair] * SCALE
        held, profit, price = auction(
            arcs.ptr, arcs.target, arcs.bidder, worth, low, cap, low, cap, bonus, eps
        )
        asked = _prices(arcs, profit, price, market)
        bound, gain = market.bound(asked)
        if not ((gain > 0) & ~kept).any():
            break
        kept = kept | (gain > -NEAR * 2 * SCALE)
    times = np.bincount(arcs.pair[held], minlength=len(market.first))
    taken = times == (2 if arcs.doubled else 1)
    if arcs.doubled:
        room = (cap - market.held(taken)).astype(np.int32)
        share_out(market.first, market.second, np.flatnonzero(times == 1), room, taken)
    return taken, kept, bound, gain, asked


def _prices(arcs: _Arcs, profit: Places, price: Places, market: _Market) -> Places:
    """Return one price for each organisation, in parts of 2 SCALE: the mean of its two where it bids and is bid for."""
    bids, asked = np.diff(arcs.ptr) > 0, np.zeros(len(market.cap), np.bool_)
    asked[arcs.target] = True
    idle = np.where(market.low > 0, -market.bonus * SCALE, 0)
    return np.where(bids, profit, np.where(asked, price, idle)) + np.where(
        asked, price, np.where(bids, profit, idle)
    )
