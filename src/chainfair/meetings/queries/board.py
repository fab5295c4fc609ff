"""The board: who sits with whom, in which slot, on one day of one version; only the rows of one page are read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from chainfair.exhibiting.models import StandUse
from chainfair.fairs.models import Day, Place, Slot
from chainfair.ground.search import subjects_found
from chainfair.matching.models import Participant, Suggestion
from chainfair.matching.queries import stages_seen
from chainfair.meetings import rules
from chainfair.meetings.kinds import Answer, BoardSide, MeetingState
from chainfair.meetings.models import Party, Placement, SeatBooking, Timetable
from chainfair.meetings.queries.searching import of_organisations
from chainfair.organisations.models import Organisation

ROWS = 25
NO_HALL = "none"


@dataclass(frozen=True)
class BoardQuestion:
    """What of a version somebody looks at: a day, a hall, by whom, a name, and whether empty rows stand there too."""

    day: int | None = None
    hall: str = ""
    side: BoardSide = BoardSide.ORGANISATIONS
    words: str = ""
    idle: bool = False
    page: int = 1


@dataclass(frozen=True)
class Seated:
    """A meeting in a cell: the other sides, their stage as the row sees it, and where it stands."""

    meeting: int
    others: list[Organisation]
    stage: str
    pinned: bool
    state: MeetingState
    place: Place | None

    @property
    def open(self) -> bool:
        """Whether not all sides have agreed."""
        return self.state == MeetingState.SUGGESTED or self.state in rules.WAITING


@dataclass(frozen=True)
class Cell:
    """A slot of a row: its meetings, or that nobody is there."""

    slot: Slot
    seated: list[Seated] = field(default_factory=list)
    closed: bool = False


@dataclass(frozen=True)
class BoardRow:
    """A participant with its stands, or a place, and its day."""

    key: int
    cells: list[Cell]
    organisation: Organisation | None = None
    place: Place | None = None
    where: str = ""

    @property
    def count(self) -> int:
        """Meetings of the day."""
        return sum(len(cell.seated) for cell in self.cells)


@dataclass(frozen=True)
class Board:
    """One page of the board."""

    side: BoardSide
    day: Day | None
    days: list[Day]
    slots: list[Slot]
    rows: list[BoardRow]
    page: Page[Participant] | Page[Place]
    found: int


@dataclass(frozen=True)
class _Meetings:
    """The placed meetings that a page shows, with their sides."""

    placements: dict[int, Placement]
    sides: dict[int, list[Party]]
    suggestions: dict[int, Suggestion]
    stages: dict[int, tuple[str, str]]


def board_of(timetable: Timetable, question: BoardQuestion) -> Board:
    """What one page of the board shows; a bounded number of queries, whatever stands in the version."""
    days = list(timetable.edition.days.order_by("date"))
    day = next((one for one in days if one.pk == question.day), days[0] if days else None)
    slots = list(Slot.objects.filter(day=day).order_by("number"))
    if question.side == BoardSide.PLACES:
        places = Paginator(_places(timetable, day, question), ROWS)
        place_page = places.get_page(question.page)
        rows = _rows_of_places(timetable, slots, list(place_page.object_list))
        return Board(question.side, day, days, slots, rows, place_page, places.count)
    participants = Paginator(_participants(timetable, day, question), ROWS)
    page = participants.get_page(question.page)
    rows = _rows_of_participants(timetable, slots, list(page.object_list))
    return Board(question.side, day, days, slots, rows, page, participants.count)


def _participants(timetable: Timetable, day: Day | None, question: BoardQuestion) -> QuerySet[Participant]:
    rows = timetable.edition.participants.select_related("organisation", "hall")
    if question.words:
        return in_order(rows.filter(organisation__in=subjects_found("organisation", question.words)))
    if question.hall:
        here = Q(hall=None) if question.hall == NO_HALL else Q(hall__code=question.hall)
        rows = rows.filter(here)
    if not question.idle:
        rows = rows.filter(pk__in=_busy(timetable, day))
    return in_order(rows)


def _busy(timetable: Timetable, day: Day | None) -> QuerySet[SeatBooking, int]:
    """Numbers of who has a meeting on a day; a list of its own, which both databases read once and not row by row."""
    slots = list(Slot.objects.filter(day=day).values_list("pk", flat=True))
    booked = SeatBooking.objects.filter(timetable=timetable, slot__in=slots).order_by()
    return booked.values_list("seat__participant", flat=True)


def in_order(rows: QuerySet[Participant]) -> QuerySet[Participant]:
    """By hall, who has none at the end: the two databases put them at different ends by themselves."""
    hall = F("hall__code").asc(nulls_last=True)
    return rows.order_by(hall, "organisation__latin_key", "organisation__name_key", "pk")


def _places(timetable: Timetable, day: Day | None, question: BoardQuestion) -> QuerySet[Place]:
    rows = Place.objects.filter(edition=timetable.edition).select_related("hall")
    placed = Placement.objects.filter(timetable=timetable, slot__day=day, place__isnull=False).order_by()
    if question.words:
        placed = of_organisations(placed, question.words)
        return rows.filter(pk__in=placed.values("place")).order_by("zone", "number")
    if question.hall:
        here = Q(hall=None) if question.hall == NO_HALL else Q(hall__code=question.hall)
        rows = rows.filter(here)
    if not question.idle:
        rows = rows.filter(pk__in=placed.values("place"))
    return rows.order_by("zone", "number")


def _rows_of_participants(
    timetable: Timetable, slots: Sequence[Slot], participants: Sequence[Participant]
) -> list[BoardRow]:
    bookings = SeatBooking.objects.filter(
        timetable=timetable, slot__in=slots, seat__participant__in=participants
    ).order_by("pk")
    held: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for participant, slot, placement in bookings.values_list("seat__participant", "slot", "placement"):
        held[participant, slot].append(placement)
    read = read_meetings({number for numbers in held.values() for number in numbers})
    stands = stands_of(timetable, participants)
    return [
        BoardRow(
            one.pk,
            [
                Cell(
                    slot,
                    [seated_as(read, number, one.pk) for number in held[one.pk, slot.pk]],
                    not rules.is_free(one.availability, slot.number),
                )
                for slot in slots
            ],
            organisation=one.organisation,
            where=", ".join(stands[one.organisation_id]) or (one.hall.code if one.hall else ""),
        )
        for one in participants
    ]


def _rows_of_places(timetable: Timetable, slots: Sequence[Slot], places: Sequence[Place]) -> list[BoardRow]:
    rows = Placement.objects.filter(timetable=timetable, slot__in=slots, place__in=places)
    held = {(place, slot): number for place, slot, number in rows.values_list("place", "slot", "pk")}
    read = read_meetings(held.values())
    shut = rules.closed_cells(timetable.figures)
    return [
        BoardRow(
            one.pk,
            [
                Cell(
                    slot,
                    [seated_as(read, held[one.pk, slot.pk], 0)] if (one.pk, slot.pk) in held else [],
                    not one.is_open or (one.pk, slot.pk) in shut,
                )
                for slot in slots
            ],
            place=one,
            where=one.hall.code if one.hall else "",
        )
        for one in places
    ]


def read_meetings(numbers: Iterable[int]) -> _Meetings:
    """Placements by number, with their sides and what the sides are to each other."""
    placements = Placement.objects.select_related("meeting__suggestion", "place").in_bulk(list(numbers))
    sides: defaultdict[int, list[Party]] = defaultdict(list)
    parties = Party.objects.filter(meeting__in=[one.meeting_id for one in placements.values()])
    for party in parties.exclude(answer=Answer.NO).select_related("participant__organisation").order_by("pk"):
        sides[party.meeting_id].append(party)
    suggestions = {
        one.meeting_id: one.meeting.suggestion
        for one in placements.values()
        if one.meeting.suggestion is not None
    }
    return _Meetings(placements, sides, suggestions, stages_seen(list(suggestions.values())))


def seated_as(read: _Meetings, number: int, viewpoint: int) -> Seated:
    """A placement as one side sees it in its cell."""
    placement = read.placements[number]
    others = [one for one in read.sides[placement.meeting_id] if one.participant_id != viewpoint]
    return Seated(
        placement.meeting_id,
        [one.participant.organisation for one in others],
        _stage(read, placement.meeting_id, viewpoint),
        placement.pinned,
        MeetingState(placement.meeting.state),
        placement.place,
    )


def _stage(read: _Meetings, meeting: int, viewpoint: int) -> str:
    """What the other side is to the row: by the suggestion behind the meeting, nothing where there is none."""
    suggestion = read.suggestions.get(meeting)
    if suggestion is None or viewpoint not in {suggestion.first_id, suggestion.second_id}:
        return ""
    seen = read.stages.get(suggestion.pk, ("", ""))
    return seen[0] if suggestion.first_id == viewpoint else seen[1]


def stands_of(timetable: Timetable, participants: Sequence[Participant]) -> defaultdict[int, list[str]]:
    """Codes of the stands that some participants have, by organisation."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    uses = StandUse.objects.filter(
        participation__edition=timetable.edition_id,
        participation__organisation__in=[one.organisation_id for one in participants],
    )
    for organisation, code in uses.order_by("stand__code").values_list(
        "participation__organisation", "stand__code"
    ):
        found[organisation].append(code)
    return found
