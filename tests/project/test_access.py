"""Every address of the router, asked by every role with real numbers: who gets in, who does not, and what leaks.

A new address needs one line in VERDICTS; without it the first test fails. `place` names what stands in the address
(`planted.plant`), `who` may come in, `hides` lists those of them for whom that very row does not exist.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from http.cookies import SimpleCookie
from itertools import product
from typing import Any, NamedTuple

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from chainfair.fairs.actions import appoint, end_appointment
from chainfair.fairs.kinds import EditionState, Role
from chainfair.fairs.models import Appointment, Edition
from chainfair.matching.models import Participant
from chainfair.meetings.access import calendar_token
from chainfair.meetings.kinds import MeetingState, Pile
from chainfair.meetings.models import Meeting
from chainfair.people.models import Person
from tests.journeys.test_every_page import routes
from tests.project.planted import Planted, draft, person, plant, plant_elsewhere, staff, stranger

APPOINTED = tuple(str(role) for role in Role)
PARTIES = ("owner", "colleague", "rival", "buyer")
SIGNED_IN = (*PARTIES, *APPOINTED, "visitor", "stranger", "platform")
ALL = ("public", *SIGNED_IN)
SALES = ("director", "exhibitor_sales")
DESK = ("director", "matchmaking")
MATCHING = (*DESK, "chain_manager")
MATCHING_READERS = (*MATCHING, "auditor")
EVIDENCE = ("director", "press_office", "auditor")
OUTCOMES = ("director", "chain_manager", "matchmaking", "press_office", "auditor")
VISITORS = ("director", "onsite_lead", "gate", "auditor")
ONSITE = (*VISITORS, "meeting_area", "press_office")
NOT_APPOINTED = tuple(one for one in ALL if one not in APPOINTED)  # the statement is provisional
NOT_ANSHENG = ("rival", "buyer")
NOT_DUNA_OR_ANSHENG = ("rival",)
TIMETABLE = (*MATCHING, "onsite_lead", "meeting_area", "auditor")
PROFILES = (*MATCHING_READERS, "exhibitor_sales")
PLACES = (*DESK, "meeting_area")
UNREGISTERED = tuple(one for one in SIGNED_IN if one != "visitor")


class Route(NamedTuple):
    """Who may call an address."""

    place: str
    who: tuple[str, ...]
    hides: tuple[str, ...] = ()
    writes: tuple[str, ...] | None = None  # where fewer may post than read


VERDICTS = {
    "set_language": Route("", ALL),
    "set_scheme": Route("", ALL),
    "design": Route("", ALL),
    "people:sign_in": Route("", ALL),
    "people:send_link": Route("", ALL),
    "people:sign_out": Route("", ALL),
    "people:password": Route("", SIGNED_IN),
    "desk:home": Route("", ALL),
    "desk:editions": Route("", ALL),
    "desk:new_edition": Route("", ("platform",)),
    "desk:edition": Route("edition", ALL),
    "desk:today": Route("edition", SIGNED_IN),
    "desk:silent": Route("edition", (*SALES, "matchmaking", "auditor")),
    "desk:remind": Route("edition", (*SALES, "matchmaking")),
    "desk:organisation": Route("organisation", ALL),
    "desk:team": Route("organisation", (*SALES, "owner", *NOT_ANSHENG), hides=NOT_ANSHENG),
    "desk:offers": Route("edition", PARTIES),
    "desk:decide_offer": Route("offer", PARTIES, hides=NOT_ANSHENG),
    "fairs:edition": Route("edition", APPOINTED),
    "fairs:facts": Route("edition", ("director",)),
    "fairs:days": Route("edition", ("director",)),
    "fairs:hall": Route("edition", DESK),
    "fairs:tables": Route("hall", DESK),
    "fairs:remove_hall": Route("hall", ("director",)),
    "fairs:places": Route("edition", (*PLACES, "auditor")),
    "fairs:place": Route("place", PLACES),
    "fairs:remove_area": Route("area", ("director",)),
    "fairs:area": Route("edition", ("director",)),
    "fairs:appointment": Route("edition", ("director",)),
    "fairs:end": Route("appointment", ("director",)),
    "fairs:step": Route("edition", ("director",)),
    "fairs:ways": Route("edition", DESK),
    "exhibiting:exhibitors": Route("edition", ALL),
    "exhibiting:imports": Route("edition", SALES),
    "exhibiting:upload": Route("edition", SALES),
    "exhibiting:preview": Route("list", SALES),
    "exhibiting:reread": Route("list", SALES),
    "exhibiting:take_in": Route("list", SALES),
    "exhibiting:leave": Route("list", SALES),
    "exhibiting:questions": Route("edition", SALES),
    "exhibiting:answer": Route("question", SALES),
    "exhibiting:stand": Route("stand", ALL),
    "visiting:register": Route("edition", ALL),
    "visiting:registered": Route("edition", SIGNED_IN),
    **{
        f"visiting:{one}": Route("edition", SIGNED_IN, hides=UNREGISTERED)
        for one in ("change", "cancel", "renew", "consent", "my_data")
    },
    "visiting:visitors": Route("edition", VISITORS),
    "atlas:chains": Route("edition", ALL),
    "atlas:chain": Route("chain", ALL),
    "matching:suggestions": Route("edition", PARTIES),
    "matching:freshness": Route("edition", PARTIES),
    **{
        f"matching:{one}": Route("counterpart", PARTIES, hides=NOT_ANSHENG)
        for one in ("suggestion", "correct")
    },
    "matching:own_assemblies": Route("edition", PARTIES),
    "matching:answer_assembly": Route("assembly", PARTIES, hides=NOT_DUNA_OR_ANSHENG),
    "matching:join": Route("edition", SIGNED_IN),
    "matching:wish": Route("counterpart", PARTIES),
    "matching:availability": Route("edition", PARTIES),
    "matching:participants": Route("edition", PROFILES),
    "matching:participant": Route("participant", PROFILES, writes=(*SALES, "matchmaking")),
    "matching:runs": Route("edition", MATCHING_READERS),
    "matching:start": Route("edition", MATCHING),
    "matching:run": Route("run", MATCHING_READERS),
    "matching:run_state": Route("run", MATCHING_READERS),
    "matching:changes": Route("run", MATCHING_READERS),
    "matching:assemblies": Route("run", MATCHING_READERS),
    "matching:pair_changes": Route("run", MATCHING_READERS),
    "matching:publish": Route("run", DESK),
    "matching:corrections": Route("edition", MATCHING_READERS),
    "matching:judge": Route("pair", MATCHING),
    "matching:exposures": Route("edition", MATCHING_READERS),
    "meetings:requests": Route("edition", PARTIES),
    "meetings:agenda": Route("edition", PARTIES),
    "meetings:ask": Route("counterpart", PARTIES),
    "meetings:ask_assembly": Route("assembly", PARTIES, hides=NOT_DUNA_OR_ANSHENG),
    "meetings:ask_organisation": Route("organisation", PARTIES),
    **{
        f"meetings:{one}": Route("meeting", PARTIES, hides=NOT_DUNA_OR_ANSHENG)
        for one in (
            "meeting", "accept", "decline", "counter", "give", "withdraw", "confirm", "cancel", "close",
            "calendar_entry",
        )
    },
    "meetings:timetables": Route("edition", TIMETABLE),
    "meetings:run": Route("edition", MATCHING),
    **{f"meetings:{one}": Route("edition", MATCHING) for one in ("late", "change")},
    "meetings:run_state": Route("timetable_run", TIMETABLE),
    **{
        f"meetings:{one}": Route("version", TIMETABLE)
        for one in (
            "timetable", "placements", "unplaced", "changes", "sheets", "organisation_sheets", "place_sheets",
        )
    },
    **{f"meetings:{one}": Route("versioned_side", TIMETABLE) for one in ("days", "organisation_sheet")},
    "meetings:organisation_feed": Route("versioned_side", MATCHING),
    "meetings:place_sheet": Route("versioned_place", TIMETABLE),
    **{f"meetings:{one}": Route("version", MATCHING) for one in ("publish", "restore", "ask_placed")},
    "meetings:placed": Route("placed", TIMETABLE),
    **{f"meetings:{one}": Route("placed", MATCHING) for one in ("place", "free", "move", "swap", "pin", "take_out")},
    "meetings:meetings": Route("edition", TIMETABLE),
    **{f"meetings:{one}": Route("edition", MATCHING) for one in ("ask_parties", "settle")},
    "meetings:record": Route("meeting", TIMETABLE),
    "meetings:decide": Route("meeting", MATCHING),
    "presence:onsite": Route("edition", ONSITE),
    "presence:refusals": Route("edition", VISITORS),
    "outcomes:outcomes": Route("edition", (*PARTIES, *OUTCOMES)),
    "outcomes:record": Route("meeting", PARTIES, hides=NOT_DUNA_OR_ANSHENG),
    "outcomes:confirm": Route("outcome", PARTIES, hides=NOT_DUNA_OR_ANSHENG),
    "closing:statement": Route("edition", ALL),
    "closing:freeze": Route("edition", ("director", "press_office")),
    "closing:version": Route("statement", ALL, hides=NOT_APPOINTED),
    "closing:verify": Route("statement", EVIDENCE),
    "closing:export": Route("statement", ALL, hides=NOT_APPOINTED),
    "closing:evidence": Route("figure", EVIDENCE),
}  # fmt: skip
# Whoever holds the address is let in, nobody else: sign-in links (tests/people) and calendars (below).
BY_LINK = {"people:follow_link", "meetings:feed"}
EXPORTED = re.compile(r'href="(\?[^"]*export=(?:csv|xlsx)[^"]*)"')


@pytest.fixture
def planted(
    spring: Edition, participants: list[Participant], director: Person, now: datetime, cast: dict[str, Person]
) -> Planted:
    found = plant(spring, participants, now)
    found.foreign = plant_elsewhere(now)
    draft(now)
    return found


@pytest.fixture
def cast(
    spring: Edition,
    owner: Person,
    colleague: Person,
    rival: Person,
    buyer: Person,
    director: Person,
    now: datetime,
) -> dict[str, Person]:
    """Everybody who can sign in, by role."""
    platform = person("Platform", "platform@example.org", now)
    Person.objects.filter(pk=platform.pk).update(is_platform_admin=True)
    named = {"owner": owner, "colleague": colleague, "rival": rival, "buyer": buyer, "director": director}
    return {
        **named,
        **staff(spring, now),
        "stranger": stranger(now),
        "platform": Person.objects.get(pk=platform.pk),
    }


def signed_in(role: str, cast: dict[str, Person]) -> Client:
    client = Client(raise_request_exception=False)
    if role == "visitor":
        client.force_login(Person.objects.get(email="zqvisitormail@example.org"))
    elif role != "public":
        client.force_login(cast[role])
    return client


def ask(client: Client, verb: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """One request, and nothing of it stays."""
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        answer = getattr(client, verb)(path, data or {})
        answer.whole = whole(answer)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def whole(answer: Any) -> str:
    """Every byte of an answer as text: headers, cookies, the cells of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return f"{answer.headers} {body.decode(errors='replace')}"


