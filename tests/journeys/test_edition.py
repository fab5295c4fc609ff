"""From an empty data folder to an open edition, by the organiser's pages alone, in every look."""

from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page

from chainfair.chains.models import Chain
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.project.organisers import create_organiser
from tests.journeys.browser import LOOKS, Look, look_with
from tests.journeys.test_every_page import judge

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_an_edition_is_made_from_nothing_and_the_next_from_it(
    look: Look, browser: Browser, address: str, battery: Chain, now: datetime
) -> None:
    path = create_organiser(email="fang@example.org", name="方敏", language="en", edition=None, now=now)
    enter_people(entries=[NewPerson(name="刘洋", email="liu@example.org")], by=None, now=now)
    context = look_with(browser, address, look)
    page = context.new_page()
    wrong: dict[str, list[str]] = {}

    page.goto(path)
    wrong["first day"] = judge(page, look.language)
    page.click("main a.button")
    wrong["new edition"] = judge(page, look.language)
    fill(page, key="autumn", name_en="Autumn fair", name_zh="秋季博览会", starts_on="2026-10-08", days="2")
    page.click("main button.main")
    wrong["the edition"] = judge(page, look.language)
    give_it_places_and_people(page)
    wrong["the edition, made"] = judge(page, look.language)
    page.goto("/autumn/edition/places?q=W1-2")
    page.click("main form[method=post] button")
    wrong["places"] = judge(page, look.language)
    page.goto("/autumn/edition/")
    page.click("main .head button.main")
    wrong["the edition, open"] = judge(page, look.language)
    assert stands(Edition.objects.get(key="autumn")) == {
        "state": EditionState.OPEN,
        "days": 2,
        "slots": 24,
        "places": ["W1-1", "W1-3", "W1-R-1"],
        "areas": [("Batteries", "battery", ["W1"])],
        "people": [("方敏", "director", "all"), ("刘洋", "matchmaking", "hall")],
    }

    page.goto("/editions/new?previous=autumn")
    fill(page, key="winter", name_en="Winter fair", name_zh="冬季博览会", starts_on="2027-01-11", days="3")
    wrong["the next edition"] = judge(page, look.language)
    page.click("main button.main")
    page.goto("/editions")
    wrong["editions"] = judge(page, look.language)
    context.close()
    assert {place: found for place, found in wrong.items() if found} == {}
    assert stands(Edition.objects.get(key="winter")) == {
        "state": EditionState.DRAFT,
        "days": 3,
        "slots": 36,
        "places": ["W1-1", "W1-2", "W1-R-1"],
        "areas": [("Batteries", "battery", ["W1"])],
        "people": [("方敏", "director", "all")],
    }


def fill(page: Page, **values: str) -> None:
    """Write into the fields of the form that is open."""
    for name, value in values.items():
        page.fill(f"main [name={name}]", value)


def give_it_places_and_people(page: Page) -> None:
    """A hall with tables and a room, an area on a chain, somebody for the matchmaking desk of the hall."""
    hall = page.locator("form[action$='/edition/halls']")
    hall.locator("[name=code]").fill("W1")
    hall.locator("[name=tables]").fill("3")
    hall.locator("[name=rooms]").fill("1")
    hall.locator("button").click()
    area = page.locator("form[action$='/edition/areas']")
    area.locator("[name=name_en]").fill("Batteries")
    area.locator("[name=name_zh]").fill("电池")
    area.locator("[name=chain]").select_option("battery")
    area.locator("[name=halls]").check()
    area.locator("button").click()
    page.locator("details", has=page.locator("form[action$='/edition/appointments']")).locator(
        "summary"
    ).click()
    role = page.locator("form[action$='/edition/appointments']")
    role.locator("[name=email]").fill("liu@example.org")
    role.locator("[name=role]").select_option("matchmaking")
    role.locator("[name=scope]").select_option(index=3)
    role.locator("button").click()


def stands(edition: Edition) -> dict[str, object]:
    """What an edition is made of, as its organiser would say it."""
    return {
        "state": edition.state,
        "days": edition.days.count(),
        "slots": edition.slots.count(),
        "places": [str(place) for place in edition.places.filter(is_open=True).order_by("zone", "number")],
        "areas": [
            (area.name_en, area.chain.key if area.chain else "", [hall.code for hall in area.halls.all()])
            for area in edition.areas.select_related("chain")
        ],
        "people": [
            (one.person.name, one.role, one.scope_kind)
            for one in edition.appointments.order_by("pk").select_related("person")
        ],
    }
