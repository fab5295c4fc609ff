"""A profile changes: its own list is made anew and shown, the published run stays what it was."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chainfair.chains.actions import state_needs, state_offers, withdraw_need
from chainfair.chains.kinds import NewTrade
from chainfair.chains.models import Chain, Need
from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.ground.tables import read_table
from chainfair.matching import bridge, tasks
from chainfair.matching.actions import (
    join_matchmaking,
    judge_pair,
    publish_run,
    queue_run,
    set_limits,
    state_preferences,
    store_renewal,
)
from chainfair.matching.errors import Overtaken
from chainfair.matching.kinds import NewParticipant, Said, Side, Wish
from chainfair.matching.models import Exposure, MatchingRun, Participant, Suggestion
from chainfair.matching.queries import (
    changes_since,
    find_latest_run,
    freshness_of,
    get_run,
    runs_of,
    stale_lists,
    suggestions_for,
)
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True)  # the heartbeat writes beside the run
NO_ENCODER = {"encode": False}
Row = tuple[str, float, float, int, int, bool]


@pytest.fixture
def published(spring: Edition, trading: list[Participant], now: datetime) -> MatchingRun:
    """A run of everybody, published: Duna with Ansheng, whose words it needs, and with Beiming."""
    run = tasks.perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
    return publish_run(run=run, by=None, now=now)


def need(who: Participant, battery: Chain, link: str, now: datetime) -> None:
    row = battery.links.get(key=link)
    trade = NewTrade(who.organisation_id, "entered", row.pk, row.codes.get().pk)
    state_needs(needs=[trade], by=None, now=now)


def shown_to(who: Participant) -> list[tuple[str, int]]:
    """Whom the page of a participant shows, each with the run that computed the pair."""
    rows = list(suggestions_for(who))
    others = [row.second if row.first_id == who.pk else row.first for row in rows]
    return [
        (other.organisation.name_latin.split()[0], row.run_id)
        for other, row in zip(others, rows, strict=True)
    ]


def rows_of(run: MatchingRun) -> list[Any]:
    columns = (
        "first",
        "second",
        "weight",
        "fit_first",
        "fit_second",
        "rank_first",
        "rank_second",
        "chosen",
        "reasons",
    )
    return list(run.suggestions.order_by("pk").values_list(*columns))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def renew_all() -> int:
    """What the worker does: orders are put into the queue, then done."""
    ordered = 0
    for run in MatchingRun.objects.filter(state="published"):
        for number in stale_lists(run):
            tasks.renew_now(Participant.objects.get(pk=number))
            ordered += 1
    return ordered


def test_a_list_is_renewed_after_a_change_and_by_nothing_else(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    _ansheng, beiming, duna = trading
    before, tallies = rows_of(published), list(published.tallies.values())
    assert stale_lists(published) == {}
    assert tasks.renew_now(duna) is None
    need(beiming, battery, "cell", now)
    assert list(stale_lists(published)) == [beiming.pk]
    renewal = tasks.renew_now(beiming)
    assert renewal is not None
    assert stale_lists(published) == {}
    assert shown_to(beiming) == [("Duna", renewal.pk)]
    # Duna has Beiming on its own list, at its place, and reads the new reasons; its other pair is that of the run.
    assert shown_to(duna) == [("Hubei", published.pk), ("Beiming", renewal.pk)]
    assert (rows_of(published), list(published.tallies.values())) == (before, tallies)
    assert sorted(published.suggestions.values_list("state", flat=True)) == ["shown", "withdrawn"]
    told = renewal.suggestions.get()
    assert told.fit_first > published.suggestions.get(first=beiming).fit_first
    for towards, fit in ((0, told.fit_first), (1, told.fit_second)):
        terms = [one["value"] for one in told.reasons if one["towards"] == towards]
        assert sum(terms) == pytest.approx(fit, abs=1e-5)


def test_a_list_renewed_without_a_change_is_the_list_of_the_run(
    published: MatchingRun, trading: list[Participant], now: datetime
) -> None:
    for who in trading:
        found = bridge.renew(published, who, now)
        mine = [row for row in rows_of(published) if who.pk in row[:2]]
        columns = ("first", "second", "weight", "fit_first", "fit_second", "rank_first", "rank_second")
        assert [
            (*(getattr(pair, name) for name in columns), pair.chosen, pair.reasons) for pair in found.pairs
        ] == mine


def test_a_need_taken_back_is_no_reason_any_longer_for_either_side(
    published: MatchingRun, trading: list[Participant], buyer: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    row = Need.objects.get()
    assert any(term.get("need") == row.pk for pair in suggestions_for(ansheng) for term in pair.reasons)
    withdraw_need(need=row, by=buyer, now=now)
    assert renew_all() == 1
    for who in (ansheng, duna):
        reasons = [term for pair in suggestions_for(who) for term in pair.reasons]
        assert not [term for term in reasons if term.get("need") == row.pk]


def test_who_joins_later_gets_a_list_without_waiting_for_a_run(
    published: MatchingRun, spring: Edition, battery: Chain, now: datetime
) -> None:
    organisation = Organisation.objects.create(
        name="Late", name_latin="Late", name_key="late", latin_key="late", country="DE", created_at=now
    )
    entries = [NewParticipant(organisation.pk, Side.VISITOR)]
    late = join_matchmaking(edition=spring, entries=entries, by=None, now=now)[0]
    assert renew_all() == 1
    assert shown_to(late) == []
    need(late, battery, "cathode", now)
    assert renew_all() == 1
    assert sorted(name for name, _run in shown_to(late)) == ["Beiming", "Hubei"]


@pytest.mark.parametrize("by_organiser", [False, True])
def test_a_pair_that_must_not_be_is_gone_for_both(
    published: MatchingRun,
    trading: list[Participant],
    owner: Person,
    director: Person,
    by_organiser: bool,
    now: datetime,
) -> None:
    ansheng, _beiming, duna = trading
    if by_organiser:
        judge_pair(first=ansheng, second=duna, said=Said.APART, by=director, now=now)
    else:
        state_preferences(wishes=[(ansheng, duna, Wish.NO)], by=owner, now=now)
    assert renew_all() == (2 if by_organiser else 1)
    assert shown_to(ansheng) == []
    assert [name for name, _run in shown_to(duna)] == ["Beiming"]


def test_who_holds_no_meetings_any_longer_is_suggested_to_nobody(
    published: MatchingRun, trading: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    set_limits(participant=ansheng, minimum=0, maximum=0, by=owner, now=now)
    assert renew_all() == 1
    assert (shown_to(ansheng), [name for name, _run in shown_to(duna)]) == ([], ["Beiming"])
    set_limits(participant=ansheng, minimum=0, maximum=5, by=owner, now=now)
    assert renew_all() == 1
    assert [name for name, _run in shown_to(ansheng)] == ["Duna"]


def test_what_is_stored_is_refused_where_something_has_changed_meanwhile(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    ansheng, beiming, duna = trading
    need(duna, battery, "ore", now)
    found = bridge.renew(published, duna, now)
    need(ansheng, battery, "ore", now)  # somebody of these pairs
    with pytest.raises(Overtaken):
        store_renewal(run=published, participant=duna, found=found, now=now)
    found = bridge.renew(published, duna, now)
    tasks.renew_now(ansheng)  # one of these pairs is replaced
    with pytest.raises(Overtaken):
        store_renewal(run=published, participant=duna, found=found, now=now)
    found = bridge.renew(published, duna, now)
    again = tasks.perform_now(
        queue_run(edition=published.edition, by=None, now=now, settings={"encode": False})
    )
    publish_run(run=again, by=None, now=now)
    with pytest.raises(Overtaken):
        store_renewal(run=published, participant=duna, found=found, now=now)
    assert Event.objects.filter(verb="list.renewed").count() == 1
    assert {run for who in (ansheng, beiming, duna) for _name, run in shown_to(who)} == {again.pk}
    assert stale_lists(again) == {}


def test_nothing_is_half_done_where_storing_fails(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    duna = trading[2]
    need(duna, battery, "ore", now)
    found = bridge.renew(published, duna, now)
    found.pairs[-1].reasons.append({"value": {1, 2}})  # no JSON
    before = [shown_to(who) for who in trading]
    with pytest.raises(TypeError):
        store_renewal(run=published, participant=duna, found=found, now=now)
    assert [shown_to(who) for who in trading] == before
    assert (MatchingRun.objects.count(), list(stale_lists(published))) == (1, [duna.pk])


def test_a_renewal_is_none_of_the_organisers_runs(
    published: MatchingRun, trading: list[Participant], battery: Chain, director: Person, now: datetime
) -> None:
    need(trading[2], battery, "ore", now)
    renewal = tasks.renew_now(trading[2])
    assert renewal is not None
    edition = published.edition
    assert list(runs_of(edition)) == [published]
    assert find_latest_run(edition) == published
    client = client_of(director)
    assert client.get(f"/spring/matching/runs/{renewal.pk}").status_code == 404
    assert client.post(f"/spring/matching/runs/{renewal.pk}/publish").status_code == 404
    assert get_run(edition, published.pk) == published
    page = words(client.get(f"/spring/matching/runs/{published.pk}"))
    assert "1 list brought up to date since, the run as it was" in page


def test_the_file_of_what_was_seen_names_the_run_and_the_renewal(
    published: MatchingRun, trading: list[Participant], battery: Chain, buyer: Person, director: Person
) -> None:
    need(trading[2], battery, "ore", timezone.now())
    renewal = tasks.renew_now(trading[2])
    assert renewal is not None
    client_of(buyer).get("/spring/matching/suggestions")
    path = f"/spring/matching/exposures?run={published.pk}"
    assert "list renewed" in words(client_of(director).get(path))
    file = client_of(director).get(f"{path}&export=csv").content
    rows = [list(row.cells) for row in read_table(file, "list.csv", None).rows]
    named = (str(published.pk), str(renewal.pk), "1.0")
    assert [(row[1], row[2], row[12]) for row in rows] == [named] * 2
    assert {row[13] for row in rows} == {"dealt anew after a change, all other lists as they were"}


def test_publishing_withdraws_what_was_renewed(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    need(trading[2], battery, "ore", now)
    tasks.renew_now(trading[2])
    again = tasks.perform_now(
        queue_run(edition=published.edition, by=None, now=now, settings={"encode": False})
    )
    publish_run(run=again, by=None, now=now)
    assert set(Suggestion.objects.filter(state="shown").values_list("run", flat=True)) == {again.pk}
    # Back to the run before: its lists are older than the change again.
    publish_run(run=MatchingRun.objects.get(pk=published.pk), by=None, now=now)
    assert list(stale_lists(MatchingRun.objects.get(pk=published.pk))) == [trading[2].pk]
    assert renew_all() == 1


def test_renewed_lists_do_not_grow_with_every_change(
    published: MatchingRun, trading: list[Participant], battery: Chain, buyer: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    renewals = MatchingRun.objects.filter(settings__renews__isnull=False)

    def changed(who: Participant, times: int) -> list[MatchingRun]:
        made = []
        for _time in range(times):
            state_preferences(wishes=[(who, trading[1], Wish.LIKE)], by=None, now=timezone.now())
            made.append(tasks.renew_now(who))
        return [one for one in made if one is not None]

    def kept() -> tuple[list[int], int]:
        pairs = Suggestion.objects.filter(run__in=renewals)
        return list(renewals.order_by("pk").values_list("pk", flat=True)), pairs.count()

    first, second = changed(duna, 2)
    size = second.figures["pairs"]
    assert kept() == ([first.pk, second.pk], 2 * size)
    *_others, before, last = changed(duna, 6)
    assert kept() == ([before.pk, last.pk], 2 * size)
    # What was seen stays, with its reasons; and the list of another, of which nobody has looked at the last but one.
    client_of(buyer).get("/spring/matching/suggestions")
    *_others, end = changed(duna, 4)
    own = changed(ansheng, 3)[1:]
    assert kept()[0] == [last.pk, end.pk - 1, end.pk, *(one.pk for one in own)]
    assert last.suggestions.count() == size
    shown = {who.pk: shown_to(who) for who in trading}
    assert {run for rows in shown.values() for _name, run in rows} <= {end.pk, own[-1].pk, published.pk}
    # Published anew: the lists of the run before are over with the next one, but for what was seen.
    for _time in range(2):
        run = tasks.perform_now(queue_run(edition=published.edition, by=None, now=now, settings=NO_ENCODER))
        publish_run(run=run, by=None, now=now)
    assert kept() == ([last.pk], size)
    Exposure.objects.update(at=now - timedelta(days=731))
    publish_run(run=MatchingRun.objects.get(pk=run.pk - 1), by=None, now=now)
    assert kept() == ([], 0)


def test_nobody_is_renewed_in_an_edition_that_is_over(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    need(trading[2], battery, "ore", now)
    for state in (EditionState.RUNNING, EditionState.CLOSED):
        step_edition(edition=published.edition, to=state, by=None, now=now)
    assert tasks.renew_changed_lists() == 0
    duna = Participant.objects.get(pk=trading[2].pk)
    fresh = freshness_of(duna, timezone.now())
    assert fresh is not None
    assert fresh.changed_at is None


def test_changes_are_told_of_all_and_of_one_alike(
    published: MatchingRun, trading: list[Participant], battery: Chain, owner: Person, now: datetime
) -> None:
    ansheng, beiming, duna = trading
    edition, read = published.edition, published.figures["read"]
    need(duna, battery, "ore", now)
    need(ansheng, battery, "ore", now)
    state_preferences(wishes=[(ansheng, duna, Wish.LIKE)], by=owner, now=now)
    judge_pair(first=beiming, second=duna, said=Said.TOGETHER, by=owner, now=now)
    everybody = changes_since(edition, read)
    assert set(everybody) == {one.pk for one in trading}
    for one in trading:
        assert changes_since(edition, read, [one]) == {one.pk: everybody[one.pk]}
    assert changes_since(edition, everybody[duna.pk].event) == {}


def test_orders_are_given_once_for_a_change_and_no_more_after_three_failures(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    from django_tasks_db.models import DBTaskResult

    need(trading[2], battery, "ore", now)
    assert [tasks.renew_changed_lists() for _ in range(3)] == [1, 0, 0]
    for _ in range(2):
        DBTaskResult.objects.update(status="FAILED")
        assert tasks.renew_changed_lists() == 1
    DBTaskResult.objects.update(status="FAILED")
    assert tasks.renew_changed_lists() == 0
    need(trading[2], battery, "cell", now)
    assert tasks.renew_changed_lists() == 1
    # What a worker had begun when it was lost is ordered again.
    long_ago = timezone.now() - timedelta(minutes=1)
    DBTaskResult.objects.filter(status="READY").update(status="RUNNING", started_at=timezone.now())
    assert tasks.renew_changed_lists() == 0
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=long_ago)
    assert tasks.renew_changed_lists() == 1


def test_the_page_says_of_when_the_list_is_and_notes_which_one_was_seen(
    published: MatchingRun, trading: list[Participant], battery: Chain, buyer: Person
) -> None:
    client, page = client_of(buyer), "/spring/matching/suggestions"
    assert "Made on" in words(client.get(page))
    need(trading[2], battery, "ore", timezone.now())
    waiting = words(client.get(page))
    assert "being brought up to date" in waiting
    assert f'hx-get="{page}/freshness?as={trading[2].pk}&amp;seen={published.pk}"' in waiting
    renewal = tasks.renew_now(trading[2])
    assert renewal is not None
    told = words(client.get(f"{page}/freshness?as={trading[2].pk}&seen={published.pk}"))
    assert "Show the new list" in told
    assert "hx-get" not in told
    fresh = words(client.get(page))
    assert "Brought up to date on" in fresh
    assert "Show the new list" not in fresh
    seen = Exposure.objects.order_by("pk").values_list("run", "sight", "policy").distinct()
    assert set(seen) == {(published.pk, "listed", "dealt"), (renewal.pk, "listed", "renewed")}


def test_the_page_says_where_a_list_could_not_be_brought_up_to_date(
    published: MatchingRun, trading: list[Participant], battery: Chain, buyer: Person
) -> None:
    need(trading[2], battery, "ore", timezone.now() - timedelta(minutes=10))
    page = words(client_of(buyer).get("/spring/matching/suggestions"))
    assert "this list could not be brought up to date" in page
    assert "hx-get" not in page.split('id="freshness"')[1].split(">")[0]


def test_reasons_can_be_corrected_one_after_another_while_lists_are_renewed(
    published: MatchingRun, trading: list[Participant], buyer: Person, battery: Chain
) -> None:
    ansheng, _beiming, duna = trading
    path = f"/spring/matching/suggestions/{ansheng.pk}"
    client, pair = client_of(buyer), published.suggestions.get(first=ansheng, second=duna)
    client.get(path)
    need(duna, battery, "ore", timezone.now())
    tasks.renew_now(duna)
    told = next(at for at, term in enumerate(pair.reasons) if term["towards"] == 1 and term.get("need"))
    answer = client.post(
        f"{path}/correct", {"suggestion": pair.pk, "term": told, "said": "right"}, follow=True
    )
    assert "Noted: yes, right." in words(answer)


def test_a_pair_that_is_gone_says_so(
    published: MatchingRun, trading: list[Participant], owner: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = trading
    state_preferences(wishes=[(ansheng, duna, Wish.NO)], by=owner, now=now)
    renew_all()
    answer = client_of(owner).get(f"/spring/matching/suggestions/{duna.pk}")
    assert answer.status_code == 404
    assert "They are not suggested to you, or no longer" in words(answer)


def test_an_offer_more_brings_new_counterparts_to_both_pages(
    published: MatchingRun, trading: list[Participant], battery: Chain, now: datetime
) -> None:
    ansheng, beiming, _duna = trading
    assert "Beiming" not in [name for name, _run in shown_to(ansheng)]
    need(ansheng, battery, "pack", now)
    pack = battery.links.get(key="pack")
    state_offers(
        offers=[NewTrade(beiming.organisation_id, "entered", pack.pk, pack.codes.get().pk)], by=None, now=now
    )
    assert renew_all() == 2
    assert "Beiming" in [name for name, _run in shown_to(ansheng)]
    assert "Hubei" in [name for name, _run in shown_to(beiming)]
    pairs = Suggestion.objects.filter(state="shown").values_list("first", "second")
    assert len(pairs) == len(set(pairs))


def test_a_list_is_made_anew_by_what_the_run_went_by_also_where_that_would_be_otherwise_now(
    spring: Edition, participants: list[Participant], battery: Chain, now: datetime
) -> None:
    ansheng, beiming, duna = participants
    rows = [(ansheng, "cathode"), (beiming, "ore"), (duna, "cell"), (duna, "cathode")]
    links = {link.key: link for link in battery.links.all()}
    offers = [NewTrade(who.organisation_id, "entered", links[key].pk) for who, key in rows]
    state_offers(offers=offers, by=None, now=now)
    settings = {"encode": False, "shown": 1}
    run = publish_run(
        run=tasks.perform_now(queue_run(edition=spring, by=None, now=now, settings=settings)),
        by=None,
        now=now,
    )
    assert (run.figures["shown"], run.figures["needs_stated"]) == (1, False)
    need(beiming, battery, "pack", now)  # the first need of all: a new run would hold rivals further apart
    pair = run.suggestions.get(first=ansheng, second=duna)
    found = next(one for one in bridge.renew(run, ansheng, now).pairs if one.second == duna.pk)
    assert (found.fit_first, found.fit_second) == (pair.fit_first, pair.fit_second)
