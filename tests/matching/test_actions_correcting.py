"""What people say about a reason is kept, done to their own facts, and read by the next run."""

from datetime import datetime

import pytest

from chainfair.chains.actions import state_offers, state_positions
from chainfair.chains.kinds import FactState, NewPosition, NewTrade
from chainfair.chains.models import Chain, Need, Offer, Position
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.matching.actions import correct_reason, judge_pair, queue_run
from chainfair.matching.errors import NotSayable, ReasonsReplaced, StandsByStatement
from chainfair.matching.kinds import Said, SuggestionState
from chainfair.matching.models import Correction, MatchingRun, Participant, Suggestion
from chainfair.matching.tasks import perform_now
from chainfair.people.models import Person

transactional = pytest.mark.django_db(transaction=True)  # the heartbeat writes beside the run


def say(
    pair: Suggestion, who: Participant, said: Said, by: Person, now: datetime, term: int = 0
) -> Correction:
    return correct_reason(suggestion=pair, term=term, participant=who, said=said, by=by, now=now)


def run_again(edition: Edition, now: datetime) -> MatchingRun:
    return perform_now(queue_run(edition=edition, by=None, now=now, settings={"encode": False}))


def flows_into(run: MatchingRun, taker: Participant) -> set[tuple[int, int]]:
    """Which link feeds which, in the inferred reasons by which somebody is served."""
    return {
        (term["source"], term["target"])
        for pair in run.suggestions.all()
        for term in pair.reasons
        if term["kind"] == 1
        and not term["need"]
        and (pair.first_id, pair.second_id)[term["towards"]] == taker.pk
    }


def test_a_need_that_is_none_is_withdrawn_and_stated_again(
    explained: Suggestion, trading: list[Participant], buyer: Person, now: datetime
) -> None:
    duna = trading[2]
    row = say(explained, duna, Said.UNNEEDED, buyer, now)
    assert (row.by, row.at, row.served, row.need) == (buyer, now, True, Need.objects.get())
    assert Need.objects.get().state == FactState.REFUSED
    say(explained, duna, Said.RIGHT, buyer, now)
    assert Need.objects.get().state == FactState.CONFIRMED
    said = Event.objects.filter(verb="reason.corrected").values_list("after", "actor_id")
    assert list(said) == [("unneeded", buyer.pk), ("right", buyer.pk)]


