"""What a participant sees is noted once a day; each term of a reason can be corrected on its page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chainfair.chains.kinds import Disclosure, FactState
from chainfair.chains.models import Chain, Need
from chainfair.fairs.models import Edition
from chainfair.ground.tables import read_table
from chainfair.matching.actions import forget_exposures, note_exposures, state_preferences
from chainfair.matching.kinds import Sight, Wish
from chainfair.matching.models import Correction, Exposure, MatchingRun, Participant, Suggestion
from chainfair.matching.queries import freshness_of, shown_in
from chainfair.meetings.actions import request_meeting
from chainfair.meetings.kinds import MeetingRequest
from chainfair.people.models import Person
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
PAGE = "/spring/matching/suggestions"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def noted(**asked: Any) -> list[tuple[str, str, int, str]]:
    rows = Exposure.objects.filter(**asked).order_by("pk")
    return [
        (
            one.participant.organisation.name_latin,
            shown_in(one).name_latin,
            one.rank,
            one.sight,
        )
        for one in rows
    ]


def test_a_list_that_was_shown_is_noted_once_a_day(
    suggested: MatchingRun, owner: Person, colleague: Person
) -> None:
    wanted = [
        ("Hubei Ansheng Materials", "Duna Energiacella", 1, "listed"),
        ("Hubei Ansheng Materials", "Beiming Materials", 2, "listed"),
    ]
    for person in (owner, owner, colleague):
        assert client_of(person).get(PAGE).status_code == 200
    assert noted() == wanted
    rows = Exposure.objects.values_list("run", "propensity", "policy").distinct()
    assert list(rows) == [(suggested.pk, 1.0, "dealt")]
    Exposure.objects.update(day=timezone.now().date() - timedelta(days=2))
    client_of(owner).get(PAGE)
    assert noted() == wanted * 2


def test_a_filtered_list_and_opened_reasons_are_noted_apart(
    suggested: MatchingRun, owner: Person, participants: list[Participant]
) -> None:
    client = client_of(owner)
    client.get(f"{PAGE}?country=HU")
    client.get(f"{PAGE}?country=CN")
    client.get(f"{PAGE}/{participants[2].pk}")
    client.get(f"{PAGE}?export=csv")
    mine = "Hubei Ansheng Materials"
    assert noted() == [
        (mine, "Duna Energiacella", 1, "filtered"),
        (mine, "Beiming Materials", 1, "filtered"),
        (mine, "Duna Energiacella", 0, "opened"),
    ]


def test_what_the_reader_sorts_is_no_list_of_ours_and_what_it_asks_in_vain_is_none_of_its_own(
    suggested: MatchingRun, owner: Person, director: Person, participants: list[Participant]
) -> None:
    suggested.suggestions.filter(second=participants[1]).update(rank_first=1)
    client = client_of(owner)
    for asked in ("order=rank", "order=nonsense", "country=", "country=XX", "q=+"):
        client.get(f"{PAGE}?{asked}")
    shown = Exposure.objects.order_by("pk").values_list(
        "counterpart__organisation__name_latin", "rank", "sight", "policy"
    )
    dealt = [("Beiming Materials", 1, "listed", "dealt"), ("Duna Energiacella", 2, "listed", "dealt")]
    assert list(shown.all()) == dealt
    client.get(f"{PAGE}?order=weight")
    sorted_ = [("Duna Energiacella", 1, "listed", "reader"), ("Beiming Materials", 2, "listed", "reader")]
    assert list(shown.all()) == dealt + sorted_
    client.get(f"{PAGE}?order=weight&country=HU")
    client.get(f"{PAGE}?country=HU")
    found = [("Duna Energiacella", 1, "filtered", policy) for policy in ("reader", "dealt")]
    assert list(shown.all()) == dealt + sorted_ + found
    answer = client_of(director).get("/spring/matching/exposures?export=csv&order=-when")
    rows = [list(row.cells) for row in read_table(answer.content, "list.csv", None).rows]
    assert sorted((row[10], row[12], row[13]) for row in rows) == [
        ("stood on a searched or filtered list", "", "dealt by interest and places left"),
        ("stood on a searched or filtered list", "", "sorted by the reader"),
        ("stood on the list", "", "sorted by the reader"),
        ("stood on the list", "", "sorted by the reader"),
        ("stood on the list", "1.0", "dealt by interest and places left"),
        ("stood on the list", "1.0", "dealt by interest and places left"),
    ]


def test_what_stands_on_the_page_one_comes_home_to_is_noted_too(
    suggested: MatchingRun, owner: Person
) -> None:
    client = client_of(owner)
    client.get("/spring/today")
    rows = [("Hubei Ansheng Materials", "Duna Energiacella", 1, "listed")]
    rows += [("Hubei Ansheng Materials", "Beiming Materials", 2, "listed")]
    assert noted() == rows
    client.get(PAGE)
    assert noted() == rows


def test_noting_takes_one_statement_however_long_the_list(
    suggested: MatchingRun, owner: Person, participants: list[Participant], now: datetime
) -> None:
    ansheng = participants[0]
    for some in (1, 2):
        shown = list(suggested.suggestions.order_by("pk")[:some])
        with CaptureQueriesContext(connection) as asked:
            note_exposures(
                participant=ansheng,
                fresh=freshness_of(ansheng, now),
                suggestions=shown,
                sight=Sight.LISTED,
                first=1,
                now=now,
            )
        assert [one["sql"].split("(")[0].strip() for one in asked if "exposure" in one["sql"]] == [
            one["sql"].split("(")[0].strip() for one in asked if "INSERT" in one["sql"]
        ]
        assert len([one for one in asked if "INSERT" in one["sql"]]) == 1
    assert Exposure.objects.count() == 2


def test_what_was_seen_is_for_the_organiser_alone(
    suggested: MatchingRun,
    owner: Person,
    rival: Person,
    director: Person,
    participants: list[Participant],
    spring: Edition,
) -> None:
    ansheng, beiming, duna = participants
    client_of(owner).get(PAGE)
    state_preferences(wishes=[(ansheng, beiming, Wish.LIKE)], by=owner, now=timezone.now())
    request = MeetingRequest(ansheng.pk, (duna.pk,), about="LFP")
    request_meeting(edition=spring, request=request, by=owner, now=timezone.now())
    for person in (owner, rival):
        assert client_of(person).get("/spring/matching/exposures").status_code == 403
    desk = client_of(director)
    page = words(desk.get("/spring/matching/exposures"))
    assert "<h1>Suggestions and assemblies were seen 2 times</h1>" in page
    assert "asked for a meeting" in page
    answer = desk.get("/spring/matching/exposures?export=csv&order=rank")
    rows = [list(row.cells) for row in read_table(answer.content, "list.csv", None).rows]
    assert [(row[9], row[11], row[12], row[14], row[15], row[16]) for row in rows] == [
        ("Duna Energiacella", "1", "1.0", "0", "", "1"),
        ("北溟材料", "2", "1.0", "0", "would like to meet", "0"),
    ]


def test_what_was_seen_is_forgotten_after_two_years(
    suggested: MatchingRun, owner: Person, now: datetime
) -> None:
    client_of(owner).get(PAGE)
    old = Exposure.objects.earliest("pk")
    Exposure.objects.filter(pk=old.pk).update(at=now - timedelta(days=731))
    assert (forget_exposures(now=now), Exposure.objects.count()) == (1, 1)


def test_own_list_stands_first_in_its_order(
    suggested: MatchingRun, owner: Person, participants: list[Participant]
) -> None:
    ansheng, beiming, _duna = participants
    suggested.suggestions.filter(second=beiming).update(rank_first=1)
    names = [row.counterpart.organisation.name_latin for row in client_of(owner).get(PAGE).context["rows"]]
    assert names == ["Beiming Materials", "Duna Energiacella"]
    assert ansheng.preferences.count() == 0


def test_file_tells_the_rank_on_ones_own_list(
    suggested: MatchingRun, owner: Person, participants: list[Participant]
) -> None:
    suggested.suggestions.filter(second=participants[1]).update(rank_first=1)
    answer = client_of(owner).get(f"{PAGE}?export=csv")
    rows = [list(row.cells) for row in read_table(answer.content, "list.csv", None).rows]
    assert [row[1:2] + row[3:] for row in rows] == [
        ["Beiming Materials", "1", "300"],
        ["Duna Energiacella", "", "700"],
    ]


def test_wish_comes_back_to_the_list_it_was_stated_on(
    suggested: MatchingRun, owner: Person, participants: list[Participant]
) -> None:
    ansheng, _beiming, duna = participants
    answer = client_of(owner).post(f"/spring/matching/wishes/{duna.pk}", {"as": ansheng.pk, "wish": "like"})
    assert answer["Location"] == f"{PAGE}?as={ansheng.pk}"


def test_who_acts_for_two_stays_with_the_one_whose_list_is_filtered(
    suggested: MatchingRun, owner: Person, participants: list[Participant]
) -> None:
    ansheng, _beiming, duna = participants
    Participant.objects.filter(pk=duna.pk).update(contact=owner)
    page = words(client_of(owner).get(f"{PAGE}?as={duna.pk}&country=CN"))
    assert f'<input type="hidden" name="as" value="{duna.pk}"><button' in page
    assert f'href="{PAGE}?as={duna.pk}"' in page  # show all
    assert f"?as={ansheng.pk}&amp;country=CN" in page  # the other one's


def test_suggestion_shows_each_term_with_what_it_adds(
    explained: Suggestion, buyer: Person, participants: list[Participant]
) -> None:
    page = words(client_of(buyer).get(f"{PAGE}/{participants[0].pk}"))
    assert "<h1>Why Hubei Ansheng Materials is suggested to you</h1>" in page
    assert page.count("they for you") == 2
    assert "product codes agree 0.3 · the words agree 0.2" in page
    assert page.count('name="said" value="unneeded"') == 1
    assert 'name="said" value="unoffered"' not in page
    assert page.count("button main") == 1


def test_suggestion_of_others_is_not_found(
    explained: Suggestion, rival: Person, participants: list[Participant]
) -> None:
    client, duna = client_of(rival), participants[2]
    assert client.get(f"{PAGE}/{duna.pk}").status_code == 404
    assert client.post(f"{PAGE}/{duna.pk}/correct", {}).status_code == 404
    # Naming somebody else's participant is naming one's own.
    said = {"as": duna.pk, "suggestion": explained.pk, "term": 0, "said": "unneeded"}
    client.post(f"{PAGE}/{participants[0].pk}/correct", said)
    assert (Correction.objects.count(), Need.objects.get().state) == (0, FactState.CONFIRMED)


def test_correct_is_kept_with_who_and_when_and_shown_as_history(
    explained: Suggestion, buyer: Person, owner: Person, participants: list[Participant]
) -> None:
    ansheng, _beiming, duna = participants
    client, path = client_of(buyer), f"{PAGE}/{ansheng.pk}"
    said = {"suggestion": explained.pk, "term": 0, "said": "unneeded"}
    page = words(client.post(f"{path}/correct", said, follow=True))
    assert "Noted: we do not need this. Your list follows in a moment." in page
    assert "What your side said" in page
    assert page.count('value="unneeded" type="submit" aria-pressed="true"') == 1
    assert (Correction.objects.get().by, Need.objects.get().state) == (buyer, FactState.REFUSED)
    other = words(client_of(owner).get(f"{PAGE}/{duna.pk}"))
    assert "What your side said" not in other
    assert 'type="submit" aria-pressed="true"' not in other


def test_what_the_other_side_keeps_to_itself_stays_unsaid(
    explained: Suggestion, owner: Person, participants: list[Participant]
) -> None:
    Need.objects.update(disclosure=Disclosure.NOBODY, text="zqhidden")
    client, path = client_of(owner), f"{PAGE}/{participants[2].pk}"
    for said in ("doubted", "right"):
        page = words(
            client.post(f"{path}/correct", {"suggestion": explained.pk, "term": 0, "said": said}, follow=True)
        )
        assert "zqhidden" not in page
        assert "磷酸铁锂正极材料" in page
    assert Correction.objects.filter(need__text="zqhidden").count() == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"term": 0, "said": "unoffered"}, "“we do not offer this” is no answer to this reason"),
        ({"term": 7, "said": "right"}, "These reasons are no longer shown"),
        ({"term": 0, "said": "right", "suggestion": 0}, "These reasons are no longer shown"),
        ({"term": 0, "said": "nonsense"}, "These reasons are no longer shown"),
    ],
)
def test_correct_is_refused_in_words(
    explained: Suggestion,
    buyer: Person,
    participants: list[Participant],
    said: dict[str, Any],
    sentence: str,
) -> None:
    path = f"{PAGE}/{participants[0].pk}/correct"
    answer = client_of(buyer).post(path, {"suggestion": explained.pk} | said)
    assert answer.status_code == 409
    assert sentence in words(answer)
    assert Correction.objects.count() == 0


def test_what_only_codes_or_words_join_is_called_close_and_not_an_input(
    explained: Suggestion, battery: Chain, buyer: Person
) -> None:
    Need.objects.update(link=battery.links.get(key="cell"))
    page = words(client_of(buyer).get(f"{PAGE}/{explained.first_id}"))
    assert "You look for Cells; they supply Cathode material, which is close to it." in page
    assert ("is close to" in page, "goes into" in page) == (True, False)
