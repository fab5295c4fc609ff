"""The control room: what needs a person, numbers with their base, what runs, how full the places are."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chainfair.closing.queries import grouped
from chainfair.desk.kinds import Due, Number
from chainfair.fairs.models import Day, Edition
from chainfair.fairs.rules import local_day
from chainfair.ground.kinds import OutboxState, RunState
from chainfair.ground.models import LeasedRun, OutboxMessage
from chainfair.matching.models import Participant
from chainfair.meetings.kinds import Answer, MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.organisations.kinds import SamenessState
from chainfair.organisations.models import SamenessQuestion
from chainfair.outcomes.kinds import Stage
from chainfair.presence.models import Scan

MANY_UNANSWERED = 5


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
    runs: list[LeasedRun]
    waiting_letters: int
    heat_day: Day | None
    heat_times: list[datetime]
    heat: list[HeatRow]


def organiser_today(edition: Edition, now: datetime, day: int | None = None) -> OrganiserToday:
    """Everything of the page in a bounded number of queries."""
    days = list(edition.days.order_by("date"))
    today = local_day(now, edition.time_zone)
    current = next((number for number, one in enumerate(days, 1) if one.date == today), None)
    shown = next((one for one in days if one.pk == day), None) or (days[(current or 1) - 1] if days else None)
    times, heat = _heat(edition, shown)
    runs = [*edition.matching_runs.order_by("-pk")[:3], *edition.timetable_runs.order_by("-pk")[:3]]
    return OrganiserToday(
        current,
        len(days),
        list(_due(edition)),
        _numbers(edition, days[current - 1] if current else None),
        runs,
        OutboxMessage.objects.filter(state=OutboxState.WAITING).count(),
        shown,
        times,
        heat,
    )


def _due(edition: Edition) -> Iterator[Due]:
    yield from _due_questions(edition)
    yield from _due_runs(edition)
    yield from _due_answers(edition)
    yield from _due_edition(edition)
    yield from _due_profiles(edition)


def _due_questions(edition: Edition) -> Iterator[Due]:
    count = SamenessQuestion.objects.filter(
        state=SamenessState.OPEN, first__participations__edition=edition
    ).count()
    if count:
        yield Due(
            "wait",
            _("imports"),
            ngettext(
                "%(n)s pair may be one organisation.", "%(n)s pairs may be one organisation each.", count
            )
            % {"n": count},
            _("Until a person decides they stand apart and are counted apart."),
            _address("organisations:questions"),
            _("Decide"),
        )


def _due_runs(edition: Edition) -> Iterator[Due]:
    for kind, runs, address in (
        (_("matching"), edition.matching_runs, "matching:runs"),
        (_("timetable"), edition.timetable_runs, "meetings:timetables"),
    ):
        last = runs.order_by("-pk").first()
        if last is not None and last.state == RunState.FAILED:
            yield Due(
                "bad",
                _("runs"),
                _("The last run failed: %(kind)s.") % {"kind": kind},
                last.trouble,
                _address(address, edition),
                _("Look"),
            )


def _due_answers(edition: Edition) -> Iterator[Due]:
    silent = (
        Participant.objects.filter(
            edition=edition,
            parties__answer=Answer.OPEN,
            parties__asked=False,
            parties__meeting__state=MeetingState.REQUESTED,
        )
        .annotate(n=Count("parties"), first=Min("parties__meeting__answer_by"))
        .filter(n__gte=MANY_UNANSWERED)
    )
    count = silent.count()
    if count:
        held = sum(one.n for one in silent)
        yield Due(
            "wait",
            _("answers"),
            ngettext(
                "%(n)s participant has not answered 5 or more requests.",
                "%(n)s participants have not answered 5 or more requests each.",
                count,
            )
            % {"n": count},
            _("They hold %(held)s requests.") % {"held": grouped(held)},
            _address("desk:silent", edition),
            _("See who"),
        )


def _due_edition(edition: Edition) -> Iterator[Due]:
    if edition.placeholder_days or not edition.starts_on:
        yield Due(
            "wait",
            _("edition"),
            _("The days of this edition are placeholders."),
            _("A timetable on them is a draft in every case."),
            _address("fairs:edition", edition),
            _("Set the days"),
        )


def _due_profiles(edition: Edition) -> Iterator[Due]:
    bare = (
        Participant.objects.filter(
            edition=edition, organisation__offers=None, organisation__needs=None, organisation__positions=None
        )
        .distinct()
        .count()
    )
    if bare:
        yield Due(
            "wait",
            _("profiles"),
            ngettext(
                "%(n)s participant says neither what it offers nor what it needs.",
                "%(n)s participants say neither what they offer nor what they need.",
                bare,
            )
            % {"n": bare},
            _("Nobody can be suggested to them."),
            _address("exhibiting:exhibitors", edition),
            _("See who"),
        )


def _address(name: str, edition: Edition | None = None) -> str:
    try:
        return reverse(name, kwargs={"edition": edition.key} if edition else None)
    except NoReverseMatch:
        return ""


def _numbers(edition: Edition, day: Day | None) -> list[Number]:
    scans = Scan.objects.filter(edition=edition)
    scans = scans.filter(day=day) if day else scans
    admitted = scans.filter(admitted=True).count()
    states = dict(
        Meeting.objects.filter(edition=edition).values_list("state").annotate(n=Count("pk")).order_by()
    )
    held = states.get(MeetingState.HELD, 0)
    agreed = sum(states.get(one, 0) for one in ("accepted", "scheduled", "confirmed", "in_progress")) + held
    waiting = states.get(MeetingState.REQUESTED, 0)
    mutual = edition.outcomes.filter(stage=Stage.MUTUAL_INTENTION).count()
    one_sided = edition.outcomes.filter(stage=Stage.INTENTION).count()
    closing = _address("closing:statement", edition)
    return [
        Number(
            admitted,
            _("entries today") if day else _("entries"),
            _("admitted scans; %(n)s refused") % {"n": grouped(scans.count() - admitted)},
            closing,
            _("How entries are counted"),
        ),
        Number(
            held,
            _("meetings held"),
            _("of %(agreed)s agreed; %(no)s no-shows")
            % {"agreed": agreed, "no": states.get(MeetingState.NO_SHOW, 0)},
            _address("meetings:timetables", edition),
            _("Timetable"),
        ),
        Number(
            waiting,
            _("requests wait for an answer"),
            _("%(n)s were not answered in time") % {"n": grouped(states.get(MeetingState.EXPIRED, 0))},
        ),
        Number(
            mutual,
            _("intentions of both sides"),
            _("%(n)s one-sided, shown apart") % {"n": grouped(one_sided)},
            closing,
            _("What counts as an intention"),
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
