"""A market of visitors and exhibitors, to try lists on: `python bench/market.py [--seeds 5] [--noise 0.5]`.

What is made up, how people look down a list, who asks and who accepts is written in docs/model/matching.md ("The
market"); it was fixed before any policy was tuned on it. Every policy sees preferences with noise and hands each
visitor a list of ten; none is told how visitors look through it.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.compiled import kernel
from chainfair.engine.matching.equilibrium import equilibrium
from chainfair.engine.matching.lists import Arcs, dealt

Singles = NDArray[np.float32]
Numbers = NDArray[np.float64]
Ints = NDArray[np.int32]
Places = NDArray[np.int64]

LENGTH = 10  # of a list
BLOCK = 2000  # visitors made at a time
DIMENSIONS = 8  # of what is sought and offered
ALIKE = 0.5  # correlation of the two sides' fits
FIT, POPULARITY, ASKS = 1.5, 0.6, -3.0  # p: weights of fit and of log popularity, and the middle
RETURN, VOLUME, ACCEPTS = 0.4, 0.75, -1.5  # q: weights of fit and of log volume, and the middle
PARETO = 1.16  # exponent of volumes: a fifth of the buyers buys four fifths
OWN, MUTUAL, OF_EXHIBITOR = 100, 100, 2000  # candidates by p and by p q of a visitor, by p q of an exhibitor
VISITOR_MEETINGS = 6  # at most
TRANSFERABLE = "transferable utility, tuned: beta and visitor's places"
BETAS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 1.0)
CURVES: dict[str, Callable[[Numbers], Numbers]] = {
    "1/log2": lambda rank: 1 / np.log2(rank + 1),
    "exponential": lambda rank: np.exp(1 - rank),
    "1/rank": lambda rank: 1 / rank,
}


@dataclass(frozen=True)
class Market:
    """Candidate pairs of visitors and exhibitors, by visitor: those of visitor v are start[v] to start[v+1]-1.

    p, q: chance that the visitor asks, that the exhibitor accepts; seen_p, seen_q: what a policy sees of them.
    ideal: for each visitor its ten highest p among all exhibitors, discounted. slots: of each exhibitor.
    """

    seed: int
    start: Places
    exhibitor: Ints
    p: Singles
    q: Singles
    seen_p: Singles
    seen_q: Singles
    ideal: Numbers
    slots: Ints

    @property
    def visitor(self) -> Ints:
        """Return the visitor of each pair."""
        return np.repeat(np.arange(len(self.ideal), dtype=np.int32), np.diff(self.start))


def logistic(values: Singles) -> Singles:
    """Return 1 / (1 + exp(-values))."""
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)


def directions(chance: np.random.Generator, rows: int) -> Singles:
    """Return rows of chance on the sphere."""
    drawn = chance.normal(size=(rows, DIMENSIONS)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def generated(visitors: int, exhibitors: int, *, slots: int, noise: float, seed: int) -> Market:
    """Return a made-up market with `slots` meetings for each exhibitor; the truth does not depend on the noise."""
    chance, disturbed = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    offered, offered_back = directions(chance, exhibitors), directions(chance, exhibitors)
    sought, sought_back = directions(chance, visitors), directions(chance, visitors)
    popular = -np.log(chance.permutation(exhibitors) + 1.0).astype(np.float32)
    volume = np.log(1 + chance.pareto(PARETO, visitors)).astype(np.float32)
    popular, volume = popular - popular.mean(), volume - volume.mean()
    discount = 1 / np.log2(np.arange(2, LENGTH + 2))
    parts: list[tuple[Ints, Singles, Singles, Singles, Singles]] = []
    counts, ideal = np.zeros(visitors, np.int64), np.empty(visitors)
    at_least: Singles | None = None
    for begin in range(0, visitors, BLOCK):
        rows = slice(begin, min(begin + BLOCK, visitors))
        fit = np.sqrt(np.float32(DIMENSIONS)) * (sought[rows] @ offered.T)
        back = np.sqrt(np.float32(DIMENSIONS)) * (sought_back[rows] @ offered_back.T)
        back = ALIKE * fit + np.sqrt(np.float32(1 - ALIKE**2)) * back
        truth = (
            FIT * fit + POPULARITY * popular + np.float32(ASKS),
            RETURN * back + VOLUME * volume[rows, None] + np.float32(ACCEPTS),
        )
        p, q = (logistic(one) for one in truth)
        seen_p, seen_q = (
            logistic(one + np.float32(noise) * disturbed.standard_normal(one.shape, np.float32))
            for one in truth
        )
        both = seen_p * seen_q
        if (
            at_least is None
        ):  # visitors come in no order, so the first block tells what an exhibitor's best are
            at_least = np.quantile(both, 1 - min(OF_EXHIBITOR / visitors, 1.0), axis=0)
        kept = (seen_p >= highest(seen_p, OWN)) | (both >= highest(both, MUTUAL)) | (both >= at_least)
        ideal[rows] = -np.sort(-np.partition(p, exhibitors - LENGTH)[:, -LENGTH:]) @ discount
        counts[rows] = kept.sum(axis=1)
        parts.append((np.nonzero(kept)[1].astype(np.int32), p[kept], q[kept], seen_p[kept], seen_q[kept]))
    start = np.concatenate([[0], np.cumsum(counts)])
    exhibitor = np.concatenate([part[0] for part in parts])
    p, q, seen_p, seen_q = (np.concatenate([part[column] for part in parts]) for column in range(1, 5))
    return Market(seed, start, exhibitor, p, q, seen_p, seen_q, ideal, np.full(exhibitors, slots, np.int32))


def highest(values: Singles, count: int) -> Singles:
    """Return the count-th highest of each row, as a column."""
    count = min(count, values.shape[1])
    return np.partition(values, values.shape[1] - count)[:, -count, None]


@kernel
def listed(start: Places, score: Singles, length: int) -> Places:
    """Return for each visitor the places of its `length` pairs of the highest score, best first (-1: no more)."""
    rows = len(start) - 1
    lists = np.full((rows, length), -1, np.int64)
    for row in range(rows):
        filled = 0
        for at in range(start[row], start[row + 1]):
            if filled == length and score[at] <= score[lists[row, length - 1]]:
                continue
            place = min(filled, length - 1)
            while place > 0 and score[lists[row, place - 1]] < score[at]:
                lists[row, place] = lists[row, place - 1]
                place -= 1
            lists[row, place] = at
            filled = min(filled + 1, length)
    return lists


@kernel
def held(
    lists: Places,
    order: Places,
    looks: Numbers,
    exhibitor: Ints,
    p: Singles,
    q: Singles,
    chance: Numbers,
    room: Ints,
    most: int,
) -> Ints:
    """Return the meetings of each exhibitor when visitors look down their lists one after another, in `order`.

    chance: three numbers in [0, 1) for each visitor and rank (looks, asks, is accepted). room: of each exhibitor.
    """
    meetings = np.zeros(len(room), np.int32)
    for visitor in order:
        own = 0
        for rank in range(lists.shape[1]):
            at = lists[visitor, rank]
            if at < 0 or own == most:
                break
            drawn = chance[visitor, rank]
            if drawn[0] < looks[rank] and drawn[1] < p[at] and drawn[2] < q[at]:
                other = exhibitor[at]
                if meetings[other] < room[other]:
                    meetings[other] += 1
                    own += 1
    return meetings


@dataclass(frozen=True)
class Outcome:
    """What came of everybody's lists: meetings held, Gini of exposure over exhibitors, NDCG of visitors' own taste."""

    meetings: float
    gini: float
    taste: float


def gini(values: Numbers) -> float:
    """Return the Gini coefficient: 0 if all are equal, near 1 if one has everything."""
    ordered, n = np.sort(values), len(values)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))


def outcome(market: Market, lists: Places, looks: Numbers) -> Outcome:
    """Let visitors look through these lists by the curve `looks` and count; the same chance for every policy."""
    chance = np.random.default_rng([market.seed, 2])
    order, drawn = chance.permutation(len(lists)), chance.random((*lists.shape, 3))
    meetings = held(
        lists, order, looks, market.exhibitor, market.p, market.q, drawn, market.slots, VISITOR_MEETINGS
    )
    there, rank = lists[lists >= 0], np.nonzero(lists >= 0)[1]
    exposure = np.bincount(market.exhibitor[there], looks[rank], minlength=len(market.slots)).astype(
        np.float64
    )
    gains = np.where(lists >= 0, market.p[lists], 0.0)
    taste = gains @ (1 / np.log2(np.arange(2, LENGTH + 2))) / market.ideal
    return Outcome(float(meetings.sum()), gini(exposure), float(taste.mean()))


@kernel
def one_by_one(
    start: Places, exhibitor: Ints, score: Singles, order: Places, room: Ints, length: int
) -> Places:
    """Return lists that visitors take one after another, the best with room left first, then the best of the rest."""
    lists = np.full((len(start) - 1, length), -1, np.int64)
    left = room.astype(np.float64)
    for visitor in order:
        begin, rank = start[visitor], 0
        best = begin + np.argsort(-score[begin : start[visitor + 1]])
        for with_room in (True, False):
            for at in best:
                if (
                    rank < length
                    and (left[exhibitor[at]] > 0) == with_room
                    and not (lists[visitor] == at).any()
                ):
                    lists[visitor, rank] = at
                    rank += 1
                    left[exhibitor[at]] -= score[at] / np.log2(rank + 1)
    return lists


def transferable(market: Market, mutual: Singles) -> Iterator[tuple[str, Places]]:
    """Yield lists by the equilibrium with transferable utility for every beta and capacity of visitors tried."""
    exhibitors, visitors = len(market.slots), len(market.ideal)
    order = np.argsort(market.exhibitor, kind="stable")
    first, second = market.exhibitor[order], (market.visitor[order] + exhibitors).astype(np.int32)
    utility = mutual[order]
    for places in (1, VISITOR_MEETINGS):
        capacity = np.concatenate([market.slots.astype(np.float64), np.full(visitors, float(places))])
        for beta in BETAS:
            found = equilibrium(first, second, utility, capacity=capacity, beta=beta)
            price = beta * np.log(found.share[:exhibitors])
            score = mutual + price[market.exhibitor].astype(np.float32)
            yield f"{TRANSFERABLE} {beta} {places}", listed(market.start, score, LENGTH)


def ours(market: Market) -> Places:
    """Return the lists of the engine: visitors have one, exhibitors have none."""
    exhibitors, visitors = len(market.slots), len(market.ideal)
    arcs = Arcs(
        np.concatenate([market.start, np.full(exhibitors, market.start[-1])]),
        market.exhibitor + np.int32(visitors),
        market.seen_p,
        market.seen_q,
        np.full(len(market.exhibitor), -1, np.int32),
    )
    capacity = np.concatenate([np.full(visitors, VISITOR_MEETINGS, np.int32), market.slots])
    return dealt(arcs, capacity=capacity, length=LENGTH, seed=market.seed)[:visitors]


def policies(market: Market) -> Iterator[tuple[str, Places]]:
    """Yield every policy's name and lists."""
    both = market.seen_p * market.seen_q
    order = np.random.default_rng([market.seed, 3]).permutation(len(market.ideal))
    yield "naive", listed(market.start, market.seen_p, LENGTH)
    yield "product", listed(market.start, both, LENGTH)
    yield "greedy", one_by_one(market.start, market.exhibitor, both, order, market.slots, LENGTH)
    yield from transferable(market, np.log(both))
    yield "ours", ours(market)


