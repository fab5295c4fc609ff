"""Versions of the timetable: runs that make them, what each leaves out and changes, publishing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.kinds import phrase
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.meetings import actions, queries
from chainfair.meetings.access import for_desk, for_desk_readers, may_change_timetable
from chainfair.meetings.forms.desk import (
    ChangesForm,
    PlacementsForm,
    TimetableRunForm,
    UnplacedForm,
    VersionsForm,
)
from chainfair.meetings.kinds import Change, MeetingState, RunStage, TimetableState, UnplacedReason
from chainfair.meetings.models import Placement, TimetableRun, Unplaced
from chainfair.meetings.views.board import version_page
from chainfair.people.access import person_of

SHOWN = 50  # latest runs
FIGURES = {
    "wanted": phrase("Wanted"),
    "placed": phrase("Placed by the run"),
    "weight": phrase("Weight"),
    "bound": phrase("Proved bound"),
    "gaps": phrase("Gaps in a day"),
    "rushes": phrase("Rushes"),
    "below_minimum": phrase("Below minimum"),
    "seconds": phrase("Seconds"),
}


@for_desk_readers
def timetables(request: HttpRequest, edition: str) -> HttpResponse:
    return _timetables(request, get_edition(edition), TimetableRunForm())


def _timetables(
    request: HttpRequest, edition: Edition, start: TimetableRunForm, refused: str = ""
) -> HttpResponse:
    supply = queries.supply_of(edition, timezone.now())
    nothing = supply.refusal()
    runs = list(queries.timetable_runs_of(edition)[:SHOWN])
    form = VersionsForm(request.GET)
    asked = form.asked()
    listing: Listing[queries.Counted] = Listing(
        found=queries.timetables_of(edition, asked.get("q", ""), asked.get("state", "")),
        total=edition.timetables.count(),
        form=form,
        columns=_version_columns(),
        name=f"{edition.key}-timetables",
        orders={"version": ["-version"], "state": ["state"], "made": ["-created_at"]},
        dress=lambda rows: [(one, queries.share_of(one)) for one in rows],
    )
    published = queries.find_published(edition)
    may_change = may_change_timetable(person_of(request), edition)
    answer = show_list(
        request,
        "meetings/timetables.html",
        listing,
        published=published,
        late=may_change and published is not None and queries.late_is_possible(published, timezone.now()),
        runs=runs,
        latest=_told(runs[0]) if runs else None,
        supply=supply,
        nothing=spoken(nothing, _) if nothing and not refused else "",
        refused=refused,
        start=start,
        may_change=may_change,
    )
    answer.status_code = 409 if refused or start.is_bound else 200
    return answer


def _version_columns() -> list[Column[queries.Counted]]:
    return [
        Column(_("Version"), lambda row: row.version),
        Column(_("State"), lambda row: _(TimetableState(row.state).word)),
        Column(_("Made"), lambda row: row.created_at),
        Column(_("Published"), lambda row: row.published_at),
        Column(_("By"), lambda row: row.run.by.name if row.run and row.run.by else ""),
        Column(_("Placed now"), lambda row: row.placed),
        *(
            Column[queries.Counted](_(word), lambda row, key=key: row.figures.get(key))  # type: ignore[misc]
            for key, word in FIGURES.items()
        ),
    ]


def _told(run: TimetableRun) -> dict[str, Any]:
    """A run with the word of what it is doing, and the version that came of it."""
    stages = {str(one): one.word for one in RunStage}
    return {
        "run": run,
        "doing": _(stages[run.doing]) if run.doing in stages else run.doing,
        "made": run.timetables.first(),
        "course": queries.course_of(run.figures),
    }


@for_desk
@require_POST
def run(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = TimetableRunForm(request.POST)
    if not form.is_valid():
        return _timetables(request, found, form)
    try:
        actions.start_timetable_run(
            edition=found,
            by=person_of(request),
            now=timezone.now(),
            settings=form.settings(),
            seed=form.cleaned_data["seed"],
        )
    except Refusal as refusal:
        return _timetables(request, found, form, spoken(refusal, _))
    return redirect("meetings:timetables", edition=edition)


@for_desk_readers
def run_state(request: HttpRequest, edition: str, run: int) -> HttpResponse:
    found = queries.get_timetable_run(get_edition(edition), run)
    return render(request, "meetings/_run.html", {"latest": _told(found)})


@for_desk_readers
def placements(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    timetable = queries.get_timetable(get_edition(edition), version)
    form = PlacementsForm(request.GET, edition=timetable.edition)
    asked, names = form.asked(), queries.SideNames()

    def ready(rows: Sequence[Placement]) -> None:
        names.read([row.meeting_id for row in rows])
        queries.read_spots(rows)

    listing: Listing[Placement] = Listing(
        found=queries.placements_of(
            timetable,
            asked.get("q", ""),
            day=asked.get("day"),
            hall=asked.get("hall", ""),
            pinned=asked.get("pinned", False),
        ),
        total=timetable.placements.count(),
        form=form,
        columns=_placement_columns(names),
        name=f"{edition}-timetable-{version}",
        orders={
            "time": ["slot__number", "place__zone", "place__number"],
            "place": ["place__zone", "place__number", "slot__number"],
            "weight": ["-meeting__weight"],
        },
        ready=ready,
    )
    return show_list(request, "meetings/placements.html", listing, timetable=timetable)


def _placement_columns(names: queries.SideNames) -> list[Column[Placement]]:
    return [
        Column("id", lambda row: str(row.meeting_id)),
        Column(_("Day"), lambda row: row.slot.day.date.isoformat()),
        Column(_("Begins"), lambda row: f"{timezone.localtime(row.slot.starts_at):%H:%M}"),
        Column(_("Ends"), lambda row: f"{timezone.localtime(row.slot.ends_at):%H:%M}"),
        Column(_("Hall"), lambda row: row.place.hall.code if row.place and row.place.hall else ""),
        Column(_("Place"), lambda row: str(row.place or (_("online") if row.meeting.online else ""))),
        Column(_("Sides"), lambda row: names.of(row.meeting_id)),
        Column(_("State"), lambda row: _(MeetingState(row.meeting.state).word)),
        Column(_("Pinned"), lambda row: _("yes") if row.pinned else ""),
        Column(_("Weight"), lambda row: row.meeting.weight),
    ]


@for_desk_readers
def unplaced(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    timetable = queries.get_timetable(get_edition(edition), version)
    form = UnplacedForm(request.GET)
    asked, names = form.asked(), queries.SideNames()
    listing: Listing[Unplaced] = Listing(
        found=queries.unplaced_of(timetable, asked.get("q", ""), asked.get("reason", "")),
        total=timetable.unplaced.count(),
        form=form,
        columns=[
            Column("id", lambda row: str(row.meeting_id)),
            Column(_("Sides"), lambda row: names.of(row.meeting_id)),
            Column(_("Why not placed"), lambda row: _(UnplacedReason(row.reason).word)),
            Column(_("Weight"), lambda row: row.meeting.weight),
        ],
        name=f"{edition}-unplaced-{version}",
        orders={"weight": ["-meeting__weight"], "reason": ["reason", "-meeting__weight"]},
        dress=lambda rows: queries.in_words(rows, timetable.edition),
        ready=lambda rows: names.read([row.meeting_id for row in rows]),
    )
    return show_list(request, "meetings/unplaced.html", listing, timetable=timetable)


@for_desk_readers
def changes(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    timetable = queries.get_timetable(found, version)
    older = queries.find_older(timetable)
    form = ChangesForm(request.GET, edition=found)
    asked, names = form.asked(), queries.SideNames()
    difference = queries.difference_between(timetable, older)
    differing = queries.changes_between(timetable, older, asked.get("q", ""), asked.get("change", ""))
    every = queries.changes_between(timetable, older)
    listing: Listing[queries.Changed] = Listing(
        found=queries.shown(queries.of_hall(differing, asked.get("hall", ""))),
        total=difference.meetings,
        form=form,
        columns=[
            Column("id", lambda row: str(row.meeting_id)),
            Column(_("Sides"), lambda row: names.of(row.meeting_id)),
            Column(_("What changes"), lambda row: _(Change(row.change).word)),
            Column(_("Time"), lambda row: row.slot.starts_at),
            Column(_("Place"), lambda row: str(row.place or "")),
        ],
        name=f"{edition}-changes-{version}",
        orders={"time": ["slot__number"], "change": ["change", "slot__number"]},
        dress=lambda rows: queries.with_times_before(rows, older),
        ready=lambda rows: names.read([row.meeting_id for row in rows]),
    )
    return show_list(
        request,
        "meetings/changes.html",
        listing,
        timetable=timetable,
        older=older,
        difference=difference,
        halls=queries.changes_by_hall(every),
        most=queries.most_changed(every),
    )


@for_desk
@require_POST
def publish(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    try:
        actions.publish_timetable(
            timetable=queries.get_timetable(found, version), by=person_of(request), now=timezone.now()
        )
    except Refusal as refusal:
        return version_page(request, found, version, refused=spoken(refusal, _))
    messages.success(
        request, _("Version %(version)s is published; everybody it touches is told.") % {"version": version}
    )
    return redirect("meetings:timetable", edition=edition, version=version)


@for_desk
@require_POST
def restore(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    made, left = actions.restore_timetable(
        timetable=queries.get_timetable(found, version), by=person_of(request), now=timezone.now()
    )
    words = _("Version %(made)s is a draft made from version %(version)s.")
    if left:
        words = _(
            "Version %(made)s is a draft made from version %(version)s. %(left)s of its meetings stay out: they ended,"
            " or a side or a place is not there any more."
        )
    messages.success(request, words % {"made": made.version, "version": version, "left": left})
    return redirect("meetings:timetable", edition=edition, version=made.version)


@for_desk
@require_POST
def ask_placed(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    outcome = actions.ask_parties(
        edition=found,
        meetings=queries.proposals_placed_in(queries.get_timetable(found, version)),
        by=person_of(request),
        now=timezone.now(),
    )
    messages.success(
        request,
        _("The parties of %(n)s proposed meetings are asked; once they agree, this version can be published.")
        % {"n": len(outcome.meetings)},
    )
    return redirect("meetings:timetable", edition=edition, version=version)
