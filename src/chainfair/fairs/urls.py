"""Addresses of an edition's making."""

from django.urls import path

from chainfair.fairs import views

app_name = "fairs"
urlpatterns = [
    path("", views.edition, name="edition"),
    path("facts", views.facts, name="facts"),
    path("days", views.days, name="days"),
    path("halls", views.hall, name="hall"),
    path("halls/<int:hall>/tables", views.tables, name="tables"),
    path("halls/<int:hall>/remove", views.remove_hall, name="remove_hall"),
    path("ways", views.ways, name="ways"),
    path("places", views.places, name="places"),
    path("places/<int:number>", views.place, name="place"),
    path("areas/<int:number>/remove", views.remove_area, name="remove_area"),
    path("areas", views.area, name="area"),
    path("appointments", views.appointment, name="appointment"),
    path("appointments/<int:number>/end", views.end, name="end"),
    path("step", views.step, name="step"),
]