def verdict(answer: Any) -> str:
    if answer.status_code == 302 and answer["Location"].startswith(reverse("people:sign_in") + "?"):
        return "sign in"
    words = {403: "refused", 404: "hidden"}
    return words.get(
        answer.status_code, f"broken: {answer.status_code}" if answer.status_code >= 500 else "open"
    )


def expected(route: Route, role: str, verb: str) -> str:
    if role not in (route.who if verb == "get" or route.writes is None else route.writes):
        return "sign in" if role == "public" else "refused"
    return "hidden" if role in route.hides else "open"


def paths(planted: Planted) -> Iterator[tuple[str, Route, str]]:
    for name, route in VERDICTS.items():
        yield name, route, reverse(name, kwargs=planted.values[route.place])


def diaries() -> list[str]:
    """Each meeting of the small fair as its sides and the desk read it, each pile of an inbox, the version in force."""
    numbers = Meeting.objects.filter(edition__key="spring").values_list("pk", flat=True)
    pages = [
        reverse(f"meetings:{name}", args=["spring", *values])
        for number in numbers
        for name, values in {"meeting": [number], "record": [number], "placed": [2, number]}.items()
    ]
    piles = [f"{reverse('meetings:requests', args=['spring'])}?pile={one}" for one in Pile]
    return [*pages, *piles, reverse("meetings:timetable", args=["spring", 1])]


