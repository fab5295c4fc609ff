"""Addresses of matching."""

from django.urls import path

from chainfair.matching.views import assemblies, learning, participants, runs, suggestions

app_name = "matching"

RUN = "runs/<int:number>"
urlpatterns = [
    # A participant's own.
    path("suggestions", suggestions.suggestions, name="suggestions"),
    path("suggestions/freshness", suggestions.freshness, name="freshness"),
    path("suggestions/<int:counterpart>", suggestions.suggestion, name="suggestion"),
    path("suggestions/<int:counterpart>/correct", suggestions.correct, name="correct"),
    path("suggestions/assemblies", assemblies.own_assemblies, name="own_assemblies"),
    path("assemblies/<int:number>/answer", assemblies.answer, name="answer_assembly"),
    path("wishes/<int:counterpart>", suggestions.wish, name="wish"),
    path("join", participants.join, name="join"),
    path("availability", participants.availability, name="availability"),
    # The organiser's desk.
    path("", runs.runs, name="runs"),
    path("runs/start", runs.start, name="start"),
    path(RUN, runs.run, name="run"),
    path(f"{RUN}/state", runs.run_state, name="run_state"),
    path(f"{RUN}/changes", runs.changes, name="changes"),
    path(f"{RUN}/changes/pairs", runs.pair_changes, name="pair_changes"),
    path(f"{RUN}/assemblies", assemblies.assemblies, name="assemblies"),
    path(f"{RUN}/publish", runs.publish, name="publish"),
    path("participants", participants.participants, name="participants"),
    path("participants/<int:number>", participants.participant, name="participant"),
    path("corrections", learning.corrections, name="corrections"),
    path("pairs/<int:first>/<int:second>", learning.judge, name="judge"),
    path("exposures", learning.exposures, name="exposures"),
]
