from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from chainfair.chains.actions import state_offers
from chainfair.chains.kinds import FactState, NewTrade
from chainfair.chains.models import Need, Offer
from chainfair.exhibiting.models import Participation, Stand, StandUse
from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person


@pytest.fixture
def exhibiting(spring: Edition, ansheng: Organisation, beiming: Organisation, now: datetime) -> None:
    for organisation in (ansheng, beiming):
        Participation.objects.create(edition=spring, organisation=organisation, confirmed_at=now)


def test_home_without_an_edition_says_what_will_stand_here(client: Client, db: None) -> None:
    assert "No edition is open yet" in client.get("/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_home_of_an_edition_shows_chains_and_figures(
    client: Client, spring: Edition, exhibiting: None, language: str
) -> None:
    client.cookies["language"] = language
    response = client.get("/", follow=True)
    assert response.status_code == 200
    assert response.context["view"].exhibitors == 2
    assert {"en": "Spring fair", "zh-hans": "春季博览会"}[language] in response.content.decode()


def test_today_of_a_director_is_the_control_room(client: Client, spring: Edition, director: Person) -> None:
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("desk:today", args=["spring"]))
    assert response.status_code == 200
    assert "Nothing waits for a person" in response.content.decode()


def test_today_of_an_exhibitor_asks_for_offers_first(
    client: Client, participants: list[Participant], owner: Person
) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("desk:today", args=["spring"]))
    assert "Say what you offer and what you need" in response.content.decode()


def test_an_offer_that_is_entered_stands_on_the_page(
    client: Client, participants: list[Participant], owner: Person, ansheng: Organisation
) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("desk:offers", args=["spring"])
    client.post(page, {"kind": "offer", "text": "磷酸铁锂正极材料", "code": "2841.90"})
    assert (Offer.objects.get().text, Offer.objects.get().code.code) == ("磷酸铁锂正极材料", "284190")  # type: ignore[union-attr]
    refused = client.post(page, {"kind": "offer", "text": "x", "code": "99"})
    assert "There is no such HS code" in refused.content.decode()
    assert Offer.objects.count() == 1


def test_a_need_is_entered_with_why_one_comes_and_what_is_asked_of_partners(
    client: Client, participants: list[Participant], owner: Person, rival: Person, ansheng: Organisation
) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    asked = {"intent": "scenario", "region": "华东", "certificates": "CE", "expires_on": "2027-01-09"}
    client.post("/spring/offers", {"kind": "need", "text": "pilot line", "quantity": "500 t a year"} | asked)
    need = Need.objects.get()
    assert {name: str(getattr(need, name)) for name in asked} == asked
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    about = " ".join(client.get(f"/spring/organisations/{ansheng.pk}").text.split())
    assert "pilot line · 500 t a year · 华东 · CE · until" in about
    assert "scenario or pilot site" in about


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“10.000” reads in two ways: write 10,000 for thousands, or 10 for a decimal number."),
        ("zh-hans", "“10.000”有两种读法：表示千位请写 10,000，表示小数请写 10。"),
    ],
)
def test_a_quantity_that_reads_in_two_ways_is_asked_back_and_kept_so_that_it_reads_in_one(
    client: Client, participants: list[Participant], owner: Person, language: str, sentence: str
) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page, need = "/spring/offers", {"kind": "need", "text": "LFP", "quantity": "10.000 t/a"}
    assert sentence in client.post(page, need, headers={"accept-language": language}).text
    assert Need.objects.count() == 0
    client.post(page, need | {"quantity": "１０ ０００ t/a"})
    assert Need.objects.get().quantity == "10,000 t/a"
    assert "10,000 t/a" in client.get(page).text


def test_what_is_kept_to_oneself_is_read_by_ones_own_people_alone(
    client: Client, participants: list[Participant], owner: Person, rival: Person, ansheng: Organisation
) -> None:
    page, about = "/spring/offers", f"/spring/organisations/{ansheng.pk}"
    told = {"public": "open words", "participants": "guests only", "nobody": "canary-4711"}
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    for level, text in told.items():
        client.post(page, {"kind": "need", "text": text, "disclosure": level})
    own = client.get(page).text
    assert [text in own for text in told.values()] == [True, True, True]
    assert "Who may see it: nobody" in own
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    assert [text in client.get(about).text for text in told.values()] == [True, True, False]
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post(page, {"kind": "need", "text": "x", "disclosure": "friends"}).text
    assert "friends is not one of the available choices" in refused


