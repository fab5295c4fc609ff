from datetime import datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path, reverse

from chainfair.fairs.models import Edition
from chainfair.people.models import Person
from chainfair.project.urls import urlpatterns as own


def forgotten(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


urlpatterns = [path("forgotten", forgotten), *own]


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


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_says_nothing_of_who_may_call_it_is_shut_to_all(client: Client, director: Person) -> None:
    Person.objects.filter(pk=director.pk).update(is_platform_admin=True)
    for _look in range(2):
        answer = client.get("/forgotten")
        assert (answer.status_code, b"nobody said" in answer.content) == (403, False)
        client.force_login(director)


def test_what_is_not_there_is_named_in_the_readers_language(client: Client, spring: Edition) -> None:
    client.cookies["language"] = "zh-hans"
    missing = client.get(f"/{spring.key}/exhibitors/stands/987")
    assert missing.status_code == 404
    assert "没有名为“987”的展位。" in missing.text
