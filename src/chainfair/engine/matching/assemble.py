"""Groups for scenarios: one member for each part of a whole solution, by how well it supplies the part."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.fit import Scoring
from chainfair.engine.matching.kernels.assembling import all_together, chances, fullest
from chainfair.engine.matching.pairs import THOUSAND, Pairs, interest
from chainfair.engine.matching.problem import Assemblies, Ints, Problem
from chainfair.engine.matching.reasons import fits_of
from chainfair.engine.matching.tables import Places, first_of_each, matches

PARTS = 5  # parts of one scenario at most: with who looks for it six at a table
LOOKED_AT = 32  # organisations of each part whose fit with who looks for it is reckoned
FEW = 4  # of these, the best come into groups
WAYS = 3  # groups for one scenario at most
AGAIN = 1.0  # taken off the logarithm of a member's worth for each earlier group of the scenario with it


@dataclass(frozen=True)
class Formed:
    """Groups with what each member brings; `groups` are the problem's own first, then those formed here.

    offer: for each entry of `groups.member` the row of its heaviest offer on the part, or -1. worth: of each member's
    tie to who looks for the whole, in thousandths; 0 for that one and in groups that the problem came with.
    guessed: nobody has confirmed that it stands there.
    """

    groups: Assemblies
    offer: Ints
    worth: Ints
    guessed: NDArray[np.bool_]


def assemblies_of(scoring: Scoring, pairs: Pairs, *, seed: int) -> tuple[Formed, NDArray[np.bool_]]:
    """Return the problem's groups and up to WAYS groups for each scenario, and whose members may all meet at once.

    The parts of a scenario are the links that flow into its link, and that link too where who looks for it does not
    stand there: up to PARTS that somebody can supply, the weightiest flows first. How well j supplies part L to i is
    the term that a plain need for L would have with j's offers on L, or all of j's fit to i if that is more; the
    worth of a tie is then sqrt(p q), as a pair's. Of each part the FEW of the highest worth are held against one
    another: the group in which most parts are filled and the product of worths is highest, among those who may all
    meet at once.
    Its weight is (members - 1) x the geometric mean of its ties: what it replaces is a pair with each of them, and it
    is only as good as all of them together. Further groups avoid the members of earlier ones.
    Equal ties are ordered by chance of the seed. Cost: scenarios x parts x (LOOKED_AT terms + FEW ^ parts at worst).
    """
    own = scoring.problem.assemblies
    if not own.size and not len(scoring.problem.scenarios):
        nobody, none = np.zeros(0, np.int32), np.zeros(0, np.bool_)
        return Formed(own, nobody, nobody, none), none
    empty = np.zeros(len(own.member), np.int32)
    given = Formed(own, empty - 1, empty, empty > 0)
    found = _given_and_formed(given, _formed(_Ties.of(scoring, pairs, seed), scoring))
    groups = found.groups
    allowed = all_together(groups.start, groups.member, scoring.rules[1], scoring.rules[4], scoring.vetoed)
    return found, allowed


@dataclass(frozen=True)
class _Away:
    """Who does not want to sit in which scenario's groups, as ascending numbers."""

    keys: Places
    links: int
    n: int

    @classmethod
    def of(cls, problem: Problem) -> "_Away":
        own = cls(np.zeros(0, np.int64), problem.graph.links, problem.organisations)
        return replace(own, keys=np.unique(own.key(problem.unseated[:, :2], problem.unseated[:, 2])))

    def key(self, scenarios: Ints, member: Ints) -> Places:
        """Return one number for each (organisation, link, member)."""
        return (scenarios[:, 0].astype(np.int64) * self.links + scenarios[:, 1]) * self.n + member

    def is_away(self, scenarios: Ints, member: Ints) -> NDArray[np.bool_]:
        """Tell which members do not want to sit in the scenario of the same row."""
        return np.isin(self.key(scenarios, member), self.keys)

    def without(self, scenarios: Ints) -> Ints:
        """Return the scenarios that the organisation itself has not turned down."""
        return scenarios[~self.is_away(scenarios, scenarios[:, 0])]


