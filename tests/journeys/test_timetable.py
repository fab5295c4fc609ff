"""From a run to a published timetable by the organiser's pages: in every look, by keyboard, and without script."""

from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page

from chainfair.fairs.models import Edition
from chainfair.ground.models import OutboxMessage
from chainfair.matching.models import Participant
from chainfair.meetings.actions import place_meeting, publish_timetable
from chainfair.meetings.kinds import TimetableState
from chainfair.meetings.models import Meeting, Placement, Timetable, TimetableRun
from chainfair.meetings.tasks import perform_timetable_run
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from tests.journeys.browser import LOOKS, Look, look_with
from tests.journeys.test_every_page import judge
from tests.meetings.test_bridge import agree, suggest


def work() -> None:
    """Perform what was queued, as the worker does."""
    for run in TimetableRun.objects.filter(state="queued"):
        perform_timetable_run.func(run.pk)


def open_first_meeting(page: Page, look: Look) -> None:
    """Open the first meeting of the board, by its table at the desk and by the day's list on a phone."""
    part = ".board a.m" if look.size[0] > 760 else ".one-day a"
    page.locator(part).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/timetables/1/*")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_timetable_is_run_looked_at_moved_by_keyboard_and_published(
    look: Look,
    browser: Browser,
    address: str,
    director: Person,
    buyer: Person,
    spring: Edition,
    participants: list[Participant],
    now: datetime,
) -> None:
    ansheng, beiming, duna = participants
    for other in (ansheng, beiming):
        agree(spring, duna, other, now)
    OutboxMessage.objects.all().delete()
    context = look_with(browser, address, look)
    page = context.new_page()
    page.goto(sign_in_path(director))
    wrong = {}
    page.goto("/spring/meetings/timetables")
    wrong["nothing yet"] = judge(page, look.language)
    page.click("main button.main")
    wrong["queued"] = judge(page, look.language)
    work()
    page.locator(".run + p a").click()  # the page asks by itself whether the run is done
    page.wait_for_url("**/timetables/1")
    wrong["board"] = judge(page, look.language)
    open_first_meeting(page, look)
    wrong["meeting"] = judge(page, look.language)
    before = dict(Placement.objects.values_list("meeting", "slot"))
    page.locator("#slot").focus()
    page.keyboard.press("ArrowDown")
    page.locator("main button.main").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages")
    wrong["moved"] = judge(page, look.language)
    after = dict(Placement.objects.values_list("meeting", "slot"))
    assert sum(before[meeting] != slot for meeting, slot in after.items()) == 1
    page.goto("/spring/meetings/timetables/1/changes")
    wrong["changes"] = judge(page, look.language)
    page.goto("/spring/meetings/timetables/1")
    page.click("main button.main")
    page.wait_for_selector(".messages")
    wrong["published"] = judge(page, look.language)
    context.close()
    assert {place: found for place, found in wrong.items() if found} == {}
    assert Timetable.objects.get().state == TimetableState.PUBLISHED
    assert list(OutboxMessage.objects.values_list("recipient", flat=True)) == ["buyer@example.org"]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_proposals_are_shown_refused_and_asked_without_script(
    look: Look,
    browser: Browser,
    address: str,
    director: Person,
    spring: Edition,
    participants: list[Participant],
    now: datetime,
) -> None:
    suggest(spring, participants, now)
    context = look_with(browser, address, look, script=False)
    page = context.new_page()
    page.goto(sign_in_path(director))
    page.goto("/spring/meetings/timetables")
    page.click("main button.main")
    work()
    page.goto("/spring/meetings/timetables/1")
    with page.expect_navigation() as sent:
        page.click("form[action$='/publish'] button")
    assert sent.value is not None
    assert sent.value.status == 409
    assert page.locator(".note[role=alert]").count() == 1
    page.click(".note button.main")
    assert page.locator(".note.done").count() == 1
    assert set(Meeting.objects.values_list("state", flat=True)) == {"requested"}
    page.goto("/spring/meetings/all")
    assert page.locator("table.list tbody tr").count() == 2
    context.close()


def test_pages_with_a_refusal_are_accessible_in_every_look(
    browser: Browser,
    address: str,
    director: Person,
    spring: Edition,
    participants: list[Participant],
    now: datetime,
) -> None:
    suggest(spring, participants, now)
    wrong = {}
    for number, look in enumerate(LOOKS):
        context = look_with(browser, address, look)
        page = context.new_page()
        page.goto(sign_in_path(director))
        if not number:
            page.goto("/spring/meetings/timetables")
            page.click("main button.main")
            work()
        page.goto("/spring/meetings/timetables/1")
        page.click("form[action$='/publish'] button")
        wrong[f"not published · {look}"] = judge(page, look.language)
        meeting = Placement.objects.order_by("pk").values_list("meeting", flat=True)[0]
        page.goto(f"/spring/meetings/timetables/1/{meeting}")
        page.click("form[action$='/pin'] button")
        wrong[f"pinned · {look}"] = judge(page, look.language)
        page.click("form[action$='/pin'] button")
        page.goto(f"/spring/meetings/timetables/1/{meeting}")
        page.select_option("#slot", index=page.locator("#slot option").count() - 1)
        page.click("main button.main")
        wrong[f"not moved · {look}"] = judge(page, look.language)
        context.close()
    assert {place: found for place, found in wrong.items() if found} == {}


