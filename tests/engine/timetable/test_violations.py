import numpy as np
import pytest

from chainfair.engine.timetable import GapRule, Problem, Violation, ViolationKind, make_problem, violations


def small(**more: object) -> Problem:
    """Three participants, two days of two slots, the meetings 0-1 and 0-2."""
    form: dict[str, object] = {
        "available": np.ones((3, 4)),
        "day": [0, 0, 1, 1],
        "party_start": [0, 2, 4],
        "party": [0, 1, 0, 2],
        "weight": [1, 1],
    }
    return make_problem(**(form | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "slots", "expected"),
    [
        ({}, [0, 3], []),
        ({}, [4, 0], [Violation(ViolationKind.NO_SUCH_SLOT, meeting=0, slot=4)]),
        (
            {"available": [[1, 1, 1, 1], [0, 1, 1, 1], [1, 1, 1, 1]]},
            [0, 1],
            [Violation(ViolationKind.UNAVAILABLE, meeting=0, participant=1, slot=0)],
        ),
        (
            {"allowed": [[1, 0, 0, 0], [1, 1, 1, 1]]},
            [1, 0],
            [Violation(ViolationKind.SLOT_NOT_ALLOWED, meeting=0, slot=1)],
        ),
        ({}, [2, 2], [Violation(ViolationKind.DOUBLE_BOOKED, participant=0, slot=2, found=2, limit=1)]),
        ({"seats": [2, 1, 1]}, [2, 2], []),
        (
            {"seats": [2, 1, 1], "capacity": [[1, 1, 1, 1]], "zone": [0, 0]},
            [2, 2],
            [Violation(ViolationKind.ZONE_OVER_CAPACITY, zone=0, slot=2, found=2, limit=1)],
        ),
        ({"pinned": [3, -1]}, [2, 0], [Violation(ViolationKind.PIN_MOVED, meeting=0, slot=2, limit=3)]),
        (
            {"precedence": [(1, 0)]},
            [1, 2],
            [Violation(ViolationKind.OUT_OF_ORDER, meeting=0, slot=1, found=1, limit=3)],
        ),
        ({"precedence": [(1, 0)]}, [1, -1], []),
        (
            {"seats": [2, 1, 1], "apart": [(1, 0)]},
            [2, 2],
            [Violation(ViolationKind.NOT_APART, meeting=0, slot=2, found=1)],
        ),
        ({"apart": [(1, 0)]}, [1, 2], []),
        (
            {"hall": [1, 0], "distance": [[0, 2], [1, 0]], "day": [0] * 4},
            [2, 0],
            [Violation(ViolationKind.TOO_FAR, 0, 0, 2, found=1, limit=2, other=1)],
        ),
        ({"hall": [1, 0], "distance": [[0, 2], [1, 0]], "day": [0] * 4}, [0, 2], []),
        ({"hall": [1, 0], "distance": [[0, 2], [1, 0]]}, [2, 0], []),
        ({"hall": [1, 0], "distance": [[0, 2], [1, 0]], "session": [0, 0, 1, 1], "day": [0] * 4}, [2, 1], []),
        ({"hall": [1, 0], "distance": [[0, 2], [1, 0]], "seats": [2, 1, 1]}, [1, 0], []),
        ({"apart": [(1, 0)]}, [-1, -1], []),
        (
            {"maximum": [1, 9, 9]},
            [0, 3],
            [Violation(ViolationKind.OVER_MAXIMUM, participant=0, found=2, limit=1)],
        ),
        (
            {"daily_maximum": [1, 9, 9]},
            [2, 3],
            [Violation(ViolationKind.OVER_DAILY_MAXIMUM, participant=0, slot=2, found=2, limit=1)],
        ),
        ({"required": [1, 0]}, [-1, 0], [Violation(ViolationKind.NOT_HELD, meeting=0)]),
        (
            {"day": [0, 0, 0, 0], "gap_rule": GapRule.ANY, "spread": 0},
            [0, 3],
            [Violation(ViolationKind.SPREAD_TOO_WIDE, participant=0, found=1, limit=0)],
        ),
        ({"day": [0, 0, 0, 0], "gap_rule": GapRule.ANY, "spread": 1}, [0, 3], []),
    ],
)
def test_violations_name_what_is_broken(
    more: dict[str, object], slots: list[int], expected: list[Violation]
) -> None:
    assert violations(small(**more), np.array(slots)) == expected


def test_violations_refuse_a_timetable_of_another_problem() -> None:
    with pytest.raises(ValueError, match="needs \\(2,\\)"):
        violations(small(), np.array([0]))
