"""Versions of an edition's timetable, the runs that made them, and what a run would find to place."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound, Refusal
from chainfair.ground.kinds import phrase
from chainfair.ground.models import Event
from chainfair.ground.numbers import whole_number
from chainfair.matching.queries import find_latest_run, standing_assemblies, standing_pairs
from chainfair.meetings import errors, rules
from chainfair.meetings.kinds import Answer, MeetingState, TimetableState, UnplacedReason
from chainfair.meetings.models import Party, Placement, Timetable, TimetableRun
from chainfair.meetings.queries.halls import too_far_to_walk


class HasPlaced(TypedDict):
    """What a query adds to a version: how many meetings it places now."""

    placed: int


if TYPE_CHECKING:
    Counted: TypeAlias = WithAnnotations[Timetable, HasPlaced]
else:
    Counted = Timetable


@dataclass(frozen=True)
class Supply:
    """What a run would find: agreed meetings, else proposals, else suggestions that it would propose."""

    agreed: int
    proposed: int
    suggested: int
    waiting: int

    def refusal(self) -> Refusal | None:
        """Why a run would have nothing to place."""
        if self.agreed or self.proposed or self.suggested:
            return None
        return errors.NothingToPlace(waiting=self.waiting)


@dataclass(frozen=True)
class Figures:
    """What one version holds now, and what the run that made it proved."""

    placed: int
    left_out: int
    share: float | None  # of the weight that is possible at most
    below_minimum: int | None
    open_ones: int  # placed meetings that not all sides have agreed to

    @property
    def wanted(self) -> int:
        """Every meeting that was to be placed."""
        return self.placed + self.left_out


def timetables_of(edition: Edition, question: str = "", state: str = "") -> QuerySet[Counted]:
    """All versions, the latest first, each with how many meetings it places now as `placed`.

    A question searches the number of the version, the seed of its run and who started it.
    """
    placed = Placement.objects.filter(timetable=OuterRef("pk")).order_by().values("timetable")
    rows = edition.timetables.select_related("run__by").annotate(
        placed=Coalesce(Subquery(placed.annotate(n=Count("pk")).values("n")), 0)
    )
    if question:
        found = Q(run__by__name__icontains=question) | Q(run__by__name_latin__icontains=question)
        number = whole_number(question)
        if number is not None:
            found |= Q(version=number) | Q(run__seed=number)
        rows = rows.filter(found)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-version")


def get_timetable(edition: Edition, version: int) -> Timetable:
    """One version, or a refusal."""
    found = edition.timetables.select_related("run", "edition").filter(version=version).first()
    if found is None:
        raise NotFound(kind=phrase("timetable"), name=str(version))
    return found


def find_published(edition: Edition) -> Timetable | None:
    """The version by which people go."""
    return edition.timetables.filter(state=TimetableState.PUBLISHED).first()


def timetable_runs_of(edition: Edition) -> QuerySet[TimetableRun]:
    """All runs, the latest first."""
    return edition.timetable_runs.select_related("by").order_by("-pk")


def get_timetable_run(edition: Edition, number: int) -> TimetableRun:
    """One run, or a refusal."""
    found = timetable_runs_of(edition).filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("run"), name=str(number))
    return found


def supply_of(edition: Edition, now: datetime) -> Supply:
    """What a run that starts now would find to place."""
    counts = dict(edition.meetings.values_list("state").annotate(n=Count("pk")).order_by())
    agreed = sum(counts.get(state, 0) for state in (*rules.AGREED, *rules.HAPPENED))
    proposed = counts.get(MeetingState.SUGGESTED, 0)
    asked_for = sum(counts.values()) - proposed
    last = None if agreed or asked_for else find_latest_run(edition)
    chosen = standing_pairs(last).count() + len(standing_assemblies(last, now))
    waiting = sum(counts.get(state, 0) for state in rules.WAITING)
    return Supply(agreed, proposed, chosen, waiting)


def share_of(timetable: Timetable) -> float | None:
    """What share of the weight that is possible at most the run placed; None where no run proved a bound."""
    bound = timetable.figures.get("bound")
    return timetable.figures["weight"] / bound if bound else None


def figures_of(timetable: Timetable) -> Figures:
    """What a version holds now."""
    states = dict(timetable.placements.values_list("meeting__state").annotate(n=Count("pk")).order_by())
    return Figures(
        sum(states.values()),
        timetable.unplaced.count(),
        share_of(timetable),
        timetable.figures.get("below_minimum"),
        sum(states.get(state, 0) for state in (MeetingState.SUGGESTED, *rules.WAITING)),
    )


def agreements(timetable: Timetable) -> list[tuple[MeetingState, int]]:
    """State of each placed meeting, and whether (1 or 0) any side has said yes to it."""
    yes = Exists(Party.objects.filter(meeting=OuterRef("meeting"), answer=Answer.YES))
    rows = timetable.placements.annotate(yes=yes).values_list("meeting__state", "yes").annotate(n=Count("pk"))
    return [(MeetingState(state), int(agreed)) for state, agreed, n in rows.order_by() for _one in range(n)]


def can_move(timetable: Timetable, now: datetime) -> bool:
    """Whether anything in a version can get another time: it is open, a time is to come, and a meeting still stands."""
    state = TimetableState(timetable.state)
    if (
        _is_over(timetable.edition, "starts_at", now)
        or rules.refusal_to_change(timetable.version, state) is not None
    ):
        return False
    standing = rules.AGREED if state == TimetableState.PUBLISHED else rules.PLACEABLE
    return timetable.placements.filter(meeting__state__in=standing).exists()


def late_is_possible(timetable: Timetable, now: datetime) -> bool:
    """Whether anything in a version can still change late: people go by it, and a time of it has not ended."""
    published = timetable.state == TimetableState.PUBLISHED
    return published and not _is_over(timetable.edition, "ends_at", now)


def _is_over(edition: Edition, moment: str, now: datetime) -> bool:
    """Whether every slot has begun (`starts_at`) or has ended (`ends_at`)."""
    last = edition.slots.aggregate(last=Max(moment))["last"]
    return last is None or rules.is_past(EditionState(edition.state), last, now)


def refusal_to_publish(timetable: Timetable) -> Refusal | None:
    """Why a version cannot be published as it stands; None: it can."""
    state = TimetableState(timetable.state)
    refusal = rules.refusal_to_publish(timetable.version, state, agreements(timetable))
    return refusal or _refusal_of_places(timetable) or _refusal_of_ways(timetable)


def _refusal_of_places(timetable: Timetable) -> Refusal | None:
    """A draft from before a hall closed, with meetings in it."""
    live = find_published(timetable.edition)
    closed = rules.closed_cells(live.figures) if live is not None else frozenset()
    if not closed:
        return None
    slots = {slot for _place, slot in closed}
    seated = timetable.placements.filter(slot__in=slots, pinned=False).values_list("place", "slot")
    shut = sum((place, slot) in closed for place, slot in seated)
    return errors.PlacesClosed(meetings=shut) if shut else None


def _refusal_of_ways(timetable: Timetable) -> Refusal | None:
    """A draft from before the ways between halls were said, in which somebody has no time to walk."""
    made = timetable.run.started_at if timetable.run and timetable.run.started_at else timetable.created_at
    said = Event.objects.filter(edition=timetable.edition_id, verb="hall.ways_set", at__gte=made)
    if not said.exists():
        return None
    missed = too_far_to_walk(timetable)
    return errors.WaysTooLong(meetings=len(missed)) if missed else None


def reasons_of(timetable: Timetable) -> list[tuple[UnplacedReason, int]]:
    """How many meetings a version leaves out for each reason, the most frequent first."""
    rows = timetable.unplaced.values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason")
    return [(UnplacedReason(reason), count) for reason, count in rows]
