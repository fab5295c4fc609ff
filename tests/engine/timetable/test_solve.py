import numpy as np

from chainfair.engine.result import Status
from chainfair.engine.timetable import ReasonKind, make_problem, solve, violations


def test_solve_places_what_fits_and_names_the_full_side() -> None:
    # One exhibitor with two slots, three visitors who all ask for it.
    problem = make_problem(
        available=np.ones((4, 2)), party_start=[0, 2, 4, 6], party=[0, 1, 0, 2, 0, 3], weight=[5, 9, 7]
    )
    result = solve(problem)
    assert violations(problem, result.slot) == []
    assert result.status is Status.OPTIMAL
    assert (result.weight, result.bound) == (16, 16)
    assert result.slot[0] == -1
    [reason] = result.reasons
    assert (reason.kind, reason.meeting, reason.participant) == (ReasonKind.SIDE_FULL, 0, 0)
    assert (reason.held, reason.limit, reason.lightest) == (2, 2, 7)
