"""Addresses of no room: language, scheme, the component page."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from chainfair.people.access import public
from chainfair.project import appearance, design

urlpatterns: list[URLPattern] = [
    path("language", public(set_language), name="set_language"),
    path("scheme", appearance.choose_scheme, name="set_scheme"),
    path("design", design.components, name="design"),
]
