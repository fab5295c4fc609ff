"""Addresses of visiting."""

from django.urls import URLPattern

app_name = "visiting"
urlpatterns: list[URLPattern] = []
