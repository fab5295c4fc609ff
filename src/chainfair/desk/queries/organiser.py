"""The control room: what needs a person, numbers with base and rule, what runs, how full the places are."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from chainfair.closing.queries import grouped
from chainfair.desk.kinds import Due, Number, RecentRun
from chainfair.desk.queries.due import due_in
from chainfair.exhibiting.models import ListImport
from chainfair.exhibiting.queries import imports_of
from chainfair.fairs.models import Day, Edition
from chainfair.fairs.rules import local_day
from chainfair.ground.kinds import OutboxState
from chainfair.ground.models import OutboxMessage
from chainfair.matching.queries import runs_of
from chainfair.meetings.kinds import MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.rules import AGREED, HAPPENED
from chainfair.outcomes.kinds import Stage
from chainfair.presence.models import Scan

Linked = TypeVar("Linked", Due, Number, RecentRun)
RECENT = 3  # runs of each kind and imports on the page


@dataclass(frozen=True)
class HeatRow:
    """How full the tables of a hall are, slot by slot of a day: shares from 0 to 1."""

    hall: str
    shares: list[tuple[str, float | None]]


@dataclass(frozen=True)
class OrganiserToday:
    """The organiser's page."""

    day_number: int | None
    days: int
    due: list[Due]
    numbers: list[Number]
    runs: list[RecentRun]
    imports: list[ListImport]
    waiting_letters: int
    heat_day: Day | None
    heat_times: list[datetime]
    heat: list[HeatRow]


def organiser_today(
    edition: Edition, now: datetime, day: int | None = None, opens: Callable[[str], bool] = bool
) -> OrganiserToday:
    """Everything of the page in a bounded number of queries; what does not open for the reader is no link."""
    days = list(edition.days.order_by("date"))
    today = local_day(now, edition.time_zone)
    current = next((number for number, one in enumerate(days, 1) if one.date == today), None)
    shown = next((one for one in days if one.pk == day), None) or (days[(current or 1) - 1] if days else None)
    times, heat = _heat(edition, shown)
    lists = reverse("exhibiting:imports", args=[edition.key])
    return OrganiserToday(
        current,
        len(days),
        [_linked(one, opens) for one in due_in(edition, now)],
        [_linked(one, opens) for one in _numbers(edition, days[current - 1] if current else None)],
        [_linked(one, opens) for one in _runs(edition)],
        list(imports_of(edition)[:RECENT]) if opens(lists) else [],
        OutboxMessage.objects.filter(state=OutboxState.WAITING).count(),
        shown,
        times,
        heat,
    )


def _linked(one: Linked, opens: Callable[[str], bool]) -> Linked:
    return one if not one.url or opens(one.url) else replace(one, url="")


def _runs(edition: Edition) -> list[RecentRun]:
    """The last runs of both kinds, the latest first."""
    matching = [
        RecentRun(_("Matching"), one, reverse("matching:run", args=[edition.key, one.pk]))
        for one in runs_of(edition)[:RECENT]
    ]
    timetables = reverse("meetings:timetables", args=[edition.key])
    placing = [
        RecentRun(_("Timetable"), one, timetables) for one in edition.timetable_runs.order_by("-pk")[:RECENT]
    ]
    return sorted([*matching, *placing], key=lambda one: one.run.created_at, reverse=True)


def _numbers(edition: Edition, day: Day | None) -> list[Number]:
    scans = Scan.objects.filter(edition=edition)
    scans = scans.filter(day=day) if day else scans
    admitted = scans.filter(admitted=True).count()
    states = dict(
        Meeting.objects.filter(edition=edition).values_list("state").annotate(n=Count("pk")).order_by()
    )
    held = states.get(MeetingState.HELD, 0)
    agreed = sum(states.get(one, 0) for one in (*AGREED, *HAPPENED))
    waiting = states.get(MeetingState.REQUESTED, 0)
    mutual = edition.outcomes.filter(stage=Stage.MUTUAL_INTENTION).count()
    one_sided = edition.outcomes.filter(stage=Stage.INTENTION).count()
    return [
        Number(
            "entries",
            admitted,
            _("entries today") if day else _("entries"),
            _("admitted scans; %(n)s refused") % {"n": grouped(scans.count() - admitted)},
            reverse("presence:onsite", args=[edition.key]),
            _("By day and scanner"),
            _(
                "Scans of badges going in that a gate admitted, everybody's: staff and press are counted"
                " apart in the closing statement. Who goes in twice is two entries."
            ),
        ),
        Number(
            "held",
            held,
            _("meetings held"),
            _("of %(agreed)s agreed; %(no)s no-shows")
            % {"agreed": grouped(agreed), "no": grouped(states.get(MeetingState.NO_SHOW, 0))},
            reverse("meetings:timetables", args=[edition.key]),
            _("Timetable"),
            _(
                "Meetings that both sides confirmed, or at which both badges were scanned. Agreed: accepted,"
                " placed or confirmed, and what came of it: under way, held, missed or disputed; cancelled ones"
                " are left out."
            ),
        ),
        Number(
            "waiting",
            waiting,
            _("requests wait for an answer"),
            _("%(n)s were not answered in time") % {"n": grouped(states.get(MeetingState.EXPIRED, 0))},
            reverse("desk:silent", args=[edition.key]),
            _("Who has not answered"),
            _("Requests for a meeting whose day to answer has not passed, and to which no side has said no."),
        ),
        Number(
            "intentions",
            mutual,
            _("intentions of both sides"),
            _("%(n)s one-sided, shown apart") % {"n": grouped(one_sided)},
            reverse("outcomes:outcomes", args=[edition.key]) + f"?stage={Stage.MUTUAL_INTENTION}",
            _("Which"),
            _(
                "Intentions that both sides confirmed and that are no agreement yet, once for each set of parties."
            ),
        ),
    ]


def _heat(edition: Edition, day: Day | None) -> tuple[list[datetime], list[HeatRow]]:
    if day is None:
        return [], []
    slots = list(day.slots.order_by("number"))
    timetable = Timetable.objects.filter(edition=edition, state=TimetableState.PUBLISHED).first()
    timetable = timetable or Timetable.objects.filter(edition=edition).order_by("-version").first()
    taken: dict[tuple[int, int], int] = defaultdict(int)
    if timetable is not None:
        rows = Placement.objects.filter(timetable=timetable, slot__day=day, place__isnull=False)
        for hall, slot, count in (
            rows.values_list("place__hall_id", "slot_id").annotate(n=Count("pk")).order_by()
        ):
            taken[hall, slot] = count
    halls = edition.halls.annotate(n=Count("places")).filter(n__gt=0).order_by("code")
    return [slot.starts_at for slot in slots], [
        HeatRow(hall.code, [(f"{hall.code}", taken[hall.pk, slot.pk] / hall.n) for slot in slots])
        for hall in halls
    ]