def main() -> None:
    """Make markets, try every policy, print the mean over seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--visitors", type=int, default=60_000)
    parser.add_argument("--exhibitors", type=int, default=1_200)
    parser.add_argument("--slots", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--noise", type=float, nargs="*", default=[0.5, 1.0])
    given = parser.parse_args()
    ranks = np.arange(1, LENGTH + 1, dtype=np.float64)
    for noise in given.noise:
        found: dict[tuple[str, str], list[Outcome]] = {}
        spent: dict[str, list[float]] = {}
        for seed in range(given.seeds):
            market = generated(given.visitors, given.exhibitors, slots=given.slots, noise=noise, seed=seed)
            clock = time.process_time()
            for name, lists in policies(market):
                spent.setdefault(name, []).append(time.process_time() - clock)
                for curve, looks in CURVES.items():
                    found.setdefault((curve, name), []).append(outcome(market, lists, looks(ranks)))
                clock = time.process_time()
        print(f"noise {noise}, {given.seeds} seeds, {len(market.exhibitor):,} candidates")
        show(found, given.exhibitors * given.slots)
        each = np.array(
            [np.median(seconds) for name, seconds in spent.items() if name.startswith(TRANSFERABLE)]
        )
        print(
            f"CPU seconds of lists: ours {np.median(spent['ours']):.2f}, one equilibrium {np.median(each):.2f}"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def show(found: dict[tuple[str, str], list[Outcome]], places: int) -> None:
    """Print the mean of each policy by curve; of the tuned ones, that with the most meetings."""
    print(
        "| curve | policy | meetings | against product | places filled | Gini | of product's | NDCG of own taste |"
    )
    for curve in CURVES:
        means = {name: mean(each) for (where, name), each in found.items() if where == curve}
        tuned = [name for name in means if name.startswith(TRANSFERABLE)]
        best = max(tuned, key=lambda name: means[name].meetings)
        base = means["product"]
        for name, one in means.items():
            if name not in tuned or name == best:
                print(
                    f"| {curve} | {name} | {one.meetings:,.0f} | {one.meetings / base.meetings - 1:+.1%} | "
                    f"{one.meetings / places:.1%} | {one.gini:.3f} | {one.gini / base.gini:.2f} | {one.taste:.3f} |"
                )
        ahead = [
            a.meetings - b.meetings for a, b in zip(found[curve, "ours"], found[curve, best], strict=True)
        ]
        print(f"{curve}: ours above tuned, seed by seed: {', '.join(f'{more:+,.0f}' for more in ahead)}")


def mean(outcomes: list[Outcome]) -> Outcome:
    """Return the mean of each figure."""
    return Outcome(
        *(float(np.mean([getattr(one, part) for one in outcomes])) for part in ("meetings", "gini", "taste"))
    )


if __name__ == "__main__":
    main()
