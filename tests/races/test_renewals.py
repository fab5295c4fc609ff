"""Many profiles change at once, and each has its list made anew: a pair of two of them is shown once, as it is now."""

from datetime import datetime

import pytest

from chainfair.chains.actions import state_needs, state_offers
from chainfair.chains.kinds import NewTrade
from chainfair.chains.models import Chain
from chainfair.fairs.models import Edition
from chainfair.matching import tasks
from chainfair.matching.actions import publish_run, queue_run, renewing
from chainfair.matching.bridge import reading
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.matching.queries import stale_lists
from tests.races.racing import CLIENTS, Job, at_once, winners, without_guards
from tests.races.test_bookings import others

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def changed(spring: Edition, participants: list[Participant], battery: Chain, now: datetime) -> MatchingRun:
    """Half of them supply what the other half needs; then each of them says what else it looks for."""
    rows = others(spring, now, CLIENTS)
    cathode, ore = battery.links.get(key="cathode"), battery.links.get(key="ore")
    trades = [NewTrade(one.organisation_id, "entered", cathode.pk, cathode.codes.get().pk) for one in rows]
    state_offers(offers=trades[::2], by=None, now=now)
    state_needs(needs=trades[1::2], by=None, now=now)
    run = tasks.perform_now(queue_run(edition=spring, by=None, now=now, settings={"encode": False}))
    run = publish_run(run=run, by=None, now=now)
    more = [NewTrade(one.organisation_id, "entered", ore.pk, ore.codes.get().pk) for one in rows]
    state_needs(needs=more, by=None, now=now)
    assert (run.suggestions.count(), len(stale_lists(run))) == ((CLIENTS // 2) ** 2, CLIENTS)
    return run


def renewing_all(run: MatchingRun) -> list[Job]:
    changed = list(Participant.objects.filter(pk__in=stale_lists(run)))
    return [lambda one=one: tasks.renew_now(one) for one in changed]  # type: ignore[misc]


def shown() -> list[tuple[int, int]]:
    return sorted(Suggestion.objects.filter(state="shown").values_list("first", "second"))


def ranks(who: Participant) -> list[int]:
    """The places of a participant's own list."""
    pairs = Suggestion.objects.filter(state="shown")
    mine = [*pairs.filter(first=who).values_list("rank_first", flat=True)]
    mine += pairs.filter(second=who).values_list("rank_second", flat=True)
    return sorted(rank for rank in mine if rank)


def test_lists_renewed_at_once_show_each_pair_once(changed: MatchingRun) -> None:
    before = shown()
    assert winners(at_once(renewing_all(changed))) == CLIENTS
    # Whoever was overtaken thrice is ordered again.
    for one in renewing_all(changed):
        one()
    assert shown() == before
    assert stale_lists(changed) == {}
    for who in Participant.objects.filter(edition=changed.edition):
        assert ranks(who) == list(range(1, len(ranks(who)) + 1))
    # Both changes of a pair are in its fits, whoever was the last to renew it.
    found = {
        (one.first_id, one.second_id): (one.fit_first, one.fit_second)
        for one in Suggestion.objects.filter(state="shown")
    }
    again = tasks.perform_now(
        queue_run(edition=changed.edition, by=None, now=changed.created_at, settings={"encode": False})
    )
    assert found == {
        (one.first_id, one.second_id): (one.fit_first, one.fit_second) for one in again.suggestions.all()
    }


def test_without_the_guard_pairs_would_be_shown_twice(
    changed: MatchingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown()
    monkeypatch.setattr(renewing, "_is_overtaken", lambda *_asked: False)
    monkeypatch.setattr(
        reading, "settle", lambda _tables: None
    )  # waits inside a transaction, of which there are none
    with without_guards(monkeypatch, table="chainfair_suggestion") as wait:
        assert winners(at_once(renewing_all(changed), wait)) == CLIENTS
    assert len(shown()) > len(before)
