"""A list of exhibitors from the file to the decided pair, by the organiser's pages, in every look."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from tests.exhibiting.test_lists import BAD
from tests.journeys.browser import LOOKS, Look, look_with
from tests.journeys.test_every_page import judge


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_list_is_read_shown_taken_in_and_its_pair_decided(
    look: Look, browser: Browser, address: str, director: Person, spring: Edition, tmp_path: Path
) -> None:
    file = tmp_path / "展商名单.csv"
    file.write_text(BAD, encoding="gb18030")
    context = look_with(browser, address, look)
    page = context.new_page()
    page.goto(sign_in_path(director))
    wrong = {}
    page.goto("/spring/exhibitors/lists")
    wrong["lists"] = judge(page, look.language)
    page.set_input_files("input[name=file]", file)
    page.click("main button.main")
    wrong["preview"] = judge(page, look.language)
    assert "乙电池有限公司研究院" in page.locator("main").inner_text()
    assert Participation.objects.count() == 0
    page.check("input[name=accept_refused]")
    page.click("main button.main")
    wrong["imported"] = judge(page, look.language)
    assert Participation.objects.count() == 4
    page.goto("/spring/exhibitors/questions")
    wrong["questions"] = judge(page, look.language)
    page.click("button[name=same][value=yes]")
    wrong["no question"] = judge(page, look.language)
    assert page.locator("button[name=same]").count() == 0
    context.close()
    assert {place: found for place, found in wrong.items() if found} == {}
    assert Organisation.objects.filter(merged_into=None).count() == 3
