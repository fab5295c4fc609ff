"""Linear programs of a map: small, dense, always solvable."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Matrix = NDArray[np.float64]


def least(
    cost: Matrix, rows: Matrix, limits: Matrix, bounds: Sequence[tuple[float | None, float | None]]
) -> NDArray[np.float64]:
    """A corner with least `cost @ x` where `rows @ x <= limits` within the bounds.

    Dual simplex of HiGHS, which gives the same corner for the same input. Raises `ArithmeticError` where there is
    no answer; that would be a mistake in the rows.
    """
    found = linprog(cost, A_ub=rows, b_ub=limits, bounds=list(bounds), method="highs-ds")
    if found.x is None:
        raise ArithmeticError(f"the linear program of the map has no answer: {found.message}")
    return np.asarray(found.x, dtype=np.float64)
