from datetime import datetime

import pytest

from chainfair.fairs.models import Edition
from chainfair.ground.errors import RunNotClaimable
from chainfair.ground.kinds import RunState
from chainfair.ground.models import Event
from chainfair.matching.actions import (
    join_matchmaking,
    publish_run,
    queue_run,
    set_availability,
    state_preferences,
)
from chainfair.matching.errors import (
    AlreadyTakesPart,
    BadAvailability,
    BadLimits,
    NobodyTakesPart,
    RunNotReady,
)
from chainfair.matching.kinds import NewParticipant, Side, Wish
from chainfair.matching.models import MatchingRun, Participant, Preference, Suggestion, Tally
from chainfair.matching.tasks import perform_now
from chainfair.organisations.models import Organisation

transactional = pytest.mark.django_db(transaction=True)  # the heartbeat writes beside the run


@transactional
def test_a_run_suggests_the_supplier_to_the_buyer_with_reasons_that_add_up(
    spring: Edition, trading: list[Participant], now: datetime
) -> None:
    run = perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
    assert (run.state, run.figures["participants"]) == (RunState.DRAFT, 3)
    ansheng, _beiming, duna = trading
    pairs = {(one.first_id, one.second_id): one for one in Suggestion.objects.filter(run=run)}
    assert (ansheng.pk, duna.pk) in pairs
    for pair in pairs.values():
        for towards, fit in ((0, pair.fit_first), (1, pair.fit_second)):
            total = sum(one["value"] for one in pair.reasons if one["towards"] == towards)
            assert total == pytest.approx(fit, abs=1e-4)
    reason = pairs[ansheng.pk, duna.pk].reasons[0]
    assert spring.participants.filter(organisation__needs__pk=reason["need"]).get() == duna


@transactional
def test_a_run_counts_for_each_participant_what_it_gives(
    spring: Edition, trading: list[Participant], now: datetime
) -> None:
    Participant.objects.filter(pk=trading[1].pk).update(minimum=2)
    run = perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
    wanted = dict.fromkeys((one.pk for one in trading), (0, 0, 0))
    for pair in Suggestion.objects.filter(run=run):
        for who, rank_of_other in ((pair.first_id, pair.rank_second), (pair.second_id, pair.rank_first)):
            suggested, listed, chosen = wanted[who]
            wanted[who] = (suggested + 1, listed + (rank_of_other > 0), chosen + pair.chosen)
    found = Tally.objects.filter(run=run).values_list("participant", "suggested", "listed", "chosen")
    assert {who: tuple(counts) for who, *counts in found} == wanted
    assert sum(counts[1] for counts in wanted.values()) > 0
    short = Tally.objects.filter(run=run, lacking__gt=0).values_list("participant", "lacking", "why")
    assert list(short) == [(trading[1].pk, 1, "too_few")]


@transactional
def test_a_no_is_kept_apart(spring: Edition, trading: list[Participant], now: datetime) -> None:
    ansheng, _beiming, duna = trading
    state_preferences(wishes=[(duna, ansheng, Wish.NO)], by=None, now=now)
    run = perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
    assert not run.suggestions.filter(first=ansheng, second=duna).exists()


@transactional
def test_a_run_is_performed_once(spring: Edition, trading: list[Participant], now: datetime) -> None:
    run = perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
    with pytest.raises(RunNotClaimable, match="is draft"):
        perform_now(run)


@transactional
def test_the_same_seed_gives_the_same_suggestions(
    spring: Edition, trading: list[Participant], now: datetime
) -> None:
    runs = [
        perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}, seed=7))
        for _time in range(2)
    ]
    first, second = (
        list(run.suggestions.order_by("first", "second").values_list("first", "second", "weight", "reasons"))
        for run in runs
    )
    assert first == second


@transactional
def test_publishing_shows_a_run_and_withdraws_the_one_before(
    spring: Edition, trading: list[Participant], now: datetime
) -> None:
    runs = [
        perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
        for _time in range(2)
    ]
    for run in runs:
        publish_run(run=run, by=None, now=now)
    states = [set(run.suggestions.values_list("state", flat=True)) for run in runs]
    assert states == [{"withdrawn"}, {"shown"}]
    with pytest.raises(RunNotReady):
        publish_run(run=runs[1], by=None, now=now)


def test_nobody_takes_part_is_said_before_a_run_is_queued(spring: Edition, now: datetime) -> None:
    with pytest.raises(NobodyTakesPart, match="spring"):
        queue_run(edition=spring, by=None, now=now)
    assert MatchingRun.objects.count() == 0


def test_an_organisation_takes_part_once(
    spring: Edition, participants: list[Participant], ansheng: Organisation, now: datetime
) -> None:
    with pytest.raises(AlreadyTakesPart, match="1 of these"):
        join_matchmaking(
            edition=spring, entries=[NewParticipant(ansheng.pk, Side.EXHIBITOR)], by=None, now=now
        )


@pytest.mark.parametrize("availability", ["1", "2" * 24, "1" * 25])
def test_availability_names_every_slot_of_the_edition(
    spring: Edition, participants: list[Participant], now: datetime, availability: str
) -> None:
    with pytest.raises(BadAvailability, match="the edition has 24"):
        set_availability(participant=participants[0], availability=availability, by=None, now=now)


def test_a_minimum_above_the_maximum_is_refused(spring: Edition, duna: Organisation, now: datetime) -> None:
    entry = NewParticipant(duna.pk, Side.VISITOR, minimum=5, maximum=4)
    with pytest.raises(BadLimits, match="At least 5 and at most 4"):
        join_matchmaking(edition=spring, entries=[entry], by=None, now=now)


def test_a_later_wish_replaces_an_earlier_one(
    spring: Edition, participants: list[Participant], now: datetime
) -> None:
    ansheng, _beiming, duna = participants
    for wish in (Wish.LIKE, Wish.MUST):
        state_preferences(wishes=[(duna, ansheng, wish)], by=None, now=now)
    assert Preference.objects.get().wish == "must"
    assert list(Event.objects.filter(verb="preference.stated").values_list("after", flat=True)) == [
        "like",
        "must",
    ]
