"""Recomputes the bound that prices prove, knowing nothing of who found them.

It shares only the form of the problem with the solver, and works in whole numbers of any size.
"""

from numpy.typing import ArrayLike

from chainfair.engine.timetable.problem import Problem, whole


def proven_bound(
    problem: Problem,
    participant: ArrayLike,
    zone: ArrayLike,
    scale: int,
    cells: ArrayLike = (),
) -> int:
    """The greatest weight that any timetable can have, by prices of 0 or more, of which `scale` make a unit of weight.

    Whoever pays for what it uses uses no more than there is: everything there is costs some total, and each meeting
    held brings at most its weight above what it pays: ``participant[p]`` for each party, ``zone[z]`` for its place,
    and the rows (participant, slot, price) of ``cells`` for its slot, the cheapest that it can take. O(M T).
    """
    of_people, of_zones = whole("participant", participant).tolist(), whole("zone", zone).tolist()
    rows = whole("cells", cells).reshape(-1, 3).tolist()
    if not isinstance(scale, int):
        raise ValueError("scale must be a whole number")  # noqa: TRY004 - what a file says, not what a caller does
    if len(of_people) != problem.participants or len(of_zones) != problem.zones:
        raise ValueError("a bound needs one price for each participant and for each zone")
    if scale < 1 or min([*of_people, *of_zones, *(row[2] for row in rows)], default=0) < 0:
        raise ValueError("prices must be 0 or more, and their scale 1 or more")
    if any(not (0 <= row[0] < problem.participants and 0 <= row[1] < problem.slots) for row in rows):
        raise ValueError("cells must be participants and slots that there are, each with a price")
    hours: dict[int, dict[int, int]] = {}
    for who, slot, price in rows:
        mine = hours.setdefault(who, {})
        mine[slot] = mine.get(slot, 0) + price
    total = sum(price * _holds(problem, p) for p, price in enumerate(of_people) if price)
    total += sum(price * _places(problem, z) for z, price in enumerate(of_zones))
    for who, mine in hours.items():
        open_ = sum(price for slot, price in mine.items() if problem.available[who, slot])
        total += open_ * int(problem.seats[who])
    brought = (_brings(problem, m, of_people, of_zones, scale, hours) for m in range(problem.meetings))
    return int(total + sum(brought)) // scale


def _places(problem: Problem, zone: int) -> int:
    """Places of one zone in all slots, as far as there are meetings for them."""
    return sum(min(places, problem.meetings) for places in problem.capacity[zone].tolist())


def _holds(problem: Problem, participant: int) -> int:
    """Greatest number of meetings of one participant."""
    days: dict[int, int] = {}
    for slot in problem.available[participant].nonzero()[0]:
        days[int(problem.day[slot])] = days.get(int(problem.day[slot]), 0) + int(problem.seats[participant])
    daily = int(problem.daily_maximum[participant])
    return min(int(problem.maximum[participant]), sum(min(held, daily) for held in days.values()))


def _brings(
    problem: Problem,
    meeting: int,
    participant: list[int],
    zone: list[int],
    scale: int,
    hours: dict[int, dict[int, int]],
) -> int:
    """What a meeting is worth beyond what it pays, at most; 0 where it is not worth while or cannot be held."""
    parties = problem.parties(meeting).tolist()
    worth = int(problem.weight[meeting]) * scale - sum(int(participant[p]) for p in parties)
    if problem.zone[meeting] >= 0:
        worth -= int(zone[problem.zone[meeting]])
    if worth <= 0:
        return 0
    able = problem.available[parties].all(axis=0)
    if problem.allowed is not None:
        able = able & problem.allowed[meeting]
    slots = able.nonzero()[0].tolist()
    if problem.pinned[meeting] >= 0:
        slots = [slot for slot in slots if slot == problem.pinned[meeting]]
    if not slots:
        return 0
    dear = [hours[p] for p in parties if p in hours]
    return max(0, worth - min(sum(mine.get(slot, 0) for mine in dear) for slot in slots)) if dear else worth
