"""Addresses of closing."""

from django.urls import path

from chainfair.closing import views

app_name = "closing"
urlpatterns = [
    path("", views.statement, name="statement"),
    path("freeze", views.freeze, name="freeze"),
    path("<slug:profile>/<int:version>", views.version, name="version"),
    path("<slug:profile>/<int:version>/verify", views.verify, name="verify"),
    path("<slug:profile>/<int:version>/export", views.export, name="export"),
    path("<slug:profile>/<int:version>/<slug:figure>", views.evidence, name="evidence"),
]
