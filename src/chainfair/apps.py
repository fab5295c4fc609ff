"""The one Django app: all rooms carry its label, so that a table can move between rooms with no migration."""

import django_stubs_ext
from django.apps import AppConfig


class ChainfairConfig(AppConfig):
    """Rooms are not discovered by Django; the package's models module gathers theirs."""

    name = "chainfair"
    label = "chainfair"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Auth's forms import the person's table, which is there by now.
        from django.contrib.auth.forms import SetPasswordForm

        django_stubs_ext.monkeypatch(extra_classes=[SetPasswordForm])
