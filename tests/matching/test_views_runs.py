"""Two runs side by side: who gains and loses, which pairs come and go, how evenly exhibitors are shown."""

from datetime import datetime

import pytest

from chainfair.fairs.actions import appoint
from chainfair.fairs.kinds import Role
from chainfair.ground.kinds import RunState
from chainfair.ground.tables import read_table
from chainfair.matching.models import MatchingRun, Participant, Suggestion, Tally
from chainfair.matching.queries import find_older_run
from chainfair.people.models import Person
from tests.matching.test_views_suggestions import words
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(suggested: MatchingRun, participants: list[Participant], now: datetime) -> MatchingRun:
    """A draft beside the published run: Ansheng loses Duna, which Beiming gets; Ansheng keeps Beiming, now chosen."""
    ansheng, beiming, duna = participants
    run = MatchingRun.objects.create(
        edition=ansheng.edition, created_at=now, state=RunState.DRAFT, figures={"pairs": 2, "chosen": 2}
    )
    for first, second in ((ansheng, beiming), (beiming, duna)):
        Suggestion.objects.create(
            run=run, first=first, second=second, weight=400, fit_first=0.5, fit_second=0.5, chosen=True
        )
    counts = {
        suggested: {ansheng: (2, 2, 1), beiming: (1, 0, 0), duna: (1, 1, 1)},
        run: {ansheng: (1, 1, 1), beiming: (2, 2, 2), duna: (1, 0, 1)},
    }
    for of, rows in counts.items():
        for who, (pairs, listed, chosen) in rows.items():
            short = {"lacking": 1, "why": "too_few"} if of == run and who == duna else {}
            Tally.objects.create(
                run=of, participant=who, suggested=pairs, listed=listed, chosen=chosen, **short
            )
    return run


def test_changes_say_who_gains_and_who_loses(newer: MatchingRun, director: Person) -> None:
    desk, path = client_of(director), f"/spring/matching/runs/{newer.pk}/changes"
    answer = desk.get(path)
    page = words(answer)
    assert f"<h1>1 better off and 1 worse off than in run {newer.pk - 1}</h1>" in page
    fares = {row.organisation.name_latin: row.shift for row in answer.context["rows"]}
    assert fares == {
        "Hubei Ansheng Materials": "worse",
        "Beiming Materials": "better",
        "Duna Energiacella": "same",
    }
    assert "1 short" in page
    assert "fewer suit it than its minimum asks for" in page
    asked = {
        "shift=worse": 1,
        "shift=same": 1,
        "side=visitor": 1,
        "country=CN": 2,
        "short=on": 1,
    }
    assert {query: desk.get(f"{path}?{query}").context["found"] for query in asked} == asked


def test_changes_tell_how_evenly_exhibitors_are_shown(newer: MatchingRun, director: Person) -> None:
    page = client_of(director).get(f"/spring/matching/runs/{newer.pk}/changes")
    spread, before = page.context["comparison"].spread, page.context["comparison"].spread_before
    assert (spread.exhibitors, spread.places, spread.unseen) == (2, 3, 0)
    assert (before.places, before.unseen, before.gini) == (2, 1, 0.5)
    assert "the quarter shown most has 33% of all places on others’ lists" in words(page)
    assert f"run {page.context['older'].pk}: 0.5; 50% and 0%" in words(page)


def test_changes_come_as_a_file_with_both_runs(newer: MatchingRun, director: Person) -> None:
    answer = client_of(director).get(f"/spring/matching/runs/{newer.pk}/changes?export=csv&order=name")
    table = read_table(answer.content, "list.csv", None)
    rows = {row.cells[1]: list(row.cells[4:]) for row in table.rows}
    assert rows["Hubei Ansheng Materials"] == ["loses", "1", "1", "0", "0", "2", "1", "2", "1", "0", ""]
    assert rows["Duna Energiacella"][-2:] == ["1", "fewer suit it than its minimum asks for"]