def test_every_address_has_a_verdict_written_here() -> None:
    assert {name for name, _values in routes(get_resolver())} - BY_LINK == VERDICTS.keys()


def test_each_role_comes_in_where_it_may_and_reads_nothing_that_it_may_not(
    planted: Planted, cast: dict[str, Person]
) -> None:
    """One fair for all roles: what is asked leaves no trace in it, and to plant one for each takes a minute."""
    found = {role: look_around(role, planted, cast) for role in ALL}
    assert {role: one for role, one in found.items() if one != ({}, [])} == {}


def look_around(role: str, planted: Planted, cast: dict[str, Person]) -> tuple[dict[str, str], list[str]]:
    """Every address as one role: verdicts that are not those written above, and words that it may not see."""
    client = signed_in(role, cast)
    secret = [word for word, who in planted.canaries.items() if role not in who]
    wrong, leaks = {}, set()
    for name, route, path in paths(planted):
        answers = {verb: ask(client, verb, path) for verb in ("get", "post")}
        for verb, answer in answers.items():
            found, wanted = verdict(answer), expected(route, role, verb)
            if answer.status_code == 405:  # answers POST alone, to whom it may concern
                wanted = wanted.replace("hidden", "open")
            if found != wanted:
                wrong[f"{verb} {name}"] = f"{found}, not {wanted}"
        for asked in EXPORTED.findall(answers["get"].whole):
            answers[asked] = ask(client, "get", path + asked.replace("&amp;", "&"))
        if name == "meetings:requests":
            answers |= {page: ask(client, "get", page) for page in diaries()}
        for where, answer in answers.items():
            leaks |= {f"{name} {where}: {word}" for word in secret if word in answer.whole.lower()}
    return wrong, sorted(leaks)


