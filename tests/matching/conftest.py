"""What the participants of the small fair trade, and a published run that suggests them to each other."""

from datetime import datetime

import pytest

from chainfair.chains.actions import state_needs, state_offers
from chainfair.chains.kinds import NewTrade
from chainfair.chains.models import Chain
from chainfair.matching.kinds import SuggestionState
from chainfair.matching.models import MatchingRun, Participant, Suggestion


@pytest.fixture
def trading(participants: list[Participant], battery: Chain, now: datetime) -> list[Participant]:
    """Ansheng and Beiming offer cathode material, Duna needs it and offers cells."""
    ansheng, beiming, duna = (one.organisation_id for one in participants)
    cathode, cell = battery.links.get(key="cathode"), battery.links.get(key="cell")
    code = cathode.codes.get().pk
    state_offers(
        offers=[
            NewTrade(ansheng, "entered", cathode.pk, code, "磷酸铁锂正极材料"),
            NewTrade(beiming, "entered", cathode.pk, code, "三元正极材料"),
            NewTrade(duna, "entered", cell.pk, text="prismatic cells"),
        ],
        by=None,
        now=now,
    )
    state_needs(needs=[NewTrade(duna, "entered", cathode.pk, code, "磷酸铁锂")], by=None, now=now)
    return participants


@pytest.fixture
def suggested(participants: list[Participant], now: datetime) -> MatchingRun:
    """A published run: Ansheng with Beiming and with Duna."""
    ansheng, beiming, duna = participants
    run = MatchingRun.objects.create(
        edition=ansheng.edition, created_at=now, state="published", figures={"pairs": 2, "chosen": 1}
    )
    for other, weight in ((beiming, 300), (duna, 700)):
        Suggestion.objects.create(
            run=run,
            first=ansheng,
            second=other,
            weight=weight,
            fit_first=0.5,
            fit_second=0.5,
            chosen=weight > 500,
            state=SuggestionState.SHOWN,
        )
    return run


@pytest.fixture
def explained(suggested: MatchingRun, trading: list[Participant]) -> Suggestion:
    """Ansheng serves Duna: the offer that Ansheng states meets the need that Duna states, and their words agree."""
    ansheng, _beiming, duna = trading
    pair = suggested.suggestions.get(first=ansheng, second=duna)
    offer, need = ansheng.organisation.offers.get(), duna.organisation.needs.get()
    term = {"towards": 1, "offer": offer.pk, "need": need.pk, "source": 0, "target": 0, "inferred": False}
    pair.reasons = [
        term | {"kind": 0, "value": 0.3, "level": 6},
        term | {"kind": 2, "value": 0.2, "level": 0},
        {"towards": 1, "kind": -1, "value": 0.1},
    ]
    pair.save()
    return pair
