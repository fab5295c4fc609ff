"""The ways between halls in the engine's numbers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.timetable import Problem


def distance_of(ways: Mapping[tuple[int, int], int], halls: Sequence[int]) -> "NDArray[np.int64] | None":
    """[hall, hall] slots from one to another, in the order of these rows; None where no way takes any."""
    import numpy as np

    if not ways:
        return None
    rows = [[ways.get((start, end), 0) for end in halls] for start in halls]
    return np.array(rows, np.int64).reshape(len(halls), len(halls))


def let_settled_be(problem: "Problem", slots: "NDArray[np.int32]") -> "Problem":
    """The problem in which what is settled in ``slots`` does not break ways: those meetings are in no hall.

    Ways may have been said after these were pinned, placed by hand or begun, and their sides have agreed to be there.
    """
    from chainfair.engine.timetable import ViolationKind, violations
    from chainfair.engine.timetable.replan import replace_arrays

    while near := [one for one in violations(problem, slots) if one.kind is ViolationKind.TOO_FAR]:
        hall, sittings = problem.hall.copy(), problem.sittings()[:, 0]
        for one in near:
            mine = [one.meeting]
            if one.meeting < 0:
                mine = [
                    m
                    for m in range(problem.meetings)
                    if slots[m] >= 0
                    and sittings[slots[m]] == sittings[one.slot]
                    and one.participant in problem.parties(m)
                ]
            hall[mine] = -1
        problem = replace_arrays(problem, hall=hall)
    return problem
