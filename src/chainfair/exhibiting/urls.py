"""Addresses of exhibiting."""

from django.urls import path

from chainfair.exhibiting import views

app_name = "exhibiting"
urlpatterns = [
    path("", views.exhibitors, name="exhibitors"),
    path("lists", views.imports, name="imports"),
    path("lists/upload", views.upload, name="upload"),
    path("lists/<int:number>", views.preview, name="preview"),
    path("lists/<int:number>/reread", views.reread, name="reread"),
    path("lists/<int:number>/take-in", views.take_in, name="take_in"),
    path("lists/<int:number>/leave", views.leave, name="leave"),
    path("questions", views.questions, name="questions"),
    path("questions/<int:number>", views.answer, name="answer"),
    path("stands/<int:number>", views.stand, name="stand"),
]
