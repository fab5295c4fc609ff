"""From a run to published suggestions, what a participant says about one, and the next run beside it: in every look."""

from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page

from chainfair.chains.kinds import FactState
from chainfair.chains.models import Need
from chainfair.matching.models import Correction, Exposure, MatchingRun, Participant
from chainfair.matching.tasks import perform_matching_run, renew_list
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from tests.journeys.browser import LOOKS, Look, look_with
from tests.journeys.test_every_page import judge
from tests.matching.conftest import trading

__all__ = ["trading"]


def run_matching(page: Page) -> MatchingRun:
    """Press the button and do the work as the worker does."""
    page.goto("/spring/matching/")
    page.click("main button.main")
    run = MatchingRun.objects.latest("pk")
    MatchingRun.objects.filter(pk=run.pk).update(settings={"encode": False})
    perform_matching_run.func(run.pk)
    page.goto(f"/spring/matching/runs/{run.pk}")
    return run


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_run_is_published_corrected_and_compared(
    look: Look,
    browser: Browser,
    address: str,
    director: Person,
    buyer: Person,
    trading: list[Participant],
    now: datetime,
) -> None:
    ansheng, _beiming, duna = trading
    context, side = look_with(browser, address, look), look_with(browser, address, look)
    desk, mine = context.new_page(), side.new_page()
    desk.goto(sign_in_path(director))
    mine.goto(sign_in_path(buyer))
    wrong = {}
    run_matching(desk)
    wrong["run"] = judge(desk, look.language)
    desk.click("main button.main")  # publish
    mine.goto("/spring/matching/suggestions")
    wrong["suggestions"] = judge(mine, look.language)
    mine.click(f'main a[href*="/suggestions/{ansheng.pk}?"]')
    mine.wait_for_url(f"**/suggestions/{ansheng.pk}?*")
    wrong["suggestion"] = judge(mine, look.language)
    mine.click('button[value="doubted"] >> nth=0')
    mine.click('button[value="unneeded"] >> nth=0')
    wrong["corrected"] = judge(mine, look.language)
    assert Need.objects.get().state == FactState.REFUSED
    assert list(Correction.objects.order_by("pk").values_list("said", flat=True)) == ["doubted", "unneeded"]
    mine.goto("/spring/matching/suggestions")
    wrong["waiting"] = judge(mine, look.language)
    renew_list.func(duna.pk, 0)  # as the worker does; the page asks until it is done
    mine.click("#freshness a")
    mine.wait_for_selector("#freshness .state.good")
    wrong["renewed"] = judge(mine, look.language)
    second = run_matching(desk)
    for name in ("changes", "changes/pairs"):
        desk.goto(f"/spring/matching/runs/{second.pk}/{name}")
        assert desk.locator("main .tabs a").count() == 2
        wrong[name] = judge(desk, look.language)
    for name in ("corrections", "exposures", ""):
        desk.goto(f"/spring/matching/{name}")
        wrong[name or "runs"] = judge(desk, look.language)
    assert {one.sight for one in Exposure.objects.filter(participant=duna)} == {"listed", "opened"}
    assert {place: found for place, found in wrong.items() if found} == {}
    for one in (context, side):
        one.close()
