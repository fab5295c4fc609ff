"""A whole edition's rows -> the timetable problem -> the engine -> who sits when and where, by the rows' numbers."""

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from chainfair.fairs.kinds import EditionState, Session
from chainfair.fairs.models import Edition, Place, Slot
from chainfair.fairs.queries import ways_of
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import rules
from chainfair.meetings.bridge.ways import NOWHERE, distance_of, halls_in, home_in, let_settled_be
from chainfair.meetings.errors import NoSlots, TimetableWrong
from chainfair.meetings.kinds import Answer as Said
from chainfair.meetings.kinds import LeftOut, MeetingState, Sitting, TimetableState, UnplacedReason
from chainfair.meetings.models import Meeting, Party, Placement, SlotProposal, Timetable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.timetable import Problem, Reason, Result

Watch = Callable[[str, float], None]
MOST_POINTS = 160  # of a course
NAMED_SLOTS = 12  # slots that a reason names at most


@dataclass(frozen=True)
class Answer:
    """What a timetable run found."""

    sittings: list[Sitting]
    left_out: list[LeftOut]
    figures: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class Fixed:
    """A meeting that keeps its slot (a row number) and, if it has one, its place."""

    slot: int
    place: int | None
    pinned: bool


@dataclass
class Reader:
    """An edition's rows, numbered from zero, as they stand at one moment."""

    edition: Edition
    now: datetime
    fixed: dict[int, Fixed] = field(default_factory=dict)
    previous: dict[int, int] = field(default_factory=dict)
    former: dict[int, int | None] = field(default_factory=dict)  # the place beside the previous slot
    missed: list[Sitting] = field(default_factory=list)  # whose seats others may have taken

    def __post_init__(self) -> None:
        """Read slots, participants and meetings; the rest follows when asked for."""
        self.slots = list(Slot.objects.filter(edition=self.edition).select_related("day").order_by("number"))
        if not self.slots:
            raise NoSlots(edition=self.edition.key)
        self.slot_of = {slot.pk: number for number, slot in enumerate(self.slots)}
        self.participants = list(Participant.objects.filter(edition=self.edition).order_by("pk"))
        self.number_of = {one.pk: number for number, one in enumerate(self.participants)}
        self._read_versions()
        self.meetings = self._wanted()

    def has_begun(self, slot: Slot) -> bool:
        """Whether a slot is past planning."""
        return rules.is_past(EditionState(self.edition.state), slot.starts_at, self.now)

    def _read_versions(self) -> None:
        """What has begun stays where it is; pins, and slots to stay close to, come from the last version."""
        versions = Timetable.objects.filter(edition=self.edition).order_by("version")
        live = versions.filter(state=TimetableState.PUBLISHED).last()
        closed = rules.closed_cells(live.figures) if live is not None else ()
        self.closed = frozenset((place, self.slot_of[slot]) for place, slot in closed if slot in self.slot_of)
        self.closures = live.figures.get("closed", []) if live is not None else []
        last = versions.exclude(state=TimetableState.SUPERSEDED).last()
        if last is not None:
            for row in Placement.objects.filter(timetable=last).order_by("pk"):
                self.previous[row.meeting_id] = self.slot_of[row.slot_id]
                self.former[row.meeting_id] = row.place_id
                if row.pinned:
                    self.fixed[row.meeting_id] = Fixed(self.slot_of[row.slot_id], row.place_id, pinned=True)
        if live is not None:
            past = [slot.pk for slot in self.slots if self.has_begun(slot)]
            # What has begun before its hour, or before the edition was said to run, has begun all the same.
            begun = Q(slot__in=past) | Q(meeting__state__in=rules.HAPPENED)
            for row in Placement.objects.filter(begun, timetable=live).order_by("pk"):
                number = self.slot_of[row.slot_id]
                self.fixed[row.meeting_id] = Fixed(number, row.place_id, pinned=row.pinned)
            unseated = live.placements.filter(meeting__state=MeetingState.NO_SHOW, bookings=None)
            self.missed = [
                Sitting(row.meeting_id, row.slot_id, row.place_id, (), row.pinned)
                for row in unseated.order_by("meeting")
            ]

    def _wanted(self) -> list[Meeting]:
        """Agreed meetings and what has begun; where nobody has agreed to any, the proposals.

        A missed meeting keeps its time for the record and nobody's: who stood by may have come in its stead.
        """
        everything = Meeting.objects.filter(edition=self.edition).order_by("pk")
        agreed = list(everything.filter(state__in=(*rules.AGREED, *rules.HAPPENED)))
        wanted = agreed or list(everything.filter(state=MeetingState.SUGGESTED))
        # What has happened and stands in no published version has no time to keep.
        keeping = self.fixed.keys() - {one.meeting for one in self.missed}
        return [one for one in wanted if one.state not in rules.HAPPENED or one.pk in keeping]

    @cached_property
    def parties(self) -> dict[int, list[int]]:
        """Participants of each meeting, those who have declined left out."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        rows = Party.objects.filter(meeting__edition=self.edition).exclude(answer=Said.NO).order_by("pk")
        for meeting, participant in rows.values_list("meeting", "participant").iterator(chunk_size=5000):
            found[meeting].append(self.number_of[participant])
        return dict(found)

    @cached_property
    def seats(self) -> list[list[int]]:
        """Rows of seats of each participant, in order."""
        found: list[list[int]] = [[] for _one in self.participants]
        rows = Seat.objects.filter(participant__edition=self.edition).order_by("participant", "number")
        for seat, participant in rows.values_list("pk", "participant").iterator(chunk_size=5000):
            found[self.number_of[participant]].append(seat)
        return found

    @cached_property
    def tables(self) -> dict[int | None, list[int]]:
        """Open places by hall."""
        found: defaultdict[int | None, list[int]] = defaultdict(list)
        rows = Place.objects.filter(edition=self.edition, is_open=True, kind__in=rules.SITTING).order_by("pk")
        for place, hall in rows.values_list("pk", "hall"):
            found[hall].append(place)
        return dict(found)

    @cached_property
    def hall_of_place(self) -> dict[int, int | None]:
        """The hall of each place, closed ones included, since a pinned meeting may sit there."""
        return dict(Place.objects.filter(edition=self.edition).values_list("pk", "hall"))

    @cached_property
    def ways(self) -> dict[tuple[int, int], int]:
        """Slots that the way from hall to hall takes."""
        return ways_of(self.edition)

    @cached_property
    def proposed(self) -> dict[int, list[tuple[int, int]]]:
        """(participant, slot) that were proposed for each meeting."""
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = SlotProposal.objects.filter(meeting__edition=self.edition).order_by("pk")
        for meeting, participant, slot in rows.values_list("meeting", "by", "slot").iterator(chunk_size=5000):
            found[meeting].append((participant, self.slot_of[slot]))
        return dict(found)


@dataclass(frozen=True)
class Rooms:
    """Zones of places: a hall whose exhibitors sit at its own tables, or the pool of all other tables."""

    places: list[list[int]]  # rows of open places of each zone
    hall: list[int | None]  # None: the pool
    zone_of_meeting: list[int]
    closed: frozenset[tuple[int, int]]  # (place, number of the slot) that are closed


def _rooms(reader: Reader) -> Rooms:
    homes = {one.hall_id for one in reader.participants if one.hall_id is not None}
    halls: list[int | None] = [hall for hall in reader.tables if hall in homes]
    places = [reader.tables[hall] for hall in halls]
    pool = [place for hall, own in reader.tables.items() if hall not in homes for place in own]
    if pool:
        halls.append(None)
        places.append(pool)
    load = Counter[int]()
    zones = []
    for meeting in reader.meetings:
        zone = _zone(reader, meeting, halls, places, load)
        load[zone] += 1
        zones.append(zone)
    return Rooms(places, halls, zones, reader.closed)


def _zone(
    reader: Reader, meeting: Meeting, halls: list[int | None], places: list[list[int]], load: Counter[int]
) -> int:
    if meeting.online or not halls:
        return NOWHERE
    fixed = reader.fixed.get(meeting.pk)
    home = reader.hall_of_place.get(fixed.place) if fixed and fixed.place else home_in(reader, meeting)
    if fixed and fixed.place is None:
        return NOWHERE
    if home in halls:
        return halls.index(home)
    if None in halls:
        return halls.index(None)
    return min(range(len(halls)), key=lambda zone: load[zone] / len(places[zone]))


def build_problem(reader: Reader) -> "tuple[Problem, Rooms]":
    """The timetable problem of an edition as it stands, and the zones behind its numbers."""
    import numpy as np

    from chainfair.engine.timetable import make_problem

    rooms = _rooms(reader)
    sides = [reader.parties[meeting.pk] for meeting in reader.meetings]
    pinned = [
        reader.fixed[meeting.pk].slot if meeting.pk in reader.fixed else NOWHERE
        for meeting in reader.meetings
    ]
    days = {day: number for number, day in enumerate(dict.fromkeys(slot.day_id for slot in reader.slots))}
    halls = sorted(filter(None, _halls(reader)))
    minimum = reader.edition.minimum_meetings
    held = _fixed_meetings(reader)
    problem = make_problem(
        available=_availability(reader, sides, pinned),
        seats=[max(len(seats), 1) for seats in reader.seats],
        minimum=[min(max(one.minimum, minimum), one.maximum) for one in reader.participants],
        maximum=[max(one.maximum, held[number]) for number, one in enumerate(reader.participants)],
        day=[days[slot.day_id] for slot in reader.slots],
        session=[slot.session == Session.AFTERNOON for slot in reader.slots],
        capacity=_capacity(reader, rooms),
        party_start=np.cumsum([0, *map(len, sides)]),
        party=[number for own in sides for number in own],
        weight=[meeting.weight for meeting in reader.meetings],
        zone=rooms.zone_of_meeting,
        hall=halls_in(reader, rooms, halls),
        distance=distance_of(reader.ways, halls),
        pinned=pinned,
        previous=[reader.previous.get(meeting.pk, NOWHERE) for meeting in reader.meetings],
        allowed=_allowed(reader),
    )
    return let_settled_be(problem, problem.pinned) if reader.ways else problem, rooms


def _halls(reader: Reader) -> set[int | None]:
    return {one.hall_id for one in reader.participants} | set(reader.tables)


def _fixed_meetings(reader: Reader) -> Counter[int]:
    return Counter(
        number
        for meeting in reader.meetings
        if meeting.pk in reader.fixed
        for number in reader.parties[meeting.pk]
    )


def _availability(reader: Reader, sides: Sequence[list[int]], pinned: Sequence[int]) -> "NDArray[np.bool_]":
    """[participant, slot] free; where a pinned meeting sits its sides have agreed to be there."""
    import numpy as np

    free = np.ones((len(reader.participants), len(reader.slots)), np.bool_)
    for number, one in enumerate(reader.participants):
        if one.availability:
            marks = one.availability[: len(reader.slots)].ljust(len(reader.slots), "0")
            free[number] = np.frombuffer(marks.encode(), np.uint8) == ord("1")
    for own, slot in zip(sides, pinned, strict=True):
        if slot != NOWHERE:
            free[own, slot] = True
    return free


def _capacity(reader: Reader, rooms: Rooms) -> "NDArray[np.int32]":
    """[zone, slot] places: the open ones, and closed ones in which a pinned meeting sits."""
    import numpy as np

    capacity = np.empty((len(rooms.places), len(reader.slots)), np.int32)
    for zone, places in enumerate(rooms.places):
        capacity[zone] = len(places)
    for number, meeting in enumerate(reader.meetings):
        fixed, zone = reader.fixed.get(meeting.pk), rooms.zone_of_meeting[number]
        if fixed is not None and zone != NOWHERE:
            elsewhere = fixed.place not in rooms.places[zone] or (fixed.place, fixed.slot) in rooms.closed
            capacity[zone, fixed.slot] += elsewhere
    zone_of = {place: zone for zone, places in enumerate(rooms.places) for place in places}
    for place, slot in rooms.closed:
        if place in zone_of:
            capacity[zone_of[place], slot] -= 1
    return capacity


def _allowed(reader: Reader) -> "NDArray[np.bool_] | None":
    """[meeting, slot]: agreed times where the sides named any, and nothing that has begun; None: everything."""
    import numpy as np

    begun = [number for number, slot in enumerate(reader.slots) if reader.has_begun(slot)]
    if not begun and not reader.proposed:
        return None
    allowed = np.ones((len(reader.meetings), len(reader.slots)), np.bool_)
    allowed[:, begun] = False
    for number, meeting in enumerate(reader.meetings):
        agreed = sorted(rules.agreed_slots(reader.proposed.get(meeting.pk, ())))
        if agreed:
            kept = allowed[number, agreed]
            allowed[number] = False
            allowed[number, agreed] = kept
        if meeting.pk in reader.fixed:
            allowed[number, reader.fixed[meeting.pk].slot] = True
    return allowed


def digest_of(problem: "Problem") -> str:
    """A digest of everything the engine is given."""
    import numpy as np

    found = hashlib.sha256()
    for one in fields(problem):
        value = getattr(problem, one.name)
        found.update(one.name.encode())
        found.update(value.tobytes() if isinstance(value, np.ndarray) else str(value).encode())
    return found.hexdigest()


@dataclass
class Course:
    """How a run goes: points of seconds, weight placed, proved bound and discomfort left, thinned to stay few."""

    points: list[tuple[float, int, int, int]] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    def add(self, weight: int, bound: int, discomfort: int) -> None:
        """Keep a point where something has changed since the last one."""
        if self.points and self.points[-1][1:] == (weight, bound, discomfort):
            return
        self.points.append((round(time.perf_counter() - self.began, 2), weight, bound, discomfort))
        if len(self.points) > MOST_POINTS:
            del self.points[1:-1:2]

    def figures(self) -> dict[str, Any]:
        """What a run stores of it while it goes on."""
        return {"course": list(self.points)}


def solve(
    edition: Edition,
    settings: dict[str, Any],
    seed: int,
    now: datetime,
    watch: Watch,
    course: Course | None = None,
) -> Answer:
    """Compute a timetable for an edition as it stands; outside any transaction, checked before it is given back."""
    from chainfair.engine.stop import Stop
    from chainfair.engine.timetable import Progress, violations
    from chainfair.engine.timetable import solve as solve_timetable
    from chainfair.engine.timetable.replan import prepare

    watch("reading", 0.0)
    reader = Reader(edition, now)
    problem, rooms = build_problem(reader)

    course = course or Course()

    def progress(at: Progress) -> None:
        course.add(int(at.weight), int(at.bound), int(at.discomfort))
        watch(at.stage, at.share)

    stop = Stop(rounds=settings.get("rounds"), seconds=settings.get("seconds"))
    result = solve_timetable(problem, stop=stop, seed=seed, watch=progress)
    wrong = violations(problem, result.slot)
    if wrong:
        raise TimetableWrong(violation=wrong[0])
    prepare()  # here, in the background, for the pages on which late changes are made
    return Answer(
        sittings=_sittings(reader, rooms, problem, result) + reader.missed,
        left_out=_left_out(reader, rooms, result.reasons),
        figures=_figures(reader, result) | course.figures(),
        digest=digest_of(problem),
    )


def _sittings(reader: Reader, rooms: Rooms, problem: "Problem", result: "Result") -> list[Sitting]:
    """Places by rows: what keeps its slot keeps its place, the others take what is left of their zone in order."""
    slots, seats = result.slot.tolist(), result.seat.tolist()
    starts = problem.party_start.tolist()
    keeps = _keeps(reader, rooms, slots)
    kept = {(slot, place) for place, slot in rooms.closed} | {
        (slots[number], place) for number, place in keeps.items()
    }
    taken = Counter[tuple[int, int]]()
    found = []
    for number, meeting in enumerate(reader.meetings):
        slot, zone = slots[number], rooms.zone_of_meeting[number]
        if slot == NOWHERE:
            continue
        fixed = reader.fixed.get(meeting.pk)
        place = keeps.get(number)
        if place is None and zone != NOWHERE:
            place = _next_place(rooms.places[zone], taken, zone, slot, kept)
        own = reader.parties[meeting.pk]
        booked = tuple(
            reader.seats[side][seat]
            for side, seat in zip(own, seats[starts[number] : starts[number + 1]], strict=True)
        )
        pinned = fixed is not None and fixed.pinned
        found.append(Sitting(meeting.pk, reader.slots[slot].pk, place, booked, pinned))
    return found


def _keeps(reader: Reader, rooms: Rooms, slots: list[int]) -> dict[int, int]:
    """The place that meetings keep, by their number: pinned ones first, then those that stay in slot and zone."""
    keeps = {
        number: fixed.place
        for number, meeting in enumerate(reader.meetings)
        if (fixed := reader.fixed.get(meeting.pk)) is not None and fixed.place is not None
    }
    taken = {(place, slots[number]) for number, place in keeps.items()} | rooms.closed
    of_zone = [set(places) for places in rooms.places]
    for number, meeting in enumerate(reader.meetings):
        slot, zone, place = slots[number], rooms.zone_of_meeting[number], reader.former.get(meeting.pk)
        stays = place is not None and zone != NOWHERE and slot == reader.previous[meeting.pk]
        if stays and number not in keeps and place in of_zone[zone] and (place, slot) not in taken:
            keeps[number] = place
            taken.add((place, slot))
    return keeps


def _next_place(
    places: list[int],
    taken: Counter[tuple[int, int]],
    zone: int,
    slot: int,
    kept: set[tuple[int, int]],
) -> int:
    while (slot, places[taken[zone, slot]]) in kept:
        taken[zone, slot] += 1
    place = places[taken[zone, slot]]
    taken[zone, slot] += 1
    return place


def _left_out(reader: Reader, rooms: Rooms, reasons: "Sequence[Reason]") -> list[LeftOut]:
    kinds = {str(one) for one in UnplacedReason}
    participants, slots = [one.pk for one in reader.participants], [one.pk for one in reader.slots]
    return [
        LeftOut(
            reader.meetings[one.meeting].pk,
            UnplacedReason(str(one.kind)),
            values_of(one, participants, slots, [len(places) for places in rooms.places]),
        )
        for one in reasons
        if one.meeting != NOWHERE and str(one.kind) in kinds
    ]


def values_of(
    reason: "Reason", participants: Sequence[int], slots: Sequence[int], places: Sequence[int]
) -> dict[str, Any]:
    """The values of a reason by the rows' own numbers, those that it does not speak of left out.

    ``participants`` and ``slots``: rows in the order of the problem; ``places``: how many each zone has.
    """
    values: dict[str, Any] = {
        name: int(value)
        for name in ("held", "limit", "lightest", "price")
        if (value := getattr(reason, name)) != NOWHERE
    }
    if reason.participant != NOWHERE:
        values["participant"] = participants[reason.participant]
    if reason.slot != NOWHERE:
        values["slots"] = [slots[reason.slot]]
    elif reason.slots:
        values["slots"] = [slots[slot] for slot in reason.slots[:NAMED_SLOTS]]
    if reason.zone != NOWHERE:
        values["places"] = places[reason.zone]
    return values


def _figures(reader: Reader, result: "Result") -> dict[str, Any]:
    from chainfair.engine.timetable import ReasonKind

    counts = result.statistics
    return {
        "wanted": len(reader.meetings),
        "placed": counts.meetings,
        "proposed": all(one.state == MeetingState.SUGGESTED for one in reader.meetings),
        "pinned": len(reader.fixed),
        "closed": reader.closures,
        "weight": int(result.weight),
        "bound": int(result.bound),
        "status": str(result.status),
        "gaps": counts.gaps,
        "rushes": counts.rushes,
        "person_days": counts.person_days,
        "moved": counts.moved,
        "below_minimum": sum(one.kind == ReasonKind.BELOW_MINIMUM for one in result.reasons),
        "seconds": round(sum(result.seconds.values()), 3),
    }
