"""Addresses of meetings."""

from django.urls import path

from chainfair.meetings.views import board, desk, versions

app_name = "meetings"

# The organiser's desk.
TIMETABLE = "timetables/<int:version>"
PLACED = f"{TIMETABLE}/<int:meeting>"
desk_patterns = [
    path("timetables", versions.timetables, name="timetables"),
    path("timetables/run", versions.run, name="run"),
    path("runs/<int:run>/state", versions.run_state, name="run_state"),
    path(TIMETABLE, board.timetable, name="timetable"),
    path(f"{TIMETABLE}/unplaced", versions.unplaced, name="unplaced"),
    path(f"{TIMETABLE}/changes", versions.changes, name="changes"),
    path(f"{TIMETABLE}/publish", versions.publish, name="publish"),
    path(f"{TIMETABLE}/ask", versions.ask_placed, name="ask_placed"),
    path(PLACED, board.placed, name="placed"),
    path(f"{PLACED}/place", board.place, name="place"),
    path(f"{PLACED}/move", board.move, name="move"),
    path(f"{PLACED}/pin", board.pin, name="pin"),
    path(f"{PLACED}/take-out", board.take_out, name="take_out"),
    path("all", desk.meetings, name="meetings"),
    path("all/ask", desk.ask_parties, name="ask_parties"),
    path("all/settle", desk.settle, name="settle"),
    path("all/<int:meeting>", desk.record, name="record"),
    path("all/<int:meeting>/decide", desk.decide, name="decide"),
]

urlpatterns = [*desk_patterns]
