"""Values that nobody types by accident: every address answers them in words, none with a fault."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chainfair.matching.models import Participant
from chainfair.people.models import Person
from tests.project import test_access
from tests.project.planted import Planted
from tests.project.test_access import VERDICTS, ask, paths, signed_in

planted, cast = test_access.planted, test_access.cast
NUL = "a\x00b"
VALUES = (NUL, "", "-1", "²", str(2**63), "9" * 5000, "'\"><script>alert(1)</script>😀\u202e", "a" * 20_000)
NAMES = """
    q page order export as seen day stage category channel country area role profile sample seed chosen next
    sesame link-email format
"""
# What forms of today and of later pages call their fields.
FIELDS = f"""{NAMES}
    to wish state kind text code quantity name name_en name_zh email starts_on days hall tables gross_area about
    note username password new_password1 new_password2 key previous consents job name_latin same encoding column-0
    chain halls slot_minutes opens_at time_zone number answer_days minimum_meetings maximum_meetings shown language
    scheme slots
"""
BIG = (2**31, 2**63 - 1, 2**63, 10**30)


def broken(answers: dict[str, Any]) -> dict[str, int]:
    return {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500}


@pytest.mark.parametrize("role", ["owner", "director"])
def test_no_query_breaks_a_page(role: str, planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in(role, cast)
    answers = {}
    for name, route, path in paths(planted):
        if role in route.who:
            for value in VALUES:
                answers[f"{name}: {value[:30]!r}"] = ask(
                    client, "get", path, dict.fromkeys(NAMES.split(), value)
                )
    assert broken(answers) == {}


@pytest.mark.parametrize("role", ["public", "owner", "director", "platform"])
def test_no_form_breaks_an_action(role: str, planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in(role, cast)
    answers = {}
    for name, route, path in paths(planted):
        if role in route.who:
            for value in VALUES:
                answers[f"{name}: {value[:30]!r}"] = ask(
                    client, "post", path, dict.fromkeys(FIELDS.split(), value)
                )
    assert broken(answers) == {}


@pytest.mark.parametrize("role", ["director"])
def test_no_number_in_an_address_breaks_it(role: str, planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in(role, cast)
    answers = {}
    for name, route in VERDICTS.items():
        values = planted.values[route.place]
        for key, value in values.items():
            for big in BIG if isinstance(value, int) and role in route.who else ():
                path = reverse(name, kwargs=values | {key: big})
                answers[f"{name} {key}={big}"] = ask(client, "get", path)
                answers[f"{name} {key}={big} (post)"] = ask(client, "post", path)
    wrong = {name: one.status_code for name, one in answers.items() if one.status_code not in {404, 405}}
    assert wrong == {}


def test_no_key_in_an_address_breaks_it(planted: Planted, participants: list[Participant]) -> None:
    client = Client(raise_request_exception=False)
    paths = [
        "/%00/",
        "/spring%00/",
        "/spring/chains/%00",
        "/" + "a" * 5000 + "/",
        "/spring/closing/x/1",
        "/%ff/",
    ]
    paths += ["/spring/closing/?profile=%00", "/spring/chains/battery?seen=%00", "/people/follow?sesame=%00"]
    assert broken({path: ask(client, "get", path) for path in paths}) == {}


def test_no_cookie_breaks_a_page(planted: Planted) -> None:
    answers = {}
    for name in ("session", "csrf", "language", "scheme", "messages"):
        for value in ('"\\000\\000\\000\\000\\000\\000\\000\\000\\000"', "x" * 5000, "é"):
            client = Client(raise_request_exception=False, headers={"cookie": f"{name}={value}"})
            answers[f"{name}={value[:20]!r}"] = ask(client, "get", "/spring/")
    assert broken(answers) == {}