def test_a_rival_cannot_decide_about_ones_offers(
    client: Client, participants: list[Participant], rival: Person, ansheng: Organisation, now: datetime
) -> None:
    trade = NewTrade(ansheng.pk, "list", text="x", state=FactState.SUGGESTED)
    offer = state_offers(offers=[trade], by=None, now=now)[0]
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("desk:decide_offer", args=["spring", offer.pk])
    assert client.post(url, {"state": "confirmed"}).status_code == 404
    assert Offer.objects.get().state == "suggested"


def test_an_organisation_page_hides_what_is_for_participants(
    client: Client, spring: Edition, exhibiting: None, ansheng: Organisation, owner: Person, now: datetime
) -> None:
    from chainfair.chains.kinds import Disclosure

    trades = [
        NewTrade(ansheng.pk, "entered", text="public thing"),
        NewTrade(ansheng.pk, "entered", text="planted canary", disclosure=Disclosure.NOBODY),
    ]
    state_offers(offers=trades, by=None, now=now)
    page = client.get(reverse("desk:organisation", args=["spring", ansheng.pk])).content.decode()
    assert "public thing" in page
    assert "planted canary" not in page


def test_a_draft_is_shown_to_nobody_but_its_staff(
    client: Client, director: Person, rival: Person, spring: Edition
) -> None:
    Edition.objects.filter(pk=spring.pk).update(state="draft")
    url = reverse("desk:edition", args=["spring"])
    assert client.get(url).status_code == 302  # to the sign-in page
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url).status_code == 403
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url).status_code == 200


def test_only_a_platform_administrator_makes_editions(client: Client, director: Person) -> None:
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("desk:new_edition")).status_code == 403
    Person.objects.filter(pk=director.pk).update(is_platform_admin=True)
    values = {"key": "autumn", "name_en": "Autumn", "name_zh": "秋", "starts_on": "2026-10-01", "days": "2"}
    assert client.post(reverse("desk:new_edition"), values).status_code == 302
    assert Edition.objects.get(key="autumn").slots.count() == 24


def test_an_organisation_and_its_stand_lead_to_asking_for_a_meeting(
    client: Client,
    spring: Edition,
    participants: list[Participant],
    exhibiting: None,
    rival: Person,
) -> None:
    ansheng = participants[0]
    taken = Participation.objects.get(organisation=ansheng.organisation)
    stand = Stand.objects.create(edition=spring, code="W1-A01")
    StandUse.objects.create(stand=stand, participation=taken, contractor=True)
    about = reverse("desk:organisation", args=["spring", ansheng.organisation_id])
    place = reverse("exhibiting:stand", args=["spring", stand.pk])
    by_number = reverse("meetings:ask", args=["spring", ansheng.pk])
    by_organisation = reverse("meetings:ask_organisation", args=["spring", ansheng.organisation_id])
    ways = (by_number, by_organisation)
    assert not any(way in client.get(page).content.decode() for page in (about, place) for way in ways)
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    assert by_number in client.get(about).content.decode()
    assert by_organisation in client.get(place).content.decode()
    assert client.get(by_organisation)["Location"] == by_number


def test_ones_own_stand_offers_no_meeting_with_oneself(
    client: Client, spring: Edition, participants: list[Participant], exhibiting: None, owner: Person
) -> None:
    own = Participation.objects.get(organisation=participants[0].organisation)
    stand = Stand.objects.create(edition=spring, code="W1-A01")
    StandUse.objects.create(stand=stand, participation=own, contractor=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("exhibiting:stand", args=["spring", stand.pk])).content.decode()
    assert "/meetings/ask/" not in page


def test_a_guess_is_for_the_own_people_to_choose_from_and_for_nobody_else(
    client: Client,
    participants: list[Participant],
    owner: Person,
    rival: Person,
    ansheng: Organisation,
    now: datetime,
) -> None:
    trades = [
        NewTrade(ansheng.pk, "list", text=text, state=FactState.SUGGESTED, score=score)
        for text, score in (("a likely code", 0.7), ("a planted guess", 0.2))
    ]
    state_offers(offers=trades, by=None, now=now)
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    others = client.get(reverse("desk:organisation", args=["spring", ansheng.pk])).content.decode()
    assert ("a likely code" in others, "a planted guess" in others) == (True, False)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    own = client.get(reverse("desk:offers", args=["spring"])).content.decode()
    assert (
        own.index("a likely code")
        < own.index("1 further candidate, less likely")
        < own.index("a planted guess")
    )
