"""Addresses of visiting."""

from django.urls import path

from chainfair.visiting import views

app_name = "visiting"
urlpatterns = [
    path("", views.register, name="register"),
    path("registered", views.registered, name="registered"),
    path("visitors", views.visitors, name="visitors"),
]
