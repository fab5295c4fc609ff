import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable import (
    Params,
    Problem,
    Progress,
    ReasonKind,
    make_problem,
    proven_bound,
    read_npz,
    solve,
    violations,
)

from .cases import SHARED, best_weight, fewest_below, problems

QUICK = Stop(rounds=1)


def without(problem: Problem, **changes: object) -> Problem:
    """The same problem with some arrays changed."""
    names = [name for name in Problem.__slots__ if name not in changes]
    return make_problem(**{name: getattr(problem, name) for name in names}, **changes)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(problems())
def test_solve_of_small_cases_is_near_the_best_and_never_above_the_bound(problem: Problem) -> None:
    result = solve(problem, stop=QUICK)
    best = best_weight(problem)
    assert violations(problem, result.slot) == []
    assert result.weight <= best <= result.bound
    # The search is a heuristic: on such cases it misses at most the lightest of what could be had.
    assert best - result.weight <= 0.5 * best


@settings(max_examples=150, deadline=None)
@given(problems(most=4, rich=True))
def test_solve_keeps_every_kind_of_constraint(problem: Problem) -> None:
    result = solve(problem, stop=QUICK)
    assert violations(problem, result.slot) == []
    assert result.weight <= best_weight(problem) <= result.bound
    missing = [m for m in range(problem.meetings) if result.slot[m] < 0]
    assert [reason.meeting for reason in result.reasons if reason.meeting >= 0] == missing