def test_pair_changes_say_what_came_and_went(
    newer: MatchingRun, director: Person, participants: list[Participant]
) -> None:
    ansheng, beiming, duna = participants
    desk, path = client_of(director), f"/spring/matching/runs/{newer.pk}/changes/pairs"
    answer = desk.get(path)
    found = {
        (one.suggestion.first_id, one.suggestion.second_id): one.suggestion.change
        for one in answer.context["rows"]
    }
    assert found == {
        (ansheng.pk, beiming.pk): "chosen",
        (beiming.pk, duna.pk): "new",
        (ansheng.pk, duna.pk): "gone",
    }
    page = words(answer)
    assert f"<h1>3 pairs differ between runs {newer.pk - 1} and {newer.pk}</h1>" in page
    assert "1 new, 1 gone; of those in both, 1 are now within capacity and 0 no longer." in page
    asked = {
        "change=new": 1,
        "change=gone": 1,
        "change=chosen": 1,
        "change=dropped": 0,
        "country=HU": 2,
    }
    assert {query: desk.get(f"{path}?{query}").context["found"] for query in asked} == asked
    turned = desk.get(f"/spring/matching/runs/{newer.pk - 1}/changes/pairs?against={newer.pk}")
    assert {one.suggestion.change for one in turned.context["rows"]} == {"dropped", "new", "gone"}


def test_a_run_alone_has_nothing_to_be_compared_with(suggested: MatchingRun, director: Person) -> None:
    desk = client_of(director)
    for page in ("changes", "changes/pairs"):
        text = words(desk.get(f"/spring/matching/runs/{suggested.pk}/{page}"))
        assert f"Run {suggested.pk} has no run to be compared with" in text


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.FAILED])
def test_a_run_that_found_nothing_makes_nobody_lose(
    state: RunState, suggested: MatchingRun, director: Person, now: datetime
) -> None:
    run = MatchingRun.objects.create(edition=suggested.edition, created_at=now, state=state)
    desk, path = client_of(director), f"/spring/matching/runs/{run.pk}"
    assert "Compare with run" not in words(desk.get(path))
    for page in ("changes", "changes/pairs", f"changes?against={suggested.pk}"):
        text = words(desk.get(f"{path}/{page}"))
        assert f"Run {run.pk} has no run to be compared with" in text
        assert "This run has found nothing yet" in text


def test_publish_is_offered_beside_the_comparison_to_whoever_may(
    newer: MatchingRun, director: Person, buyer: Person, now: datetime
) -> None:
    appoint(edition=newer.edition, person=buyer, role=Role.AUDITOR, by=None, now=now)
    paths = [f"/spring/matching/runs/{newer.pk}{page}" for page in ("", "/changes")]
    found = [
        words(client_of(person).get(path)).count("button main")
        for person in (director, buyer)
        for path in paths
    ]
    assert found == [1, 1, 0, 0]


def test_a_run_offers_the_comparison_with_what_participants_see(
    newer: MatchingRun, director: Person, owner: Person
) -> None:
    page = words(client_of(director).get(f"/spring/matching/runs/{newer.pk}"))
    assert f"Compare with run {newer.pk - 1}" in page
    assert client_of(owner).get(f"/spring/matching/runs/{newer.pk}/changes").status_code == 403


def test_a_run_is_held_against_an_earlier_one_and_never_by_itself_against_a_later(
    newer: MatchingRun, suggested: MatchingRun, director: Person, now: datetime
) -> None:
    assert [find_older_run(one) for one in (suggested, newer)] == [None, suggested]
    desk, first = client_of(director), f"/spring/matching/runs/{suggested.pk}/changes"
    page = words(desk.get(first))
    assert f"<h1>No run came before run {suggested.pk}</h1>" in page
    assert f'href="{first}?against={newer.pk}"' in page
    assert desk.get(f"{first}?against={newer.pk}").context["older"] == newer
    between = MatchingRun.objects.create(edition=newer.edition, created_at=now, state=RunState.DRAFT)
    last = MatchingRun.objects.create(edition=newer.edition, created_at=now, state=RunState.DRAFT)
    assert find_older_run(last) == suggested  # what participants see, then the run before
    MatchingRun.objects.filter(pk=suggested.pk).update(state=RunState.REVIEWED)
    assert find_older_run(last) == between


def test_who_loses_stands_before_who_does_not_also_where_only_suggestions_are_fewer(
    newer: MatchingRun, participants: list[Participant], director: Person
) -> None:
    # Ansheng keeps the pair within capacity and loses another; Duna, who has nothing in either run, loses nothing.
    Tally.objects.filter(participant=participants[2]).update(suggested=0, listed=0, chosen=0)
    rows = client_of(director).get(f"/spring/matching/runs/{newer.pk}/changes").context["rows"]
    assert [row.shift for row in rows] == ["worse", "same", "better"]
