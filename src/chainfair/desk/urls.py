"""Addresses that people come home to."""

from django.urls import path

from chainfair.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("editions", views.editions, name="editions"),
    path("editions/new", views.new_edition, name="new_edition"),
    path("<slug:edition>/", views.edition, name="edition"),
    path("<slug:edition>/today", views.today, name="today"),
    path("<slug:edition>/silent", views.silent, name="silent"),
    path("<slug:edition>/silent/remind", views.remind, name="remind"),
    path("<slug:edition>/organisations/<int:organisation>", views.organisation, name="organisation"),
    path("<slug:edition>/organisations/<int:organisation>/team", views.team, name="team"),
    path("<slug:edition>/offers", views.offers, name="offers"),
    path("<slug:edition>/offers/<int:offer>/decide", views.decide_offer, name="decide_offer"),
]
