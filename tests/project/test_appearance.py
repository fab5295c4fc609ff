"""The scheme a reader chose."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_chosen_scheme_is_kept_and_shown(client: Client) -> None:
    answer = client.post("/scheme", {"scheme": "dark", "next": "/design"})
    assert (answer.status_code, answer["Location"]) == (302, "/design")
    assert '<html lang="en" data-scheme="dark">' in client.get("/design").content.decode()


@pytest.mark.parametrize("chosen", ["system", "", "purple"])
def test_anything_else_is_as_the_device_says(client: Client, chosen: str) -> None:
    client.cookies["scheme"] = "dark"
    client.post("/scheme", {"scheme": chosen, "next": "/design"})
    assert '<html lang="en">' in client.get("/design").content.decode()


def test_it_leads_to_no_other_site(client: Client) -> None:
    assert client.post("/scheme", {"scheme": "dark", "next": "https://example.org/"})["Location"] == "/"


def test_looking_is_not_choosing(client: Client) -> None:
    assert client.get("/scheme").status_code == 405
