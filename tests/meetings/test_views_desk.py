"""The organiser's pages: versions, board, one meeting, what is left out, what changes, all meetings."""

from collections.abc import Callable
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
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.matching.models import Participant
from chainfair.meetings.actions import (
    accept_meeting,
    close_meetings,
    place_meeting,
    propose_meetings,
    publish_timetable,
    queue_timetable_run,
    request_meeting,
    settle_past_meetings,
)
from chainfair.meetings.kinds import (
    MeetingClosing,
    MeetingProposal,
    MeetingRequest,
    MeetingState,
    TimetableState,
    UnplacedReason,
)
from chainfair.meetings.models import Meeting, Placement, Timetable, TimetableRun, Unplaced
from chainfair.meetings.queries import difference_between, find_older
from chainfair.meetings.tasks import perform_now, perform_timetable_run
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation
from chainfair.organisations.models import Organisation
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
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


@pytest.fixture
def desk(client: Client, director: Person) -> Client:
    """The director, signed in."""
    client.force_login(director, backend=BACKEND)
    return client


@pytest.fixture
def placed(draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime) -> Placement:
    """Duna and Ansheng in the first slot of the draft."""
    return place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)


@pytest.fixture
def proposed(spring: Edition, participants: list[Participant], now: datetime) -> Timetable:
    """A draft of two proposals that nobody has agreed to."""
    suggest(spring, participants, now)
    perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    return Timetable.objects.get()


def address(view: str, **values: Any) -> str:
    return reverse(f"meetings:{view}", kwargs={"edition": "spring", **values})


def addresses(placed: Placement) -> dict[str, str]:
    """Every page and button of the desk, for one placed meeting."""
    version, meeting = {"version": placed.timetable.version}, {"meeting": placed.meeting_id}
    run = TimetableRun.objects.create(
        edition=placed.timetable.edition, created_at=placed.timetable.created_at
    )
    values: dict[str, dict[str, int]] = {
        **dict.fromkeys(("timetable", "unplaced", "changes", "publish", "ask_placed"), version),
        **dict.fromkeys(("placed", "place", "move", "pin", "take_out"), version | meeting),
        **dict.fromkeys(("record", "decide"), meeting),
        "run_state": {"run": run.pk},
    }
    return {view: address(view, **values.get(view, {})) for view in (*READS, *WRITES)}


def text(response: Any) -> str:
    return str(response.content.decode())


CHANGING = {Role.DIRECTOR, Role.MATCHMAKING, Role.CHAIN_MANAGER}
READING = CHANGING | {Role.ONSITE_LEAD, Role.MEETING_AREA, Role.AUDITOR}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_and_changes_what_it_may(
    client: Client, spring: Edition, placed: Placement, role: Role, now: datetime
) -> None:
    person = enter_people(entries=[NewPerson(name="何", email="he@example.org")], by=None, now=now)[0]
    appoint(edition=spring, person=person, role=role, by=None, now=now)
    client.force_login(person, backend=BACKEND)
    pages = addresses(placed)
    opened = {view for view in READS if client.get(pages[view]).status_code == 200}
    buttons = text(client.get(pages["placed"])).count(pages["move"])
    refused = {view for view in WRITES if client.post(pages[view]).status_code == 403}
    assert opened == (set(READS) if role in READING else set())
    assert refused == (set() if role in CHANGING else set(WRITES))
    assert buttons == (1 if role in CHANGING else 0)


def test_participants_and_the_public_never_see_drafts(
    client: Client, placed: Placement, owner: Person, rival: Person, buyer: Person
) -> None:
    pages = addresses(placed)
    assert {client.get(pages[view]).status_code for view in READS} == {302}  # to the sign-in page
    for person in (owner, rival, buyer):
        client.force_login(person, backend=BACKEND)
        assert {client.get(pages[view]).status_code for view in READS} == {403}
        assert {client.post(pages[view]).status_code for view in WRITES} == {403}


def test_foreign_versions_slots_and_meetings_are_not_found(
    desk: Client, placed: Placement, agreed: Meeting
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
    desk: Client, placed: Placement, owner: Person, colleague: Person, rival: Person, buyer: Person
) -> None:
    OutboxMessage.objects.all().delete()
    page = text(desk.get(address("timetable", version=1)))
    assert "Publish 1 · tells 3 people" in page
    desk.post(address("publish", version=1))
    assert OutboxMessage.objects.count() == 3
    assert Timetable.objects.get().state == TimetableState.PUBLISHED
    assert "Timetable 1, published" in text(desk.get(address("timetable", version=1)))


