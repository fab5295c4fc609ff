"""The choice of pairs and of groups that meet as one, within everybody's maximum, with a bound that certifies both."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.choose import (
    NEAR,
    POLISHING,
    SCALE,
    Choice,
    certified,
    choose,
    earned,
    held_in,
    left_beside,
)
from chainfair.engine.matching.kernels.exchange import polish
from chainfair.engine.matching.kernels.gathering import Fair, group_gains, settle
from chainfair.engine.matching.problem import Assemblies, Ints
from chainfair.engine.matching.tables import Places
from chainfair.engine.result import relative_gap
from chainfair.engine.stop import Stop

Marks = NDArray[np.bool_]
UNIT = 2 * SCALE  # prices are in parts of it
ROUNDS = 8  # of prices, then groups, then pairs
SWEEPS = 4  # of prices moved one by one
TRIES = 48  # groups put in or out to see whether that gains


def gather(
    first: Ints,
    second: Ints,
    weight: Ints,
    groups: Assemblies,
    *,
    allowed: Marks,
    minimum: Ints,
    maximum: Ints,
    pinned: Marks,
    bonus: int,
    stop: Stop,
) -> tuple[Choice, Marks]:
    """Choose pairs as `choose` does, and groups beside them; returns the choice and which groups are in it.

    Problem: maximise the weights of chosen pairs and groups + bonus x meetings that fill a minimum. A group takes one
    meeting of each member; of one alternative at most one is chosen, and no pair within a chosen group. allowed: groups
    that may be; pinned ones are chosen whatever speaks against them.
    Method: for prices of meetings, what no choice exceeds is a sum (Lagrange; Geoffrion 1974): what places earn, the
    gains of pairs, and for each alternative the highest gain of its groups, less the gains of the pairs that it makes
    superfluous. Pairs are chosen by `choose`, whose auction has the prices; groups that gain at them are taken, and
    pairs chosen among what is left, until the groups stay the same; then groups are put in and out while that
    gains. The bound is the lowest that any of these prices give. Without groups this is `choose`, bit by bit.
    Cost: up to ROUNDS auctions, the later ones among pairs near the first prices; TRIES exchanges.
    """
    ways = {"minimum": minimum, "maximum": maximum, "pinned": pinned, "bonus": bonus, "stop": stop}
    if not groups.size:
        return choose(first, second, weight, **ways), np.zeros(0, np.bool_)  # type: ignore[arg-type]
    inside = _Inside.of(groups, first, second, len(maximum))
    held = held_in(first, second, pinned, len(maximum)) + groups.seats(groups.pinned, len(maximum))
    low, cap = left_beside(held, minimum, maximum)
    fixed = int(weight[pinned].sum()) + int(groups.weight[groups.pinned].sum())
    fixed += bonus * int(np.minimum(minimum, held).sum())
    free = np.flatnonzero(~pinned & ~inside.pairs_of(groups.pinned) & (cap[first] > 0) & (cap[second] > 0))
    again = inside.group[pinned[inside.pair]]  # who meets already as a pair
    may = allowed & ~groups.pinned & ~np.isin(groups.alternative, groups.alternative[groups.pinned])
    may[again] = False
    may[groups.group[cap[groups.member] == 0]] = False
    market = _Market.of(first[free], second[free], weight[free], _some(groups, may), low, cap, bonus)
    found = _rounds(market, stop, fixed)
    chosen_pairs, chosen_groups = pinned.copy(), groups.pinned.copy()
    chosen_pairs[free[found.taken]] = True
    chosen_groups[np.flatnonzero(may)[found.gathered]] = True
    worth = int(weight[chosen_pairs].sum()) + int(groups.weight[chosen_groups].sum())
    total, bound, over = found.value + fixed, found.bound + fixed, bool((held > maximum).any())
    return certified(chosen_pairs, worth, total, bound, over=over, price=found.price), chosen_groups


@dataclass(frozen=True)
class _Inside:
    """Which pairs lie within which groups, in order of groups."""

    group: Places
    pair: Places
    pairs: int

    @classmethod
    def of(cls, groups: Assemblies, first: Ints, second: Ints, n: int) -> "_Inside":
        key = first.astype(np.int64) * n + second
        owner, wanted = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        size = np.diff(groups.start)
        for k in np.unique(size):
            of_size = np.flatnonzero(size == k)
            members = groups.member[groups.start[of_size][:, None] + np.arange(k)].astype(np.int64)
            for a, b in combinations(range(k), 2):
                pair = np.sort(members[:, [a, b]], axis=1)
                owner.append(of_size)
                wanted.append(pair[:, 0] * n + pair[:, 1])
        sought = np.concatenate(wanted)
        pair = np.searchsorted(key, sought)  # pairs are in order
        found = np.flatnonzero(np.append(key, -1)[pair] == sought)
        owners, pair = np.concatenate(owner)[found], pair[found]
        order = np.lexsort((pair, owners))
        return cls(owners[order], pair[order], len(first))

    def pairs_of(self, chosen: Marks) -> Marks:
        """Return the pairs within chosen groups."""
        marks = np.zeros(self.pairs, np.bool_)
        marks[self.pair[chosen[self.group]]] = True
        return marks


def _some(groups: Assemblies, which: Marks) -> Assemblies:
    """Return some of the groups, their alternatives numbered anew from zero."""
    entry = which[groups.group]
    return Assemblies(
        start=np.concatenate([[0], np.cumsum(np.diff(groups.start)[which])]).astype(np.int32),
        member=groups.member[entry],
        part=groups.part[entry],
        weight=groups.weight[which],
        alternative=np.unique(groups.alternative[which], return_inverse=True)[1].astype(np.int32),
        pinned=groups.pinned[which],
    )


@dataclass(frozen=True)
class _Found:
    """The best choice so far, and the lowest bound with its prices."""

    taken: Marks
    gathered: Marks
    value: int
    bound: float
    price: Places


@dataclass(frozen=True)
class _Market:
    """Free pairs and open groups; every organisation in them has a place."""

    first: Ints
    second: Ints
    weight: Ints
    groups: Assemblies
    inside: _Inside
    low: Ints
    cap: Ints
    bonus: int

    @classmethod
    def of(
        cls,
        first: Ints,
        second: Ints,
        weight: Ints,
        groups: Assemblies,
        low: Ints,
        cap: Ints,
        bonus: int,
    ) -> "_Market":
        inside = _Inside.of(groups, first, second, len(cap))
        return cls(first, second, weight, groups, inside, low, cap, bonus)

    @cached_property
    def members(self) -> Places:
        """Return everybody who is in a group."""
        return np.unique(self.groups.member).astype(np.int64)

    @cached_property
    def fair(self) -> Fair:
        """Return what the kernels read."""
        n, groups, inside = len(self.cap), self.groups, self.inside
        ends = np.concatenate([self.first, self.second])
        apart = np.zeros(n, np.bool_)
        apart[self.members] = True
        mine = np.flatnonzero(apart[ends])
        mine = mine[np.argsort(ends[mine], kind="stable")]
        kind = np.argsort(groups.alternative, kind="stable")
        met = np.unique(inside.pair * groups.size + groups.alternative[inside.group])
        seat = np.unique(groups.member.astype(np.int64) * groups.size + groups.alternative[groups.group])
        every = np.arange(groups.size + 1)
        return Fair(
            self.first,
            self.second,
            self.weight.astype(np.int64) * UNIT,
            np.searchsorted(ends[mine], np.arange(n + 1)),
            mine % max(len(self.first), 1),
            groups.start.astype(np.int64),
            groups.member,
            groups.weight.astype(np.int64) * UNIT,
            np.searchsorted(inside.group, every),
            inside.pair,
            np.bincount(met // max(groups.size, 1), minlength=len(self.first)),
            np.searchsorted(groups.alternative[kind], every),
            kind,
            np.searchsorted(seat // max(groups.size, 1), np.arange(n + 1)),
            seat % max(groups.size, 1),
            self.low,
            self.cap,
            self.bonus * UNIT,
        )

    def seats(self, gathered: Marks) -> Places:
        """Return how many of the groups each organisation is in."""
        return self.groups.seats(gathered, len(self.cap))

    def held(self, taken: Marks) -> Places:
        """Return how many of the pairs each organisation is in."""
        return held_in(self.first, self.second, taken, len(self.cap))

    def left(self, gathered: Marks) -> tuple[Ints, Ints]:
        """Return minimums and places that groups leave."""
        return left_beside(self.seats(gathered), self.low, self.cap)

    def worth(self, taken: Marks, gathered: Marks) -> int:
        """Return the weight of pairs and groups and the bonus for filled minimums."""
        filled = np.minimum(self.held(taken) + self.seats(gathered), self.low)
        weight = int(self.weight[taken].sum()) + int(self.groups.weight[gathered].sum())
        return weight + self.bonus * int(filled.sum())

    def pair_gains(self, price: Places) -> Places:
        """Return what each pair gains above its ends' prices."""
        return self.fair.weight - price[self.first] - price[self.second]

    def upper(self, price: Places) -> float:
        """Return what no choice of pairs and groups can exceed."""
        here = np.zeros(len(self.cap), np.bool_)
        here[self.first] = here[self.second] = here[self.groups.member] = True
        places = earned(price[here], self.low[here], self.cap[here], self.bonus * UNIT)
        best = np.zeros(self.groups.size, np.int64)
        np.maximum.at(best, self.groups.alternative, group_gains(price, self.fair))
        pairs = np.maximum(self.pair_gains(price), 0)
        return (places + int(pairs.sum()) + int(best.sum())) / UNIT

    def among(self, kept: Marks) -> "_Market":
        """Return the same with some of the pairs."""
        return _Market.of(
            self.first[kept],
            self.second[kept],
            self.weight[kept],
            self.groups,
            self.low,
            self.cap,
            self.bonus,
        )


