"""Who has not answered, and the reminder."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client

from chainfair.desk.actions import remind_silent
from chainfair.fairs.actions import appoint
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.models import Participant
from chainfair.meetings.models import Meeting, Party
from chainfair.people.models import Person

LINK = "https://fair.example/spring/today"


def ask(asking: Participant, asked: Participant, now: datetime, *, days: int = 3) -> None:
    """One organisation asks another for a meeting, and hears nothing."""
    meeting = Meeting.objects.create(
        edition=asking.edition,
        uid=uuid.uuid4(),
        origin="request",
        pair=f"{asking.pk}-{asked.pk}",
        answer_by=now + timedelta(days=days),
        created_at=now,
    )
    Party.objects.create(meeting=meeting, participant=asking, asked=True, answer="yes")
    Party.objects.create(meeting=meeting, participant=asked)


@pytest.fixture
def waiting(participants: list[Participant], owner: Person, now: datetime) -> Edition:
    """Beiming and Duna wait for Ansheng; Ansheng waits for Beiming, which nobody acts for."""
    ansheng, beiming, duna = participants
    for asking, asked in ((beiming, ansheng), (duna, ansheng), (ansheng, beiming)):
        ask(asking, asked, now)
    return ansheng.edition


@pytest.fixture
def desk(director: Person) -> Client:
    client = Client()
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_silent_names_who_holds_how_many_and_whom_to_write_to(desk: Client, waiting: Edition) -> None:
    answer = desk.get("/spring/silent")
    shown = [
        (row.participant.organisation.name, row.participant.open_count, getattr(row.contact, "email", None))
        for row in answer.context["rows"]
    ]
    assert shown == [("湖北安晟材料", 2, "owner@example.org"), ("北溟材料", 1, None)]
    page = " ".join(answer.content.decode().split())
    assert "2 participants keep others waiting" in page
    assert "no address" in page


def test_silent_filters_by_how_many_and_by_the_day_to_answer(
    desk: Client, waiting: Edition, participants: list[Participant]
) -> None:
    assert desk.get("/spring/silent?least=5").context["found"] == 0
    assert desk.get("/spring/silent?side=visitor").context["found"] == 0
    assert desk.get("/spring/silent?country=CN").context["found"] == 2
    assert desk.get("/spring/silent?late=on").context["found"] == 2  # the small fair lies in the past
    Meeting.objects.update(answer_by=None)
    assert desk.get("/spring/silent?late=on").context["found"] == 0


def test_silent_is_empty_once_everybody_has_answered(desk: Client, waiting: Edition) -> None:
    Party.objects.update(answer="yes")
    assert "Everybody has answered" in desk.get("/spring/silent").content.decode()


def test_a_reminder_leaves_once_a_day_in_the_readers_language(
    waiting: Edition, owner: Person, director: Person, now: datetime, participants: list[Participant]
) -> None:
    Person.objects.filter(pk=owner.pk).update(language="zh-hans")
    numbers = [one.pk for one in participants]

    def remind(at: datetime) -> int:
        return remind_silent(edition=waiting, participants=numbers, link=LINK, by=director, now=at)

    assert [remind(now), remind(now + timedelta(hours=3)), remind(now + timedelta(days=1))] == [1, 0, 1]
    letter = OutboxMessage.objects.earliest("pk")
    assert (letter.recipient, letter.title) == ("owner@example.org", "有2个约见等您答复")
    assert "湖北安晟材料" in letter.text
    assert LINK in letter.text
    events = Event.objects.filter(verb="participant.reminded").order_by("pk")
    assert [(one.subject_id, one.actor_id, one.facts) for one in events] == [
        (participants[0].pk, director.pk, {"open": 2, "person": owner.pk})
    ] * 2


def test_one_click_reminds_one_or_all_that_the_filters_show(desk: Client, waiting: Edition) -> None:
    answer = desk.post("/spring/silent/remind?country=HU", follow=True)
    assert "Nobody was written to" in answer.content.decode()
    one = Participant.objects.get(organisation__name="湖北安晟材料")
    answer = desk.post("/spring/silent/remind?country=CN", {"participant": one.pk}, follow=True)
    assert answer.redirect_chain == [("/spring/silent?country=CN", 302)]
    page = answer.content.decode()
    assert "1 reminder is on its way." in page
    assert "reminded today" in page
    assert OutboxMessage.objects.count() == 1


def test_a_reminder_of_another_edition_reaches_nobody(
    desk: Client, waiting: Edition, participants: list[Participant], now: datetime
) -> None:
    other = Edition.objects.create(key="other", name_en="Other", name_zh="另", created_at=now)
    numbers = [one.pk for one in participants]
    assert remind_silent(edition=other, participants=numbers, link=LINK, by=None, now=now) == 0


@pytest.mark.parametrize(
    ("role", "may_see", "may_remind"),
    [
        (Role.MATCHMAKING, 200, 302),
        (Role.EXHIBITOR_SALES, 200, 302),
        (Role.AUDITOR, 200, 403),
        (Role.GATE, 403, 403),
    ],
)
def test_who_sees_and_who_reminds(
    role: Role, may_see: int, may_remind: int, waiting: Edition, buyer: Person, now: datetime
) -> None:
    appoint(edition=waiting, person=buyer, role=role, by=None, now=now)
    client = Client()
    client.force_login(buyer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/spring/silent")
    assert answer.status_code == may_see
    assert client.post("/spring/silent/remind").status_code == may_remind
    if may_remind == 403:
        assert "/spring/silent/remind" not in answer.content.decode()


def test_today_counts_each_number_and_says_how(desk: Client, waiting: Edition) -> None:
    answer = desk.get("/spring/today")
    shown = [(one.key, one.value, one.base) for one in answer.context["view"].numbers]
    assert shown == [
        ("entries", 0, "admitted scans; 0 refused"),
        ("held", 0, "of 0 agreed; 0 no-shows"),
        ("waiting", 3, "0 were not answered in time"),
        ("intentions", 0, "0 one-sided, shown apart"),
    ]
    page = answer.content.decode()
    for key, _value, _base in shown:
        assert f'href="#how-{key}"' in page
        assert f'id="how-{key}"' in page


def test_today_shows_runs_and_imports_with_their_state(desk: Client, waiting: Edition, now: datetime) -> None:
    run = waiting.matching_runs.create(created_at=now, state="failed", trouble="the worker died")
    kept = waiting.imports.create(
        file_name="展商.csv", file_digest="0" * 64, encoding="utf-8", figures={"rows": 2}, at=now
    )
    page = " ".join(desk.get("/spring/today").content.decode().split())
    assert f'<a href="/spring/matching/runs/{run.pk}">Matching {run.pk}</a>' in page
    assert f'<a href="/spring/exhibitors/lists/{kept.pk}"><bdi>展商.csv</bdi></a>' in page
    assert "The last run failed: matching." in page
    assert "the worker died" in page
    assert "1 list was read and is not taken in." in page
    assert "3 things need a person" in page