def test_one_meeting_is_moved_pinned_unpinned_and_taken_out(
    desk: Client, placed: Placement, slots: list[Slot]
) -> None:
    values = {"version": 1, "meeting": placed.meeting_id}
    moved = desk.post(address("move", **values), {"slot": slots[5].pk}, follow=True)
    assert (Placement.objects.get().slot, "The meeting is moved." in text(moved)) == (slots[5], True)
    desk.post(address("pin", **values), {"pinned": "1"})
    refused = desk.post(address("move", **values), {"slot": slots[6].pk})
    assert (
        refused.status_code,
        "This meeting is pinned at 2026-07-16 11:30; unpin it first." in text(refused),
    ) == (
        409,
        True,
    )
    desk.post(address("pin", **values), {"pinned": "0"})
    desk.post(address("take_out", **values))
    assert Placement.objects.count() == 0
    page = text(desk.get(address("placed", **values)))
    assert "Not placed in this version." in page
    desk.post(address("place", **values), {"slot": slots[2].pk})
    assert Placement.objects.get().slot == slots[2]
    verbs = Event.objects.filter(subject_kind="meeting", subject_id=placed.meeting_id).order_by("-pk")
    assert list(verbs.values_list("verb", flat=True)[:5]) == [
        "meeting.placed",
        "meeting.taken_out",
        "meeting.unpinned",
        "meeting.pinned",
        "meeting.shifted",
    ]


