"""A late change of the published timetable, answered by the engine: what moves, comes in and goes out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from chainfair.fairs.kinds import Session
from chainfair.fairs.models import Slot
from chainfair.ground.errors import Refusal
from chainfair.ground.memory import keep_loaded
from chainfair.ground.names import name_of
from chainfair.matching.models import Participant
from chainfair.meetings import errors, rules
from chainfair.meetings.bridge.edition import values_of
from chainfair.meetings.bridge.nearby import Nearby
from chainfair.meetings.bridge.seating import find_places, find_seats
from chainfair.meetings.bridge.ways import NOWHERE, distance_of, walkable
from chainfair.meetings.kinds import (
    Absence,
    CallOff,
    Closure,
    Foreseen,
    LatePin,
    LeftOut,
    LiveChange,
    MeetingState,
    NoShow,
    Opening,
    Return,
    Shift,
    Spot,
    TimetableState,
    UnplacedReason,
)
from chainfair.meetings.models import Meeting, Timetable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.timetable import Problem
    from chainfair.engine.timetable.changes import Change, Limits
    from chainfair.engine.timetable.replan import Plan

CROWD = 10_000  # seats of the stand-in for whoever is met outside the problem


def foresee(timetable: Timetable, slots: list[Slot], change: LiveChange, now: datetime) -> Foreseen:
    """What a change of the published timetable comes to; reads only. Raises a Refusal where it cannot be.

    ``slots``: those of the edition, in order.
    """
    state = TimetableState(timetable.state)
    if state != TimetableState.PUBLISHED:
        raise errors.NotLive(version=timetable.version, state=state)
    _make_ready()
    return _repaired(Nearby(timetable, slots, change, now))


@cache
def _make_ready() -> None:
    """Load the engine whole at the first change of a process, so that no later one waits for a part of it."""
    from chainfair.engine.timetable.replan import prepare

    prepare()
    keep_loaded()


def _repaired(near: Nearby) -> Foreseen:
    """Hand the problem to the engine, and read its answer by the rows' own numbers."""
    from chainfair.engine.timetable import violations
    from chainfair.engine.timetable.changes import CannotChangeError
    from chainfair.engine.timetable.replan import Plan

    _check_ended(near)
    _go_elsewhere(near)
    problem = _problem(near)
    start = _slots(near, len(problem.weight))
    if near.ways:
        problem = walkable(near, problem, start, _problem)
    try:
        plan = Plan(problem, start, _reach(near))
    except ValueError as error:
        raise errors.TimetableWrong(violation=error) from error
    plan.begin(near.begun)
    try:
        repair = plan.change(*_changes(near))
    except CannotChangeError as error:
        raise _refusal(near, error.meetings) from error
    wrong = violations(plan.problem(), plan.slots)
    if wrong:
        raise errors.TimetableWrong(violation=wrong[0])
    ended = set(_ended(near.change))
    shifts = [one for one in _shifts(near, plan.slots.tolist()) if one.meeting not in ended]
    touched = {*ended, *(one.meeting for one in shifts)}
    return Foreseen(
        hit=len(near.hit),
        shifts=tuple(shifts),
        left_out=tuple(_left_out(near, plan, [one.meeting for one in repair.lost], ended)),
        participants=tuple(sorted({side for meeting in touched for side in near.parties[meeting]})),
        ended=tuple(sorted(ended)),
        closing=tuple(near.closing),
    )


