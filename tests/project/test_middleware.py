from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from chainfair.fairs.models import Edition
from chainfair.people.models import Person


@pytest.mark.parametrize(
    ("zone", "clock"), [("Asia/Shanghai", "09:00"), ("Europe/Berlin", "03:00"), ("UTC", "01:00")]
)
def test_times_of_an_edition_are_those_of_its_venue(
    client: Client, spring: Edition, director: Person, now: datetime, zone: str, clock: str
) -> None:
    Edition.objects.filter(pk=spring.pk).update(time_zone=zone)  # the first slot is at 01:00 UTC
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("desk:today", args=["spring"])).content.decode()
    assert f'<th scope="col">{clock}</th>' in page
