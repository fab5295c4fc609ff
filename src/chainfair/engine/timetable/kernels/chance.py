"""Chance for kernels: the same everywhere from the same seed."""

import numpy as np

from chainfair.engine.compiled import part
from chainfair.engine.timetable.kernels.board import Words


@part
def draw(state: Words, below: int) -> int:
    """A number from 0 to ``below`` - 1, both equally likely; SplitMix64 (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return int(np.int64(((z >> np.uint64(32)) * np.uint64(below)) >> np.uint64(32)))
