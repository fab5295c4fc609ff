"""Addresses of meetings."""

from django.urls import path

from chainfair.meetings import views
from chainfair.meetings.views import board, desk, late, sheets, versions

app_name = "meetings"

# The organiser's desk.
TIMETABLE = "timetables/<int:version>"
PLACED = f"{TIMETABLE}/<int:meeting>"
desk_patterns = [
    path("timetables", versions.timetables, name="timetables"),
    path("timetables/run", versions.run, name="run"),
    path("timetables/late", late.late, name="late"),
    path("timetables/late/change", late.change, name="change"),
    path("runs/<int:run>/state", versions.run_state, name="run_state"),
    path(TIMETABLE, board.timetable, name="timetable"),
    path(f"{TIMETABLE}/placements", versions.placements, name="placements"),
    path(f"{TIMETABLE}/organisations/<int:participant>", sheets.days, name="days"),
    path(f"{TIMETABLE}/sheets", sheets.sheets, name="sheets"),
    path(f"{TIMETABLE}/sheets/organisations.pdf", sheets.organisation_sheets, name="organisation_sheets"),
    path(f"{TIMETABLE}/sheets/places.pdf", sheets.place_sheets, name="place_sheets"),
    path(
        f"{TIMETABLE}/organisations/<int:participant>.pdf",
        sheets.organisation_sheet,
        name="organisation_sheet",
    ),
    path(
        f"{TIMETABLE}/organisations/<int:participant>.ics", sheets.organisation_feed, name="organisation_feed"
    ),
    path(f"{TIMETABLE}/places/<int:place>.pdf", sheets.place_sheet, name="place_sheet"),
    path(f"{TIMETABLE}/unplaced", versions.unplaced, name="unplaced"),
    path(f"{TIMETABLE}/changes", versions.changes, name="changes"),
    path(f"{TIMETABLE}/publish", versions.publish, name="publish"),
    path(f"{TIMETABLE}/restore", versions.restore, name="restore"),
    path(f"{TIMETABLE}/ask", versions.ask_placed, name="ask_placed"),
    path(PLACED, board.placed, name="placed"),
    path(f"{PLACED}/place", board.place, name="place"),
    path(f"{PLACED}/free", board.free, name="free"),
    path(f"{PLACED}/move", board.move, name="move"),
    path(f"{PLACED}/swap", board.swap, name="swap"),
    path(f"{PLACED}/pin", board.pin, name="pin"),
    path(f"{PLACED}/take-out", board.take_out, name="take_out"),
    path("all", desk.meetings, name="meetings"),
    path("all/ask", desk.ask_parties, name="ask_parties"),
    path("all/settle", desk.settle, name="settle"),
    path("all/<int:meeting>", desk.record, name="record"),
    path("all/<int:meeting>/decide", desk.decide, name="decide"),
]

urlpatterns = [
    # What a side sees and does.
    path("", views.requests, name="requests"),
    path("ask/<int:counterpart>", views.ask, name="ask"),
    path("ask/assembly/<int:number>", views.ask_assembly, name="ask_assembly"),
    path("ask/organisation/<int:organisation>", views.ask_organisation, name="ask_organisation"),
    path("agenda", views.agenda, name="agenda"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("<int:meeting>", views.meeting, name="meeting"),
    path("<int:meeting>/accept", views.accept, name="accept"),
    path("<int:meeting>/decline", views.decline, name="decline"),
    path("<int:meeting>/counter", views.counter, name="counter"),
    path("<int:meeting>/give", views.give, name="give"),
    path("<int:meeting>/withdraw", views.withdraw, name="withdraw"),
    path("<int:meeting>/confirm", views.confirm, name="confirm"),
    path("<int:meeting>/cancel", views.cancel, name="cancel"),
    path("<int:meeting>/close", views.close, name="close"),
    path("<int:meeting>/calendar.ics", views.calendar_entry, name="calendar_entry"),
    *desk_patterns,
]
