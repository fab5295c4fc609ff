import numpy as np

from chainfair.engine.timetable import GapRule, Problem, make_problem, solve, statistics


def day_of(slots: list[int], **more: object) -> Problem:
    """One exhibitor on one day of eight slots, meeting a new visitor in each of ``slots``."""
    count = len(slots)
    form: dict[str, object] = {
        "available": np.ones((count + 1, 8)),
        "party_start": 2 * np.arange(count + 1),
        "party": [p for m in range(count) for p in (0, m + 1)],
        "weight": np.ones(count),
    }
    return make_problem(**(form | more))  # type: ignore[arg-type]


def test_gaps_count_groups_of_free_slots_between_meetings() -> None:
    counts = statistics(day_of([1, 4, 5, 7]), np.array([1, 4, 5, 7]))
    assert (counts.gaps, counts.idle, counts.person_days, counts.spread) == (2, 3, 5, 2)


def test_an_unavailable_slot_is_no_gap_and_parts_two() -> None:
    available = np.ones((3, 8))
    available[0, [1, 4]] = 0
    slots = np.array([0, 6])
    assert statistics(day_of([0, 6], available=available), slots).gaps == 2
    assert statistics(day_of([0, 6], available=available, gap_rule=GapRule.ANY), slots).gaps == 1


def test_gaps_end_with_the_day() -> None:
    day = [0, 0, 0, 0, 1, 1, 1, 1]
    counts = statistics(day_of([1, 6], day=day), np.array([1, 6]))
    assert (counts.gaps, counts.person_days) == (0, 4)


def test_a_rush_is_another_hall_in_the_next_slot_of_a_session() -> None:
    slots = np.array([0, 1, 3, 4])
    halls = [1, 2, 2, 1]
    assert statistics(day_of([0, 1, 3, 4], hall=halls), slots).rushes == 2
    sessions = [0, 0, 0, 0, 1, 1, 1, 1]
    assert statistics(day_of([0, 1, 3, 4], hall=halls, session=sessions), slots).rushes == 1
    assert statistics(day_of([0, 1, 3, 4], hall=[1, -1, -1, 1]), slots).rushes == 0
    assert statistics(day_of([0, 1, 3, 4], hall=halls, seats=[2, 1, 1, 1, 1]), slots).rushes == 0


def test_more_rounds_are_never_less_comfortable_here() -> None:
    problem = day_of(list(range(6)), available=np.ones((7, 16)), day=np.arange(16) // 8)
    assert solve(problem).statistics.gaps == 0
