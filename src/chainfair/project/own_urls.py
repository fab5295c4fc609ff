"""Addresses of no room: language, the component page."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from chainfair.people.access import public

urlpatterns: list[URLPattern] = [
    path("language", public(set_language), name="set_language"),
]