def test_a_suggested_offer_is_confirmed_or_refused_by_its_own_people(
    explained: Suggestion, trading: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng, offer = trading[0], trading[0].organisation.offers.get()
    Offer.objects.filter(pk=offer.pk).update(state=FactState.SUGGESTED)
    for said, state in ((Said.RIGHT, FactState.CONFIRMED), (Said.UNOFFERED, FactState.REFUSED)):
        say(explained, ansheng, said, owner, now)
        offer.refresh_from_db()
        assert offer.state == state


def test_nobody_corrects_the_facts_of_the_other_side(
    explained: Suggestion, trading: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng = trading[0]
    for said in (Said.UNNEEDED, Said.MISPLACED, Said.APART):
        with pytest.raises(NotSayable, match="is no answer to this reason"):
            say(explained, ansheng, said, owner, now)
    say(explained, ansheng, Said.DOUBTED, owner, now)
    assert set(Need.objects.values_list("state", flat=True)) == {FactState.CONFIRMED}
    assert Correction.objects.get().said == "doubted"


def test_reasons_that_are_no_longer_shown_cannot_be_corrected(
    explained: Suggestion, trading: list[Participant], owner: Person, now: datetime
) -> None:
    with pytest.raises(ReasonsReplaced):
        say(explained, trading[0], Said.RIGHT, owner, now, term=9)
    explained.state = SuggestionState.WITHDRAWN
    explained.save()
    with pytest.raises(ReasonsReplaced, match="open your suggestions"):
        say(explained, trading[0], Said.RIGHT, owner, now)
    assert Correction.objects.count() == 0


def test_reasons_are_corrected_by_the_two_sides_alone(
    explained: Suggestion, trading: list[Participant], rival: Person, now: datetime
) -> None:
    for said in (Said.DOUBTED, Said.RIGHT):
        with pytest.raises(ReasonsReplaced):
            say(explained, trading[1], said, rival, now)
    assert Correction.objects.count() == 0


@pytest.fixture
def placed(
    suggested: MatchingRun, participants: list[Participant], battery: Chain, now: datetime
) -> Suggestion:
    """Ansheng stands on cathode material and Duna on cells, as a program suggested; nobody stated a need."""
    ansheng, _beiming, duna = participants
    cathode, cell = (battery.links.get(key=key) for key in ("cathode", "cell"))
    state_positions(
        positions=[
            NewPosition(ansheng.organisation_id, cathode.pk, "list", FactState.SUGGESTED),
            NewPosition(duna.organisation_id, cell.pk, "list", FactState.SUGGESTED),
        ],
        by=None,
        now=now,
    )
    pair = suggested.suggestions.get(first=ansheng, second=duna)
    pair.reasons = [
        {"towards": 1, "kind": 1, "value": 0.5, "offer": 0, "need": 0, "inferred": True, "level": 0}
        | {"source": cathode.pk, "target": cell.pk}
    ]
    pair.save()
    return pair


def test_a_wrong_link_is_left_by_the_side_that_stands_on_it(
    placed: Suggestion, participants: list[Participant], owner: Person, buyer: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = participants
    for who, person in ((ansheng, owner), (duna, buyer)):
        say(placed, who, Said.MISPLACED, person, now)
        assert who.organisation.positions.get().state == FactState.REFUSED
        say(placed, who, Said.RIGHT, person, now)
        assert who.organisation.positions.get().state == FactState.CONFIRMED


def test_a_link_that_one_states_oneself_is_changed_where_it_was_stated(
    placed: Suggestion, participants: list[Participant], battery: Chain, buyer: Person, now: datetime
) -> None:
    duna, cell = participants[2], battery.links.get(key="cell")
    state_offers(offers=[NewTrade(duna.organisation_id, "entered", cell.pk)], by=None, now=now)
    with pytest.raises(StandsByStatement, match="You stand on Cells because"):
        say(placed, duna, Said.MISPLACED, buyer, now)
    assert set(Position.objects.values_list("state", flat=True)) == {FactState.SUGGESTED}


@transactional
def test_the_next_run_infers_no_need_that_was_refused(
    spring: Edition,
    placed: Suggestion,
    participants: list[Participant],
    battery: Chain,
    buyer: Person,
    now: datetime,
) -> None:
    _ansheng, beiming, duna = participants
    _ore, cathode, cell, pack = (link.pk for link in battery.links.order_by("number"))
    # Duna stands on packs too, for which Beiming makes the cells.
    state_positions(positions=[NewPosition(duna.organisation_id, pack, "entered")], by=None, now=now)
    state_offers(offers=[NewTrade(beiming.organisation_id, "entered", cell)], by=None, now=now)
    assert flows_into(run_again(spring, now), duna) == {(cathode, cell), (cell, pack), (cathode, pack)}
    say(placed, duna, Said.UNNEEDED, buyer, now)
    assert flows_into(run_again(spring, now), duna) == {(cell, pack), (cathode, pack)}
    say(placed, duna, Said.RIGHT, buyer, now)
    assert (cathode, cell) in flows_into(run_again(spring, now), duna)


@transactional
def test_who_refuses_the_only_inferred_need_is_inferred_none(
    spring: Edition, placed: Suggestion, participants: list[Participant], buyer: Person, now: datetime
) -> None:
    duna = participants[2]
    assert flows_into(run_again(spring, now), duna) != set()
    say(placed, duna, Said.UNNEEDED, buyer, now)
    assert flows_into(run_again(spring, now), duna) == set()


@transactional
def test_a_need_that_was_withdrawn_is_not_inferred_in_its_place(
    spring: Edition, explained: Suggestion, trading: list[Participant], buyer: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    say(explained, duna, Said.UNNEEDED, buyer, now)
    after = run_again(spring, now)
    assert flows_into(after, duna) == set()
    assert not after.suggestions.filter(first=ansheng, second=duna).exists()


@transactional
def test_the_organiser_keeps_a_pair_apart_until_it_may_meet_again(
    spring: Edition, trading: list[Participant], director: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    found = []
    for said in (None, Said.APART, Said.TOGETHER):
        if said:
            judge_pair(first=duna, second=ansheng, said=said, by=director, now=now)
        found.append(run_again(spring, now).suggestions.filter(first=ansheng, second=duna).exists())
    assert found == [True, False, True]
    with pytest.raises(NotSayable):
        judge_pair(first=duna, second=ansheng, said=Said.RIGHT, by=director, now=now)
