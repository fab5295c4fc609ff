"""A late change of the published timetable: only the diaries around it are read, and the engine repairs them.

The part that may move are the meetings of everybody who is in a meeting that the change hits. All other meetings of
their counterparts only keep slots and places busy, so a change of one participant reads some hundred rows of a fair.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Hall, Place, Slot
from chainfair.fairs.queries import ways_of
from chainfair.ground.among import among
from chainfair.matching.kinds import Side
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import errors, rules
from chainfair.meetings.bridge.tables import Zones
from chainfair.meetings.bridge.ways import NOWHERE
from chainfair.meetings.kinds import (
    Absence,
    CallOff,
    Closure,
    LatePin,
    LiveChange,
    MeetingState,
    NoShow,
    Opening,
    Return,
    TimetableState,
)
from chainfair.meetings.kinds import Answer as Said
from chainfair.meetings.models import Meeting, Party, Placement, SlotProposal, Timetable
from chainfair.meetings.queries import when
from chainfair.meetings.queries.halls import halls_of_meetings, home_of

FEW = 1000  # sides; those of more are in nearly every meeting that waits
COMING_IN = 4  # meetings that may have one place that opens again, the worthiest that can come then
AT_MOST = 100  # such meetings in all, unless more places open
STANDING_BY = 500  # meetings without a time that are looked at, the worthiest, unless more places open
SITTING = ("meeting", "place", "pinned", "meeting__state", "meeting__weight", "meeting__online")
KNOWN = ("availability", "minimum", "maximum", "hall", "side")


@dataclass(frozen=True, slots=True)
class Sits:
    """Where a meeting sits now: number of the slot, place, and whether it may move; and the meeting's own facts."""

    slot: int
    place: int | None
    fixed: bool
    weight: int
    online: bool


@dataclass(frozen=True, slots=True)
class Person:
    """What the problem needs to know of a participant."""

    availability: str
    minimum: int
    maximum: int
    hall: int | None
    exhibits: bool


def _person(availability: str, minimum: int, maximum: int, hall: int | None, side: str) -> Person:
    return Person(availability, minimum, maximum, hall, side == Side.EXHIBITOR)