def test_each_canary_that_somebody_may_see_is_seen_somewhere(
    planted: Planted, cast: dict[str, Person]
) -> None:
    """The canaries sing where they may: a test that nothing leaks would pass on empty pages too."""
    seen: set[str] = set()
    for role in ("owner", "rival", "director"):
        client = signed_in(role, cast)
        text = "".join(ask(client, "get", path).whole.lower() for _name, _route, path in paths(planted))
        text += "".join(ask(client, "get", path).whole.lower() for path in diaries())
        seen |= {word for word in planted.canaries if word in text}
    unseen = {"zqdraftname", "zqvisitormail"}
    sung = {"zqoffernobody", "zqneednobody", "zqoutcome", "zqvisitorname", "zqlistname", "zqdevice"}
    told = {"zqabout", "zqdeclined", "zqreason", "zqwhycancelled", "zqproposed", "zqwaiting", "zqnextstep"}
    assert sung | told | {"zqgivenname", "zqgivenmail", "zqcontactname", "zqcontactmail"} <= seen
    assert seen & unseen == set()


def test_a_meeting_opens_to_its_sides_once_somebody_was_asked(
    planted: Planted, cast: dict[str, Person]
) -> None:
    sides = {"owner": "湖北安晟材料", "rival": "北溟材料", "buyer": "Duna Energiacella"}
    meetings = Meeting.objects.filter(edition__key="spring").exclude(state=MeetingState.SUGGESTED)
    wanted, found = set(), set()
    for role, name in sides.items():
        client = signed_in(role, cast)
        wanted |= {(role, one.pk) for one in meetings.filter(parties__participant__organisation__name=name)}
        for one in Meeting.objects.all():
            answers = {
                verdict(ask(client, verb, reverse(f"meetings:{act}", args=["spring", one.pk])))
                for verb, act in (
                    ("get", "meeting"),
                    ("get", "counter"),
                    ("post", "accept"),
                    ("post", "close"),
                )
            }
            assert answers in ({"open"}, {"hidden"})
            found |= {(role, one.pk)} if answers == {"open"} else set()
    assert found == wanted


