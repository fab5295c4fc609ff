from datetime import datetime

import pytest

from chainfair.chains.actions import (
    confirm_offer,
    enter_classification,
    publish_chains,
    state_needs,
    state_offers,
    state_positions,
)
from chainfair.chains.errors import EmptyTrade
from chainfair.chains.kinds import ChainPlan, CodeSystem, FactState, FlowPlan, LinkPlan, NewPosition, NewTrade
from chainfair.chains.models import Chain, Need, Offer, Position, ProductCode
from chainfair.ground.models import Event
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person


def plan(version: int) -> ChainPlan:
    return ChainPlan(
        key="tea",
        version=version,
        year=2026,
        name_en="Tea",
        name_zh="茶",
        about_en="From leaf to cup.",
        about_zh="从茶园到茶杯。",
        links=(LinkPlan("leaf", "Leaf", "鲜叶", ("0902",)), LinkPlan("cup", "Cup", "茶饮", ("210120",))),
        flows=(FlowPlan("leaf", "cup", "leaf", "鲜叶"),),
    )


@pytest.fixture
def codes(db: None, now: datetime) -> None:
    rows = [
        (CodeSystem.HS2022, "0902", "Tea", "茶叶", 1.5),
        (CodeSystem.HS2022, "210120", "Extracts of tea", "", None),
    ]
    assert enter_classification(name="goods", rows=rows, now=now)
    assert not enter_classification(name="goods", rows=rows, now=now)


def test_publish_chains_puts_a_new_version_in_force_once(codes: None, now: datetime) -> None:
    for version in (1, 1, 2):
        publish_chains(plans=[plan(version)], by=None, now=now)
    assert list(Chain.objects.order_by("version").values_list("version", "state")) == [
        (1, "superseded"),
        (2, "published"),
    ]
    assert Event.objects.filter(verb="chain.published").count() == 2
    chain = Chain.objects.get(version=2)
    assert [code.code for link in chain.links.all() for code in link.codes.all()] == ["0902", "210120"]
    assert chain.flows.get().what_zh == "鲜叶"


def test_a_title_that_changed_is_entered_again(codes: None, now: datetime) -> None:
    rows = [(CodeSystem.HS2022, "0902", "Tea, whether or not flavoured", "茶", 1.5)]
    assert enter_classification(name="goods", rows=rows, now=now)
    assert ProductCode.objects.get(code="0902").title_en == "Tea, whether or not flavoured"


def test_a_position_is_stated_once(battery: Chain, ansheng: Organisation, now: datetime) -> None:
    link = battery.links.get(key="cathode").pk
    for _time in range(2):
        state_positions(positions=[NewPosition(ansheng.pk, link, "entered")] * 2, by=None, now=now)
    assert Position.objects.count() == 1


def test_a_suggested_offer_waits_for_a_person(
    battery: Chain, ansheng: Organisation, owner: Person, now: datetime
) -> None:
    trade = NewTrade(ansheng.pk, "list", text="磷酸铁锂", state=FactState.SUGGESTED, score=0.7)
    offer = state_offers(offers=[trade], by=None, now=now)[0]
    confirm_offer(offer=offer, by=owner, now=now)
    verbs = Event.objects.filter(subject_kind="offer").order_by("pk").values_list("verb", "actor_kind")
    assert list(verbs) == [("offer.suggested", "system"), ("offer.confirmed", "person")]
    assert Offer.objects.get().state == "confirmed"


def test_an_empty_need_is_refused_and_nothing_is_stored(
    battery: Chain, ansheng: Organisation, now: datetime
) -> None:
    needs = [NewTrade(ansheng.pk, "entered", text="锂"), NewTrade(ansheng.pk, "entered", text="  ")]
    with pytest.raises(EmptyTrade, match="Say what it is"):
        state_needs(needs=needs, by=None, now=now)
    assert Need.objects.count() == 0
