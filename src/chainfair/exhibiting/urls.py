"""Addresses of exhibiting."""

from django.urls import URLPattern

app_name = "exhibiting"
urlpatterns: list[URLPattern] = []
