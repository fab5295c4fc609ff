"""Addresses of people."""

from django.urls import path

from chainfair.people import views

app_name = "people"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("link", views.send_link, name="send_link"),
    path("follow", views.follow_link, name="follow_link"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.password, name="password"),
]
