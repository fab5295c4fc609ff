"""Addresses of exhibiting."""

from django.urls import path

from chainfair.exhibiting import views

app_name = "exhibiting"
urlpatterns = [
    path("", views.exhibitors, name="exhibitors"),
    path("stands/<int:number>", views.stand, name="stand"),
]
