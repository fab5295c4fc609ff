"""Addresses of meetings."""

from django.urls import path

from chainfair.meetings import views

app_name = "meetings"
urlpatterns = [
    # What a side sees and does.
    path("", views.requests, name="requests"),
    path("ask/<int:counterpart>", views.ask, name="ask"),
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
]
