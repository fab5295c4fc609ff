"""Every page of the router, as the public and as each role sees it: accessible, in both languages and schemes."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.meetings.actions import queue_timetable_run, request_meeting
from chainfair.meetings.kinds import MeetingRequest
from chainfair.meetings.tasks import perform_now
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from tests.journeys.browser import LOOKS, findings, look_with, overflow
from tests.meetings.test_bridge import agree

# Addresses that answer with something else than a page of their own.
NO_PAGE = {
    "people:follow_link",
    "set_language",
    "set_scheme",
    "people:sign_out",
    "matching:freshness",
    "meetings:run_state",
}
# Pages that look different to each role; the others are looked at by the first role that may.
OWN_VIEW = {"desk:today"}


def routes(resolver: URLResolver, rooms: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """The full names of all addresses, each with the values it takes."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, (*rooms, entry.namespace) if entry.namespace else rooms)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join((*rooms, entry.name)), set(entry.pattern.converters)


def addresses(values: dict[str, object]) -> dict[str, str]:
    """The address of every page that these values reach, by name."""
    found = {}
    for name, _own in routes(get_resolver()):
        if name in NO_PAGE:
            continue
        for chosen in choices(values):
            try:
                found[name] = reverse(name, kwargs=chosen)
            except NoReverseMatch:
                continue
            break
    return found


def choices(values: dict[str, object]) -> Iterator[dict[str, object]]:
    """No value, the edition alone, and the edition with each other value, or with two of them."""
    yield {}
    others = [name for name in values if name != "edition"]
    for count in range(3):
        for names in combinations(others, count):
            yield {name: values[name] for name in ("edition", *names)}


@pytest.fixture
def values(coming: Edition, participants: list[Participant]) -> dict[str, object]:
    """What addresses name, from the small fair."""
    hall = coming.halls.earliest("pk")
    ansheng, beiming, duna = participants
    request = MeetingRequest(ansheng.pk, (duna.pk,), about="LFP cathode, 300 t a year")
    meeting = request_meeting(edition=coming, request=request, by=None, now=timezone.now())
    agree(coming, beiming, duna, timezone.now())
    run = perform_now(queue_timetable_run(edition=coming, by=None, now=timezone.now()))
    return {
        "edition": coming.key,
        "chain": "battery",
        "organisation": ansheng.organisation_id,
        "hall": hall.pk,
        "number": participants[0].pk,
        "counterpart": beiming.pk,
        "meeting": meeting.pk,
        "version": 1,
        "run": run.pk,
        "participant": duna.pk,
        "place": coming.places.earliest("pk").pk,
    }


def sign_in(context: BrowserContext, person: Person | None) -> Page:
    """A window in which that person has signed in."""
    page = context.new_page()
    if person is not None:
        page.goto(sign_in_path(person))
    return page


def test_every_page_is_accessible_to_whoever_may_see_it(
    browser: Browser, address: str, values: dict[str, object], director: Person, owner: Person, buyer: Person
) -> None:
    people = {"the public": None, "buyer": buyer, "owner": owner, "director": director}
    pages = addresses(values)
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    for look in LOOKS:
        looked: set[str] = set()
        for role, person in people.items():
            context = look_with(browser, address, look)
            page = sign_in(context, person)
            for name, path in sorted(pages.items()):
                if name in looked - OWN_VIEW:
                    continue
                status = status_of(page, path)
                found = [f"answers {status}"] if status >= 500 else []
                if status == 200:
                    looked.add(name)
                    found = judge(page, look.language)
                if found:
                    wrong[f"{name} · {role} · {look}"] = found
            context.close()
        seen |= looked
    assert [f"{place}: {one}" for place, found in wrong.items() for one in found] == []
    assert {"desk:edition", "desk:today", "people:sign_in"} <= seen
    assert {f"meetings:{one}" for one in ("requests", "ask", "meeting", "counter", "agenda")} <= seen
    assert {"matching:availability", "outcomes:record"} <= seen
    desk = ("timetables", "timetable", "placements", "unplaced", "changes", "placed", "meetings", "record")
    assert {f"meetings:{one}" for one in (*desk, "days", "sheets", "late")} <= seen


def status_of(page: Page, path: str) -> int:
    """Open an address if it answers with a page of its own; return its status, 0 where that is no page."""
    answer = page.request.get(path, max_redirects=0)
    if answer.status != 200:
        return answer.status
    if "text/html" not in answer.headers.get("content-type", ""):
        return 0
    page.goto(path)
    return 200


def judge(page: Page, language: str) -> list[str]:
    """Everything wrong with the page that is open."""
    wrong = findings(page)
    if page.locator("html").get_attribute("lang") not in {
        language,
        "zh-Hans" if language == "zh-hans" else language,
    }:
        wrong.append(f"says its language is {page.locator('html').get_attribute('lang')}")
    if wider := overflow(page):
        wrong.append(f"is {wider} pixels wider than the window")
    if page.locator("h1").count() != 1:
        wrong.append(f"has {page.locator('h1').count()} main headings")
    return wrong
