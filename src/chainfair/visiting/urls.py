"""Addresses of visiting."""

from django.urls import path

from chainfair.visiting import views

app_name = "visiting"
urlpatterns = [
    path("", views.register, name="register"),
    path("registered", views.registered, name="registered"),
    path("change", views.change, name="change"),
    path("cancel", views.cancel, name="cancel"),
    path("renew", views.renew, name="renew"),
    path("consent", views.consent, name="consent"),
    path("my-data", views.my_data, name="my_data"),
    path("visitors", views.visitors, name="visitors"),
]
