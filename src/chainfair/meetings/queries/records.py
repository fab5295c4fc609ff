"""Meetings as the organiser's desk lists them: all of an edition, those a version leaves out, one with its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from chainfair.fairs.models import Edition, Place, Slot
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.models import Event
from chainfair.ground.names import name_of
from chainfair.matching.models import Participant
from chainfair.meetings.kinds import (
    UNPLACED,
    VERBS,
    DeclineReason,
    MeetingState,
    TimetableState,
    UnplacedReason,
)
from chainfair.meetings.models import Meeting, Placement, Timetable, Unplaced
from chainfair.meetings.queries.searching import SIDES, SIDES_OF_MEETING, meetings_named, of_organisations
from chainfair.meetings.queries.seating import when
from chainfair.meetings.rules import WAITING
from chainfair.people.models import Person


class HasTime(TypedDict):
    """What a query adds to a meeting: its published time."""

    starts_at: datetime | None


if TYPE_CHECKING:
    Timed: TypeAlias = WithAnnotations[Meeting, HasTime]
else:
    Timed = Meeting


@dataclass(frozen=True)
class Told:
    """A meeting that a version leaves out, and why: the reason's word and its sentence."""

    row: Unplaced
    word: str
    sentence: str


@dataclass(frozen=True)
class Step:
    """One thing that happened to a meeting: when, who did it, what, and what is known of it."""

    at: datetime
    who: str
    word: str
    about: str


def editions_with_late_requests(now: datetime) -> QuerySet[Edition]:
    """Editions in which a request waits although its day to answer has passed."""
    late = Meeting.objects.filter(live=True, state__in=WAITING, answer_by__lt=now)
    return Edition.objects.filter(pk__in=late.values("edition")).order_by("pk")


def meetings_of(edition: Edition, question: str = "", state: str = "", origin: str = "") -> QuerySet[Timed]:
    """All meetings with their sides and the published time as `starts_at`; a question searches in both scripts."""
    placed = Placement.objects.filter(meeting=OuterRef("pk"), timetable__state=TimetableState.PUBLISHED)
    rows = edition.meetings.annotate(starts_at=Subquery(placed.values("slot__starts_at")[:1]))
    if state:
        rows = rows.filter(state=state)
    if origin:
        rows = rows.filter(origin=origin)
    return meetings_named(rows, question).prefetch_related(SIDES)


def placements_of(
    timetable: Timetable, question: str = "", *, day: int | None = None, hall: str = "", pinned: bool = False
) -> QuerySet[Placement]:
    """Every meeting that a version places, with its sides; a question searches in both scripts."""
    rows = timetable.placements.select_related("meeting")
    rows = rows.prefetch_related(SIDES_OF_MEETING, "slot__day", "place__hall")
    if day is not None:
        rows = rows.filter(slot__day=day)
    if hall:
        rows = rows.filter(place__hall__code=hall)
    if pinned:
        rows = rows.filter(pinned=True)
    return of_organisations(rows, question)


def read_spots(rows: Sequence[Placement]) -> None:
    """Give placements their slots and places, each read once: what a list of a page prefetches, for a whole file."""
    slots = Slot.objects.select_related("day").in_bulk({row.slot_id for row in rows})
    places = Place.objects.select_related("hall").in_bulk({row.place_id for row in rows if row.place_id})
    for row in rows:
        row.slot = slots[row.slot_id]
        row.place = places[row.place_id] if row.place_id else None


def proposals_of(edition: Edition, numbers: Sequence[int] | None, question: str = "") -> list[int]:
    """Numbers of proposals that nobody was asked about yet: those among `numbers`, or (None) all that are found."""
    rows = meetings_named(edition.meetings.filter(state=MeetingState.SUGGESTED), question)
    if numbers is not None:
        rows = rows.filter(pk__in=numbers)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def proposals_placed_in(timetable: Timetable) -> list[int]:
    """Numbers of the meetings of a version that nobody has been asked about."""
    rows = timetable.placements.filter(meeting__state=MeetingState.SUGGESTED)
    return list(rows.order_by("meeting").values_list("meeting", flat=True))


def sittings_of(meeting: Meeting) -> QuerySet[Placement]:
    """Where a meeting sits in each version, the latest first."""
    rows = meeting.placements.select_related("timetable", "slot", "place")
    return rows.order_by("-timetable__version")


def get_meeting(edition: Edition, number: int) -> Meeting:
    """One meeting with its sides, or a refusal."""
    found = meetings_of(edition).filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("meeting"), name=str(number))
    return found


def unplaced_of(timetable: Timetable, question: str = "", reason: str = "") -> QuerySet[Unplaced]:
    """Meetings that a version leaves out, with their sides."""
    rows = timetable.unplaced.select_related("meeting").prefetch_related(SIDES_OF_MEETING)
    if reason:
        rows = rows.filter(reason=reason)
    return of_organisations(rows, question)


def in_words(rows: Sequence[Unplaced], edition: Edition) -> list[Told]:
    """Left-out meetings with the reason as a sentence; few queries for all."""
    slots = {number for row in rows for number in row.values.get("slots", ())}
    times = {one.pk: when(one, edition) for one in Slot.objects.filter(pk__in=slots)}
    sides = {row.values["participant"] for row in rows if "participant" in row.values}
    names = {
        one.pk: name_of(one.organisation)
        for one in Participant.objects.filter(pk__in=sides).select_related("organisation")
    }
    return [Told(row, _(UnplacedReason(row.reason).word), _sentence(row, times, names)) for row in rows]


def _sentence(row: Unplaced, times: dict[int, str], names: dict[int, str]) -> str:
    """The reason of one row with its values; a reason that carries none is said by its word alone."""
    reason = UnplacedReason(row.reason)
    values: dict[str, Any] = {
        **row.values,
        "weight": row.meeting.weight,
        "times": ", ".join(times[one] for one in row.values.get("slots", ()) if one in times),
        "who": names.get(row.values.get("participant", 0), ""),
    }
    try:
        return _(UNPLACED[reason]) % values
    except KeyError:
        return _(reason.word)


def record_of(meeting: Meeting, *, reasons: bool) -> list[Step]:
    """Everything that happened to a meeting, the latest first; with or without the reasons that sides gave."""
    events = Event.objects.filter(subject_kind="meeting", subject_id=meeting.pk).order_by("-at", "-pk")
    found = list(events)
    people = Person.objects.in_bulk({one.actor_id for one in found if one.actor_kind == "person"})
    names = {party.participant_id: name_of(party.participant.organisation) for party in meeting.parties.all()}
    return [
        Step(
            one.at,
            people[one.actor_id].name if one.actor_id in people else "",
            _(VERBS.get(one.verb, one.verb)),
            "; ".join([*_details(one, names), *(_reason(one) if reasons else ())]),
        )
        for one in found
    ]


def _details(event: Event, names: dict[int, str]) -> Iterator[str]:
    """What an event says beside its verb: which side, when and where."""
    facts = event.facts
    if facts.get("participant") in names:
        yield names[facts["participant"]]
    if facts.get("version"):
        yield _("version %(version)s") % facts
    yield from (str(facts[key]) for key in ("when", "place") if facts.get(key))


def _reason(event: Event) -> Iterator[str]:
    known = {str(one): one.word for one in DeclineReason}
    if event.why:
        yield _(known.get(event.why, event.why))