@pytest.mark.parametrize("seed", range(4))
def test_a_middling_problem_of_every_kind_breaks_nothing(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    people, slots, count = 60, 24, 400
    parties = [drawn.choice(people, 2 + int(drawn.integers(0, 2)), replace=False) for _ in range(count)]
    problem = make_problem(
        available=drawn.random((people, slots)) < 0.8,
        seats=drawn.integers(1, 4, people),
        minimum=drawn.integers(0, 4, people),
        maximum=drawn.integers(5, 20, people),
        daily_maximum=drawn.integers(2, 9, people),
        day=np.arange(slots) // 8,
        capacity=drawn.integers(0, 7, (3, slots)),
        party_start=np.cumsum([0, *(len(row) for row in parties)]),
        party=np.concatenate(parties),
        weight=drawn.integers(0, 100, count),
        zone=drawn.integers(-1, 3, count),
        allowed=drawn.random((count, slots)) < 0.9,
        precedence=[(m, m + 1) for m in range(0, 80, 2)],
        apart=[(m, m + 7) for m in range(1, 380)],
    )
    result = solve(problem, stop=QUICK, seed=seed)
    assert violations(problem, result.slot) == []
    assert 0.9 * result.bound <= result.weight <= result.bound


def test_solve_finds_the_best_of_nearly_all_small_cases() -> None:
    drawn = np.random.default_rng(7)
    hit = 0
    for _ in range(60):
        people, slots, count = 5, 3, 5
        party = np.array([drawn.choice(people, 2, replace=False) for _ in range(count)]).ravel()
        problem = make_problem(
            available=drawn.random((people, slots)) < 0.8,
            party_start=2 * np.arange(count + 1),
            party=party,
            weight=drawn.integers(1, 10, count),
            capacity=drawn.integers(1, 3, (1, slots)),
            zone=np.zeros(count),
        )
        hit += solve(problem, stop=Stop(rounds=0)).weight == best_weight(problem)
    assert hit >= 59


@settings(max_examples=40, deadline=None)
@given(problems(rich=True), st.integers(0, 2**40))
def test_solve_repeats_bit_for_bit(problem: Problem, seed: int) -> None:
    one, two = (solve(problem, stop=Stop(rounds=2), seed=seed) for _ in range(2))
    assert one.slot.tolist() == two.slot.tolist()
    assert one.place.tolist() == two.place.tolist()
    assert one.seat.tolist() == two.seat.tolist()
    assert one.reasons == two.reasons
    assert one.bound == two.bound


@settings(max_examples=60, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_bound_does_not_depend_on_the_numbering_of_participants(problem: Problem, chance: object) -> None:
    order = np.arange(problem.participants)
    chance.shuffle(order)  # type: ignore[attr-defined]
    place = np.argsort(order)
    renamed = without(problem, available=problem.available[order], party=place[problem.party])
    one, two = solve(problem, stop=QUICK), solve(renamed, stop=QUICK)
    assert violations(renamed, two.slot) == []
    assert one.bound == two.bound


MIXED = make_problem(
    available=[[False] * 3, [False] * 3, [False, True, True], [False, False, True], [False, False, True]],
    capacity=[[0, 0, 1], [0, 0, 1]],
    party_start=[0, 2, 4, 6, 8, 10],
    party=[4, 2, 0, 1, 0, 1, 2, 3, 0, 1],
    weight=[1, 0, 0, 1, 0],
    zone=[0, 0, 0, 1, 1],
)
"""One person with meetings in two zones and one slot for both: no flow knows the zones, no programme the slot."""


@settings(max_examples=60, deadline=None)
@given(problems())
@example(MIXED)
def test_more_places_never_lower_the_bound(problem: Problem) -> None:
    roomier = without(problem, capacity=problem.capacity + 1)
    assert solve(roomier, stop=QUICK).bound >= solve(problem, stop=QUICK).bound


@settings(max_examples=60, deadline=None)
@given(problems())
def test_more_places_never_lower_a_weight_that_is_proven_best(problem: Problem) -> None:
    one, two = (solve(p, proof=True) for p in (problem, without(problem, capacity=problem.capacity + 1)))
    if Status.OPTIMAL is one.status and two.status is Status.OPTIMAL:
        assert two.weight >= one.weight


@settings(max_examples=60, deadline=None)
@given(problems())
def test_pins_never_move(problem: Problem) -> None:
    first = solve(problem, stop=QUICK)
    again = solve(without(problem, pinned=first.slot), stop=Stop(rounds=3), seed=99)
    kept = first.slot >= 0
    assert again.slot[kept].tolist() == first.slot[kept].tolist()


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_previous_timetable_is_kept(problem: Problem) -> None:
    first = solve(problem, stop=QUICK)
    again = solve(without(problem, previous=first.slot), stop=QUICK)
    assert again.weight >= first.weight
    if again.weight == first.weight:
        assert again.statistics.moved == 0


@settings(max_examples=60, deadline=None)
@given(problems(rich=True))
def test_the_certificate_proves_the_bound_alone(problem: Problem) -> None:
    result = solve(problem, stop=QUICK)
    prices = result.certificate
    assert proven_bound(problem, prices.participant, prices.zone, prices.scale, prices.cells) == result.bound


def test_several_seats_hold_several_meetings_in_one_slot() -> None:
    problem = make_problem(
        available=np.ones((4, 1)),
        seats=[3, 1, 1, 1],
        party_start=[0, 2, 4, 6],
        party=[0, 1, 0, 2, 0, 3],
        weight=[1, 1, 1],
    )
    result = solve(problem)
    assert result.slot.tolist() == [0, 0, 0]
    assert sorted(result.seat[0::2].tolist()) == [0, 1, 2]
    assert result.status is Status.OPTIMAL


def test_places_are_numbered_within_zone_and_slot() -> None:
    problem = make_problem(
        available=np.ones((6, 1)),
        party_start=[0, 2, 4, 6],
        party=[0, 1, 2, 3, 4, 5],
        weight=[1, 1, 1],
        capacity=[[2], [5]],
        zone=[0, 0, 1],
    )
    result = solve(problem)
    assert result.place.tolist() == [0, 1, 0]


def test_the_heavier_meetings_are_placed_and_the_full_side_is_named() -> None:
    # One exhibitor with two slots, three visitors who all ask for it.
    problem = make_problem(
        available=np.ones((4, 2)), party_start=[0, 2, 4, 6], party=[0, 1, 0, 2, 0, 3], weight=[5, 9, 7]
    )
    result = solve(problem)
    assert (result.status, result.weight, result.bound, result.gap) == (Status.OPTIMAL, 16, 16, 0.0)
    [reason] = result.reasons
    assert (reason.kind, reason.meeting, reason.participant) == (ReasonKind.SIDE_FULL, 0, 0)
    assert (reason.held, reason.limit, reason.lightest) == (2, 2, 7)


def test_a_full_side_with_something_lighter_is_no_reason() -> None:
    # The exhibitor holds the light meeting in the slot in which the heavy one cannot be; the price tells why.
    problem = make_problem(
        available=[[1, 1], [1, 0], [0, 1], [1, 0]],
        party_start=[0, 2, 4, 6],
        party=[0, 1, 0, 2, 0, 3],
        weight=[9, 1, 5],
    )
    [reason] = solve(problem).reasons
    assert (reason.kind, reason.meeting, reason.slot, reason.price) == (ReasonKind.DISPLACED, 2, 0, 9)


def test_the_price_counts_the_place_that_another_loses() -> None:
    # All are free in the one slot, and the one place is taken by a meeting worth 5.
    problem = make_problem(
        available=np.ones((4, 1)),
        party_start=[0, 2, 4],
        party=[0, 1, 2, 3],
        weight=[3, 5],
        capacity=[[1]],
        zone=[0, 0],
    )
    [reason] = solve(problem).reasons
    assert (reason.kind, reason.slots, reason.price) == (ReasonKind.ZONE_FULL, (0,), 5)


def test_a_diary_slot_by_slot_tightens_the_bound() -> None:
    # Both visitors come only in the first slot, so the exhibitor can meet one of them, though it has two slots.
    problem = make_problem(
        available=[[1, 1], [1, 0], [1, 0]], party_start=[0, 2, 4], party=[0, 1, 0, 2], weight=[4, 7]
    )
    result = solve(problem)
    assert (result.bound, result.weight, result.status) == (7, 7, Status.OPTIMAL)
    assert result.certificate.cells[:, :2].tolist() == [[0, 0]]


def test_no_common_slot_is_named() -> None:
    problem = make_problem(available=[[1, 0], [0, 1]], party_start=[0, 2], party=[0, 1], weight=[3])
    result = solve(problem)
    assert [r.kind for r in result.reasons] == [ReasonKind.NO_COMMON_SLOT]
    assert (result.bound, result.status) == (0, Status.OPTIMAL)


def test_a_full_zone_is_named_with_the_slots() -> None:
    problem = make_problem(
        available=np.ones((4, 2)),
        party_start=[0, 2, 4],
        party=[0, 1, 2, 3],
        weight=[3, 5],
        capacity=[[1, 0]],
        zone=[0, 0],
    )
    [reason] = solve(problem).reasons
    assert (reason.kind, reason.meeting, reason.zone, reason.slots) == (ReasonKind.ZONE_FULL, 0, 0, (0, 1))


def test_a_guaranteed_minimum_goes_before_weight() -> None:
    # The exhibitor could take the two heavy ones, but visitor 3 was promised a meeting.
    parts = {
        "available": np.ones((4, 2)),
        "party_start": [0, 2, 4, 6],
        "party": [0, 1, 0, 2, 0, 3],
        "weight": [9, 9, 1],
    }
    assert solve(make_problem(**parts)).slot[2] == -1  # type: ignore[arg-type]
    promised = solve(make_problem(**parts, minimum=[0, 0, 0, 1]))  # type: ignore[arg-type]
    assert promised.slot[2] >= 0
    assert promised.statistics.below_minimum == 0


@settings(max_examples=150, deadline=None)
@given(problems(), st.data())
def test_minimums_are_kept_as_far_as_any_timetable_keeps_them(problem: Problem, data: st.DataObject) -> None:
    least = st.lists(st.integers(0, 2), min_size=problem.participants, max_size=problem.participants)
    problem = without(problem, minimum=data.draw(least))
    result = solve(problem, stop=QUICK)
    below = [(r.participant, r.held, r.limit) for r in result.reasons if r.kind is ReasonKind.BELOW_MINIMUM]
    held = np.bincount(problem.party[np.repeat(result.slot >= 0, 2)], minlength=problem.participants)
    assert below == [(p, held[p], n) for p, n in enumerate(problem.minimum.tolist()) if held[p] < n]
    assert result.statistics.below_minimum == fewest_below(problem)


def test_a_minimum_goes_before_weight_where_zones_make_the_choice_no_flow() -> None:
    problem = make_problem(
        available=np.ones((4, 1)),
        minimum=[0, 1, 0, 1],
        capacity=[[1]],
        party_start=[0, 2, 4, 6, 8],
        party=[0, 1, 0, 1, 0, 1, 2, 3],
        weight=[0, 0, 1, 0],
        zone=[0, -1, 0, 0],
    )
    assert solve(problem, stop=QUICK).statistics.below_minimum == 0


def test_an_unreachable_minimum_is_said() -> None:
    problem = make_problem(
        available=np.ones((2, 3)), party_start=[0, 2], party=[0, 1], weight=[1], minimum=[0, 2]
    )
    [reason] = solve(problem).reasons
    assert (reason.kind, reason.participant, reason.held, reason.limit) == (ReasonKind.BELOW_MINIMUM, 1, 1, 2)


def test_what_must_be_held_but_cannot_is_infeasible() -> None:
    problem = make_problem(
        available=np.ones((3, 1)), party_start=[0, 2, 4], party=[0, 1, 0, 2], weight=[1, 1], required=[1, 1]
    )
    result = solve(problem)
    assert result.status is Status.INFEASIBLE
    assert result.bound == 1


def test_what_is_in_the_way_is_moved() -> None:
    # 0 and 1 can meet in either slot, 1 and 2 only in the first, so that the heavy first meeting must give way.
    problem = make_problem(
        available=[[1, 1], [1, 1], [1, 0]],
        party_start=[0, 2, 4],
        party=[0, 1, 1, 2],
        weight=[9, 1],
        previous=[0, -1],
    )
    result = solve(problem)
    assert result.slot.tolist() == [1, 0]
    assert result.statistics.moved == 1


def test_gaps_are_closed() -> None:
    problem = make_problem(
        available=np.ones((5, 12)),
        party_start=2 * np.arange(5),
        party=[0, 1, 0, 2, 0, 3, 0, 4],
        weight=np.ones(4),
    )
    assert solve(problem).statistics.gaps == 0


def test_watch_is_told_of_each_stage() -> None:
    heard: list[Progress] = []
    problem = make_problem(
        available=np.ones((4, 9)),
        day=np.arange(9) // 3,
        party_start=[0, 2, 4, 6],
        party=[0, 1, 0, 2, 0, 3],
        weight=[1, 1, 1],
    )
    solve(problem, stop=Stop(rounds=2), watch=heard.append)
    assert [p.stage for p in heard[:2]] == ["choose", "place"]
    assert all(p.bound == 3 for p in heard)


def test_nothing_to_place_is_no_trouble() -> None:
    problem = make_problem(available=np.ones((2, 2)), party_start=[0], party=[], weight=[])
    result = solve(problem)
    assert (result.weight, result.bound, result.reasons) == (0, 0, ())


@pytest.mark.parametrize("wrong", [{"gap": -1}, {"cold": 0.0}, {"cold": 2.0}])
def test_params_refuse_what_makes_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Params(**wrong)  # type: ignore[arg-type]


@pytest.mark.skipif(not (SHARED / "expo_timetable").is_dir(), reason="the fair-sized instances are not here")
@pytest.mark.parametrize(("name", "bound"), [("base", 1839129), ("expo", 3295379), ("dense", 4057698)])
def test_fair_sized_instances_are_near_their_bound(name: str, bound: int) -> None:
    problem = read_npz(SHARED / "expo_timetable" / f"{name}.npz")
    result = solve(problem, stop=Stop(rounds=0))
    assert violations(problem, result.slot) == []
    assert result.bound == bound
    assert result.gap < 0.00001
