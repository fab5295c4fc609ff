"""What every answer says to a browser, pages of errors included, and what an attacker's headers change: nothing."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

from chainfair.people.access import public
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from chainfair.project.urls import urlpatterns as own
from tests.faults.fair import ROOT
from tests.project import test_access
from tests.project.planted import Planted
from tests.project.test_access import ask, paths, signed_in

planted, cast = test_access.planted, test_access.cast
pytestmark = pytest.mark.django_db


@public
def fails(_request: object) -> HttpResponse:
    raise RuntimeError("a fault of the program")


urlpatterns = [path("fails", fails), *own]


def wrong_headers(answer: Any) -> list[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong = [] if "default-src 'none'" in policy and "unsafe" not in policy else [f"policy “{policy}”"]
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
    }
    return wrong + [name for name, value in wanted.items() if answer.headers.get(name) != value]


@pytest.mark.parametrize("role", ["public", "director"])
def test_every_answer_carries_the_policy(role: str, planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in(role, cast)
    wrong = {}
    for name, _route, address in paths(planted):
        for verb in ("get", "post"):
            if found := wrong_headers(ask(client, verb, address)):
                wrong[f"{verb} {name}"] = found
    assert wrong == {}


@override_settings(ROOT_URLCONF=__name__)
def test_pages_of_errors_carry_the_policy_too(db: None) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        400: client.get("/", headers={"host": "evil.example"}),
        403: client.post("/people/link"),
        404: client.get("/nowhere/at/all"),
        405: client.get("/people/link"),
        500: client.get("/fails"),
    }
    assert {wanted: answer.status_code for wanted, answer in answers.items()} == {one: one for one in answers}
    assert {
        status: wrong_headers(answer) for status, answer in answers.items() if wrong_headers(answer)
    } == {}
    assert b"RuntimeError" not in answers[500].content


def test_what_a_proxy_would_say_is_believed_of_nobody(client: Client, owner: Person) -> None:
    forged = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
        "x-real-ip": "127.0.0.1",
        "x-original-url": "/design",
        "x-http-method-override": "POST",
    }
    answer = client.get("/people/sign-in", headers=forged)
    assert (answer.status_code, answer.wsgi_request.get_host(), answer.wsgi_request.is_secure()) == (
        200,
        "testserver",
        False,
    )
    client.post("/people/link", {"link-email": "owner@example.org"}, headers=forged)
    from chainfair.ground.models import OutboxMessage

    assert "http://testserver/people/follow?" in OutboxMessage.objects.get().text


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client, owner: Person) -> None:
    client.get(sign_in_path(owner))
    answer = client.get("/people/sign-in")
    client.post("/scheme", {"scheme": "dark"})
    session = client.cookies["session"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert answer.cookies["csrf"]["samesite"] == "Lax"


SECURE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "chainfair.project.settings"
from chainfair.project.wsgi import application
from django.core.management import call_command
from django.test.utils import setup_test_environment
call_command("migrate", verbosity=0)
from django.test import Client
from wsgiref.util import setup_testing_defaults
def ask(method, path, cookie="", body=b"", **more):
    import io
    said = {}
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "fair.example", "HTTP_COOKIE": cookie,
               "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
               "CONTENT_TYPE": "application/x-www-form-urlencoded", **more}
    setup_testing_defaults(environ)
    environ["wsgi.url_scheme"] = "http"  # as the proxy before it hands it on
    page = b"".join(application(environ, lambda status, headers: said.update(status=status, headers=headers)))
    return said["status"], said["headers"], page.decode()
import re
status, headers, page = ask("GET", "/people/sign-in")
cookies = [value.strip() for name, value in headers if name == "Set-Cookie"]
print("\\n".join(cookies))
print([value for name, value in headers if name == "Strict-Transport-Security"])
token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
body = f"csrfmiddlewaretoken={token}&link-email=a%40example.org".encode()
cookie = cookies[0].split(";")[0]
for origin in ("https://fair.example", "http://fair.example", "https://evil.example"):
    print(origin, ask("POST", "/people/link", cookie, body, HTTP_ORIGIN=origin, HTTP_REFERER=origin + "/")[0])
"""


def test_behind_https_cookies_are_bound_to_the_host_and_forms_work(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "CHAINFAIR_DATABASE"}
    environment |= {
        "CHAINFAIR_SECURE": "yes",
        "CHAINFAIR_HOSTS": "fair.example",
        "CHAINFAIR_DATA": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, "-c", SECURE],
        env=environment | {"PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    cookie, transport, *forms = said.stdout.splitlines()
    assert cookie.startswith("__Host-csrf=")
    assert [one for one in ("Secure", "Path=/", "SameSite=Lax") if one not in cookie] == []
    assert "Domain" not in cookie
    assert transport == "['max-age=31536000']"
    assert forms == [
        "https://fair.example 302 Found",
        "http://fair.example 403 Forbidden",
        "https://evil.example 403 Forbidden",
    ]