def test_a_number_of_another_edition_is_not_found_under_this_one(
    planted: Planted, cast: dict[str, Person]
) -> None:
    wrong = {}
    clients = {role: signed_in(role, cast) for role in ("owner", "director", "stranger", "platform")}
    for (role, client), (name, route, _path) in product(clients.items(), list(paths(planted))):
        if route.place not in planted.foreign or role not in route.who:
            continue
        path = reverse(name, kwargs=planted.foreign[route.place])
        for verb in ("get", "post"):
            answer = ask(client, verb, path)
            if answer.status_code != 405 and (verdict(answer) != "hidden" or "zqelsewhere" in answer.whole):
                wrong[f"{role} {verb} {name}"] = verdict(answer)
    assert wrong == {}


def test_the_director_of_another_edition_is_nobody_here(planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in("stranger", cast)
    assert ask(client, "get", reverse("fairs:edition", args=["autumn"])).status_code == 200
    assert ask(client, "get", reverse("fairs:edition", args=["spring"])).status_code == 403


def test_a_draft_edition_does_not_exist_for_those_without_a_role_in_it(
    planted: Planted, cast: dict[str, Person]
) -> None:
    found = {}
    roles = ("public", "owner", "stranger", "platform", "director")
    clients = {role: signed_in(role, cast) for role in roles}
    for (role, client), (name, route) in product(clients.items(), VERDICTS.items()):
        values = planted.values[route.place]
        if "edition" in values:
            answer = ask(client, "get", reverse(name, kwargs=values | {"edition": "secret"}))
            found[role, name] = (answer.status_code, "zqdraftname" in answer.whole)
    open_ones = {name: one for name, one in found.items() if one[0] == 200 or one[1]}
    assert open_ones == {}


FLAGS = {
    "director": "fairs:facts",
    "chain_manager": "matching:runs",
    "exhibitor_sales": "exhibiting:imports",
    "reviewer": "fairs:edition",
    "matchmaking": "fairs:hall",
    "press_office": "closing:freeze",
    "onsite_lead": "visiting:visitors",
    "gate": "visiting:visitors",
    "meeting_area": "presence:onsite",
    "auditor": "closing:verify",
}


def test_a_role_opens_its_page_while_it_is_held(
    planted: Planted, cast: dict[str, Person], now: datetime
) -> None:
    client, spring = signed_in("platform", cast), Edition.objects.get(key="spring")
    found = {}
    for role, name in FLAGS.items():
        path = reverse(name, kwargs=planted.values[VERDICTS[name].place])
        before = verdict(ask(client, "get", path))
        appointment = appoint(edition=spring, person=cast["platform"], role=Role(role), by=None, now=now)
        held = verdict(ask(client, "get", path))
        end_appointment(appointment=appointment, by=None, now=now)
        found[role] = (before, held, verdict(ask(client, "get", path)))
    assert found == dict.fromkeys(APPOINTED, ("refused", "open", "refused"))


@pytest.mark.parametrize(
    ("flag", "name"), [("is_platform_admin", "desk:new_edition"), ("is_active", "fairs:edition")]
)
def test_a_flag_of_an_account_that_is_turned_shuts_the_door(
    flag: str, name: str, planted: Planted, cast: dict[str, Person]
) -> None:
    role = {"is_platform_admin": "platform", "is_active": "director"}[flag]
    client = signed_in(role, cast)
    path = reverse(name, kwargs=planted.values[VERDICTS[name].place])
    open_before = verdict(ask(client, "get", path))
    Person.objects.filter(pk=cast[role].pk).update(**{flag: False})
    assert (open_before, verdict(ask(client, "get", path))) == (
        "open",
        "sign in" if flag == "is_active" else "refused",
    )


def test_a_membership_that_ends_takes_the_diary_with_it(planted: Planted, cast: dict[str, Person]) -> None:
    client = signed_in("colleague", cast)
    path = reverse("matching:suggestions", args=["spring"])
    assert verdict(ask(client, "get", path)) == "open"
    cast["colleague"].memberships.all().delete()
    assert verdict(ask(client, "get", path)) == "refused"


def test_an_appointment_within_a_scope_gives_no_power_over_the_whole(
    planted: Planted, cast: dict[str, Person]
) -> None:
    client = signed_in("exhibitor_sales", cast)
    path = reverse("exhibiting:imports", args=["spring"])
    assert verdict(ask(client, "get", path)) == "open"
    Appointment.objects.filter(person=cast["exhibitor_sales"]).update(scope_kind="hall", scope_id=1)
    assert verdict(ask(client, "get", path)) == "refused"


def test_a_calendar_opens_to_its_holder_and_shuts_when_they_leave(
    planted: Planted, cast: dict[str, Person], participants: list[Participant]
) -> None:
    ansheng, beiming, _duna = participants
    public, colleague = signed_in("public", cast), cast["colleague"]
    own = calendar_token(colleague, ansheng)
    opened = ask(public, "get", reverse("meetings:feed", args=["spring", own]))
    told = {word for word, who in planted.canaries.items() if word in opened.whole.lower()}
    assert (verdict(opened), "zqabout" in told) == ("open", True)
    assert [word for word in told if "colleague" not in planted.canaries[word]] == []
    shut = {
        "another edition": ("autumn", own),
        "a draft": ("secret", own),
        "another person's signature": ("spring", own[:-1] + ("A" if own[-1] != "A" else "B")),
        "another side": ("spring", calendar_token(colleague, beiming)),
        "nobody's": ("spring", "made-up"),
    }
    found = {name: ask(public, "get", reverse("meetings:feed", args=where)) for name, where in shut.items()}
    assert {name: verdict(one) for name, one in found.items()} == dict.fromkeys(shut, "hidden")
    colleague.memberships.all().delete()
    assert verdict(ask(public, "get", reverse("meetings:feed", args=["spring", own]))) == "hidden"


# That somebody saw a suggestion is the one thing that a GET keeps: to see it again on the same day changes nothing.
NOTES = {
    ("owner", "desk:today"),
    ("owner", "matching:suggestions"),
    ("owner", "matching:suggestion"),
}


def test_no_get_writes(planted: Planted, cast: dict[str, Person]) -> None:
    clients = {role: signed_in(role, cast) for role in ("director", "owner")}
    writes = {}
    for (role, client), (name, _route, path) in product(clients.items(), list(paths(planted))):
        with CaptureQueriesContext(connection) as said:
            ask(client, "get", path)
        changed = [
            one["sql"]
            for one in said.captured_queries
            if re.match(r"\s*(insert|update|delete)\b", one["sql"], re.IGNORECASE)
        ]
        if changed:
            writes[role, name] = changed
    noted = {place: writes.pop(place) for place in NOTES}
    assert writes == {}
    for statements in noted.values():
        (sql,) = statements
        assert re.match(r'INSERT (OR IGNORE )?INTO "chainfair_exposure"', sql)


def test_no_post_counts_without_its_token(planted: Planted, cast: dict[str, Person]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["director"])
    answers = {name: ask(client, "post", path).status_code for name, _route, path in paths(planted)}
    assert set(answers.values()) == {403}
    assert SESSION_KEY in client.session


def test_acting_as_a_participant_that_is_not_yours_is_acting_as_yourself_or_nobody(
    planted: Planted, cast: dict[str, Person], participants: list[Participant]
) -> None:
    ansheng, _beiming, duna = participants
    client = signed_in("rival", cast)
    for name in (
        "desk:today",
        "desk:offers",
        "matching:suggestions",
        "matching:freshness",
        "outcomes:outcomes",
    ):
        path = reverse(name, args=["spring"])
        text = ask(client, "get", f"{path}?as={ansheng.pk}").whole
        assert [word for word, who in planted.canaries.items() if word in text and "rival" not in who] == []
    wish = reverse("matching:wish", args=["spring", duna.pk])
    client.post(wish, {"wish": "no", "as": str(ansheng.pk)})
    assert ansheng.preferences.count() == 0


def test_a_provisional_statement_is_for_the_organisers_staff(
    planted: Planted, cast: dict[str, Person]
) -> None:
    path = reverse("closing:statement", args=["spring"])
    public, staff_page = (ask(signed_in(who, cast), "get", path).whole for who in ("public", "gate"))
    assert ('class="figure' in public, 'class="figure' in staff_page) == (False, True)
    Edition.objects.filter(key="spring").update(state=EditionState.CLOSED)
    assert 'class="figure' not in ask(signed_in("owner", cast), "get", path).whole