def _rounds(market: _Market, stop: Stop, fixed: int) -> _Found:
    """Prices, groups that gain at them, pairs beside these, and again, until the groups stay the same."""
    gathered, prices = np.zeros(market.groups.size, np.bool_), []
    near = np.ones(len(market.first), np.bool_)
    found = _Found(np.zeros(len(near), np.bool_), gathered, -1, np.inf, np.zeros(len(market.cap), np.int64))
    seen = set[bytes]()
    while gathered.tobytes() not in seen and len(seen) < ROUNDS:
        seen.add(gathered.tobytes())
        taken, price = _pairs_beside(market, gathered, near, stop)
        prices.append(price)
        found = _better(market, found, taken, gathered, price)
        if _done(found, stop, fixed):
            return found
        near = near & (market.pair_gains(found.price) > -NEAR * UNIT)
        gathered = _gaining(market, price, gathered)
    mean = np.mean(prices, axis=0).astype(np.int64)
    settle(market.members, mean, market.fair, SWEEPS)
    found = _better(market, found, found.taken, found.gathered, mean)
    return found if _done(found, stop, fixed) else _exchanged(market, found)


def _done(found: _Found, stop: Stop, fixed: int) -> bool:
    gap = relative_gap(found.value + fixed, fixed + np.floor(found.bound))
    return gap == 0.0 or stop.says_so(rounds=1, gap=gap)