@dataclass(frozen=True)
class _Ties:
    """Who could supply which part of which scenario; in order of (scenario, part, worth falling).

    scenarios: rows (organisation, link). turn: place of the part within its scenario.
    """

    scenarios: Ints
    scenario: Places
    turn: Places
    part: Ints
    member: Ints
    offer: Ints
    guessed: NDArray[np.bool_]
    worth: NDArray[np.float64]

    @classmethod
    def of(cls, scoring: Scoring, pairs: Pairs, seed: int) -> "_Ties":
        away = _Away.of(scoring.problem)
        scenarios = away.without(np.unique(scoring.problem.scenarios, axis=0))
        scenario, part, flow = _parts(scoring, scenarios)
        row, at = matches(part, scoring.offers.link)
        owner, member = scenarios[scenario[row], 0], scoring.offers.organisation[at]
        term = scoring.offers.weight[at] * scoring.params.link
        # Of several offers on one link the heaviest counts.
        order = np.lexsort((at, -term, member, row))
        kept = order[first_of_each(row[order], member[order])]
        kept = kept[scoring.admits(owner[kept], member[kept])]
        kept = kept[~away.is_away(scenarios[scenario[row[kept]]], member[kept])]
        chance = chances(seed, owner[kept], member[kept])
        own, back, known = _known_fits(pairs, owner[kept], member[kept], scoring.problem.organisations)
        first = _worth(np.maximum(own, term[kept]), back, scoring)
        near = _first_few(row[kept], -first, chance, LOOKED_AT)
        kept, chance, own, back = kept[near], chance[near], own[near], back[near]
        new = np.flatnonzero(~known[near])
        own[new] = fits_of(scoring, owner[kept[new]], member[kept[new]])
        back[new] = fits_of(scoring, member[kept[new]], owner[kept[new]])
        worth = _worth(np.maximum(own, term[kept]), back, scoring)
        best = _first_few(row[kept], -worth, chance, FEW)
        kept, worth = kept[best], worth[best]
        rank = _rank_of_parts(scenario, flow, row[kept], worth)
        order = np.lexsort((np.arange(len(kept)), rank, scenario[row[kept]]))
        order = order[rank[order] < PARTS]
        kept = kept[order]
        return cls(
            scenarios,
            scenario[row[kept]],
            rank[order],
            part[row[kept]],
            member[kept].astype(np.int32),
            scoring.offers.row[at[kept]],
            scoring.offers.inferred[at[kept]],
            worth[order],
        )


def _parts(scoring: Scoring, scenarios: Ints) -> tuple[Places, Ints, NDArray[np.float64]]:
    """Return (scenario, part, weight of the flow) in order of (scenario, part), each part once."""
    graph, offers = scoring.problem.graph, scoring.offers
    row, flow = matches(scenarios[:, 1], graph.target)
    stands = offers.organisation.astype(np.int64) * graph.links + offers.link
    whole = scenarios[:, 0].astype(np.int64) * graph.links + scenarios[:, 1]
    absent = np.flatnonzero(~np.isin(whole, stands[offers.link >= 0]))
    scenario = np.concatenate([row, absent])
    part = np.concatenate([graph.source[flow], scenarios[absent, 1]])
    weight = np.concatenate([graph.flow_weight[flow].astype(np.float64), np.full(len(absent), 2.0)])
    order = np.lexsort((-weight, part, scenario))
    kept = order[first_of_each(scenario[order], part[order])]
    return scenario[kept], part[kept].astype(np.int32), weight[kept]


