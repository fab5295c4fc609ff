"""The organiser's pages: who may, runs, publishing, asking, deciding."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from chainfair.fairs.actions import appoint
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition, Slot
from chainfair.ground.kinds import RunState
from chainfair.ground.models import OutboxMessage
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    close_meetings,
    propose_meetings,
    publish_timetable,
    settle_past_meetings,
)
from chainfair.meetings.kinds import (
    MeetingClosing,
    MeetingProposal,
    MeetingState,
    TimetableState,
)
from chainfair.meetings.models import Meeting, Placement, Timetable, TimetableRun
from chainfair.meetings.tasks import perform_timetable_run
from chainfair.organisations.models import Organisation
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from tests.meetings.lists import address, text
from tests.meetings.test_bridge import suggest

BACKEND = "django.contrib.auth.backends.ModelBackend"
READS = ("timetables", "timetable", "unplaced", "changes", "placed", "meetings", "record", "run_state")
WRITES = (
    "run",
    "publish",
    "ask_placed",
    "place",
    "move",
    "pin",
    "take_out",
    "ask_parties",
    "settle",
    "decide",
)


def addresses(seated: Placement) -> dict[str, str]:
    """Every page and button of the desk, for one placed meeting."""
    version, meeting = {"version": seated.timetable.version}, {"meeting": seated.meeting_id}
    run = TimetableRun.objects.create(
        edition=seated.timetable.edition, created_at=seated.timetable.created_at
    )
    values: dict[str, dict[str, int]] = {
        **dict.fromkeys(("timetable", "unplaced", "changes", "publish", "ask_placed"), version),
        **dict.fromkeys(("placed", "place", "move", "pin", "take_out"), version | meeting),
        **dict.fromkeys(("record", "decide"), meeting),
        "run_state": {"run": run.pk},
    }
    return {view: address(view, **values.get(view, {})) for view in (*READS, *WRITES)}


CHANGING = {Role.DIRECTOR, Role.MATCHMAKING, Role.CHAIN_MANAGER}
READING = CHANGING | {Role.ONSITE_LEAD, Role.MEETING_AREA, Role.AUDITOR}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_and_changes_what_it_may(
    client: Client, spring: Edition, seated: Placement, role: Role, now: datetime
) -> None:
    person = enter_people(entries=[NewPerson(name="何", email="he@example.org")], by=None, now=now)[0]
    appoint(edition=spring, person=person, role=role, by=None, now=now)
    client.force_login(person, backend=BACKEND)
    pages = addresses(seated)
    opened = {view for view in READS if client.get(pages[view]).status_code == 200}
    buttons = text(client.get(pages["placed"])).count(pages["move"])
    refused = {view for view in WRITES if client.post(pages[view]).status_code == 403}
    assert opened == (set(READS) if role in READING else set())
    assert refused == (set() if role in CHANGING else set(WRITES))
    assert buttons == (1 if role in CHANGING else 0)


def test_participants_and_the_public_never_see_drafts(
    client: Client, seated: Placement, owner: Person, rival: Person, buyer: Person
) -> None:
    pages = addresses(seated)
    assert {client.get(pages[view]).status_code for view in READS} == {302}  # to the sign-in page
    for person in (owner, rival, buyer):
        client.force_login(person, backend=BACKEND)
        assert {client.get(pages[view]).status_code for view in READS} == {403}
        assert {client.post(pages[view]).status_code for view in WRITES} == {403}


def test_foreign_versions_slots_and_meetings_are_not_found(
    desk: Client, seated: Placement, agreed: Meeting
) -> None:
    assert desk.get(address("timetable", version=99)).status_code == 404
    assert desk.get(address("record", meeting=agreed.pk + 1)).status_code == 404
    assert desk.post(address("move", version=1, meeting=agreed.pk + 1), {"slot": 1}).status_code == 404
    refused = desk.post(address("move", version=1, meeting=agreed.pk), {"slot": "999999"})
    assert (refused.status_code, "This edition has no such slot" in text(refused)) == (409, True)
    assert desk.post(address("move", version=1, meeting=agreed.pk), {"slot": "x"}).status_code == 409


def test_a_run_is_queued_by_a_button_performed_by_the_worker_and_shown(
    desk: Client,
    spring: Edition,
    participants: list[Participant],
    now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:
    suggest(spring, participants, now)
    page = text(desk.get(address("timetables")))
    assert "A run proposes the 2 pairs of the last matching" in page
    with django_capture_on_commit_callbacks(execute=True):
        sent = desk.post(address("run"), {"seed": "7"}, follow=True)
    run = TimetableRun.objects.get()
    assert (run.state, run.seed, run.by and run.by.name) == (RunState.QUEUED, 7, "Fang Director")
    assert "Waits for a worker." in text(sent)
    assert address("run_state", run=run.pk) in text(sent)
    order = DBTaskResult.objects.get()
    assert order.args_kwargs["kwargs"] == {"run_id": run.pk}
    perform_timetable_run.func(run.pk)
    assert "It made version 1" in text(desk.get(address("run_state", run=run.pk)))
    board = text(desk.get(address("timetable", version=1)))
    assert "Timetable, draft 1" in board
    assert board.count(", proposed, nobody has agreed</span>") == 4  # two meetings, in the row of either side
    refused = desk.post(address("publish", version=1))
    sentence = "Nobody has agreed to 2 of the 2 meetings placed here, so this timetable cannot be published."
    assert (refused.status_code, sentence in text(refused)) == (409, True)
    assert "Ask the parties of 2 meetings" in text(refused)
    assert Timetable.objects.get().state == TimetableState.DRAFT


def test_a_run_with_nothing_to_place_is_refused_in_words_before_it_starts(
    desk: Client, spring: Edition, asked: Meeting
) -> None:
    assert "(1 wait for an answer)" in text(desk.get(address("timetables")))
    refused = desk.post(address("run"), {"seed": "1"})
    assert (refused.status_code, "(1 wait for an answer)" in text(refused)) == (409, True)
    assert TimetableRun.objects.count() == 0


def test_a_failed_run_says_why(desk: Client, spring: Edition, now: datetime) -> None:
    TimetableRun.objects.create(
        edition=spring, created_at=now, state=RunState.FAILED, trouble="MemoryError: too large"
    )
    assert text(desk.get(address("timetables"))).count("MemoryError: too large") == 2


@pytest.mark.parametrize(("stage", "word"), [("place", "Placing meetings"), ("other", "other")])
def test_a_running_run_says_what_it_does(
    desk: Client, spring: Edition, now: datetime, stage: str, word: str
) -> None:
    run = TimetableRun.objects.create(
        edition=spring, created_at=now, state=RunState.RUNNING, doing=stage, progress=0.25
    )
    page = text(desk.get(address("run_state", run=run.pk)))
    assert (word in page, 'value="0.250"' in page, "hx-get" in page) == (True, True, True)


def test_proposals_are_asked_from_the_version(
    desk: Client, proposed: Timetable, owner: Person, buyer: Person
) -> None:
    desk.post(address("ask_placed", version=1))
    assert set(Meeting.objects.values_list("state", flat=True)) == {MeetingState.REQUESTED}
    assert OutboxMessage.objects.count() > 0
    page = text(desk.get(address("timetable", version=1)))
    assert ("Who has not answered" in page, "Ask the parties" in page) == (True, False)


def test_publishing_tells_as_many_as_the_button_says(
    desk: Client, seated: Placement, owner: Person, colleague: Person, rival: Person, buyer: Person
) -> None:
    OutboxMessage.objects.all().delete()
    page = text(desk.get(address("timetable", version=1)))
    assert "Publish 1 · tells 3 people" in page
    desk.post(address("publish", version=1))
    assert OutboxMessage.objects.count() == 3
    assert Timetable.objects.get().state == TimetableState.PUBLISHED
    assert "Timetable 1, published" in text(desk.get(address("timetable", version=1)))


def test_proposals_are_asked_by_tick_or_all_that_are_found(
    desk: Client, spring: Edition, participants: list[Participant], now: datetime, ansheng: Organisation
) -> None:
    first, second, third = participants
    pairs = ((first.pk, third.pk), (second.pk, third.pk))
    made = propose_meetings(
        edition=spring, proposals=[MeetingProposal(pair) for pair in pairs], by=None, now=now
    ).meetings
    assert "Nobody has agreed to 2 proposed meetings" in text(desk.get(address("meetings")))
    nobody = desk.post(address("ask_parties"), follow=True)
    assert "No meeting was ticked, so nobody was asked." in text(nobody)
    desk.post(address("ask_parties"), {"meeting": [made[0].pk, "x", 999_999]})
    assert [one.state for one in Meeting.objects.order_by("pk")] == [
        MeetingState.REQUESTED,
        MeetingState.SUGGESTED,
    ]
    desk.post(address("ask_parties"), {"everything": "1"})
    assert set(Meeting.objects.values_list("state", flat=True)) == {MeetingState.REQUESTED}


def _dispute(seated: Placement, participants: list[Participant], now: datetime) -> datetime:
    publish_timetable(timetable=seated.timetable, by=None, now=now)
    later = seated.slot.ends_at + timedelta(minutes=1)
    closing = MeetingClosing(seated.meeting_id, participants[0].pk, held=True)
    close_meetings(closings=[closing], by=None, now=later)
    return later


def test_a_dispute_is_settled_shown_first_and_decided_with_a_reason(
    desk: Client, seated: Placement, participants: list[Participant], now: datetime
) -> None:
    later = _dispute(seated, participants, now)
    settle_past_meetings(edition_id=seated.timetable.edition_id, by=None, now=later)
    assert "1 meeting waits for your decision" in text(desk.get(address("meetings")))
    decide = address("decide", meeting=seated.meeting_id)
    refused = desk.post(decide, {"held": "yes"})
    assert (refused.status_code, Meeting.objects.get().state) == (409, MeetingState.DISPUTED)
    desk.post(decide, {"held": "yes", "why": "Our table staff saw both"})
    assert Meeting.objects.get().state == MeetingState.HELD
    page = text(desk.get(address("record", meeting=seated.meeting_id)))
    assert "Our table staff saw both" in page
    again = desk.post(decide, {"held": "no", "why": "again"})
    assert (again.status_code, "while the meeting stands as “held”" in text(again)) == (409, True)


def test_what_is_over_is_settled_by_a_button(
    desk: Client, seated: Placement, participants: list[Participant], now: datetime
) -> None:
    publish_timetable(timetable=seated.timetable, by=None, now=now)
    Slot.objects.filter(pk=seated.slot_id).update(ends_at=now - timedelta(days=1))
    assert "1 meeting is settled." in text(desk.post(address("settle"), follow=True))
    assert Meeting.objects.get().state == MeetingState.NO_SHOW
    assert "No meeting whose time is over" in text(desk.post(address("settle"), follow=True))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_of_an_edition_without_meetings_say_what_will_stand_there(
    desk: Client, spring: Edition, draft: Timetable, language: str
) -> None:
    desk.cookies["language"] = language
    heads = {"en": ["No meetings yet", "Nothing differs"], "zh-hans": ["尚无会面", "没有不同"]}[language]
    assert heads[0] in text(desk.get(address("meetings")))
    assert heads[1] in text(desk.get(address("changes", version=1)))
    assert desk.get(address("timetable", version=1)).status_code == 200
    assert desk.get(address("unplaced", version=1)).status_code == 200


def test_the_home_of_the_organiser_leads_to_the_timetable(desk: Client, spring: Edition) -> None:
    home = text(desk.get(reverse("desk:today", args=["spring"])))
    assert home.count(f'href="{address("timetables")}"') == 5  # head, foot, thumbs, figure, what you can do