def _better(market: _Market, found: _Found, taken: Marks, gathered: Marks, price: Places) -> _Found:
    """Return the better choice of two, and the lower bound of two."""
    value, bound = market.worth(taken, gathered), market.upper(price)
    if value > found.value:
        found = replace(found, taken=taken, gathered=gathered, value=value)
    return replace(found, bound=bound, price=price) if bound < found.bound else found


def _pairs_beside(market: _Market, gathered: Marks, near: Marks, stop: Stop) -> tuple[Marks, Places]:
    """Return pairs in the places that groups leave, and prices with which both are judged."""
    low, cap = market.left(gathered)
    kept = np.flatnonzero(near & ~market.inside.pairs_of(gathered))
    choice = choose(
        market.first[kept],
        market.second[kept],
        market.weight[kept],
        minimum=low,
        maximum=cap,
        pinned=np.zeros(len(kept), np.bool_),
        bonus=market.bonus,
        stop=stop,
    )
    taken = np.zeros(len(near), np.bool_)
    taken[kept[choice.chosen]] = True
    price = choice.price
    price[cap == 0] = market.fair.weight.max(initial=0)  # beyond all pairs: groups have all its places
    settle(market.members, price, market.fair, SWEEPS)
    return taken, price


def _gaining(market: _Market, price: Places, before: Marks) -> Marks:
    """Return the groups that gain at prices, the highest first, as far as there are places and alternatives."""
    groups, gain = market.groups, group_gains(price, market.fair)
    room, done = market.cap.copy(), np.zeros(groups.size, np.bool_)
    gathered = np.zeros(groups.size, np.bool_)
    for g in np.lexsort((np.arange(groups.size), ~before, -gain)):
        members = groups.member[groups.start[g] : groups.start[g + 1]]
        if gain[g] < 0 or done[groups.alternative[g]] or (gain[g] == 0 and not before[g]):
            continue
        if (room[members] > 0).all():
            room[members] -= 1
            gathered[g] = done[groups.alternative[g]] = True
    return gathered


