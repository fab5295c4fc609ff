"""Small problems drawn at random, and what is best for them, found by trying everything."""

from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from chainfair.engine.timetable import GapRule, Problem, make_problem, statistics, violations

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"


def pairs(count: int) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Up to two pairs of different ones of ``count`` meetings."""
    one = st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True).map(tuple)
    return st.lists(one, max_size=2) if count > 1 else st.just([])


@st.composite
def ways(draw: st.DrawFn, halls: int, most: int = 3) -> np.ndarray:
    """Slots from hall to hall, none of which is longer than by way of a meeting in a third."""
    drawn = draw(st.lists(st.integers(0, most), min_size=halls**2, max_size=halls**2))
    return shortened(np.array(drawn).reshape(halls, halls))


def shortened(distance: np.ndarray) -> np.ndarray:
    """The ways as long as they can be where each is no longer than it is here."""
    way = distance - np.diag(distance.diagonal())
    for over in range(len(way)):
        way = np.minimum(way, way[:, over, None] + way[None, over] + 1)
    return way - np.diag(way.diagonal())


@st.composite
def problems(draw: st.DrawFn, *, most: int = 5, rich: bool = False) -> Problem:
    """A problem of at most ``most`` meetings; ``rich`` ones use every part of the form."""
    people = draw(st.integers(3, 5))
    slots = draw(st.integers(1, 3 if rich else 4))
    count = draw(st.integers(1, most))
    zones = draw(st.integers(1, 2))
    largest = 3 if rich else 2

    def ints(low: int, high: int, length: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=length, max_size=length))

    parties = [
        draw(st.lists(st.integers(0, people - 1), min_size=2, max_size=largest, unique=True))
        for _ in range(count)
    ]
    more: dict[str, object] = {}
    if rich:
        more = {
            "seats": ints(1, 2, people),
            "maximum": ints(0, 4, people),
            "daily_maximum": ints(0, 3, people),
            "allowed": np.array(ints(0, 3, count * slots)).reshape(count, slots) > 0,
            "precedence": [(0, count - 1)] if count > 1 and draw(st.booleans()) else [],
            "apart": draw(pairs(count)),
            "previous": ints(-1, slots - 1, count),
            "session": ints(0, 1, slots) if draw(st.booleans()) else None,
            "distance": draw(ways(3)) if draw(st.booleans()) else None,
        }
    return make_problem(
        available=np.array(ints(0, 4, people * slots)).reshape(people, slots) > 0,
        day=np.arange(slots) // 2,
        party_start=np.cumsum([0, *(len(p) for p in parties)]),
        party=[p for row in parties for p in row],
        weight=ints(0, 9, count),
        capacity=np.array(ints(0, 2, zones * slots)).reshape(zones, slots),
        zone=ints(-1, zones - 1, count),
        hall=ints(-1, 2, count),
        **more,  # type: ignore[arg-type]
    )


def best_weight(problem: Problem) -> int:
    """The greatest weight of any timetable without a violation."""
    best = 0
    for slots in product(range(-1, problem.slots), repeat=problem.meetings):
        chosen = np.array(slots)
        weight = int(problem.weight[chosen >= 0].sum())
        if weight > best and not violations(problem, chosen):
            best = weight
    return best


def fewest_below(problem: Problem) -> int:
    """The fewest meetings missing to the guaranteed minimums in any timetable without a violation."""
    fewest = int(problem.minimum.sum())
    for slots in product(range(-1, problem.slots), repeat=problem.meetings):
        below = statistics(problem, np.array(slots)).below_minimum
        if below < fewest and not violations(problem, np.array(slots)):
            fewest = below
    return fewest


@st.composite
def held(draw: st.DrawFn) -> Problem:
    """A problem of at most four meetings, all of which must be held; many of them cannot be."""
    people, slots, count = draw(st.integers(3, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 4))

    def ints(low: int, high: int, length: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=length, max_size=length))

    sizes = ints(2, draw(st.integers(2, 3)), count)
    parties = [draw(st.lists(st.integers(0, people - 1), min_size=n, max_size=n, unique=True)) for n in sizes]
    length = draw(st.integers(1, slots))
    return make_problem(
        available=np.array(ints(0, 7, people * slots)).reshape(people, slots) > 0,
        day=np.arange(slots) // length,
        party_start=np.cumsum([0, *sizes]),
        party=[p for row in parties for p in row],
        weight=ints(0, 3, count),
        capacity=np.array(ints(0, 3, slots)).reshape(1, slots),
        zone=[0] * count if draw(st.booleans()) else ints(-1, 0, count),
        seats=ints(1, 2, people) if draw(st.booleans()) else None,
        maximum=ints(2, 5, people),
        daily_maximum=ints(1, 4, people),
        allowed=np.array(ints(0, 5, count * slots)).reshape(count, slots) > 0,
        pinned=[slot if draw(st.integers(0, 4)) == 0 else -1 for slot in ints(0, slots - 1, count)],
        precedence=[(0, count - 1)] if count > 1 and draw(st.booleans()) else [],
        apart=draw(pairs(count)),
        required=np.ones(count),
        hall=ints(-1, 2, count),
        distance=draw(ways(3)) if draw(st.booleans()) else None,
        session=ints(0, 1, slots) if draw(st.integers(0, 3)) == 0 else None,
        gap_rule=draw(st.sampled_from(list(GapRule))),
        spread=draw(st.sampled_from([None, 0, 1, 2, 3])),
    )


def fewest_gaps(problem: Problem) -> int | None:
    """The fewest gaps of any timetable that holds every meeting; None if there is none."""
    found = [
        statistics(problem, np.array(slots, np.int32)).gaps
        for slots in product(range(problem.slots), repeat=problem.meetings)
        if not violations(problem, np.array(slots, np.int32))
    ]
    return min(found, default=None)