def said(page: Page, words: str) -> None:
    """The live region of the board says these words."""
    page.get_by_role("status").filter(has_text=words).wait_for()


@pytest.fixture
def two(spring: Edition, participants: list[Participant], now: datetime) -> list[Meeting]:
    """Duna meets Ansheng in the first slot of a draft and Beiming in the fourth."""
    ansheng, beiming, duna = participants
    meetings = [agree(spring, duna, other, now) for other in (ansheng, beiming)]
    draft = Timetable.objects.create(edition=spring, version=1, created_at=now)
    slots = spring.slots.order_by("number")
    for meeting, slot in zip(meetings, (slots[0], slots[3]), strict=True):
        place_meeting(timetable=draft, meeting=meeting, slot=slot, by=None, now=now)
    return meetings


def sits(meetings: list[Meeting]) -> list[int]:
    """Numbers of the slots in which they sit."""
    at = dict(Placement.objects.values_list("meeting", "slot__number"))
    return [at[one.pk] for one in meetings]


def test_the_board_is_changed_by_keyboard(
    browser: Browser, address: str, director: Person, participants: list[Participant], two: list[Meeting]
) -> None:
    """Moved, pinned, refused while pinned, given up; the server has the last word each time."""
    context = look_with(browser, address, LOOKS[0])
    page = context.new_page()
    page.goto(sign_in_path(director))
    page.goto("/spring/meetings/timetables/1")
    page.locator(f"tr[data-row='{participants[2].pk}'] [data-meeting='{two[0].pk}']").focus()
    page.keyboard.press("Space")
    said(page, "Chosen.")
    page.locator("td.busy").first.wait_for()
    page.keyboard.press("ArrowRight")
    said(page, "09:30: free for all")
    assert judge(page, "en") == []
    page.keyboard.press("Enter")
    said(page, "The meeting is moved.")
    assert sits(two) == [1, 3]
    page.keyboard.press("p")  # the focus has come along
    said(page, "Pinned: no run moves it.")
    for key in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    said(page, "This meeting is pinned at 2026-07-16 09:30; unpin it first.")
    assert judge(page, "en") == []
    page.keyboard.press("p")
    said(page, "Not pinned any more")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    said(page, "Only other times of its own row")
    page.keyboard.press("Escape")
    said(page, "Left where it was.")
    assert sits(two) == [1, 3]
    context.close()


def test_the_board_is_changed_by_dragging(
    browser: Browser, address: str, director: Person, participants: list[Participant], two: list[Meeting]
) -> None:
    """To a free time, onto another meeting, and, by places, to another table."""
    context = look_with(browser, address, LOOKS[0])
    page = context.new_page()
    page.goto(sign_in_path(director))
    page.goto("/spring/meetings/timetables/1")
    row = page.locator(f"tr[data-row='{participants[2].pk}']")
    one, other = (row.locator(f"[data-meeting='{meeting.pk}']") for meeting in two)
    one.drag_to(row.locator("td").nth(4))
    said(page, "The meeting is moved.")
    assert sits(two) == [4, 3]
    one.drag_to(other)
    said(page, "The two meetings have exchanged their times and places.")
    assert sits(two) == [3, 4]
    page.goto("/spring/meetings/timetables/1?side=places&idle=on")
    before = set(Placement.objects.values_list("place", flat=True))
    meeting = page.locator(f".board [data-meeting='{two[0].pk}']")
    rows = page.locator(".board tbody tr")
    free = next(
        rows.nth(at) for at in range(rows.count()) if not rows.nth(at).locator("[data-meeting]").count()
    )
    meeting.drag_to(free.locator("td").nth(3))
    said(page, "The meeting is moved.")
    assert set(Placement.objects.values_list("place", flat=True)) != before
    assert sits(two) == [3, 4]
    context.close()


def test_a_late_change_is_looked_at_and_done_without_script(
    browser: Browser,
    address: str,
    director: Person,
    spring: Edition,
    participants: list[Participant],
    now: datetime,
) -> None:
    meeting = agree(spring, participants[2], participants[0], now)
    draft = Timetable.objects.create(edition=spring, version=1, created_at=now)
    slot = spring.slots.earliest("number")
    place_meeting(timetable=draft, meeting=meeting, slot=slot, by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    wrong = {}
    for look in LOOKS:
        context = look_with(browser, address, look)
        page = context.new_page()
        page.goto(sign_in_path(director))
        page.goto("/spring/meetings/timetables/late?what=closure")
        page.select_option("#id_hall", label="W1")
        page.click("main button.main")
        page.wait_for_selector("#comes-title")
        wrong[f"looked at · {look}"] = judge(page, look.language)
        context.close()
    context = look_with(browser, address, LOOKS[0], script=False)
    page = context.new_page()
    page.goto(sign_in_path(director))
    page.goto(f"/spring/meetings/timetables/1/{meeting.pk}")
    page.click("#late-title + ul a >> nth=2")
    page.fill("#id_why", "The buyer has left")
    page.click("main button.main")
    page.click("form[action$='/change'] button.main")
    assert page.locator(".note.done").count() == 1
    assert page.locator("#done-title + ul li").count() == 1
    context.close()
    assert {place: found for place, found in wrong.items() if found} == {}
    assert Meeting.objects.get().state == "cancelled"
