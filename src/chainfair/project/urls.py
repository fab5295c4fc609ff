"""All addresses; each room brings its own."""

from django.urls import include, path

EDITION = "<slug:edition>/"

urlpatterns = [
    path("", include("chainfair.project.own_urls")),
    path("people/", include("chainfair.people.urls")),
    path("", include("chainfair.desk.urls")),
    path(EDITION + "edition/", include("chainfair.fairs.urls")),
    path(EDITION + "exhibitors/", include("chainfair.exhibiting.urls")),
    path(EDITION + "visit/", include("chainfair.visiting.urls")),
    path(EDITION + "chains/", include("chainfair.atlas.urls")),
    path(EDITION + "matching/", include("chainfair.matching.urls")),
    path(EDITION + "meetings/", include("chainfair.meetings.urls")),
    path(EDITION + "presence/", include("chainfair.presence.urls")),
    path(EDITION + "outcomes/", include("chainfair.outcomes.urls")),
    path(EDITION + "closing/", include("chainfair.closing.urls")),
    path("organisations/", include("chainfair.organisations.urls")),
]
