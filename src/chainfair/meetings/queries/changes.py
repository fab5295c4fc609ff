"""What publishing a version would change, for which meetings and for whom; the action that publishes asks the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.kinds import Change, MeetingState, TimetableState
from chainfair.meetings.models import Party, Placement, Timetable
from chainfair.meetings.queries.searching import SIDES_OF_MEETING, of_organisations
from chainfair.organisations.kinds import MemberRole
from chainfair.organisations.models import Membership
from chainfair.people.models import Person

ANSWERING = (MemberRole.OWNER, MemberRole.SALES)
NOWHERE = 0
MOST = 8  # organisations named as those that change most


class HasChange(TypedDict):
    """What a query adds to a placement: what happened to it."""

    change: str


if TYPE_CHECKING:
    Changed: TypeAlias = WithAnnotations[Placement, HasChange]
else:
    Changed = Placement


@dataclass(frozen=True)
class Difference:
    """How many meetings a version adds, moves and drops against another, and whom publishing it would tell."""

    new: int
    moved: int
    gone: int
    organisations: int
    people: int

    @property
    def meetings(self) -> int:
        """All that differ."""
        return self.new + self.moved + self.gone


@dataclass(frozen=True)
class HallChanges:
    """A hall, empty for who has none, and how many meetings of its sides differ."""

    hall: str
    new: int
    moved: int
    gone: int


def find_older(timetable: Timetable) -> Timetable | None:
    """What a version is compared with: a draft with the published one, others with the one published before."""
    versions = timetable.edition.timetables.filter(published_at__isnull=False).exclude(pk=timetable.pk)
    if timetable.published_at is None:
        return versions.filter(state=TimetableState.PUBLISHED).first()
    return versions.filter(published_at__lt=timetable.published_at).order_by("-published_at").first()


def changes_between(
    timetable: Timetable, older: Timetable | None, question: str = "", change: str = ""
) -> QuerySet[Changed]:
    """Placements that differ, each with what happened to it as `change`; what is gone is a row of the older version.

    A question searches the sides in both scripts.
    """
    before = Placement.objects.filter(timetable=older).annotate(at=Coalesce("place", Value(NOWHERE)))
    known = before.filter(meeting=OuterRef("meeting"))
    same = known.filter(slot=OuterRef("slot"), at=OuterRef("at"))
    kept = timetable.placements.filter(meeting=OuterRef("meeting"))
    differing = Q(timetable=timetable) & ~Exists(same) | Q(timetable=older) & ~Exists(kept)
    word = Case(
        When(timetable=older, then=Value(Change.GONE)),
        When(Exists(known), then=Value(Change.MOVED)),
        default=Value(Change.NEW),
        output_field=CharField(),
    )
    rows = Placement.objects.filter(timetable__in=[one for one in (timetable, older) if one is not None])
    rows = rows.annotate(at=Coalesce("place", Value(NOWHERE))).filter(differing).annotate(change=word)
    if change:
        rows = rows.filter(change=change)
    return of_organisations(rows, question)


def of_hall(changes: QuerySet[Changed], hall: str) -> QuerySet[Changed]:
    """Changes of meetings with a side that stands in a hall; all of them where none is named."""
    if not hall:
        return changes
    return changes.filter(meeting__in=Party.objects.filter(participant__hall__code=hall).values("meeting"))


def changes_by_hall(changes: QuerySet[Changed]) -> list[HallChanges]:
    """How many meetings of the sides of each hall are new, moved and gone; a meeting of two halls counts in both."""
    hall = "meeting__parties__participant__hall__code"
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = changes.order_by().values(hall, "change").annotate(n=Count("meeting", distinct=True))
    for code, change, n in rows.values_list(hall, "change", "n"):
        counts[code or ""][change] = n
    return [
        HallChanges(code, *(counts[code].get(one, 0) for one in (Change.NEW, Change.MOVED, Change.GONE)))
        for code in sorted(counts, key=lambda code: (not code, code))
    ]


def most_changed(changes: QuerySet[Changed]) -> list[tuple[Participant, int]]:
    """Whose diary changes most, with how many meetings of it."""
    side = "meeting__parties__participant"
    rows = changes.order_by().values(side).annotate(n=Count("meeting", distinct=True)).order_by("-n", side)
    counts = dict(rows.values_list(side, "n")[:MOST])
    found = Participant.objects.select_related("organisation").in_bulk(counts)
    return [(found[number], n) for number, n in counts.items()]


def shown(changes: QuerySet[Changed]) -> QuerySet[Changed]:
    """Changes with everything that a list of them shows."""
    return changes.select_related("meeting", "slot", "place").prefetch_related(SIDES_OF_MEETING)


def retimed(changes: QuerySet[Changed]) -> QuerySet[Changed]:
    """Those changes of which publishing tells the sides: agreed ones that get, change or lose their time."""
    given = Q(change__in=(Change.NEW, Change.MOVED), meeting__state=MeetingState.ACCEPTED)
    changed = Q(change__in=(Change.MOVED, Change.GONE), meeting__state__in=rules.TIMED)
    return changes.filter(given | changed)


def difference_between(timetable: Timetable, older: Timetable | None) -> Difference:
    """The counts of what publishing a version in place of another would change."""
    changes = changes_between(timetable, older)
    counts = dict(changes.order_by().values_list("change").annotate(n=Count("pk")))
    touched = Participant.objects.filter(parties__meeting__in=changes.order_by().values("meeting"))
    told = Party.objects.filter(meeting__in=retimed(changes).order_by().values("meeting"))
    return Difference(
        counts.get(Change.NEW, 0),
        counts.get(Change.MOVED, 0),
        counts.get(Change.GONE, 0),
        touched.distinct().count(),
        readers_of(told).count(),
    )


def readers_of(parties: QuerySet[Party]) -> QuerySet[Person]:
    """Who is written to about some sides: the contact of each, and who owns or sells for the organisation."""
    participants = Participant.objects.filter(pk__in=parties.order_by().values("participant"))
    members = Membership.objects.filter(
        role__in=ANSWERING, organisation__in=participants.values("organisation")
    )
    return Person.objects.filter(
        Q(pk__in=participants.values("contact")) | Q(pk__in=members.values("person")), email__isnull=False
    )


def with_times_before(
    rows: Sequence[Changed], older: Timetable | None
) -> list[tuple[Changed, Placement | None]]:
    """Changes with where the meeting sat in the older version; nothing for a new one."""
    meetings = [row.meeting_id for row in rows]
    before = {
        one.meeting_id: one
        for one in Placement.objects.filter(timetable=older, meeting__in=meetings).select_related(
            "slot", "place"
        )
    }
    return [(row, before.get(row.meeting_id)) for row in rows]
