"""What a reason says: no more than is known, and what nobody has stated is marked."""

from datetime import datetime
from typing import Any

import pytest

from chainfair.chains.actions import state_positions
from chainfair.chains.kinds import FactState, NewPosition
from chainfair.chains.models import Chain, Link, Need, Offer
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.matching.queries import explained, explained_pairs

pytestmark = pytest.mark.django_db
CODE, LINK = 0, 1
Said = tuple[str, list[tuple[str, str, bool]], str]


@pytest.fixture
def links(battery: Chain) -> dict[str, Link]:
    """Ore, cathode, cell and pack by their keys: each goes into the next."""
    return {link.key: link for link in battery.links.all()}


@pytest.fixture
def pair(suggested: MatchingRun, trading: list[Participant]) -> Suggestion:
    """Ansheng, who offers cathode material, and Duna, who needs it and says what it makes by offers alone."""
    return suggested.suggestions.get(first=trading[0], second=trading[2])


def say(pair: Suggestion, **parts: Any) -> None:
    term = {"towards": 1, "kind": LINK, "value": 0.5, "offer": 0, "need": 0, "level": 0, "inferred": False}
    pair.reasons = [term | parts]
    pair.save()


def told(pair: Suggestion, who: Participant) -> Said:
    """Sentence, boxes (name, note, whether it is marked as inferred) and the word between them."""
    one = explained([pair], who)[0]
    return one.sentence, [(step.name, step.note, step.inferred) for step in one.steps], one.steps[0].flow


def place(who: Participant, link: Link, state: FactState, now: datetime) -> None:
    rows = [NewPosition(who.organisation_id, link.pk, "test", state)]
    state_positions(positions=rows, by=None, now=now)


def test_what_is_needed_goes_into_what_they_make_only_where_the_chain_says_so(
    pair: Suggestion, trading: list[Participant], links: dict[str, Link], now: datetime
) -> None:
    duna = trading[2]
    need, offer = Need.objects.get(), trading[0].organisation.offers.get()
    cathode = links["cathode"].pk
    say(pair, offer=offer.pk, need=need.pk, source=cathode, target=cathode)
    same: Said = (
        "You look for Cathode material; they supply it.",
        [("Cathode material", "they offer", False), ("Cathode material", "you need", False)],
        "is what is needed",
    )
    assert told(pair, duna) == same
    place(duna, links["pack"], FactState.CONFIRMED, now)  # no flow from cathode material
    place(duna, links["cell"], FactState.SUGGESTED, now)  # nobody's word yet
    assert told(pair, duna) == same
    duna.organisation.positions.filter(link=links["cell"]).update(state=FactState.CONFIRMED)
    assert told(pair, duna) == (
        "You look for Cathode material; they supply it, and it goes into your Cells.",
        [("Cathode material", "they offer, you need", False), ("Cells", "you make", False)],
        "",
    )
    assert explained([pair], duna)[0].steps[1].code == ""  # the code of what is needed is none of cells
    assert told(pair, trading[0])[0] == (
        "They look for Cathode material; you supply it, and it goes into their Cells."
    )
    both = explained_pairs([pair])[0]
    assert both.sentence == (
        "Duna Energiacella looks for Cathode material; Hubei Ansheng Materials supplies it, and it goes into Cells."
    )
    assert [step.note for step in both.steps] == [
        "Hubei Ansheng Materials offers",
        "Duna Energiacella makes",
    ]


def test_what_goes_into_what_is_needed_is_not_said_to_be_needed(
    pair: Suggestion, trading: list[Participant], links: dict[str, Link]
) -> None:
    Need.objects.update(link=links["cell"])
    need, offer = Need.objects.get(), trading[0].organisation.offers.get()
    say(pair, offer=offer.pk, need=need.pk, source=links["cathode"].pk, target=links["cell"].pk)
    assert told(pair, trading[2]) == (
        "You look for Cells; they supply Cathode material, which goes into it.",
        [("Cathode material", "they offer", False), ("Cells", "you need", False)],
        "",
    )


def test_a_need_that_nobody_stated_is_marked_and_two_steps_are_not_one(
    pair: Suggestion, trading: list[Participant], links: dict[str, Link]
) -> None:
    offer = trading[0].organisation.offers.get()
    say(pair, offer=offer.pk, source=links["cathode"].pk, target=links["cell"].pk, inferred=True)
    sentence, boxes, flow = told(pair, trading[2])
    assert sentence == "You did not state this need: whoever stands on Cells takes in Cathode material."
    assert (boxes, flow) == (
        [("Cathode material", "they offer", False), ("Cells", "you make", True)],
        "",
    )
    say(pair, offer=offer.pk, source=links["cathode"].pk, target=links["pack"].pk, inferred=True)
    sentence, _boxes, flow = told(pair, trading[2])
    assert sentence == (
        "You did not state this need: Cathode material goes into something that goes into Packs."
    )
    assert flow == "goes into what goes into"


@pytest.mark.parametrize("stated", [True, False])
def test_an_offer_that_nobody_confirmed_is_marked_whether_or_not_the_need_is_stated(
    pair: Suggestion, trading: list[Participant], links: dict[str, Link], stated: bool
) -> None:
    Offer.objects.update(state=FactState.SUGGESTED)
    need = Need.objects.get().pk if stated else 0
    offer, cathode = trading[0].organisation.offers.get(), links["cathode"].pk
    target = cathode if stated else links["cell"].pk
    say(pair, offer=offer.pk, need=need, source=cathode, target=target, inferred=True)
    assert told(pair, trading[2])[1][0] == ("Cathode material", "they offer", True)
    # A need of one's own word stays so beside it.
    assert told(pair, trading[2])[1][1][2] is not stated


def test_who_stands_on_a_link_without_an_offer_makes_it_and_does_not_offer_it(
    pair: Suggestion, trading: list[Participant], links: dict[str, Link], now: datetime
) -> None:
    place(trading[0], links["ore"], FactState.SUGGESTED, now)
    say(pair, source=links["ore"].pk, target=links["cathode"].pk, inferred=True)
    assert told(pair, trading[2])[1][0] == ("Lithium ore", "they make", True)
    assert told(pair, trading[0])[1][0] == ("Lithium ore", "you make", True)


def test_a_pair_says_where_it_stands_on_the_list_of_who_reads(
    pair: Suggestion, trading: list[Participant]
) -> None:
    pair.rank_first, pair.rank_second = 3, 0
    assert [explained([pair], who)[0].place for who in (trading[0], trading[2])] == [3, 0]
