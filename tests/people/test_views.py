"""Signing in and out: a link opens once, a session is new after each, and nobody learns who has an account."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from sesame import tokens_v2

from chainfair.fairs.models import Edition
from chainfair.ground.models import OutboxMessage
from chainfair.people.actions import set_password
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path

pytestmark = pytest.mark.django_db
SECRET = "a long pass phrase"


def signed_in(client: Client) -> int | None:
    number = client.session.get(SESSION_KEY)
    return None if number is None else int(number)


@pytest.fixture
def known(owner: Person, now: datetime) -> Person:
    """Somebody with a password."""
    set_password(person=owner, password=SECRET, by=owner, now=now)
    return owner


def enter(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post(reverse("people:sign_in"), {"username": email, "password": password, **more})


def test_follow_link_signs_in_once(client: Client, owner: Person) -> None:
    path = sign_in_path(owner)
    assert client.get(path).status_code == 302
    assert signed_in(client) == owner.pk
    again = Client()
    answer = again.get(path)
    assert (answer.status_code, signed_in(again)) == (403, None)
    assert "This link is over" in answer.content.decode()


def test_follow_link_is_the_same_link_however_it_is_written(client: Client, owner: Person) -> None:
    path = sign_in_path(owner)
    client.get(path)
    before, _, token = path.partition("sesame=")
    for written in (f"{token[:5]}!{token[5:]}", token.replace("&", "%3D&"), f"%20{token}", f"éé{token}"):
        other = Client()
        assert other.get(f"{before}sesame={written}").status_code == 403
        assert signed_in(other) is None


def test_follow_link_takes_another_link_of_the_same_person(owner: Person) -> None:
    for path in (sign_in_path(owner), sign_in_path(owner)):
        client = Client()
        client.get(path)
        assert signed_in(client) == owner.pk


def test_follow_link_of_a_made_up_person_may_be_followed_again(owner: Person) -> None:
    Person.objects.filter(pk=owner.pk).update(made_up=True)
    path = sign_in_path(owner)
    for client in (Client(), Client()):
        client.get(path)
        assert signed_in(client) == owner.pk


def test_follow_link_is_over_after_seven_days(
    client: Client, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sign_in_path(owner)
    late = timezone.now() + timedelta(days=8)
    monkeypatch.setattr(tokens_v2.time, "time", late.timestamp)
    assert client.get(path).status_code == 403
    assert signed_in(client) is None


def test_follow_link_is_over_once_the_password_has_changed(
    client: Client, owner: Person, now: datetime
) -> None:
    path = sign_in_path(owner)
    set_password(person=owner, password=SECRET, by=owner, now=now)
    assert client.get(path).status_code == 403


def test_follow_link_of_somebody_else_cannot_be_made_up(client: Client, owner: Person, rival: Person) -> None:
    token, _, scope = sign_in_path(owner).partition("sesame=")[2].partition("&link=")
    data = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    data[:4] = rival.pk.to_bytes(4, "big")
    forged = base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")
    for wrong in (forged, "", "AAAA", "%00", "x" * 5000):
        assert client.get(f"{reverse('people:follow_link')}?sesame={wrong}&link={scope}").status_code == 403
    assert signed_in(client) is None


def test_follow_link_of_a_closed_account_opens_nothing(client: Client, owner: Person) -> None:
    path = sign_in_path(owner)
    Person.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get(path).status_code == 403


def test_send_link_answers_the_same_for_an_address_that_nobody_has(owner: Person) -> None:
    pages = []
    for email in ("owner@example.org", "nobody@example.org"):
        client = Client()
        answer = client.post(reverse("people:send_link"), {"link-email": email}, follow=True)
        pages.append((answer.redirect_chain, answer.status_code, _without_token(answer)))
    assert pages[0] == pages[1]
    assert [one.recipient for one in OutboxMessage.objects.all()] == ["owner@example.org"]


def _without_token(answer: Any) -> str:
    page: str = answer.content.decode()
    rows = [row for row in page.splitlines() if "csrfmiddlewaretoken" not in row]
    return "\n".join(rows)


def test_send_link_leads_to_a_link_that_signs_in(client: Client, owner: Person) -> None:
    client.post(reverse("people:send_link"), {"link-email": " Owner@Example.org "})
    letter = OutboxMessage.objects.get()
    link = next(word for word in letter.text.split() if word.startswith("http"))
    assert client.get(link.removeprefix("http://testserver")).status_code == 302
    assert signed_in(client) == owner.pk


def test_sign_in_says_the_same_of_a_wrong_password_and_of_nobody(client: Client, known: Person) -> None:
    pages = [
        _without_token(enter(Client(), email, "wrong wrong wrong")).replace(email, "ADDRESS")
        for email in ("owner@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert signed_in(client) is None


def test_sign_in_by_password_begins_a_new_session(client: Client, known: Person) -> None:
    client.get("/people/sign-in")
    planted = client.session
    planted["planted"] = "by somebody else"
    planted.save()
    before = planted.session_key
    client.cookies["session"] = str(before)
    assert enter(client, "owner@example.org", SECRET).status_code == 302
    assert signed_in(client) == known.pk
    assert client.session.session_key != before


def test_follow_link_begins_a_new_session(client: Client, owner: Person) -> None:
    planted = client.session
    planted["planted"] = "by somebody else"
    planted.save()
    client.cookies["session"] = str(planted.session_key)
    client.get(sign_in_path(owner))
    assert (signed_in(client), client.session.session_key != planted.session_key) == (owner.pk, True)


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client: Client, known: Person, away: str) -> None:
    assert enter(client, "owner@example.org", SECRET, next=away)["Location"] == reverse("desk:home")


def test_sign_in_leads_back_to_where_one_was(client: Client, known: Person, spring: Edition) -> None:
    asked = client.get("/spring/today")
    assert asked["Location"] == "/people/sign-in?next=/spring/today"
    assert enter(client, "owner@example.org", SECRET, next="/spring/today")["Location"] == "/spring/today"


@pytest.mark.parametrize("name", ["set_language", "set_scheme"])
@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_a_language_or_scheme_leads_nowhere_else(client: Client, name: str, away: str) -> None:
    answer = client.post(reverse(name), {"next": away, "language": "en", "scheme": "dark"})
    assert answer["Location"] == "/"


def test_sign_out_takes_a_post(client: Client, owner: Person) -> None:
    client.force_login(owner)
    old = client.session.session_key
    assert client.get(reverse("people:sign_out")).status_code == 405
    assert signed_in(client) == owner.pk
    client.post(reverse("people:sign_out"))
    assert signed_in(client) is None
    client.cookies["session"] = str(old)
    assert client.get(reverse("people:password")).status_code == 302


def test_password_change_ends_the_other_sessions(client: Client, known: Person) -> None:
    other = Client()
    for one in (client, other):
        enter(one, "owner@example.org", SECRET)
    new = {"new_password1": "another pass phrase", "new_password2": "another pass phrase"}
    assert client.post(reverse("people:password"), new).status_code == 302
    assert client.get(reverse("people:password")).status_code == 200
    assert other.get(reverse("people:password")).status_code == 302


def test_password_is_refused_where_it_is_short_or_known_to_all(client: Client, owner: Person) -> None:
    client.force_login(owner)
    for weak in ("short", "q1w2e3r4t5y6"):
        client.post(reverse("people:password"), {"new_password1": weak, "new_password2": weak})
    owner.refresh_from_db()
    assert not owner.has_usable_password()


def test_password_is_kept_by_argon2(known: Person) -> None:
    assert known.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    ("then", "there"),
    [
        ("/people/password", "/people/password"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_follow_link_leads_on_and_never_away(client: Client, owner: Person, then: str, there: str) -> None:
    assert client.get(sign_in_path(owner, then))["Location"] == there