def test_a_busy_slot_is_refused_with_who_is_where_and_free_slots_beside_it(
    desk: Client,
    spring: Edition,
    placed: Placement,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    _ansheng, beiming, duna = participants
    request = MeetingRequest(duna.pk, (beiming.pk,))
    other = request_meeting(edition=spring, request=request, by=None, now=now)
    accept_meeting(meeting=other, participant=beiming, by=None, now=now)
    place_meeting(timetable=placed.timetable, meeting=other, slot=slots[1], by=None, now=now)
    values = {"version": 1, "meeting": other.pk}
    refused = text(desk.post(address("move", **values), {"slot": slots[0].pk}))
    assert (
        "Duna Energiacella already meets Hubei Ansheng Materials (湖北安晟材料) at 2026-07-16 09:00."
        in refused
    )
    assert "Move to Thu 16 Jul 10:00" in refused
    assert Placement.objects.get(meeting=other).slot == slots[1]


def test_nothing_moves_in_a_superseded_version(desk: Client, placed: Placement, slots: list[Slot]) -> None:
    Timetable.objects.update(state=TimetableState.SUPERSEDED)
    page = text(desk.get(address("placed", version=1, meeting=placed.meeting_id)))
    assert ("Version 1 is superseded and stays as it was" in page, "<select" in page) == (True, False)
    move = address("move", version=1, meeting=placed.meeting_id)
    assert desk.post(move, {"slot": slots[4].pk}).status_code == 409


def _left_out(draft: Timetable, meeting: Meeting, reason: UnplacedReason, **values: Any) -> None:
    Unplaced.objects.create(timetable=draft, meeting=meeting, reason=reason, values=values)


@pytest.mark.parametrize(
    ("reason", "values", "sentence"),
    [
        (
            UnplacedReason.SIDE_FULL,
            {"held": 4, "limit": 4, "lightest": 700},
            "Hubei Ansheng Materials has 4 of at most 4 meetings, the lightest worth 700; this one is worth 1000.",
        ),
        (UnplacedReason.NO_COMMON_SLOT, {}, "The sides are never there at the same time"),
        (UnplacedReason.ZONE_FULL, {"places": 3}, "one side is full"),
        (UnplacedReason.DISPLACED, {"price": 1200}, "it would push out meetings worth 1200 together"),
        (UnplacedReason.DISPLACED, {}, "it would have displaced meetings worth more"),
    ],
)
def test_what_is_left_out_says_why(
    desk: Client,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    reason: UnplacedReason,
    values: dict[str, Any],
    sentence: str,
) -> None:
    if reason == UnplacedReason.ZONE_FULL:
        sentence = "All sides are free at 2026-07-16 09:00, but all 3 places are taken then."
    _left_out(draft, agreed, reason, participant=participants[0].pk, slots=[slots[0].pk], **values)
    assert sentence in text(desk.get(address("unplaced", version=1)))
    assert sentence in text(desk.get(address("placed", version=1, meeting=agreed.pk)))


def _meet(spring: Edition, now: datetime, count: int) -> list[Meeting]:
    """Meetings of new organisations with each other, agreed, two by two."""
    entries = [
        NewOrganisation(
            name=f"第{number}材料公司", name_latin=f"Material {number}", country="CN", made_up=True
        )
        for number in range(2 * count)
    ]
    made = enter_organisations(entries=entries, source="entered", by=None, now=now)
    hall = spring.halls.get(code="W1").pk
    sides = join_matchmaking(
        edition=spring,
        entries=[NewParticipant(one.pk, Side.EXHIBITOR, hall=hall) for one in made],
        by=None,
        now=now,
    )
    meetings = []
    for first, second in zip(sides[::2], sides[1::2], strict=True):
        asked = request_meeting(
            edition=spring, request=MeetingRequest(first.pk, (second.pk,)), by=None, now=now
        )
        meetings.append(accept_meeting(meeting=asked, participant=second, by=None, now=now))
    return meetings


@pytest.fixture
def counted(django_assert_max_num_queries: Any) -> Callable[[Client, str], int]:
    def count(client: Client, path: str) -> int:
        with django_assert_max_num_queries(60) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count


def test_every_list_asks_the_database_as_often_for_three_as_for_one(
    desk: Client,
    spring: Edition,
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
    counted: Callable[[Client, str], int],
) -> None:
    paths = [
        address("timetables"),
        address("timetable", version=1),
        address("timetable", version=1) + "?side=places",
        address("unplaced", version=1),
        address("changes", version=1),
        address("meetings"),
    ]
    one, *others = _meet(spring, now, 6)
    place_meeting(timetable=draft, meeting=one, slot=slots[0], by=None, now=now)
    _left_out(draft, others[0], UnplacedReason.DISPLACED, slots=[slots[0].pk], price=1)
    first = [counted(desk, path) for path in paths]
    for meeting in others[1:3]:
        place_meeting(timetable=draft, meeting=meeting, slot=slots[0], by=None, now=now)
    for meeting in others[3:]:
        _left_out(draft, meeting, UnplacedReason.DISPLACED, slots=[slots[1].pk], price=1)
    assert [counted(desk, path) for path in paths] == first


def test_the_board_is_searched_in_both_scripts_and_shows_one_day(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    first, second = _meet(spring, now, 2)
    place_meeting(timetable=draft, meeting=first, slot=slots[0], by=None, now=now)
    place_meeting(timetable=draft, meeting=second, slot=slots[12], by=None, now=now)
    board = address("timetable", version=1)

    def rows(query: str) -> list[str]:
        found = desk.get(f"{board}?{query}").context["board"].rows
        return [row.organisation.name_latin if row.organisation else str(row.place) for row in found]

    days = list(spring.days.order_by("date"))
    assert rows("") == ["Material 0", "Material 1"]
    assert rows(f"day={days[1].pk}") == ["Material 2", "Material 3"]
    assert rows("idle=on&hall=W1") == ["Material 0", "Material 1", "Material 2", "Material 3"]
    assert rows("hall=E1") == []
    assert rows("q=Material+3") == ["Material 3"]
    assert rows("q=第0") == ["Material 0"]
    assert rows("side=places") == ["W1-1"]
    assert rows("side=places&q=Material+2") == []
    assert rows("side=places&idle=on&hall=E1") == ["E1-1", "E1-2"]
    assert rows("page=9&day=x&hall=nowhere") == ["Material 0", "Material 1"]


def test_lists_are_searched_filtered_and_exported(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    first, second, third = _meet(spring, now, 3)
    place_meeting(timetable=draft, meeting=first, slot=slots[0], by=None, now=now)
    _left_out(draft, second, UnplacedReason.NO_COMMON_SLOT)
    _left_out(draft, third, UnplacedReason.DISPLACED)

    def ids(view: str, query: str, **values: int) -> list[str]:
        rows = desk.get(f"{address(view, **values)}?{query}&export=csv").content.decode("utf-8-sig")
        return [row.split(",")[0] for row in rows.splitlines()[1:]]

    by_number = [str(one.pk) for one in (first, second, third)]
    assert sorted(ids("meetings", "")) == by_number
    assert ids("meetings", "q=第3") == [by_number[1]]
    assert ids("meetings", "state=held") == []
    assert sorted(ids("meetings", "state=accepted&origin=request")) == by_number
    assert ids("unplaced", "reason=displaced", version=1) == [by_number[2]]
    assert ids("unplaced", "q=Material+2", version=1) == [by_number[1]]
    assert ids("changes", "change=new&q=Material+1", version=1) == [by_number[0]]
    assert ids("changes", "change=gone", version=1) == []
    sheet = desk.get(address("changes", version=1) + "?export=xlsx")
    assert sheet["Content-Type"].endswith("sheet")


def test_changes_count_what_is_new_moved_and_gone_and_whom_it_touches(
    desk: Client, spring: Edition, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    stays, moves, goes, comes = _meet(spring, now, 4)
    for meeting, slot in ((stays, 0), (moves, 1), (goes, 2)):
        place_meeting(timetable=draft, meeting=meeting, slot=slots[slot], by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    second = Timetable.objects.create(edition=spring, version=2, created_at=now)
    for meeting, slot in ((stays, 0), (moves, 5), (comes, 3)):
        place_meeting(timetable=second, meeting=meeting, slot=slots[slot], by=None, now=now)
    found = difference_between(second, find_older(second))
    assert (found.new, found.moved, found.gone, found.organisations, found.people) == (1, 1, 1, 6, 0)
    page = text(desk.get(address("changes", version=2)))
    assert "1 new, 1 moved, 1 gone; 6 organisations are touched." in page
    assert "3 meetings differ between versions 1 and 2" in page
    later = now + timedelta(hours=1)
    publish_timetable(timetable=second, by=None, now=later)
    states = {one.pk: one.state for one in Meeting.objects.all()}
    assert [states[one.pk] for one in (stays, moves, goes, comes)] == [
        MeetingState.SCHEDULED,
        MeetingState.SCHEDULED,
        MeetingState.ACCEPTED,
        MeetingState.SCHEDULED,
    ]
    second.refresh_from_db()
    assert difference_between(second, find_older(second)).meetings == 3


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


def _dispute(placed: Placement, participants: list[Participant], now: datetime) -> datetime:
    publish_timetable(timetable=placed.timetable, by=None, now=now)
    later = placed.slot.ends_at + timedelta(minutes=1)
    closing = MeetingClosing(placed.meeting_id, participants[0].pk, held=True)
    close_meetings(closings=[closing], by=None, now=later)
    return later


def test_a_dispute_is_settled_shown_first_and_decided_with_a_reason(
    desk: Client, placed: Placement, participants: list[Participant], now: datetime
) -> None:
    later = _dispute(placed, participants, now)
    settle_past_meetings(edition_id=placed.timetable.edition_id, by=None, now=later)
    assert "1 meeting waits for your decision" in text(desk.get(address("meetings")))
    decide = address("decide", meeting=placed.meeting_id)
    refused = desk.post(decide, {"held": "yes"})
    assert (refused.status_code, Meeting.objects.get().state) == (409, MeetingState.DISPUTED)
    desk.post(decide, {"held": "yes", "why": "Our table staff saw both"})
    assert Meeting.objects.get().state == MeetingState.HELD
    page = text(desk.get(address("record", meeting=placed.meeting_id)))
    assert "Our table staff saw both" in page
    again = desk.post(decide, {"held": "no", "why": "again"})
    assert (again.status_code, "while the meeting stands as “held”" in text(again)) == (409, True)


def test_what_is_over_is_settled_by_a_button(
    desk: Client, placed: Placement, participants: list[Participant], now: datetime
) -> None:
    publish_timetable(timetable=placed.timetable, by=None, now=now)
    Slot.objects.filter(pk=placed.slot_id).update(ends_at=now - timedelta(days=1))
    assert "1 meeting is settled." in text(desk.post(address("settle"), follow=True))
    assert Meeting.objects.get().state == MeetingState.NO_SHOW
    assert "No meeting whose time is over" in text(desk.post(address("settle"), follow=True))


def test_a_record_says_what_happened_by_whom_and_why(
    desk: Client, placed: Placement, director: Person, slots: list[Slot]
) -> None:
    desk.post(address("move", version=1, meeting=placed.meeting_id), {"slot": slots[3].pk})
    history = desk.get(address("record", meeting=placed.meeting_id)).context["history"]
    assert [(step.word, step.who, step.about) for step in history] == [
        ("moved by hand", "Fang Director", "version 1; 2026-07-16 10:30; W1-1"),
        ("placed by hand", "", "version 1; 2026-07-16 09:00; W1-1"),
        ("accepted; everybody needed has said yes", "", "Hubei Ansheng Materials"),
        ("asked for; waits for an answer", "", ""),
    ]


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
