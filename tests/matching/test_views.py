from datetime import datetime

import pytest
from django.test import Client

from chainfair.chains.models import Chain
from chainfair.fairs.actions import appoint
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.matching.actions import state_preferences
from chainfair.matching.kinds import Wish
from chainfair.matching.models import MatchingRun, Participant
from chainfair.people.models import Person

FIRST, SECOND = [str(number) for number in range(12)], [str(number) for number in range(12, 24)]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_desk_unticks_slots_and_sets_how_often(director: Person, participants: list[Participant]) -> None:
    one = participants[0]
    path = f"/spring/matching/participants/{one.pk}"
    desk = signed_in(director)
    page = desk.get(path).content.decode()
    assert page.count('type="checkbox"') - 1 == page.count(" checked") == 24  # one more switches the keys off
    answer = desk.post(path, {"minimum": "2", "maximum": "6", "slots": [*FIRST[:3], *SECOND]})
    assert answer["Location"] == path
    one.refresh_from_db()
    assert (one.availability, one.minimum, one.maximum) == ("111" + "0" * 9 + "1" * 12, 2, 6)
    shown = {
        row.participant.pk: row.slots for row in desk.get("/spring/matching/participants").context["rows"]
    }
    assert shown == {participants[0].pk: 15, participants[1].pk: 24, participants[2].pk: 24}


def test_what_stays_the_same_is_no_event(director: Person, participants: list[Participant]) -> None:
    path = f"/spring/matching/participants/{participants[0].pk}"
    same = {"minimum": "0", "maximum": "40", "slots": [*FIRST, *SECOND]}
    signed_in(director).post(path, same)
    assert (
        list(Event.objects.filter(verb__startswith="participant.").values_list("verb", flat=True))
        == ["participant.joined"] * 3
    )
    assert Participant.objects.get(pk=participants[0].pk).availability == ""


def test_a_least_above_the_most_is_refused_at_its_field(
    director: Person, participants: list[Participant]
) -> None:
    path = f"/spring/matching/participants/{participants[0].pk}"
    answer = signed_in(director).post(path, {"minimum": "5", "maximum": "2", "slots": FIRST})
    assert answer.status_code == 409
    assert answer.context["form"].errors == {"maximum": ["This is less than the meetings at least."]}


def test_a_participant_says_itself_when_it_can_meet(
    owner: Person, rival: Person, participants: list[Participant]
) -> None:
    chosen = {"minimum": "0", "maximum": "3", "slots": FIRST}
    assert signed_in(owner).post("/spring/matching/availability", chosen).status_code == 302
    ansheng, beiming, _duna = Participant.objects.order_by("pk")
    assert (ansheng.availability, ansheng.maximum) == ("1" * 12 + "0" * 12, 3)
    # Who names somebody else's participant gets one's own.
    signed_in(rival).post("/spring/matching/availability", chosen | {"as": ansheng.pk, "maximum": "9"})
    ansheng.refresh_from_db()
    beiming.refresh_from_db()
    assert (ansheng.maximum, beiming.maximum) == (3, 9)


def test_an_auditor_looks_and_changes_nothing(
    buyer: Person, spring: Edition, participants: list[Participant], now: datetime
) -> None:
    appoint(edition=spring, person=buyer, role=Role.AUDITOR, by=None, now=now)
    client = signed_in(buyer)
    path = f"/spring/matching/participants/{participants[0].pk}"
    page = client.get(path).content.decode()
    assert "button main" not in page
    assert "<fieldset" in page
    assert client.post(path, {"minimum": "0", "maximum": "1"}).status_code == 403
    assert Participant.objects.get(pk=participants[0].pk).maximum == 40


def test_participants_are_for_the_staff(owner: Person, participants: list[Participant]) -> None:
    for path in ("participants", f"participants/{participants[1].pk}"):
        assert signed_in(owner).get(f"/spring/matching/{path}").status_code == 403


def test_suggestions_are_filtered_by_country_side_and_what_was_said(
    suggested: MatchingRun, owner: Person, participants: list[Participant], now: datetime
) -> None:
    ansheng, beiming, _duna = participants
    state_preferences(wishes=[(ansheng, beiming, Wish.NO)], by=owner, now=now)
    client = signed_in(owner)
    asked = {
        "": ["Duna Energiacella", "北溟材料"],
        "country=HU": ["Duna Energiacella"],
        "side=exhibitor": ["北溟材料"],
        "wish=no": ["北溟材料"],
        "wish=unsaid": ["Duna Energiacella"],
        "wish=must": [],
    }
    found = {
        query: [
            row.counterpart.organisation.name
            for row in client.get(f"/spring/matching/suggestions?{query}").context["rows"]
        ]
        for query in asked
    }
    assert found == asked


def test_pairs_of_a_run_are_filtered_by_country_and_capacity(
    suggested: MatchingRun, director: Person
) -> None:
    client = signed_in(director)
    for query, found in (("", 2), ("country=HU", 1), ("chosen=on", 1), ("chosen=on&country=CN", 1)):
        assert client.get(f"/spring/matching/runs/{suggested.pk}?{query}").context["found"] == found


@pytest.mark.parametrize("state", ["queued", "running", "failed", "draft"])
def test_runs_are_listed_in_every_state(state: str, spring: Edition, director: Person, now: datetime) -> None:
    MatchingRun.objects.create(edition=spring, created_at=now, state=state)
    client = signed_in(director)
    assert client.get("/spring/matching/").context["found"] == 1
    assert client.get(f"/spring/matching/?state={state}").context["found"] == 1
    assert client.get("/spring/matching/?state=published").context["found"] == 0


def test_a_seed_that_is_none_is_refused_on_the_page_of_runs(
    spring: Edition, participants: list[Participant], director: Person
) -> None:
    answer = signed_in(director).post("/spring/matching/runs/start", {"seed": "none"})
    assert answer.status_code == 409
    assert "Enter a whole number." in answer.content.decode()
    assert MatchingRun.objects.count() == 0


def test_the_organiser_reads_a_reason_of_two_others(
    suggested: MatchingRun, battery: Chain, director: Person
) -> None:
    pair = suggested.suggestions.get(weight=700)
    cell, pack = battery.links.get(key="cell"), battery.links.get(key="pack")
    term = {"kind": 1, "towards": 1, "value": 0.5, "offer": 0, "need": 0, "inferred": True}
    pair.reasons = [term | {"source": cell.pk, "target": pack.pk}]
    pair.save()
    page = " ".join(signed_in(director).get(f"/spring/matching/runs/{suggested.pk}").content.decode().split())
    assert "Duna Energiacella did not state this need: whoever stands on Packs takes in Cells." in page
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert [word for word in ("You ", " you ", "They ", " they ") if word in main] == []
