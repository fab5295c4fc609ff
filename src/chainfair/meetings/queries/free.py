"""When several sides are free, slot by slot; what is only asked for hides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chainfair.fairs.models import Day, Edition, Slot
from chainfair.fairs.queries import slots_of
from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.kinds import TimetableState
from chainfair.meetings.models import SeatBooking, SlotProposal


@dataclass(frozen=True)
class FreeSlot:
    """A slot as a ruler shows it."""

    slot: Slot
    state: str  # free, held, taken, closed
    label: str

    @property
    def can_be_chosen(self) -> bool:
        """A soft hold hides no slot."""
        return self.state in {"free", "held"}


@dataclass(frozen=True)
class FreeDay:
    """The slots of one day."""

    day: Day
    slots: list[FreeSlot]

    @property
    def choices(self) -> list[FreeSlot]:
        """Those that can be proposed."""
        return [one for one in self.slots if one.can_be_chosen]


def common_days(me: Participant, others: Sequence[Participant], now: datetime) -> list[FreeDay]:
    """Each coming day with the slots in which this side and all others can meet."""
    edition = me.edition
    sides = [me, *others]
    full = _full_slots(edition, sides)
    held = set(_proposed(me).values_list("slot", flat=True))
    days: dict[int, FreeDay] = {}
    for slot in slots_of(edition).filter(starts_at__gt=now):
        state = _state(slot, me, others, full, held)
        day = days.setdefault(slot.day_id, FreeDay(slot.day, []))
        day.slots.append(FreeSlot(slot, state, f"{timezone.localtime(slot.starts_at):%H:%M} {_word(state)}"))
    return list(days.values())


def _proposed(me: Participant) -> QuerySet[SlotProposal]:
    return SlotProposal.objects.filter(by=me, meeting__state__in=rules.WAITING)


def _full_slots(edition: Edition, sides: Sequence[Participant]) -> set[tuple[int, int]]:
    """(participant, slot) where every seat is taken in the published version."""
    seats = dict(
        Participant.objects.filter(pk__in=[one.pk for one in sides])
        .annotate(size=Count("seats"))
        .values_list("pk", "size")
    )
    taken = (
        SeatBooking.objects.filter(
            timetable__edition=edition,
            timetable__state=TimetableState.PUBLISHED,
            seat__participant__in=sides,
        )
        .values("seat__participant", "slot")
        .annotate(count=Count("pk"))
        .values_list("seat__participant", "slot", "count")
    )
    return {(who, slot) for who, slot, count in taken if count >= seats[who]}


def _state(
    slot: Slot,
    me: Participant,
    others: Sequence[Participant],
    full: set[tuple[int, int]],
    held: set[int],
) -> str:
    if (me.pk, slot.pk) in full:
        return "taken"
    absent = any(not rules.is_free(one.availability, slot.number) for one in (me, *others))
    if absent or any((one.pk, slot.pk) in full for one in others):
        return "closed"
    return "held" if slot.pk in held else "free"


def _word(state: str) -> str:
    words = {
        "free": _("free for all"),
        "held": _("free; you proposed it elsewhere too"),
        "taken": _("you have a meeting"),
        "closed": _("one side cannot"),
    }
    return words[state]
