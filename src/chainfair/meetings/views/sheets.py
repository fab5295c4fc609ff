"""What is taken along: the days of one organisation, and sheets to print for organisations and for tables."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from chainfair.fairs.queries import get_edition
from chainfair.ground.papers import Sheet, write_pdf
from chainfair.meetings import queries
from chainfair.meetings.access import for_desk, for_desk_readers, may_change_timetable
from chainfair.meetings.errors import NothingToPrint, NotPublished
from chainfair.meetings.forms.desk import SheetsForm
from chainfair.meetings.kinds import TimetableState
from chainfair.meetings.views.agenda import calendar_file
from chainfair.people.access import person_of


@for_desk_readers
def days(request: HttpRequest, edition: str, version: int, participant: int) -> HttpResponse:
    found = get_edition(edition)
    timetable = queries.get_timetable(found, version)
    may_change = may_change_timetable(person_of(request), found)
    context = {
        "timetable": timetable,
        "days": queries.days_of(timetable, queries.get_side(found, participant)),
        "live": timetable.state == TimetableState.PUBLISHED,
        "may_change": may_change,
        "late": may_change and queries.late_is_possible(timetable, timezone.now()),
    }
    return render(request, "meetings/days.html", context)


@for_desk
def organisation_feed(_request: HttpRequest, edition: str, version: int, participant: int) -> HttpResponse:
    found = get_edition(edition)
    one = queries.get_side(found, participant)
    if queries.get_timetable(found, version).state != TimetableState.PUBLISHED:
        raise NotPublished(version=version)
    return calendar_file(
        queries.calendar_of(one, timezone.now()), f"{edition}-{version}-{participant}", "PUBLISH"
    )


@for_desk_readers
def sheets(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    timetable = queries.get_timetable(found, version)
    form = SheetsForm(request.GET, edition=found)
    volumes = queries.volumes_of(timetable, form.question().day)
    return render(
        request,
        "meetings/sheets.html",
        {"timetable": timetable, "form": form, "volumes": volumes, "day": form.question().day},
    )


@for_desk_readers
def organisation_sheets(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    timetable = queries.get_timetable(get_edition(edition), version)
    question = SheetsForm(request.GET, edition=timetable.edition).question()
    name = "-".join([edition, str(version), "organisations", question.hall or "all", str(question.volume)])
    return _paper(queries.sheets_of_participants(timetable, question), version, name)


@for_desk_readers
def place_sheets(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    timetable = queries.get_timetable(get_edition(edition), version)
    question = SheetsForm(request.GET, edition=timetable.edition).question()
    name = "-".join([edition, str(version), "tables", question.hall or "all", str(question.volume)])
    return _paper(queries.sheets_of_places(timetable, question), version, name)


@for_desk_readers
def organisation_sheet(_request: HttpRequest, edition: str, version: int, participant: int) -> HttpResponse:
    found = get_edition(edition)
    timetable, one = queries.get_timetable(found, version), queries.get_side(found, participant)
    return _paper(queries.sheet_of_participant(timetable, one), version, f"{edition}-{version}-{participant}")


@for_desk_readers
def place_sheet(_request: HttpRequest, edition: str, version: int, place: int) -> HttpResponse:
    timetable = queries.get_timetable(get_edition(edition), version)
    found = queries.get_place(timetable.edition, str(place))
    return _paper(queries.sheet_of_place(timetable, found), version, f"{edition}-{version}-{found}")


def _paper(sheets: Sequence[Sheet], version: int, name: str) -> HttpResponse:
    if not sheets:
        raise NothingToPrint(version=version)
    content = write_pdf(sheets, title=name, language=get_language() or "en")
    response = HttpResponse(content, content_type="application/pdf")
    # Zones and halls are called what their organiser likes, in any script.
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
