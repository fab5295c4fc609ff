"""Two organisations agree on a meeting with nothing but the keyboard, in every look; both find it in their agenda."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from chainfair.fairs.models import Edition
from chainfair.matching.kinds import SuggestionState
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.meetings.kinds import MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Timetable
from chainfair.people.actions import set_password
from chainfair.people.models import Person
from tests.journeys.browser import LOOKS, Look, look_with
from tests.journeys.test_every_page import judge

PASSWORD = "orchard-lantern-4471"
MOST_KEYS = 150


@pytest.fixture
def fair(coming: Edition, participants: list[Participant]) -> Edition:
    """A published timetable, and one suggestion: Ansheng and Duna."""
    now = timezone.now()
    Timetable.objects.create(
        edition=coming, version=1, state=TimetableState.PUBLISHED, created_at=now, published_at=now
    )
    ansheng, _beiming, duna = participants
    Suggestion.objects.create(
        run=MatchingRun.objects.create(edition=coming, created_at=now),
        first=ansheng,
        second=duna,
        weight=900,
        fit_first=1,
        fit_second=1,
        state=SuggestionState.SHOWN,
    )
    return coming


class Hands:
    """Somebody at a keyboard: goes from stop to stop with Tab, writes, presses Enter and Space."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page = page
        self.look = look
        self.wrong: dict[str, list[str]] = {}

    def to(self, what: str) -> None:
        """Tab until that stands in focus."""
        for _key in range(MOST_KEYS):
            if self.page.evaluate("what => document.activeElement.matches(what)", what):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} cannot be reached with Tab on {self.page.url}")

    def write(self, what: str, words: str) -> None:
        self.to(what)
        self.page.keyboard.type(words)

    def press(self, what: str, key: str = "Enter") -> None:
        """Press a link or a button, and wait for the page it leads to."""
        self.to(what)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def look_around(self, where: str) -> None:
        """Let the accessibility engine look at this page."""
        if found := judge(self.page, self.look.language):
            self.wrong[where] = found

    def sign_in(self, person: Person) -> None:
        self.page.goto("/people/sign-in")
        self.look_around("sign-in")
        self.write("input[name=username]", person.email or "")
        self.write("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def at_the_keyboard(context: BrowserContext, look: Look, person: Person) -> Hands:
    hands = Hands(context.new_page(), look)
    set_password(person=person, password=PASSWORD, by=person, now=timezone.now())
    hands.sign_in(person)
    return hands


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_two_sides_agree_with_the_keyboard_alone(
    look: Look, browser: Browser, address: str, fair: Edition, owner: Person, buyer: Person
) -> None:
    first = fair.slots.earliest("number")
    contexts = [look_with(browser, address, look) for _side in range(2)]

    asking = at_the_keyboard(contexts[0], look, owner)
    asking.look_around("today, nothing asked yet")
    asking.press("a[href='/spring/matching/suggestions']")
    asking.look_around("suggestions")
    asking.press("main a[href*='/spring/meetings/ask/']")
    asking.look_around("ask")
    asking.write("textarea[name=about]", "磷酸铁锂 LFP cathode, 300 t a year")
    asking.to(f"input[name=slots][value='{first.pk}']")
    asking.page.keyboard.press("Space")
    asking.press("main form button.main")
    asking.look_around("asked")
    meeting = Meeting.objects.get()
    assert (meeting.state, [one.slot for one in meeting.proposals.all()]) == (MeetingState.REQUESTED, [first])

    answering = at_the_keyboard(contexts[1], look, buyer)
    answering.look_around("today, one waits")
    answering.press("a.button.main[href='/spring/meetings/']")
    answering.look_around("requests")
    answering.press(f"button[name=slot][value='{first.pk}']", "Space")
    answering.look_around("accepted")

    for hands in (answering, asking):
        hands.press("a[href='/spring/meetings/agenda']")
        hands.look_around("agenda")
        assert hands.page.locator(".rows.day .time").all_inner_texts() == ["09:00"]
    answering.press("main form[action$='/confirm'] button")
    asking.press(f"main .rows a[href='/spring/meetings/{meeting.pk}']")
    asking.look_around("meeting")
    asking.press("main form[action$='/confirm'] button.main")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONFIRMED
    for context in contexts:
        context.close()
    assert {**asking.wrong, **answering.wrong} == {}


def test_the_same_works_without_script(
    browser: Browser, address: str, fair: Edition, owner: Person, buyer: Person
) -> None:
    plain = [look_with(browser, address, LOOKS[2], script=False) for _side in range(2)]
    pages = [context.new_page() for context in plain]
    for page, person in zip(pages, (owner, buyer), strict=True):
        set_password(person=person, password=PASSWORD, by=person, now=timezone.now())
        page.goto("/people/sign-in")
        page.fill("input[name=username]", person.email or "")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/today")
    asking, answering = pages
    asking.goto("/spring/matching/suggestions")
    asking.click("main a[href*='/spring/meetings/ask/']")
    asking.fill("textarea[name=about]", "cathode")
    asking.click("main form button.main")
    answering.goto("/spring/meetings/")
    answering.click("summary >> nth=1")
    answering.select_option("select[name=reason]", "no_time")
    answering.click("details[open] button")
    assert Meeting.objects.get().state == MeetingState.DECLINED
    asking.goto("/spring/matching/availability")
    asking.click("button[value^='off-'] >> nth=0")
    assert asking.locator("input[name=slots]:checked").count() == 12
    for context in plain:
        context.close()
