"""When one participant can meet."""

from dataclasses import dataclass

from chainfair.fairs.kinds import Session
from chainfair.fairs.models import Day, Slot
from chainfair.fairs.queries import slots_of
from chainfair.matching.models import Participant
from chainfair.matching.rules import marked_slots


@dataclass(frozen=True)
class HalfDay:
    """The slots of a morning or an afternoon, each with whether one can meet in it."""

    session: Session
    slots: list[tuple[Slot, bool]]

    @property
    def full(self) -> bool:
        """Whether every slot of it is marked."""
        return all(free for _slot, free in self.slots)


@dataclass(frozen=True)
class AvailableDay:
    """A day in halves."""

    day: Day
    halves: list[HalfDay]

    @property
    def full(self) -> bool:
        """Whether every slot of the day is marked."""
        return all(half.full for half in self.halves)


def available_days(participant: Participant) -> list[AvailableDay]:
    """The days of the edition with what a participant has marked."""
    slots = list(slots_of(participant.edition))
    free = marked_slots(participant.availability, len(slots))
    days: dict[int, AvailableDay] = {}
    for slot in slots:
        day = days.setdefault(slot.day_id, AvailableDay(slot.day, []))
        if not day.halves or day.halves[-1].session != slot.session:
            day.halves.append(HalfDay(Session(slot.session), []))
        day.halves[-1].slots.append((slot, slot.number in free))
    return list(days.values())
