import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chainfair.fairs.models import Edition
from chainfair.ground.actions import LEASE, claim_run
from chainfair.ground.errors import LeaseLost
from chainfair.ground.jobs import perform_run
from chainfair.ground.kinds import RunState
from chainfair.ground.models import Event
from chainfair.matching.actions import judge_pair, state_preferences
from chainfair.matching.kinds import Said, Wish
from chainfair.matching.models import Participant
from chainfair.meetings import errors
from chainfair.meetings.actions import (
    publish_timetable,
    queue_timetable_run,
    request_meeting,
    start_timetable_run,
)
from chainfair.meetings.kinds import MeetingRequest, MeetingState, Origin, TimetableState
from chainfair.meetings.models import Meeting, Placement, SeatBooking, Timetable, TimetableRun
from chainfair.meetings.queries import supply_of
from chainfair.meetings.tasks import (
    close_unanswered,
    perform_now,
    perform_timetable_run,
    requeue_abandoned_runs,
)
from chainfair.people.models import Person
from tests.meetings.test_bridge import suggest


def test_run_stores_a_draft_with_seats_and_figures(spring: Edition, agreed: Meeting, now: datetime) -> None:
    run = perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    draft = Timetable.objects.get()
    assert (run.state, draft.state, draft.version, draft.run) == (
        RunState.DRAFT,
        TimetableState.DRAFT,
        1,
        run,
    )
    assert (Placement.objects.get().meeting, SeatBooking.objects.count()) == (agreed, 2)
    assert (draft.figures["placed"], draft.figures["proposed"], len(run.input_digest)) == (1, False, 64)


def test_a_published_version_publishes_the_run_behind_it(
    spring: Edition, agreed: Meeting, now: datetime
) -> None:
    runs = [perform_now(queue_timetable_run(edition=spring, by=None, now=now)) for _time in range(2)]
    for draft in Timetable.objects.order_by("version"):
        publish_timetable(timetable=draft, by=None, now=now)
    assert [TimetableRun.objects.get(pk=one.pk).state for one in runs] == [
        RunState.REVIEWED,
        RunState.PUBLISHED,
    ]
    assert Event.objects.filter(verb="timetable_run.published").count() == 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_that_a_side_has_turned_down_since_is_not_proposed(
    spring: Edition, participants: list[Participant], now: datetime, turned: bool
) -> None:
    ansheng, beiming, duna = participants
    suggest(spring, participants, now)
    by, other = (duna, ansheng) if turned else (ansheng, duna)
    state_preferences(wishes=[(by, other, Wish.NO), (beiming, duna, Wish.LIKE)], by=None, now=now)
    assert supply_of(spring, now).suggested == 1
    perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    assert [one.weight for one in Meeting.objects.all()] == [700]


def test_a_pair_that_the_organiser_keeps_apart_is_not_proposed(
    spring: Edition, participants: list[Participant], director: Person, now: datetime
) -> None:
    suggest(spring, participants, now)
    found = []
    for said in (Said.APART, Said.TOGETHER):
        judge_pair(first=participants[2], second=participants[0], said=said, by=director, now=now)
        found.append(supply_of(spring, now).suggested)
    assert found == [1, 2]


def test_where_nobody_asked_the_run_proposes_and_publishing_is_refused(
    spring: Edition, participants: list[Participant], now: datetime
) -> None:
    suggest(spring, participants, now)
    perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    assert [(one.state, one.origin, one.weight) for one in Meeting.objects.order_by("pk")] == [
        (MeetingState.SUGGESTED, Origin.SUGGESTION, 900),
        (MeetingState.SUGGESTED, Origin.SUGGESTION, 700),
    ]
    draft = Timetable.objects.get()
    assert (draft.figures["placed"], draft.figures["proposed"]) == (2, True)
    with pytest.raises(errors.NobodyHasAgreed):
        publish_timetable(timetable=draft, by=None, now=now)
    perform_now(queue_timetable_run(edition=spring, by=None, now=now))
    assert (Meeting.objects.count(), Timetable.objects.count()) == (2, 2)


def test_a_run_with_nothing_to_place_fails_in_words(
    spring: Edition, participants: list[Participant], asked: Meeting, now: datetime
) -> None:
    run = queue_timetable_run(edition=spring, by=None, now=now)
    with pytest.raises(errors.NothingToPlace):
        perform_now(run)
    run.refresh_from_db()
    assert (run.state, "(1 wait for an answer)" in run.trouble) == (RunState.FAILED, True)


def test_a_worker_that_lost_its_lease_cannot_store(spring: Edition, agreed: Meeting, now: datetime) -> None:
    run = queue_timetable_run(edition=spring, by=None, now=now)

    def slow(held: TimetableRun, _watch: object) -> None:
        later = timezone.now() + LEASE + timedelta(seconds=1)
        claim_run(TimetableRun.objects.get(pk=held.pk), worker="another", now=later)

    with pytest.raises(LeaseLost):
        perform_run(run, compute=slow, store=lambda _run, _answer: pytest.fail("stored without the lease"))
    run.refresh_from_db()
    assert (run.state, run.worker, run.attempts) == (RunState.RUNNING, "another", 2)


def test_an_abandoned_run_is_taken_up_again_and_ends_once(
    spring: Edition, agreed: Meeting, now: datetime
) -> None:
    run = queue_timetable_run(edition=spring, by=None, now=now)
    claim_run(run, worker="dead", now=timezone.now() - LEASE * 2)
    assert requeue_abandoned_runs() == [run.pk]
    perform_timetable_run.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts, Timetable.objects.count()) == (RunState.DRAFT, 2, 1)
    assert requeue_abandoned_runs() == []
    drafted = Event.objects.filter(verb="timetable_run.drafted", subject_id=run.pk)
    assert drafted.count() == 1


def test_start_enqueues_after_commit(
    spring: Edition, agreed: Meeting, now: datetime, django_capture_on_commit_callbacks: object
) -> None:
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        start_timetable_run(edition=spring, by=None, now=now)
        assert DBTaskResult.objects.count() == 0
    assert [one.task_path for one in DBTaskResult.objects.all()] == [
        "chainfair.meetings.tasks.perform_timetable_run"
    ]


def test_command_runs_and_prints_one_object(
    spring: Edition, participants: list[Participant], now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    suggest(spring, participants, now)
    said = StringIO()
    call_command("run", "timetable", "--edition", "spring", stdout=said)
    answer = json.loads(said.getvalue())
    assert (answer["edition"], answer["placed"], answer["proposed"]) == ("spring", 2, True)
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError) as refused:
        call_command("run", "timetable", "--edition", "autumn")
    assert (str(refused.value), refused.value.returncode) == ("There is no edition of the fair “autumn”.", 1)


def test_what_nobody_answered_is_closed_by_itself_and_the_pair_can_ask_again(
    coming: Edition, waiting: Meeting, participants: list[Participant]
) -> None:
    assert close_unanswered() == 0
    Meeting.objects.filter(pk=waiting.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
    assert close_unanswered() == 1
    assert close_unanswered() == 0
    assert Meeting.objects.get(pk=waiting.pk).state == MeetingState.EXPIRED
    assert Event.objects.filter(verb="meeting.expired").count() == 1
    again = MeetingRequest(participants[2].pk, (participants[0].pk,))
    assert request_meeting(edition=coming, request=again, by=None, now=timezone.now()).pk != waiting.pk
