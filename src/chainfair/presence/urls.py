"""Addresses of presence."""

from django.urls import path

from chainfair.presence import views

app_name = "presence"
urlpatterns = [
    path("", views.onsite, name="onsite"),
    path("refusals", views.refusals, name="refusals"),
]