def _exchanged(market: _Market, found: _Found) -> _Found:
    """Put groups in and out while that gains; only what the bound leaves open is tried."""
    slack = (found.bound - found.value) * UNIT
    kept = (market.pair_gains(found.price) > -slack) | found.taken
    small = market.among(kept)
    gains = group_gains(found.price, market.fair)
    best, left = replace(found, taken=found.taken[kept]), TRIES
    while left > 0:
        unsure = np.flatnonzero(np.where(best.gathered, gains < slack, gains > -slack))
        before = best.value
        for g in unsure[np.argsort(np.abs(gains[unsure]), kind="stable")][:left]:
            left -= 1
            for gathered in _toggled(small, best.gathered, int(g), unsure[np.argsort(-gains[unsure])]):
                best = _exchanged_for(small, best, gathered)
        if best.value == before:
            break
    taken = np.zeros(len(kept), np.bool_)
    taken[np.flatnonzero(kept)[best.taken]] = True
    return replace(best, taken=taken)


def _toggled(market: _Market, before: Marks, g: int, others: Places) -> tuple[Marks, Marks]:
    """Return the groups with g put in or out, first alone, then with whatever of the others still has room."""
    groups, alone = market.groups, before.copy()
    alone[g] = not alone[g]
    if alone[g]:
        _make_room(market, alone, g)
    filled, room = alone.copy(), market.cap - market.seats(alone)
    done = np.isin(groups.alternative, groups.alternative[alone])
    for h in others[others != g]:
        members = groups.member[groups.start[h] : groups.start[h + 1]]
        if not done[h] and (room[members] > 0).all():
            room[members] -= 1
            filled[h] = True
            done |= groups.alternative == groups.alternative[h]
    return alone, filled


def _exchanged_for(market: _Market, best: _Found, gathered: Marks) -> _Found:
    """Return the choice with these groups, whatever is in their way taken out, if that is better."""
    low, cap = market.left(gathered)
    blocked = market.inside.pairs_of(gathered)
    taken = best.taken & ~blocked
    for v in np.flatnonzero(market.held(taken) > cap):
        own = np.flatnonzero(taken & ((market.first == v) | (market.second == v)))
        lightest = own[np.argsort(market.weight[own], kind="stable")]
        taken[lightest[: len(own) - cap[v]]] = False
    weight = market.weight.astype(np.int64)
    order = np.argsort(-weight, kind="stable")
    order = order[~blocked[order]]
    polish(market.first, market.second, weight, order, low, cap, market.bonus, taken, POLISHING)
    value = market.worth(taken, gathered)
    return replace(best, taken=taken, gathered=gathered, value=value) if value > best.value else best


def _make_room(market: _Market, gathered: Marks, g: int) -> None:
    """Take out the other groups of g's alternative, and the lightest ones of members who have no place left."""
    groups = market.groups
    gathered[(groups.alternative == groups.alternative[g]) & (np.arange(groups.size) != g)] = False
    while True:
        full = np.flatnonzero(market.seats(gathered) > market.cap)
        if not len(full):
            return
        inside = np.unique(groups.group[np.isin(groups.member, full)])
        others = inside[gathered[inside] & (inside != g)]
        gathered[others[np.argmin(groups.weight[others])]] = False
