"""Lists that do not send everybody to the same few: dealt so that what is listed can also be had."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.choose import held_in
from chainfair.engine.matching.fit import Scoring
from chainfair.engine.matching.kernels.lists import deal, lift
from chainfair.engine.matching.pairs import Pairs, interest
from chainfair.engine.matching.problem import EXHIBITOR, Floats, Ints
from chainfair.engine.matching.tables import Places

TRUST = 0.4  # power of the other's interest in what an entry is worth: it is known less well than one's own
PASSES = 3  # how often everybody takes anew
ASKED = np.logspace(
    -1, 0, 8
)  # of what scores promise, how much comes: a tenth to all, each order of magnitude alike
FINE = 128  # loads told apart for each multiple of a capacity
FULL = 20  # capacities promised, above which all are equally full
NOTHING = 1e-9  # a place with somebody who is certainly full

_Places = tuple[NDArray[np.float64], Ints, NDArray[np.float64]]


@dataclass(frozen=True)
class Arcs:
    """Who could be on whose list: those of organisation i are start[i] to start[i+1]-1, in any order.

    own: the interest of i in other, 0 to 1. theirs: of other in i. label: arcs with the same number >= 0 are of
    one kind (a link of a chain), of which a list should not be full.
    """

    start: Places
    other: Ints
    own: Floats
    theirs: Floats
    label: Ints

    @property
    def owner(self) -> Ints:
        """Return whose arc each is."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))


def dealt(
    arcs: Arcs,
    *,
    capacity: Ints,
    length: int,
    seed: int,
    variety: float = 0.0,
    floor: Ints | None = None,
    ceiling: Ints | None = None,
    passes: int = PASSES,
) -> Places:
    """Return everybody's list as places in `arcs`, best first, -1 behind the last: (organisations, length).

    Problem: how far down people read, and how many of those who might ask do ask, is not known. It is held to be any
    depth from one entry to all, each alike, and any share of what the interests promise between a tenth and all.
    For each depth and share the meetings to expect of an organisation are E[min(capacity, N)], N Poisson with what
    it is promised as its mean. Everybody in turn, in an order of the seed, takes for each rank the counterpart with the
    highest own x theirs^TRUST x share of cases in which it has a place left; in a further pass it gives its list back
    first. With TRUST at 1, no variety and lists on one side, each step is the best along one coordinate of the sum of
    all expected meetings, which so never falls (a congestion game with a potential: Rosenthal 1973).
    An arc without interest is on no list.
    floor: how often each with a place is listed at least, as far as it is among enough arcs; ceiling: at most.
    variety: what each entry with the same label takes off the value of the next ones, as a share.
    Deterministic by seed, whatever the order of arcs within an organisation. Cost: passes x arcs x length.
    """
    n = len(capacity)
    value = arcs.own * arcs.theirs ** np.float32(TRUST)
    tables = arcs.start, arcs.other, value, arcs.own * arcs.theirs, arcs.label
    places = _places(capacity, length)
    order = np.random.default_rng(seed).permutation(n).astype(np.int32)
    lists = np.full((n, length), -1, np.int64)
    load, shown = np.zeros((n, length)), np.zeros(n, np.int32)
    worth = places[0][places[1], :1] * np.arange(length, 0, -1.0)
    most = np.full(n, n, np.int32) if ceiling is None else ceiling.astype(np.int32)
    for _ in range(passes):
        if not deal(order, tables, places, most, variety, seed, lists, load, worth, shown):
            break
    if floor is not None:
        least = np.where(capacity > 0, np.minimum(floor, most), 0).astype(np.int32)
        lift(order, _wanted(arcs, value, order, shown < least), tables, arcs.owner, least, lists, shown)
    return lists


def listed(scoring: Scoring, pairs: Pairs, *, seed: int) -> tuple[Ints, Ints]:
    """Return for each pair the place of its second on the list of its first, and the other way; 0 = not on it."""
    problem, params, size = scoring.problem, scoring.params, len(pairs.first)
    n = problem.organisations
    owner = np.concatenate([pairs.first, pairs.second])
    order = np.argsort(owner, kind="stable")
    other = np.concatenate([pairs.second, pairs.first])[order]
    ways = pairs.fit_first, pairs.fit_second
    own = np.concatenate([interest(*ways, params), interest(*ways[::-1], params)]).astype(np.float32)
    # A pair is shown to both: whoever holds no meetings is dealt nobody, or it would be shown to them.
    own[problem.maximum[owner] == 0] = 0
    arcs = Arcs(
        np.searchsorted(owner[order], np.arange(n + 1)),
        other,
        own[order],
        np.roll(own, size)[order],
        _main_link(scoring)[other],
    )
    groups = problem.assemblies
    held = held_in(pairs.first, pairs.second, pairs.pinned, n) + groups.seats(groups.pinned, n)
    lists = dealt(
        arcs,
        capacity=np.maximum(problem.maximum - held, 0).astype(np.int32),
        length=params.shown,
        seed=seed,
        variety=params.variety,
        floor=np.where(problem.side == EXHIBITOR, params.listed_least, 0),
    )
    place = np.zeros(2 * size, np.int32)
    there = lists >= 0
    place[order[lists[there]]] = np.nonzero(there)[1] + 1
    return place[:size], place[size:]