def _reach(near: Nearby) -> "Limits":
    """Where many lose their table, a fifth as many others move at most, counting those that only change the table."""
    from chainfair.engine.timetable.changes import Limits

    usual, hit = Limits(), len(near.hit)
    if not isinstance(near.change, Closure) or hit <= usual.few:
        return usual
    return Limits(others=max(int(usual.share * hit), usual.few // 2))


def _ended(change: LiveChange) -> tuple[int, ...]:
    match change:
        case NoShow(meeting):
            return (meeting,)
        case CallOff(meetings):
            return meetings
    return ()


def _check_ended(near: Nearby) -> None:
    """What ends must be of this edition and stand as something that can end."""
    change = near.change
    if isinstance(change, NoShow) and not (
        change.absent and {*change.absent} <= {*near.parties[change.meeting]}
    ):
        raise errors.NobodyAbsent
    if isinstance(change, CallOff):
        states = dict(
            Meeting.objects.filter(pk__in=near.hit, edition=near.edition).values_list("pk", "state")
        )
        for meeting in near.hit:
            if meeting not in states:
                raise errors.NotPlaced(meeting=meeting, version=near.timetable.version)
            if states[meeting] not in rules.AGREED:
                raise errors.NotPossibleNow(state=MeetingState(states[meeting]))


def _go_elsewhere(near: Nearby) -> None:
    """Whose table closes keeps the time where another hall has a table free then; the worthiest first.

    Of several halls the nearest, by the ways that are set; of those as near, the emptiest.
    """
    if not isinstance(near.change, Closure):
        return
    closing, zones, free = set(near.closing), near.zones, near.zones.free.copy()
    for place in near.closing:
        if place in zones.of_place:
            free[zones.of_place[place]] -= ~zones.lost[zones.row_of[place]]
    for meeting in sorted(near.hit, key=lambda one: (-near.weights[one][0], one)):
        sits = near.sitting.get(meeting)
        if sits is None or sits.place not in closing or sits.fixed or sits.place not in zones.of_place:
            continue
        own = zones.of_place[sits.place]
        if free[own, sits.slot] >= 0:
            continue  # its own hall has room for all
        rooms = [zone for zone in range(len(zones.places)) if free[zone, sits.slot] > 0]
        if rooms:
            other = min(rooms, key=lambda zone: (near.way(own, zone), -free[zone, sits.slot], zone))
            near.moved_zone[meeting] = other
            free[other, sits.slot] -= 1
            free[own, sits.slot] += 1


def _slots(near: Nearby, count: int) -> "NDArray[np.int32]":
    """[M] where each meeting sits now; behind them, those that stand for what is outside the problem."""
    import numpy as np

    start = np.full(count, NOWHERE, np.int32)
    for number, meeting in enumerate(near.meetings):
        sits = near.sitting.get(meeting)
        if sits is not None:
            start[number] = sits.slot
    blocked = [slot for _participant, slot, _hall in _blocked(near)]
    start[len(near.meetings) :] = blocked
    return start


def _blocked(near: Nearby) -> list[tuple[int, int, int | None]]:
    """(participant, slot, hall), once for each seat that is taken outside while others of the same side are not.

    Where ways between halls count, once for each seat that is taken outside.
    """
    if near.ways:
        taken = sorted((who, slot, meeting) for who, _seat, slot, meeting in near.bookings)
        return [
            (who, slot, near.halls_outside.get(meeting))
            for who, slot, meeting in taken
            if meeting not in near.weights
        ]
    return [
        (who, slot, None)
        for (who, slot), taken in sorted(near.outside.items())
        if taken < len(near.seats[who])
        for _seat in range(taken)
    ]


def _problem(near: Nearby) -> "Problem":
    """The meetings around a change as a problem of their own."""
    import numpy as np

    from chainfair.engine.timetable import UNLIMITED, make_problem

    outside, blocked = near.outside, _blocked(near)
    count, crowd = len(near.meetings), len(near.people)
    sides = [[near.number_of[one] for one in near.parties[meeting]] for meeting in near.meetings]
    sides += [[near.number_of[who], crowd] for who, _slot, _hall in blocked]
    pinned = [
        sits.slot if (sits := near.sitting.get(one)) and sits.fixed else NOWHERE for one in near.meetings
    ]
    zone = [near.zone_of(meeting) for meeting in near.meetings]
    least, most = _limits(near, outside, Counter(who for who, _slot, _hall in blocked))
    days = {day: number for number, day in enumerate(dict.fromkeys(slot.day_id for slot in near.slots))}
    where = [near.hall_of(*one) for one in zip(near.meetings, zone, strict=True)]
    where += [hall for _who, _slot, hall in blocked]
    halls = sorted({hall for hall in where if hall is not None})
    return make_problem(
        available=_availability(near, outside),
        seats=[*(max(len(own), 1) for own in near.seats.values()), CROWD],
        minimum=[*least, 0],
        maximum=[*most, UNLIMITED],
        day=[days[slot.day_id] for slot in near.slots],
        session=[slot.session == Session.AFTERNOON for slot in near.slots],
        capacity=_capacity(near, zone),
        party_start=np.cumsum([0, *map(len, sides)]),
        party=[number for own in sides for number in own],
        weight=[*(near.weights[one][0] for one in near.meetings), *(0 for _one in blocked)],
        zone=[*zone, *[NOWHERE] * len(blocked)],
        hall=[halls.index(hall) if hall is not None else NOWHERE for hall in where],
        distance=distance_of(near.ways, halls),
        pinned=[*pinned, *(slot for _who, slot, _hall in blocked)],
        allowed=_allowed(near, count + len(blocked)),
    )


def _limits(
    near: Nearby, outside: Counter[tuple[int, int]], blocked: Counter[int]
) -> tuple[list[int], list[int]]:
    """The least and the greatest number of meetings of each participant within the problem."""
    held, beyond = Counter[int](), Counter[int]()
    for (who, _slot), taken in outside.items():
        beyond[who] += taken
    for meeting in near.sitting:
        held.update(near.parties[meeting])
    least, most = [], []
    for pk, one in near.people.items():
        wanted = min(max(one.minimum, near.edition.minimum_meetings), one.maximum)
        least.append(max(wanted - beyond[pk], 0) + blocked[pk])
        most.append(max(one.maximum - beyond[pk], held[pk]) + blocked[pk])
    return least, most


def _availability(near: Nearby, outside: Counter[tuple[int, int]]) -> "NDArray[np.bool_]":
    """[participant, slot] there and with a seat left; where somebody sits now they have agreed to be."""
    import numpy as np

    slots = len(near.slots)
    free = np.ones((len(near.people) + 1, slots), np.bool_)
    for number, one in enumerate(near.people.values()):
        if one.availability:
            marks = one.availability[:slots].ljust(slots, "0")
            free[number] = np.frombuffer(marks.encode(), np.uint8) == ord("1")
    for (who, slot), taken in outside.items():
        free[near.number_of[who], slot] = taken < len(near.seats[who]) or bool(near.ways)
    there = [
        (near.number_of[one], sits.slot)
        for meeting, sits in near.sitting.items()
        for one in near.parties[meeting]
    ]
    free[tuple(np.array(there, np.int32).reshape(-1, 2).T)] = True
    return free


def _capacity(near: Nearby, zone: Sequence[int]) -> "NDArray[np.int32]":
    """[zone, slot] places that the meetings of the problem can have: what the others leave of the open ones."""
    zones = near.zones
    capacity = zones.free.copy()
    for number, meeting in enumerate(near.meetings):
        sits = near.sitting.get(meeting)
        if sits is None:
            continue
        if sits.place in zones.of_place:
            capacity[zones.of_place[sits.place], sits.slot] += 1
        elif zone[number] != NOWHERE:
            capacity[zone[number], sits.slot] += 1  # it sits at a place that is no open table
    return capacity


def _allowed(near: Nearby, count: int) -> "NDArray[np.bool_] | None":
    """[meeting, slot] agreed times, where the sides named any, and where it sits."""
    import numpy as np

    if not near.proposed:
        return None
    agreed = {
        number: slots
        for number, meeting in enumerate(near.meetings)
        if (slots := rules.agreed_slots(near.proposed.get(meeting, ())))
    }
    cells = [(number, slot) for number, slots in agreed.items() for slot in slots]
    cells += [
        (number, near.sitting[near.meetings[number]].slot)
        for number in agreed
        if near.meetings[number] in near.sitting
    ]
    allowed = np.ones((count, len(near.slots)), np.bool_)
    allowed[list(agreed)] = False
    allowed[tuple(np.array(cells, np.int32).reshape(-1, 2).T)] = True
    return allowed


def _changes(near: Nearby) -> "list[Change]":
    """The change in the engine's numbers."""
    from chainfair.engine.timetable.changes import Away, Back, Dropped, Missed, Settled

    number = {meeting: position for position, meeting in enumerate(near.meetings)}
    match near.change:
        case Absence(participant, slots):
            return [Away((near.number_of[participant],), tuple(near.coming(slots)))]
        case Return(participant, slots):
            return [Back((near.number_of[participant],), tuple(near.coming(slots)))]
        case Closure(slots):
            return _closures(near, near.coming(slots), number)
        case Opening():
            return _openings(near)
        case LatePin(meeting, slot):
            return [Settled(number[meeting], near.slot_of[slot])]
        case NoShow(meeting, absent):
            return [Missed(number[meeting], tuple(near.number_of[one] for one in absent))]
        case CallOff(meetings):
            return [Dropped(tuple(number[one] for one in meetings))]


def _closures(near: Nearby, slots: Sequence[int], number: dict[int, int]) -> "list[Change]":
    """Fewer places in the zones, slot by slot, and no meeting at the stands of a closed hall."""
    from chainfair.engine.timetable.changes import Barred, Closed

    found: list[Change] = []
    at: defaultdict[int, list[int]] = defaultdict(list)
    for meeting in near.hit:
        if meeting not in near.moved_zone:
            at[near.sitting[meeting].slot].append(meeting)
    for slot in slots:
        row = near.slots[slot].pk
        shut = Counter(
            near.zones.of_place[place]
            for place in near.closing
            if place in near.zones.of_place and (place, row) not in near.closed
        )
        first = tuple(number[one] for one in at[slot])
        found += [Closed(zone, (slot,), places, first) for zone, places in sorted(shut.items())]
    hall = near.change.hall if isinstance(near.change, Closure) else None
    spots = {meeting: near.sitting[meeting].place for meeting in near.hit}
    elsewhere = {one for one, place in spots.items() if place and place not in near.zones.of_place}
    barred = [
        number[meeting]
        for meeting in near.meetings
        if _stands_in(near, meeting, hall) or meeting in elsewhere
    ]
    return [*found, Barred(tuple(barred), tuple(slots))] if barred else found


def _openings(near: Nearby) -> "list[Change]":
    from chainfair.engine.timetable.changes import Closed

    opened = sorted(((slot, zone), places) for (zone, slot), places in near.opening.items())
    return [Closed(zone, (slot,), -places) for (slot, zone), places in opened]


def _stands_in(near: Nearby, meeting: int, hall: int | None) -> bool:
    """Whether a meeting sits at a stand of a hall, not at a table."""
    sits, online = near.sitting.get(meeting), near.weights[meeting][1]
    at_stand = sits is not None and sits.place is None and not online
    return (
        at_stand and hall is not None and any(near.people[one].hall == hall for one in near.parties[meeting])
    )


def _refusal(near: Nearby, numbers: Sequence[int]) -> Refusal:
    """What the engine says cannot be, in the words of the room."""
    if isinstance(near.change, LatePin):
        return _refused_pin(near, near.change)
    meeting = near.meetings[numbers[0]]
    names = (
        Participant.objects.filter(pk__in=near.parties[meeting]).select_related("organisation").order_by("pk")
    )
    who = ", ".join(name_of(one.organisation) for one in names)
    moment = near.when(near.sitting[meeting].slot)
    if len(numbers) == 1:
        return errors.PinInTheWay(who=who, when=moment)
    return errors.PinsInTheWay(meetings=len(numbers), who=who, when=moment)


def _refused_pin(near: Nearby, pin: LatePin) -> Refusal:
    slot, sits = near.slot_of[pin.slot], near.sitting.get(pin.meeting)
    if sits is not None and sits.fixed:
        return errors.Pinned(when=near.when(sits.slot))
    sides = Participant.objects.filter(pk__in=near.parties[pin.meeting]).select_related("organisation")
    for one in sides.order_by("pk"):
        if not rules.is_free(one.availability, slot):
            return errors.NotAvailable(who=name_of(one.organisation), when=near.when(slot))
    return errors.NoRoomForPin(when=near.when(slot))


def _left_out(near: Nearby, plan: "Plan", lost: Sequence[int], ended: Collection[int]) -> list[LeftOut]:
    """Why what lost its time finds no other."""
    if not lost:
        return []
    rows, slots = list(near.people), [slot.pk for slot in near.slots]
    places = [len(one) for one in near.zones.places]
    return [
        LeftOut(
            near.meetings[one.meeting],
            UnplacedReason(str(one.kind)),
            values_of(one, rows, slots, places),
        )
        for one in plan.reasons(lost)
        if near.meetings[one.meeting] not in ended
    ]


def _shifts(near: Nearby, slots: Sequence[int]) -> list[Shift]:
    """What sits elsewhere or at another time than before, with places and seats."""
    change = near.change
    shut = set(near.closing) if isinstance(change, Closure) else set()
    closed = {near.slot_of[slot] for slot in change.slots} if isinstance(change, Closure) else set()
    moving: dict[int, int] = {}
    for number, meeting in enumerate(near.meetings):
        sits = near.sitting.get(meeting)
        before = sits.slot if sits else NOWHERE
        loses_place = sits is not None and sits.place in shut and before in closed and before >= near.begun
        if slots[number] != before or loses_place:
            moving[meeting] = slots[number]
    places, seats = find_places(near, moving, shut, closed), find_seats(near, moving)
    return [
        Shift(
            meeting,
            Spot(near.slots[sits.slot].pk, sits.place) if (sits := near.sitting.get(meeting)) else None,
            Spot(near.slots[slot].pk, places[meeting]) if slot != NOWHERE else None,
            tuple(near.parties[meeting]),
            seats.get(meeting, ()),
        )
        for meeting, slot in moving.items()
    ]