def _known_fits(
    pairs: Pairs, owner: Ints, member: Ints, n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return (fit of the member to the owner, of the owner to the member, whether they are candidates); 0 if not."""
    low, high = np.minimum(owner, member).astype(np.int64), np.maximum(owner, member)
    keys, wanted = pairs.first.astype(np.int64) * n + pairs.second, low * n + high
    at = np.searchsorted(keys, wanted)
    known = np.append(keys, -1)[at] == wanted
    fits = [np.append(fit, 0.0)[at] * known for fit in (pairs.fit_first, pairs.fit_second)]
    turned = owner > member
    return np.where(turned, fits[1], fits[0]), np.where(turned, fits[0], fits[1]), known


def _worth(own: NDArray[np.float64], back: NDArray[np.float64], scoring: Scoring) -> NDArray[np.float64]:
    """Return sqrt(p q) of ties, 0 to 1."""
    return np.sqrt(interest(own, back, scoring.params) * interest(back, own, scoring.params))


def _first_few(row: Places, key: NDArray[np.float64], chance: Places, few: int) -> Places:
    """Return the places of the `few` lowest keys of each row, in order."""
    order = np.lexsort((chance, key, row))
    place = np.arange(len(order)) - np.searchsorted(row[order], row[order])
    return order[place < few]


def _rank_of_parts(
    scenario: Places, flow: NDArray[np.float64], row: Places, worth: NDArray[np.float64]
) -> Places:
    """Return the place of each tie's part among those of its scenario that anybody supplies: weighty flows first."""
    supplied = np.unique(row)
    best = np.zeros(len(scenario))
    np.maximum.at(best, row, worth)
    order = supplied[np.lexsort((supplied, -best[supplied], -flow[supplied], scenario[supplied]))]
    rank = np.zeros(len(scenario), np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(scenario[order], scenario[order])
    return rank[row]


def _formed(ties: _Ties, scoring: Scoring) -> Formed:
    """Return up to WAYS groups of three or more for each scenario, in order of scenarios."""
    sizes, rows, alternative = [], [], []
    for number in np.unique(ties.scenario):
        mine = np.flatnonzero(ties.scenario == number)
        for ways in _ways(ties, mine, int(ties.scenarios[number, 0]), scoring):
            sizes.append(len(ways) + 1)
            rows.append(ways)
            alternative.append(int(number))
    return _as_groups(ties, sizes, rows, alternative)


def _ways(ties: _Ties, mine: Places, owner: int, scoring: Scoring) -> list[Places]:
    """Return the best groups of one scenario, each as places in `ties`, one a part."""
    found: list[Places] = []
    value, start = np.log(ties.worth[mine]), np.searchsorted(ties.turn[mine], np.arange(PARTS + 1))
    used = np.zeros(len(mine))
    for _way in range(WAYS):
        asked = value - AGAIN * used
        order = np.lexsort((np.arange(len(mine)), -asked, ties.turn[mine]))
        best = fullest(
            owner, start, ties.member[mine[order]], asked[order], scoring.rules[:5], scoring.vetoed
        )
        places = np.sort(order[best[best >= 0]])
        if len(places) < 2 or any(np.array_equal(mine[places], one) for one in found):
            break
        found.append(mine[places])
        used += np.isin(ties.member[mine], ties.member[mine[places]])
    return found


def _as_groups(ties: _Ties, sizes: list[int], rows: list[Places], alternative: list[int]) -> Formed:
    start = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int32)
    entry, worth = np.zeros(start[-1], np.int64), np.zeros(start[-1])
    heads = start[:-1]
    tied = np.ones(len(entry), np.bool_)
    tied[heads] = False
    entry[tied] = np.concatenate([np.zeros(0, np.int64), *rows])
    worth[tied] = ties.worth[entry[tied]]
    scenario = ties.scenarios[alternative].reshape(-1, 2)
    member, part, offer = (column[entry].astype(np.int32) for column in (ties.member, ties.part, ties.offer))
    member[heads], part[heads], offer[heads] = scenario[:, 0], scenario[:, 1], -1
    guessed = np.zeros(len(entry), np.bool_)
    guessed[tied] = ties.guessed[entry[tied]]
    ties_of = np.array(sizes, np.int64) - 1
    group = np.repeat(np.arange(len(sizes)), ties_of)
    mean = np.exp(np.bincount(group, np.log(worth[tied]), minlength=len(sizes)) / np.maximum(ties_of, 1))
    groups = Assemblies(
        start,
        member,
        part,
        np.maximum(np.rint(THOUSAND * ties_of * mean), 1).astype(np.int32),
        np.array(alternative, np.int32),
        np.zeros(len(sizes), np.bool_),
    )
    whole = np.rint(THOUSAND * worth).astype(np.int32)
    return Formed(groups, offer, whole, guessed)


def _given_and_formed(given: Formed, formed: Formed) -> Formed:
    """Return both, the alternatives of the second numbered behind those of the first."""
    one, other = given.groups, formed.groups
    behind = int(one.alternative.max(initial=-1)) + 1
    groups = Assemblies(
        np.concatenate([one.start, other.start[1:] + one.start[-1]]).astype(np.int32),
        np.concatenate([one.member, other.member]),
        np.concatenate([one.part, other.part]),
        np.concatenate([one.weight, other.weight]),
        np.concatenate([one.alternative, other.alternative + behind]).astype(np.int32),
        np.concatenate([one.pinned, other.pinned]),
    )
    return Formed(
        groups,
        np.concatenate([given.offer, formed.offer]),
        np.concatenate([given.worth, formed.worth]),
        np.concatenate([given.guessed, formed.guessed]),
    )