@dataclass
class Nearby:
    """The rows around a change, read when asked for."""

    timetable: Timetable
    slots: list[Slot]
    change: LiveChange
    now: datetime
    moved_zone: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the slots that the change names."""
        self.edition = self.timetable.edition
        self.slot_of = {slot.pk: number for number, slot in enumerate(self.slots)}
        state = EditionState(self.edition.state)
        self.begun = sum(rules.is_past(state, slot.starts_at, self.now) for slot in self.slots)
        self.closed = rules.closed_cells(self.timetable.figures)
        self.hit = sorted(self._hit())
        if isinstance(self.change, NoShow):
            self._begin_before(self.change.meeting)

    def coming(self, slots: Collection[int]) -> list[int]:
        """The numbers of slots that are still to come, or a refusal."""
        foreign = [slot for slot in slots if slot not in self.slot_of]
        if foreign or not slots:
            raise errors.UnknownSlot
        numbers = sorted(self.slot_of[slot] for slot in slots)
        found = [number for number in numbers if number >= self.begun]
        if not found:
            raise errors.SlotOver(when=self.when(numbers[-1]))
        return found

    def when(self, number: int) -> str:
        """Day and hour of a slot."""
        return when(self.slots[number], self.edition)

    # Which meetings the change hits.

    def _hit(self) -> set[int]:
        change = self.change
        match change:
            case Absence(participant, slots):
                return self._booked([participant], self.coming(slots))
            case Return(participant, slots):
                self.coming(slots)
                return set()
            case Closure(slots):
                return self._seated_at(self.coming(slots))
            case Opening():
                if not self.opened:
                    raise errors.NothingClosed
                return set()
            case LatePin(meeting, slot):
                (number,) = self.coming([slot])
                self._check_agreed(meeting)
                sides = Party.objects.filter(meeting=meeting).exclude(answer=Said.NO)
                found = self._booked(list(sides.values_list("participant", flat=True)), [number])
                return found | {meeting}
            case NoShow(meeting):
                return {meeting}
            case CallOff(meetings):
                return set(meetings)

    def _check_agreed(self, meeting: int) -> None:
        state = (
            Meeting.objects.filter(pk=meeting, edition=self.edition).values_list("state", flat=True).first()
        )
        if state is None:
            raise errors.NotPlaced(meeting=meeting, version=self.timetable.version)
        refusal = rules.refusal_to_place(MeetingState(state), TimetableState.PUBLISHED)
        if refusal is not None:
            raise refusal

    def _begin_before(self, meeting: int) -> None:
        """The slot of a missed meeting is the one that runs; what is in it stays, and only a gap is filled."""
        sits = self.sitting.get(meeting)
        if sits is None:
            raise errors.NotPlaced(meeting=meeting, version=self.timetable.version)
        slot, state = self.slots[sits.slot], EditionState(self.edition.state)
        if sits.slot >= self.begun:
            raise errors.NotMissedYet(when=self.when(sits.slot))
        if rules.is_past(state, slot.ends_at, self.now):
            raise errors.SlotOver(when=self.when(sits.slot))
        self.begun = sits.slot

    def _rows_of(self, numbers: Iterable[int]) -> list[int]:
        return [self.slots[number].pk for number in numbers]

    def _booked(self, participants: Sequence[int], numbers: Iterable[int]) -> set[int]:
        wanted = set(self._rows_of(numbers))
        booked = [
            row for row in self._diaries(participants, "taken__placement__meeting") if row[2] is not None
        ]
        known = {row[0] for row in booked}
        if not known.issuperset(participants):
            mine = Participant.objects.filter(among("pk", participants), edition=self.edition)
            if mine.count() != len(set(participants)):
                raise errors.OtherEdition(participant=participants[0])
        return {meeting for _who, _seat, slot, meeting in booked if slot in wanted}

    def _seated_at(self, numbers: Iterable[int]) -> set[int]:
        slots = self._rows_of(numbers)
        rows = Placement.objects.filter(timetable=self.timetable, slot__in=slots)
        found = set(rows.filter(place__in=self.closing).values_list("meeting", flat=True))
        return found | set(self._at_stands(slots))

    def _at_stands(self, slots: Sequence[int]) -> Iterable[int]:
        """Meetings of a closing hall that sit at no table but at a stand."""
        hall = self.change.hall if isinstance(self.change, Closure) else None
        if hall is None:
            return ()
        here = Party.objects.filter(meeting=OuterRef("meeting"), participant__hall=hall)
        rows = Placement.objects.filter(
            Exists(here), timetable=self.timetable, slot__in=slots, place=None, meeting__online=False
        )
        return rows.values_list("meeting", flat=True)

    @cached_property
    def closing(self) -> list[int]:
        """The places that the change closes, or opens again."""
        change = self.change
        if not isinstance(change, Closure | Opening):
            return []
        mine = Place.objects.filter(edition=self.edition, is_open=True)
        if change.hall is not None:
            if not Hall.objects.filter(edition=self.edition, pk=change.hall).exists():
                raise errors.NothingToClose
            mine = mine.filter(hall=change.hall)
        else:
            mine = mine.filter(pk__in=change.places)
        found = list(mine.order_by("pk").values_list("pk", flat=True))
        if not found and change.hall is None:
            raise errors.NothingToClose
        return found

    @cached_property
    def opened(self) -> frozenset[tuple[int, int]]:
        """(place, slot) that were closed, and are open after the change."""
        if not isinstance(self.change, Opening):
            return frozenset()
        slots = self._rows_of(self.coming(self.change.slots))
        return self.closed & {(place, slot) for place in self.closing for slot in slots}

    @cached_property
    def opening(self) -> Counter[tuple[int, int]]:
        """How many places open, by zone and number of the slot."""
        zone_of = self.zones.of_place
        return Counter((zone_of[at], self.slot_of[slot]) for at, slot in self.opened if at in zone_of)

    # Who may move, and what stands around them.

    @cached_property
    def core(self) -> set[int]:
        """Everybody in a meeting that is hit, and whom the change names."""
        if isinstance(self.change, Opening):
            return self._waiting_sides()
        named = {self.change.participant} if isinstance(self.change, Absence | Return) else set()
        rows = Party.objects.filter(among("meeting", self.hit)).exclude(answer=Said.NO)
        return named | set(rows.values_list("participant", flat=True))

    def _waiting_sides(self) -> set[int]:
        """Everybody in the worthiest meetings that have no time, first those that can be when places open.

        Once as many of them have a seat free on both sides as places open, a lighter one has nothing to wait for.
        """
        sides, able = self._who_can_come()
        with_seat = self._with_seat({who for own in sides.values() for who in own})
        most = min(COMING_IN * len(self.opened), max(AT_MOST, len(self.opened)))
        left, found = len(self.opened), set[int]()
        for meeting in sorted(sides, key=lambda one: not able[one])[:most]:
            found.update(sides[meeting])
            left -= any(all((who, slot) in with_seat for who in sides[meeting]) for slot in able[meeting])
            if not left:
                break
        return found

    def _who_can_come(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Of the worthiest meetings without a time: the sides, and the slots that open in which these are there."""
        worthiest = list(self._without_time().values_list("pk", flat=True)[: self.standing_by])
        sides: dict[int, dict[int, Person]] = {meeting: {} for meeting in worthiest}
        for meeting, who, *facts in self._sides_of(worthiest):
            sides[meeting][who] = _person(*facts)
        proposed = self._proposed_for(worthiest)
        able: dict[int, list[int]] = {}
        for meeting, own in sides.items():
            home = self.zones.home(list(own.values()))
            opening = {slot for zone, slot in self.opening if zone == home}
            agreed = rules.agreed_slots(proposed.get(meeting, ())) or opening
            there = [one.availability for one in own.values()]
            able[meeting] = [
                slot for slot in opening & agreed if all(rules.is_free(one, slot) for one in there)
            ]
        return {meeting: list(own) for meeting, own in sides.items()}, able

    def _with_seat(self, participants: Collection[int]) -> set[tuple[int, int]]:
        """(participant, number of the slot) with a seat free, in the slots that open."""
        slots = {slot for _zone, slot in self.opening}
        seats = self._diaries(participants, slots=self._rows_of(slots))
        taken = {(seat, self.slot_of[slot]) for _who, seat, slot in seats if slot is not None}
        return {(who, slot) for who, seat, _slot in seats for slot in slots if (seat, slot) not in taken}

    @cached_property
    def sitting(self) -> dict[int, Sits]:
        """Meetings of the core that have a time now."""
        rows = self._diaries(self.core, *(f"taken__placement__{fact}" for fact in SITTING))
        found = {row[3]: self._sits(*row[2:]) for row in rows if row[3] is not None}
        # What was missed has no seats any more, and what waits for its pin has none yet.
        rest = [meeting for meeting in self.hit if meeting not in found]
        if rest:
            placed = Placement.objects.filter(among("meeting", rest), timetable=self.timetable)
            found |= {row[1]: self._sits(*row) for row in placed.values_list("slot", *SITTING)}
        return found

    def _sits(
        self, slot: int, _meeting: int, place: int | None, pinned: bool, state: str, *facts: Any
    ) -> Sits:
        return Sits(self.slot_of[slot], place, pinned or state not in rules.AGREED, *facts)

    @cached_property
    def weights(self) -> dict[int, tuple[int, bool]]:
        """(weight, online) of every meeting of the problem, in order: those with a time, and those that stand by."""
        values = ("pk", "weight", "online")
        found = {
            meeting: (weight, online) for meeting, weight, online in self._waiting().values_list(*values)
        }
        found |= {meeting: (sits.weight, sits.online) for meeting, sits in self.sitting.items()}
        if not found.keys() >= {*self.hit}:
            rest = Meeting.objects.filter(among("pk", self.hit), edition=self.edition)
            found |= {meeting: (weight, online) for meeting, weight, online in rest.values_list(*values)}
        return dict(sorted(found.items()))

    def _waiting(self) -> QuerySet[Meeting]:
        """The worthiest meetings of the core that have no time."""
        waiting = self._without_time()
        if len(self.core) <= FEW:
            theirs = Party.objects.filter(among("participant", self.core)).exclude(answer=Said.NO)
            waiting = waiting.filter(pk__in=theirs.values("meeting"))
        return waiting[: self.standing_by]

    def _without_time(self) -> QuerySet[Meeting]:
        placed = Placement.objects.filter(timetable=self.timetable, meeting=OuterRef("pk"))
        waiting = Meeting.objects.filter(~Exists(placed), edition=self.edition, state=MeetingState.ACCEPTED)
        return waiting.order_by("-weight", "pk")

    @property
    def standing_by(self) -> int:
        """How many meetings without a time are looked at."""
        return max(STANDING_BY, len(self.opened))

    @cached_property
    def meetings(self) -> list[int]:
        """Rows of the meetings, in the order of the problem."""
        return list(self.weights)

    @cached_property
    def parties(self) -> dict[int, list[int]]:
        """Sides of each meeting, those who have declined left out."""
        found: dict[int, list[int]] = {number: [] for number in self.meetings}
        for meeting, participant, *_facts in self._sides:
            found[meeting].append(participant)
        return found

    @cached_property
    def _sides(self) -> list[tuple[Any, ...]]:
        """Meeting, participant, and what is known of the participant, of each side of each meeting."""
        return self._sides_of(self.meetings)

    def _sides_of(self, meetings: Collection[int]) -> list[tuple[Any, ...]]:
        facts = (f"participant__{fact}" for fact in KNOWN)
        rows = Party.objects.filter(among("meeting", meetings)).exclude(answer=Said.NO).order_by("pk")
        return list(rows.values_list("meeting", "participant", *facts))

    @cached_property
    def people(self) -> dict[int, Person]:
        """All sides with their seats, in the order of the problem."""
        known = {row[1]: row[2:] for row in self._sides}
        rest = self.core - known.keys()
        if rest:
            rows = Participant.objects.filter(among("pk", rest), edition=self.edition)
            known |= {row[0]: row[1:] for row in rows.values_list("pk", *KNOWN)}
        return {pk: _person(*facts) for pk, facts in sorted(known.items())}

    @cached_property
    def number_of(self) -> dict[int, int]:
        """Number of each participant in the problem."""
        return {pk: number for number, pk in enumerate(self.people)}

    @cached_property
    def seats(self) -> dict[int, list[int]]:
        """The seats of everybody in the problem."""
        found: dict[int, list[int]] = {pk: [] for pk in self.people}
        for who, seat in dict.fromkeys((row[0], row[1]) for row in self._everyone):
            found[who].append(seat)
        return found

    @cached_property
    def bookings(self) -> list[tuple[int, int, int, int]]:
        """(participant, seat, number of the slot, meeting) of everybody in the problem."""
        return [
            (who, seat, self.slot_of[slot], meeting)
            for who, seat, slot, meeting in self._everyone
            if slot is not None
        ]

    @cached_property
    def _everyone(self) -> list[tuple[Any, ...]]:
        return self._diaries(self.people, "taken__placement__meeting")

    def _diaries(
        self, participants: Collection[int], *facts: str, slots: Collection[int] = ()
    ) -> list[tuple[Any, ...]]:
        """Participant, seat, slot, and facts of what is in it, of each seat; a free seat once, with None.

        Only in these slots (rows), where any are named. By way of the seats: the database then goes
        straight to the few rows that these have.
        """
        wanted = Q(bookings__timetable=self.timetable)
        if slots:
            wanted &= Q(bookings__slot__in=slots)
        mine = FilteredRelation("bookings", condition=wanted)
        rows = Seat.objects.annotate(taken=mine).filter(among("participant", participants))
        return list(
            rows.order_by("participant", "number").values_list("participant", "pk", "taken__slot", *facts)
        )

    @cached_property
    def outside(self) -> Counter[tuple[int, int]]:
        """How many meetings outside the problem each participant has in each slot."""
        return Counter(
            (who, slot) for who, _seat, slot, meeting in self.bookings if meeting not in self.weights
        )

    @cached_property
    def proposed(self) -> dict[int, list[tuple[int, int]]]:
        """(participant, number of the slot) that were proposed for each meeting."""
        return self._proposed_for(self.meetings)

    def _proposed_for(self, meetings: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = SlotProposal.objects.filter(among("meeting", meetings))
        for meeting, participant, slot in rows.values_list("meeting", "by", "slot"):
            found[meeting].append((participant, self.slot_of[slot]))
        return found

    @cached_property
    def ways(self) -> dict[tuple[int, int], int]:
        """Slots that the way from hall to hall takes."""
        return ways_of(self.edition)

    def hall_of(self, meeting: int, zone: int) -> int | None:
        """Row of the hall that the sides of a meeting walk to; None online and in a pool of several halls."""
        if zone != NOWHERE:
            return self._hall_of_zone(zone)
        if not self.ways or self.weights[meeting][1]:
            return None
        sides = [self.people[one] for one in self.parties[meeting]]
        return home_of((Side.EXHIBITOR if one.exhibits else Side.VISITOR, one.hall) for one in sides)

    def _hall_of_zone(self, zone: int) -> int | None:
        return self.zones.keys[zone] or (self.pool_hall if self.ways else None)

    def way(self, start: int, end: int) -> int:
        """Slots from one zone to another, as far as they are known."""
        return self.ways.get((self._hall_of_zone(start) or 0, self._hall_of_zone(end) or 0), 0)

    def hall_now(self, meeting: int) -> int | None:
        """The same for any meeting that somebody here has, as the change leaves it; None where no way takes a slot."""
        if not self.ways:
            return None
        if meeting not in self.weights:
            return self.halls_outside.get(meeting)
        return self.hall_of(meeting, self.zone_of(meeting))

    @cached_property
    def pool_hall(self) -> int | None:
        """The hall of the pool's tables, where they lie in one."""
        pool = self.zones.places[self.zones.keys.index(None)]
        lies = set(Place.objects.filter(pk__in=pool).values_list("hall", flat=True))
        return lies.pop() if len(lies) == 1 else None

    @cached_property
    def halls_outside(self) -> dict[int, int]:
        """Row of the hall of each meeting outside the problem that somebody in it has."""
        beyond = {meeting for _who, _seat, _slot, meeting in self.bookings if meeting not in self.weights}
        return halls_of_meetings(self.timetable, beyond)

    @cached_property
    def zones(self) -> Zones:
        """The places as zones."""
        return Zones.read(self)

    def zone_of(self, meeting: int) -> int:
        """The zone whose place a meeting needs."""
        sits, zones = self.sitting.get(meeting), self.zones
        if meeting in self.moved_zone:
            return self.moved_zone[meeting]
        if self.weights[meeting][1] or (sits is not None and sits.place is None):
            return NOWHERE
        if sits is not None and sits.place in zones.of_place:
            return zones.of_place[sits.place]
        return zones.home([self.people[one] for one in self.parties[meeting]])