@dataclass(frozen=True)
class Promised:
    """Entries of lists in force, one a row: who is promised something, at which rank (from 1), and how likely it is.

    An entry counts for both sides: for whom the list is, and for whom it names.
    """

    who: Ints
    rank: Ints
    chance: NDArray[np.float64]


def dealt_to_one(
    scoring: Scoring,
    one: int,
    other: Ints,
    fits: tuple[NDArray[np.float64], NDArray[np.float64]],
    promised: Promised,
    *,
    seed: int,
) -> Ints:
    """Return the places from 1 (0 = not on it) of `other` on a list dealt to one organisation, all others staying.

    fits: how they serve it, and how it serves them. promised: what lists in force promise the others, the one's own
    list left out. It is one turn of `dealt`: an organisation takes the best that the others' lists leave.
    """
    params, maximum, n = scoring.params, scoring.problem.maximum, scoring.problem.organisations
    own, theirs = (
        interest(*ways, params).astype(np.float32) * (maximum[whose] > 0)
        for ways, whose in ((fits, one), (fits[::-1], other))
    )
    places, load = _places(maximum, params.shown), np.zeros((n, params.shown))
    reached = promised.rank <= params.shown
    np.add.at(load, (promised.who[reached], promised.rank[reached] - 1), promised.chance[reached])
    load = np.cumsum(load, axis=1)  # whoever reads on has read what stands above
    lists = np.full((n, params.shown), -1, np.int64)
    value = own * theirs ** np.float32(TRUST)
    start = np.where(np.arange(n + 1) > one, len(other), 0)
    arcs = start, other, value, own * theirs, _main_link(scoring)[other]
    shown, most, turn = np.zeros(n, np.int32), np.full(n, n, np.int32), np.array([one], np.int32)
    deal(turn, arcs, places, most, params.variety, seed, lists, load, _worth(places, load), shown)
    place = np.zeros(len(other), np.int32)
    taken = lists[one][lists[one] >= 0]
    place[taken] = np.arange(1, len(taken) + 1)
    return place


def _main_link(scoring: Scoring) -> Ints:
    """Return the link of each organisation's weightiest offer, -1 without one."""
    offers = scoring.offers
    linked = np.flatnonzero(offers.link >= 0)
    linked = linked[np.argsort(offers.weight[linked], kind="stable")[::-1]]
    found, first = np.unique(offers.organisation[linked], return_index=True)
    link = np.full(scoring.problem.organisations, -1, np.int32)
    link[found] = offers.link[linked[first]]
    return link


def _places(capacity: Ints, length: int) -> _Places:
    """Return the shares of cases in which a place is left, by kind of capacity; each one's kind and step of load."""
    kinds, kind = np.unique(capacity, return_inverse=True)
    return _open(kinds, length), kind.astype(np.int32), np.maximum(capacity, 1) / FINE


def _worth(places: _Places, load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a place with each at each rank is worth: the shares of all depths that reach it, added up."""
    open_at, kind, step = places
    cell = np.minimum((load / step[:, None]).astype(np.int64), open_at.shape[1] - 1)
    return np.ascontiguousarray(np.cumsum(open_at[kind[:, None], cell][:, ::-1], axis=1)[:, ::-1])


def _open(capacities: Ints, length: int) -> NDArray[np.float64]:
    """Return, by capacity and load, the mean over shares that ask of the chance that a place is left, by depth alike.

    Shares count by their root: between counting fairs alike and counting meetings alike.
    """
    from scipy.special import pdtr

    weight = np.sqrt(ASKED) / np.sqrt(ASKED).sum() / length
    table = np.zeros((len(capacities), FULL * FINE))
    for row, capacity in enumerate(capacities):
        if capacity > 0:
            load = (np.arange(FULL * FINE) + 0.5) * capacity / FINE
            table[row] = np.maximum(weight @ pdtr(capacity - 1, np.outer(ASKED, load)), NOTHING)
    return table


def _wanted(arcs: Arcs, value: Floats, order: Ints, short: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Return the arcs to those who are `short`, the dearest first, equal ones in the order in which lists are dealt."""
    turn = np.empty(len(order), np.int32)
    turn[order] = np.arange(len(order))
    places = np.flatnonzero(short[arcs.other] & (value > 0))
    places = places[np.lexsort((turn[arcs.owner[places]], -value[places], arcs.other[places]))]
    return np.searchsorted(arcs.other[places], np.arange(len(order) + 1)), places
