"""The organiser reads what people corrected and judges what is for nobody else to judge."""

from datetime import datetime

import pytest

from chainfair.matching.actions import correct_reason
from chainfair.matching.kinds import Said
from chainfair.matching.models import Correction, Participant, Suggestion
from chainfair.people.models import Person
from tests.matching.test_views_suggestions import words
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
PAGE = "/spring/matching/corrections"


@pytest.fixture
def doubted(
    explained: Suggestion, trading: list[Participant], owner: Person, buyer: Person, now: datetime
) -> Suggestion:
    """Ansheng says that Duna's need is none; Duna says that its own offer of cells is right."""
    ansheng, _beiming, duna = trading
    for who, said, by in ((duna, Said.RIGHT, buyer), (ansheng, Said.DOUBTED, owner)):
        correct_reason(suggestion=explained, term=0, participant=who, said=said, by=by, now=now)
    return explained


def test_corrections_wait_until_the_organiser_has_judged(doubted: Suggestion, director: Person) -> None:
    desk = client_of(director)
    page = words(desk.get(PAGE))
    assert "<h1>1 pair waits for your judgement</h1>" in page
    assert page.count('value="apart"') - page.count('option value="apart"') == 1
    assert "磷酸铁锂正极材料 → 磷酸铁锂" in page
    judged = words(
        desk.post(
            f"/spring/matching/pairs/{doubted.first_id}/{doubted.second_id}", {"said": "apart"}, follow=True
        )
    )
    assert "Noted: kept apart by the organiser. The lists of both follow in a moment." in judged
    assert "<h1>What people corrected</h1>" in judged
    assert "settled since" in judged
    last = Correction.objects.latest("pk")
    assert (last.said, last.participant, last.by) == ("apart", None, director)


def test_corrections_are_filtered_and_searched(doubted: Suggestion, director: Person) -> None:
    desk = client_of(director)
    asked = {
        "": 2,
        "said=doubted": 1,
        "waiting=on": 1,
        "said=apart": 0,
        "q=陈岚": 1,
    }
    assert {query: desk.get(f"{PAGE}?{query}").context["found"] for query in asked} == asked


def test_a_doubt_that_is_taken_back_waits_no_longer(
    doubted: Suggestion, trading: list[Participant], director: Person, owner: Person, now: datetime
) -> None:
    correct_reason(suggestion=doubted, term=0, participant=trading[0], said=Said.RIGHT, by=owner, now=now)
    assert "<h1>What people corrected</h1>" in words(client_of(director).get(PAGE))


def test_judge_takes_no_other_word(doubted: Suggestion, director: Person, owner: Person) -> None:
    path = f"/spring/matching/pairs/{doubted.first_id}/{doubted.second_id}"
    refused = client_of(director).post(path, {"said": "right"})
    assert refused.status_code == 409
    assert client_of(owner).post(path, {"said": "apart"}).status_code == 403
    assert Correction.objects.filter(participant=None).count() == 0


def test_judge_takes_two_organisations(doubted: Suggestion, director: Person) -> None:
    path = f"/spring/matching/pairs/{doubted.first_id}/{doubted.first_id}"
    refused = client_of(director).post(path, {"said": "apart"})
    assert refused.status_code == 409
    assert "A pair is two organisations" in words(refused)
    assert Correction.objects.filter(participant=None).count() == 0


def test_corrections_are_empty_until_somebody_speaks(director: Person) -> None:
    assert "Nobody has corrected a reason yet" in words(client_of(director).get(PAGE))
