"""What is taken along: the days of one organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chainfair.fairs.queries import get_edition
from chainfair.meetings import queries
from chainfair.meetings.access import for_desk_readers


@for_desk_readers
def days(request: HttpRequest, edition: str, version: int, participant: int) -> HttpResponse:
    found = get_edition(edition)
    timetable = queries.get_timetable(found, version)
    shown = queries.days_of(timetable, queries.get_side(found, participant))
    return render(request, "meetings/days.html", {"timetable": timetable, "days": shown})
