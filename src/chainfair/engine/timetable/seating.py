"""Who of several people takes part in which meeting, so that each is in time."""

import numpy as np

from chainfair.engine.timetable.board import walkers
from chainfair.engine.timetable.problem import Ints, Problem


def seats_of(problem: Problem, slots: Ints) -> Ints:
    """[E] seat of the participant that takes part in each meeting, -1 where that is not held.

    In each slot by order of meetings; but where people walk, each is in time.
    """
    meeting = np.repeat(np.arange(problem.meetings), np.diff(problem.party_start))
    slot = slots[meeting]
    seat = np.where(slot >= 0, 0, -1).astype(np.int32)
    several = (slot >= 0) & (problem.seats[problem.party] > 1)
    crews = walkers(problem)[problem.party] & several
    rows = np.flatnonzero(several & ~crews)
    cell = problem.party[rows].astype(np.int64) * problem.slots + slot[rows]
    order = np.argsort(cell, kind="stable")
    seat[rows[order]] = np.arange(len(cell)) - np.searchsorted(cell[order], cell[order])
    rows = np.flatnonzero(crews)
    rows = rows[np.argsort(problem.party[rows], kind="stable")]
    people, begin = np.unique(problem.party[rows], return_index=True)
    for p, own in zip(people.tolist(), np.split(rows, begin)[1:], strict=True):
        given = shared(problem, slots, meeting[own].tolist(), int(problem.seats[p]))
        seat[own] = [given[m] for m in meeting[own].tolist()]
    return seat


def shared(problem: Problem, slots: Ints, mine: list[int], seats: int) -> dict[int, int]:
    """Seat of each meeting of ``mine`` that is held, all of one participant whose people are in time (`violations`).

    In each session the meetings with a hall are parted into chains, as few as there can be (see `kernels.walking`);
    a meeting without one goes to anybody who is free.
    """
    session = problem.sittings()[:, 0].tolist()
    seat: dict[int, int] = {}
    held = sorted((int(slots[m]), m) for m in mine if slots[m] >= 0)
    for begin in sorted({session[t] for t, _ in held}):
        tour = [(t, m) for t, m in held if session[t] == begin and problem.hall[m] >= 0]
        follows = _chains(problem, tour)
        people = 0
        for number, (_, m) in enumerate(tour):
            if number in follows:
                seat[m] = seat[tour[follows[number]][1]]
            else:
                seat[m] = people
                people += 1
    taken = {(int(slots[m]), number) for m, number in seat.items()}
    for t, m in held:
        if m not in seat:
            seat[m] = next(number for number in range(seats) if (t, number) not in taken)
            taken.add((t, seat[m]))
    return seat


def _chains(problem: Problem, tour: list[tuple[int, int]]) -> dict[int, int]:
    """Which meeting of the tour, by number, the same person held before each; as many as there can be.

    `violations` counts the people with a text of its own, so that a mistake here is seen there: leave them two.
    """
    halls = [int(problem.hall[m]) for _, m in tour]
    able = [
        [j for j, (u, _) in enumerate(tour) if u - t > problem.distance[halls[i], halls[j]]]
        for i, (t, _) in enumerate(tour)
    ]
    follows: dict[int, int] = {}

    def find(number: int, asked: set[int]) -> bool:
        for after in able[number]:
            if after not in asked:
                asked.add(after)
                if after not in follows or find(follows[after], asked):
                    follows[after] = number
                    return True
        return False

    for number in range(len(tour)):
        find(number, set())
    return follows
