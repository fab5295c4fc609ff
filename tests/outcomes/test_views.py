import uuid
from datetime import datetime

import pytest
from django.test import Client

from chainfair.matching.models import Participant
from chainfair.meetings.models import Meeting, Party
from chainfair.organisations.models import Organisation
from chainfair.outcomes.actions import record_outcome
from chainfair.outcomes.kinds import NewOutcome, Stage
from chainfair.outcomes.models import Outcome
from chainfair.people.models import Person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def meeting(participants: list[Participant], now: datetime) -> Meeting:
    """Ansheng and Duna met."""
    ansheng, _beiming, duna = participants
    row = Meeting.objects.create(
        edition=ansheng.edition, uid=uuid.uuid4(), origin="request", state="held", pair="1", created_at=now
    )
    for one in (ansheng, duna):
        Party.objects.create(meeting=row, participant=one, answer="yes")
    return row


@pytest.fixture
def intention(
    participants: list[Participant], ansheng: Organisation, duna: Organisation, now: datetime
) -> Outcome:
    """Ansheng says that it intends something with Duna."""
    new = NewOutcome((ansheng.pk, duna.pk), Stage.INTENTION, about="试供正极材料", confirmed_by=(ansheng.pk,))
    return record_outcome(edition=participants[0].edition, outcome=new, by=None, now=now)


def test_record_keeps_what_one_side_says(meeting: Meeting, owner: Person) -> None:
    answer = signed_in(owner).post(f"/spring/outcomes/record/{meeting.pk}", {"about": "300 t"}, follow=True)
    assert "It counts as mutual once the other side confirms it." in answer.content.decode()
    assert Outcome.objects.values_list("stage", "about", "meeting").get() == (
        "intention",
        "300 t",
        meeting.pk,
    )


def test_the_list_says_for_whom_an_outcome_waits(intention: Outcome, owner: Person, buyer: Person) -> None:
    page = signed_in(owner).get("/spring/outcomes/").content.decode()
    assert ("waits for" in page, "all sides" in page) == (True, False)
    signed_in(buyer).post(f"/spring/outcomes/{intention.pk}/confirm")
    page = signed_in(owner).get("/spring/outcomes/").content.decode()
    assert ("waits for" in page, "all sides" in page) == (False, True)


def test_record_is_for_the_parties_of_the_meeting(meeting: Meeting, rival: Person) -> None:
    answer = signed_in(rival).post(f"/spring/outcomes/record/{meeting.pk}", {"about": "300 t"})
    assert answer.status_code == 404
    assert Outcome.objects.count() == 0


def test_confirm_makes_an_intention_mutual(intention: Outcome, buyer: Person, rival: Person) -> None:
    assert signed_in(rival).post(f"/spring/outcomes/{intention.pk}/confirm").status_code == 404
    assert "Confirmed." in (
        signed_in(buyer).post(f"/spring/outcomes/{intention.pk}/confirm", follow=True).content.decode()
    )
    intention.refresh_from_db()
    assert intention.stage == Stage.MUTUAL_INTENTION


def test_outcomes_show_each_party_theirs_and_the_staff_all(
    intention: Outcome, owner: Person, rival: Person, director: Person
) -> None:
    found = [signed_in(one).get("/spring/outcomes/").context["found"] for one in (owner, rival, director)]
    assert found == [1, 0, 1]


def test_outcomes_are_filtered_by_stage_and_by_a_missing_word(intention: Outcome, director: Person) -> None:
    client = signed_in(director)
    for query, found in (("stage=intention", 1), ("stage=contract", 0), ("open=on", 1)):
        assert client.get(f"/spring/outcomes/?{query}").context["found"] == found
    intention.parties.update(confirmed_at=intention.recorded_at)
    assert client.get("/spring/outcomes/?open=on").context["found"] == 0


def test_only_who_has_not_confirmed_is_asked_to(intention: Outcome, owner: Person, buyer: Person) -> None:
    confirm = f"/spring/outcomes/{intention.pk}/confirm"
    assert confirm not in signed_in(owner).get("/spring/outcomes/").content.decode()
    assert confirm in signed_in(buyer).get("/spring/outcomes/").content.decode()
