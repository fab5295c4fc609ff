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
    sesame link-email format pile idle hall origin change reason least late bare limited is_open side
"""
# What forms of today and of later pages call their fields.
FIELDS = f"""{NAMES}
    to wish state kind text code quantity name name_en name_zh email starts_on days hall tables gross_area about
    note username password new_password1 new_password2 key previous consents job name_latin same encoding column-0
    chain halls slot_minutes opens_at time_zone number answer_days minimum_meetings maximum_meetings shown language
    scheme slots slot participant meeting pinned minimum maximum why held worth next_step next_step_by reason back
    given purpose answer everything on-1
"""
BIG = (2**31, 2**63 - 1, 2**63, 10**30)


def broken(answers: dict[str, Any]) -> dict[str, int]:
    return {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500}


def asked(client: Client, verb: str, name: str, path: str, fields: str) -> dict[str, Any]:
    """An address with each value in all fields; one that refuses the verb refuses it for all of them."""
    answers: dict[str, Any] = {}
    for value in VALUES:
        answer = ask(client, verb, path, dict.fromkeys(fields.split(), value))
        answers[f"{name}: {value[:30]!r}"] = answer
        if answer.status_code == 405:
            break
    return answers


@pytest.mark.parametrize("role", ["owner", "director"])
def test_no_query_breaks_a_page(role: str, planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in(role, cast)
    answers: dict[str, Any] = {}
    for name, route, path in paths(planted):
        if role in route.who:
            answers |= asked(client, "get", name, path, NAMES)
    assert broken(answers) == {}


@pytest.mark.parametrize("role", ["public", "owner", "director", "platform"])
def test_no_form_breaks_an_action(role: str, planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in(role, cast)
    answers: dict[str, Any] = {}
    for name, route, path in paths(planted):
        if role in route.who:
            answers |= asked(client, "post", name, path, FIELDS)
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


DAYS = {"days": 3, "opens_at": "09:00", "closes_at": "17:00", "slot_minutes": 30} | {
    "morning_from": "09:00", "morning_to": "12:00", "afternoon_from": "13:30", "afternoon_to": "16:30"
}  # fmt: skip
FACTS = {"name_en": "A", "name_zh": "甲", "time_zone": "Asia/Shanghai", "answer_days": 5} | {
    "minimum_meetings": 0, "maximum_meetings": 40
}  # fmt: skip
EDITION = {"key": "extreme", "name_en": "A", "name_zh": "甲", "starts_on": "2027-01-01", "days": 3}
EXTREMES: list[tuple[str, str, dict[str, Any]]] = [
    ("director", "fairs:days", DAYS | {"starts_on": "9999-12-31"}),
    ("director", "fairs:days", DAYS | {"starts_on": "0001-01-01"}),
    ("director", "fairs:days", DAYS | {"starts_on": "2027-01-01", "closes_at": "00:00", "morning_to": "08:00"}),
    ("director", "fairs:facts", FACTS | {"time_zone": "../../etc/passwd"}),
    ("director", "fairs:facts", FACTS | {"time_zone": "Asia"}),
    ("director", "fairs:facts", FACTS | {"number": 2**40}),
    ("director", "fairs:facts", FACTS | {"answer_days": 2**15}),
    ("director", "fairs:facts", FACTS | {"minimum_meetings": 41}),
    ("director", "fairs:hall", {"code": "Z9", "tables": 5, "gross_area": 2**40}),
    ("director", "fairs:hall", {"code": "W1", "tables": 5}),
    ("director", "fairs:area", {"name_en": "Batteries", "name_zh": "电池"}),
    ("director", "fairs:tables", {"tables": 2001}),
    ("director", "fairs:appointment", {"email": "nobody@example.org", "role": "gate"}),
    ("director", "fairs:appointment", {"email": "a" * 300 + "@example.org", "role": "gate"}),
    ("director", "fairs:step", {"to": "draft"}),
    ("director", "matching:start", {"seed": 2**31, "shown": 3}),
    ("director", "closing:freeze", {"profile": "nothing"}),
    ("platform", "desk:new_edition", EDITION | {"starts_on": "9999-12-31"}),
    ("platform", "desk:new_edition", EDITION | {"starts_on": "0001-01-01"}),
    ("platform", "desk:new_edition", EDITION | {"key": "spring"}),
    ("platform", "desk:new_edition", EDITION | {"key": "people"}),
    ("platform", "desk:new_edition", EDITION | {"key": "../x"}),
    ("platform", "desk:new_edition", EDITION | {"previous": "secret"}),
    ("owner", "desk:offers", {"kind": "offer", "text": "x", "code": "9" * 10}),
    ("owner", "desk:offers", {"kind": "offer", "text": "x", "code": "²²²²"}),
    ("owner", "matching:wish", {"wish": "must", "as": "9" * 30}),
    ("public", "visiting:register", {"name": "A", "email": "a@example.org", "country": "Ø" * 100, "category": "buyer",
                                     "channel": "onsite", "days": "99", "consents": "registration"}),
    ("public", "visiting:register", {"name": "A", "email": "owner@example.org", "category": "buyer",
                                     "channel": "online", "consents": "registration"}),
    ("public", "visiting:register", {"name": "A", "email": f"{'a' * 250}@example.org", "category": "buyer",
                                     "channel": "online", "consents": "registration"}),
]  # fmt: skip


def test_no_extreme_value_breaks_an_action(planted: Planted, cast: dict[str, Person]) -> None:
    answers = {}
    for number, (role, name, data) in enumerate(EXTREMES):
        path = reverse(name, kwargs=planted.values[VERDICTS[name].place])
        answers[f"{number} {name} {data}"] = ask(signed_in(role, cast), "post", path, data)
    assert broken(answers) == {}


def test_one_does_not_wish_to_meet_oneself(
    planted: Planted, cast: dict[str, Person], participants: list[Participant]
) -> None:
    path = reverse("matching:wish", args=["spring", participants[0].pk])
    answer = ask(signed_in("owner", cast), "post", path, {"wish": "must"})
    assert answer.status_code in {404, 409}
