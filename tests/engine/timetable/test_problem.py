import numpy as np
import pytest

from chainfair.engine.timetable import make_problem

GOOD = {"available": np.ones((3, 4)), "party_start": [0, 2, 4], "party": [0, 1, 1, 2], "weight": [1, 2]}


def test_missing_arrays_bind_nothing() -> None:
    problem = make_problem(**GOOD)  # type: ignore[arg-type]
    assert (problem.participants, problem.slots, problem.zones, problem.meetings) == (3, 4, 0, 2)
    assert problem.seats.tolist() == [1, 1, 1]
    assert problem.zone.tolist() == [-1, -1]
    assert problem.parties(1).tolist() == [1, 2]
    assert problem.common().all()


def test_arrays_cannot_be_changed() -> None:
    problem = make_problem(**GOOD)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="read-only"):
        problem.weight[0] = 5


def test_common_slots_respect_availability_allowed_slots_and_pins() -> None:
    problem = make_problem(
        available=[[1, 1, 1, 0], [1, 1, 0, 1], [1, 1, 1, 1]],
        party_start=[0, 2, 4],
        party=[0, 1, 1, 2],
        weight=[1, 1],
        allowed=[[0, 1, 1, 1], [1, 1, 1, 1]],
        pinned=[-1, 3],
    )
    assert problem.common().tolist() == [[False, True, False, False], [False, False, False, True]]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"seats": [1, 1]}, "seats has shape"),
        ({"seats": [1, 0, 1]}, r"seats\[1\] is 0, allowed is 1"),
        ({"party": [0, 1, 1, 3]}, r"party\[3\] is 3, allowed is 0 to 2"),
        ({"party": [0, 0, 1, 2]}, "twice in one meeting"),
        ({"party_start": [0, 1, 4]}, "two or more for each meeting"),
        ({"weight": [1, -2]}, r"weight\[1\] is -2"),
        ({"zone": [0, -1]}, r"zone\[0\] is 0, allowed is -1 to -1"),
        ({"pinned": [4, -1]}, r"pinned\[0\] is 4, allowed is -1 to 3"),
        ({"day": [0, 2, 2, 2]}, "rise by 0 or 1"),
        ({"day": [1, 1, 1, 1]}, "begin at 0"),
        ({"capacity": [[1, 1]]}, "capacity has shape"),
        ({"available": np.ones((3, 65))}, "at most 64 slots"),
        ({"available": np.ones((3, 0))}, "at least one slot"),
        ({"spread": -1}, "spread must be 0 or more"),
        ({"allowed": [[1, 1, 1, 1]]}, "allowed has shape"),
        ({"precedence": [(0, 2)]}, r"precedence\[0, 1\] is 2"),
        ({"distance": [[0, 1]]}, r"distance has shape \(1, 2\), needs \(1, 1\)"),
        ({"distance": [[0, -1], [1, 0]]}, r"distance\[0, 1\] is -1, allowed is 0 to"),
        ({"distance": [[0, 0.5], [1, 0]]}, "distance must be whole numbers"),
        ({"distance": [[0, 1], [1]]}, "distance has rows of different lengths"),
        ({"distance": [[0, 1], [1, 2]]}, r"distance\[1, 1\] is 2, within a hall the way takes no slots"),
        (
            {"distance": [[0, 0, 2], [0, 0, 0], [2, 0, 0]]},
            r"distance\[0, 2\] is 2, but by way of hall 1 it is only 0 \+ 0 slots and a meeting there",
        ),
        ({"hall": [0, 2], "distance": [[0, 1], [1, 0]]}, r"hall\[1\] is 2, allowed is -1 to 1"),
        ({"apart": [(-1, 0)]}, r"apart\[0, 0\] is -1"),
        ({"apart": [(0, 1), (1, 1)]}, r"apart\[1\] names meeting 1 twice"),
        ({"precedence": [(0, 1), (1, 1)]}, "before itself"),
        ({"weight": [1, 1.5]}, "weight must be whole numbers"),
        ({"weight": [1, float("nan")]}, "weight must be whole numbers"),
        ({"seats": ["1", "1", "1"]}, "seats must be whole numbers"),
        ({"maximum": np.array([2**32, 1, 1])}, r"maximum\[0\] is 2147483647"),
    ],
)
def test_nonsense_is_refused_with_the_place(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make_problem(**(GOOD | wrong))  # type: ignore[arg-type]
