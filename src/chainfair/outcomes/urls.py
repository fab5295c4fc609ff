"""Addresses of outcomes."""

from django.urls import path

from chainfair.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.outcomes, name="outcomes"),
    path("record/<int:meeting>", views.record, name="record"),
    path("<int:number>/confirm", views.confirm, name="confirm"),
]
