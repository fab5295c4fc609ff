"""Addresses of the atlas."""

from django.urls import path

from chainfair.atlas import views

app_name = "atlas"
urlpatterns = [
    path("", views.chains, name="chains"),
    path("<slug:chain>", views.chain, name="chain"),
]
