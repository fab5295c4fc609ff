"""Addresses of matching."""

from django.urls import path

from chainfair.matching import views

app_name = "matching"
urlpatterns = [
    path("suggestions", views.suggestions, name="suggestions"),
    path("join", views.join, name="join"),
    path("wishes/<int:counterpart>", views.wish, name="wish"),
    path("availability", views.availability, name="availability"),
    path("participants", views.participants, name="participants"),
    path("participants/<int:number>", views.participant, name="participant"),
    path("", views.runs, name="runs"),
    path("runs/start", views.start, name="start"),
    path("runs/<int:number>", views.run, name="run"),
    path("runs/<int:number>/state", views.run_state, name="run_state"),
    path("runs/<int:number>/publish", views.publish, name="publish"),
]
