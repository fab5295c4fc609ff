"""What the engine answers -> pairs with reasons and each participant's share, by the rows' own numbers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chainfair.chains.bridge import TextVectors
from chainfair.fairs.models import Edition
from chainfair.matching.bridge.assembling import Group, groups_of
from chainfair.matching.bridge.problem import Keys, Watch, build_problem, params_of
from chainfair.matching.kinds import REGION, Lack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.matching import Problem, Reasons, Result

KEPT_TERMS = 3  # terms stored for each direction of a pair; the rest is stored as one sum
KEPT_BESIDE = 2  # and of those that are not about goods: conditions, earlier meetings, partners on one link
LACKS = (Lack.NO_PROFILE, Lack.NOBODY_ADMITTED, Lack.TOO_FEW, Lack.OTHERS_FULL, Lack.WORTH_LESS)


@dataclass(frozen=True)
class Pair:
    """One suggested pair of participants with its reasons as they are stored."""

    first: int
    second: int
    weight: int
    fit_first: float
    fit_second: float
    rank_first: int
    rank_second: int
    chosen: bool
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Share:
    """What a run gives one participant: pairs, places on others' lists, pairs and assemblies within capacity, lacks."""

    participant: int
    suggested: int
    listed: int
    chosen: int
    seated: int
    lacking: int
    why: str


@dataclass(frozen=True)
class Answer:
    """What a matching run found."""

    pairs: list[Pair]
    shares: list[Share]
    figures: dict[str, Any]
    vectors: TextVectors
    groups: list[Group] = field(default_factory=list)


def solve(
    edition: Edition, settings: dict[str, Any], seed: int, watch: Watch, *, now: datetime | None = None
) -> Answer:
    """Match an edition: read, solve, and answer in the rows' own numbers; reads only.

    now: offers and needs that have expired by then, or by the first day of the fair, do not count.
    """
    from chainfair.engine.matching import solve as solve_matching

    watch("reading", 0.0)
    problem, keys = build_problem(edition, now=now, encode=settings.get("encode", True), watch=watch)
    params = params_of(keys, settings.get("shown"))
    result = solve_matching(
        problem, params=params, seed=seed, watch=lambda stage, share: watch(stage, 0.3 + 0.6 * share)
    )
    watch("explaining", 0.9)
    counted = _figures(problem, result)
    # What a list that is made anew later has to go by.
    counted |= {"shown": params.shown, "needs_stated": any(keys.needs), "read": keys.read}
    return Answer(
        _pairs(result, keys),
        _shares(result, keys),
        counted,
        keys.vectors,
        groups_of(problem, result, keys),
    )


def _figures(problem: "Problem", result: "Result") -> dict[str, Any]:
    return {
        "participants": int(problem.organisations),
        "offers": problem.offers.size,
        "needs": problem.needs.size,
        "candidates": int(result.candidates),
        "pairs": len(result.first),
        "chosen": int(result.chosen.sum()),
        "objective": int(result.objective),
        "bound": float(result.bound),
        "gap": float(result.gap),
        "status": str(result.status),
        "below_minimum": len(result.unmet),
        "scenarios": len(problem.scenarios),
        "assemblies": result.gathered.groups.size,
        "assemblies_chosen": int(result.gathered.chosen.sum()),
    }


def _pairs(result: "Result", keys: Keys) -> list[Pair]:
    """Pairs with the places that they have on the lists as dealt, not among everybody's own best."""
    import numpy as np

    number = np.array(keys.participants)
    columns = (
        number[result.first],
        number[result.second],
        result.weight,
        result.fit_first,
        result.fit_second,
        result.list_first,
        result.list_second,
        result.chosen,
    )
    reasons = stored_reasons(result.reasons, len(result.first), keys)
    rows = zip(*(column.tolist() for column in columns), reasons, strict=True)
    return [Pair(*row) for row in rows]


def _shares(result: "Result", keys: Keys) -> list[Share]:
    import numpy as np

    def count(first: "NDArray[np.bool_]", second: "NDArray[np.bool_]") -> list[int]:
        members = np.concatenate([result.first[first], result.second[second]])
        counts: list[int] = np.bincount(members, minlength=len(keys.participants)).tolist()
        return counts

    every = np.ones(len(result.first), np.bool_)
    # Who stands on the list of the first is the second.
    on_first, on_second = result.list_first > 0, result.list_second > 0
    lacks = {
        who: (short, LACKS[why])
        for who, short, why in zip(
            result.unmet.tolist(), result.short.tolist(), result.why.tolist(), strict=True
        )
    }
    return [
        Share(number, suggested, listed, chosen, seated, *lacks.get(row, (0, "")))
        for row, (number, suggested, listed, chosen, seated) in enumerate(
            zip(
                keys.participants,
                count(every, every),
                count(on_second, on_first),
                count(result.chosen, result.chosen),
                result.gathered.groups.seats(result.gathered.chosen, len(keys.participants)).tolist(),
                strict=True,
            )
        )
    ]


def stored_reasons(terms: "Reasons", pairs: int, keys: Keys) -> list[list[dict[str, Any]]]:
    """The strongest terms of each pair and direction, and the sum of the others, so that they add up to the fit."""
    import numpy as np

    side = 2 * terms.pair.astype(np.int64) + terms.towards
    beside = terms.kind >= REGION
    order = np.lexsort((-np.abs(terms.value), beside, side))
    shelf = (2 * side + beside)[order]
    place = np.arange(len(order)) - np.searchsorted(shelf, shelf)
    is_kept = place < np.where(beside[order], KEPT_BESIDE, KEPT_TERMS)
    kept, rest = order[is_kept], order[~is_kept]
    by_pair: list[list[dict[str, Any]]] = [[] for _row in range(pairs)]
    needs, offers, links = ([*numbers, 0] for numbers in (keys.needs, keys.offers, keys.links))  # -1: none
    names = ("towards", "kind", "value", "need", "offer", "source", "target", "level", "inferred")
    columns = [getattr(terms, name)[kept].tolist() for name in names]
    for pair, towards, kind, value, need, offer, source, target, level, inferred in zip(
        terms.pair[kept].tolist(), *columns, strict=True
    ):
        by_pair[pair].append(
            {
                "towards": towards,
                "kind": kind,
                "value": round(value, 6),
                "need": needs[need],
                "offer": offers[offer],
                "source": links[source],
                "target": keys.inputs.get(need) or links[target],
                "level": level,
                "inferred": inferred,
            }
        )
    sums = np.bincount(side[rest], terms.value[rest], minlength=1)
    for at in np.flatnonzero(sums).tolist():
        by_pair[at // 2].append({"towards": at % 2, "kind": -1, "value": round(float(sums[at]), 6)})
    return by_pair
