"""Assemblies: from a need for a whole solution to a table at which its suppliers sit, and what they say to it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chainfair.chains.actions import state_needs, state_offers, state_positions
from chainfair.chains.kinds import Disclosure, Intent, NewPosition, NewTrade
from chainfair.chains.models import Chain, Flow, Link
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.ground.names import name_of
from chainfair.ground.search import index_texts
from chainfair.ground.tables import read_table
from chainfair.matching.actions import answer_assembly, publish_run, queue_run, state_preferences
from chainfair.matching.errors import NotSeated
from chainfair.matching.kinds import Lapse, Seated, Wish
from chainfair.matching.models import Assembly, AssemblyMember, Exposure, MatchingRun, Participant
from chainfair.matching.queries import lapsed_assemblies
from chainfair.matching.tasks import perform_now
from chainfair.meetings.actions import propose_where_nobody_asked
from chainfair.meetings.errors import NothingToPlace
from chainfair.meetings.kinds import MeetingState, Origin
from chainfair.meetings.models import Meeting
from chainfair.people.models import Person
from tests.matching.test_views_suggestions import words
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
DESK = "/spring/matching/runs"
SUGGESTIONS = "/spring/matching/suggestions"
OWN = f"{SUGGESTIONS}/assemblies"


@pytest.fixture
def whole(participants: list[Participant], battery: Chain, now: datetime) -> Link:
    """Separators go into cells too, and nobody makes foil, which also does; Duna looks for cells as a whole.

    Ansheng offers cathode material in words, Beiming merely stands on separators.
    """
    ansheng, beiming, duna = (one.organisation_id for one in participants)
    cell = battery.links.get(key="cell")
    for number, (key, name_en, name_zh) in enumerate(
        [("separator", "Separators", "隔膜"), ("foil", "Foil", "箔材")], 4
    ):
        link = Link.objects.create(chain=battery, key=key, number=number, name_en=name_en, name_zh=name_zh)
        Flow.objects.create(chain=battery, source=link, target=cell)
    cathode, separator = (battery.links.get(key=key).pk for key in ("cathode", "separator"))
    state_offers(offers=[NewTrade(ansheng, "entered", cathode, text="磷酸铁锂正极材料")], by=None, now=now)
    state_positions(
        positions=[NewPosition(beiming, separator, "entered"), NewPosition(duna, cell.pk, "entered")],
        by=None,
        now=now,
    )
    need = NewTrade(duna, "entered", cell.pk, intent=Intent.SCENARIO)
    state_needs(needs=[need], by=None, now=now)
    return cell


def performed(edition: Edition, now: datetime) -> MatchingRun:
    run = queue_run(edition=edition, by=None, now=now, settings={"encode": False})
    return perform_now(run)


@pytest.fixture
def run(spring: Edition, whole: Link, now: datetime) -> MatchingRun:
    """A published run with the one assembly."""
    return publish_run(run=performed(spring, now), by=None, now=now)


@pytest.fixture
def assembly(run: MatchingRun) -> Assembly:
    return run.assemblies.get()


def seats(assembly: Assembly) -> list[tuple[str, str, bool]]:
    rows = assembly.members.order_by("pk").select_related("participant__organisation", "part")
    return [
        (one.participant.organisation.name_latin, one.part.key if one.part else "", one.offer_id is not None)
        for one in rows
    ]


def test_a_need_for_a_whole_seats_one_supplier_for_each_part(run: MatchingRun, assembly: Assembly) -> None:
    assert seats(assembly)[0] == ("Duna Energiacella", "cell", False)
    assert sorted(seats(assembly)[1:]) == [
        ("Beiming Materials", "separator", False),
        ("Hubei Ansheng Materials", "cathode", True),
    ]
    assert (assembly.chosen, assembly.size, assembly.missing) == (
        True,
        3,
        [Link.objects.get(key="foil").pk],
    )
    figures = {name: run.figures[name] for name in ("scenarios", "assemblies", "assemblies_chosen")}
    assert figures == {"scenarios": 1, "assemblies": 1, "assemblies_chosen": 1}
    assert run.suggestions.filter(chosen=True).count() == 0  # one meeting of each pair, and that is the table


def test_a_code_without_a_link_leads_to_the_link_that_carries_it(
    spring: Edition, participants: list[Participant], whole: Link, now: datetime
) -> None:
    duna = participants[2].organisation
    duna.needs.update(link=None, code=whole.codes.get())
    assert performed(spring, now).assemblies.get().link == whole


@pytest.mark.parametrize("disclosure", [Disclosure.NOBODY, Disclosure.COUNTED, Disclosure.MUTUAL])
def test_a_need_that_members_may_not_read_seats_nobody(
    spring: Edition, participants: list[Participant], whole: Link, now: datetime, disclosure: Disclosure
) -> None:
    participants[2].organisation.needs.update(disclosure=disclosure)
    assert not performed(spring, now).assemblies.exists()


def test_members_read_who_supplies_which_part(assembly: Assembly, owner: Person, buyer: Person) -> None:
    page = words(client_of(owner).get("/spring/matching/suggestions"))
    assert "Assemblies you are part of" in page
    assert "An assembly for Cells" in page
    assert (
        "Duna Energiacella looks for Cells with all that goes into it; you would supply Cathode material."
        in page
    )
    assert "<dt>Not at this table</dt><dd>Foil</dd>" in page
    mine = client_of(buyer).get(OWN)
    assert "<h1>You are part of 1 assembly</h1>" in words(mine)
    assert "You look for Cells with all that goes into it; these 2 could supply it." in words(mine)
    assert "磷酸铁锂正极材料" in words(mine)
    assert mine.context["found"] == 1


def test_a_part_that_is_kept_back_stays_with_its_owner_and_the_organiser(
    run: MatchingRun, assembly: Assembly, owner: Person, rival: Person, director: Person
) -> None:
    Link.objects.get(key="separator").positions.update(disclosure=Disclosure.MUTUAL)
    secret = "a part that is not disclosed"
    theirs, own, desk = (
        words(client_of(who).get(path))
        for who, path in ((owner, OWN), (rival, OWN), (director, f"{DESK}/{run.pk}/assemblies"))
    )
    assert (secret in theirs, "Separators" in theirs, "Foil" in theirs) == (True, False, False)
    assert (secret in own, "Separators" in own) == (False, True)
    assert (secret in desk, "Separators" in desk, "Foil" in desk) == (False, True, True)


def test_a_draft_shows_its_assemblies_to_the_desk_alone(
    spring: Edition, whole: Link, owner: Person, director: Person, now: datetime
) -> None:
    run = performed(spring, now)
    assert client_of(owner).get(OWN).context["found"] == 0
    assert "Assemblies stand here once" in words(client_of(owner).get(OWN))
    desk = client_of(director).get(f"{DESK}/{run.pk}/assemblies")
    assert "<h1>1 of 1 assemblies fit into everybody's capacity</h1>" in words(desk)
    page = words(client_of(director).get(f"{DESK}/{run.pk}"))
    found = "1 assembly fits into everybody's capacity, of 1 ways to fill its table."
    assert f"1 organisation looks for a whole solution. {found}" in page


def test_the_desk_searches_filters_and_takes_assemblies_away(
    run: MatchingRun, assembly: Assembly, director: Person, owner: Person, participants: list[Participant]
) -> None:
    index_texts(
        "organisation",
        [(one.organisation_id, (one.organisation.name, one.organisation.name_latin)) for one in participants],
    )
    path, client = f"{DESK}/{run.pk}/assemblies", client_of(director)
    asked = {
        "q=安晟": 1,
        "q=duna": 1,
        "q=电芯": 1,
        "q=cells": 1,
        "q=nobody": 0,
        "country=HU": 1,
        "country=DE": 1,  # no such choice: the address says nonsense, and nothing is asked
        "chosen=on": 1,
        "turned_down=on": 0,
    }
    assert {query: client.get(f"{path}?{query}").context["found"] for query in asked} == asked
    table = read_table(client.get(f"{path}?export=csv").content, "list.csv", None)
    assert [list(row.cells) for row in table.rows] == [
        [
            "Duna Energiacella",
            "Duna Energiacella",
            "Cells",
            "3",
            "; ".join(
                f"{one.part.name_en}: {one.participant.organisation.name}"
                for one in assembly.members.order_by("pk")[1:]
                if one.part
            ),
            str(assembly.weight),
            "1",
            "",
        ]
    ]
    assert client.get(f"{path}?export=xlsx").status_code == 200
    assert client_of(owner).get(path).status_code == 403


def test_lists_take_as_many_statements_for_three_as_for_one(
    run: MatchingRun, assembly: Assembly, director: Person, buyer: Person, participants: list[Participant]
) -> None:
    pages = ((director, f"{DESK}/{run.pk}/assemblies"), (buyer, OWN), (buyer, "/spring/matching/suggestions"))

    def statements() -> list[int]:
        counts = []
        for who, path in pages:
            client = client_of(who)
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert client.get(path).status_code == 200
            counts.append(len(caught))
        return counts

    before = statements()
    for scenario in (7, 8):
        copy = Assembly.objects.create(
            run=run,
            owner=participants[2],
            link=assembly.link,
            scenario=scenario,
            weight=5,
            size=3,
            chosen=True,
            missing=assembly.missing,
        )
        for one in assembly.members.order_by("pk"):
            AssemblyMember.objects.create(
                assembly=copy, participant=one.participant, part=one.part, offer=one.offer
            )
    assert statements() == before


def test_a_member_says_whether_it_wants_to_sit_there(
    assembly: Assembly, owner: Person, buyer: Person, participants: list[Participant]
) -> None:
    client, path = client_of(owner), f"/spring/matching/assemblies/{assembly.pk}/answer"
    answer = client.post(path, {"said": "yes"}, follow=True)
    assert "Noted for the assembly for Duna Energiacella: your side wants to sit there." in words(answer)
    assert assembly.members.get(participant=participants[0]).said == "yes"
    assert "wants to sit there" in words(client_of(buyer).get(OWN))
    client.post(path, {"said": "no"})
    told = Event.objects.filter(verb="assembly.answered").order_by("pk").values_list("before", "after")
    assert list(told) == [("open", "yes"), ("yes", "no")]
    assert client.post(path, {"said": "perhaps"}).status_code == 302
    assert client_of(owner).get(f"{OWN}?said=no").context["found"] == 1
    assert client_of(owner).get(f"{OWN}?said=yes").context["found"] == 0


def test_nobody_answers_for_a_table_at_which_it_does_not_sit(
    assembly: Assembly, owner: Person, participants: list[Participant], now: datetime
) -> None:
    assembly.members.filter(participant=participants[0]).delete()
    path = f"/spring/matching/assemblies/{assembly.pk}/answer"
    assert client_of(owner).post(path, {"said": "yes"}).status_code == 404
    with pytest.raises(NotSeated, match="You do not sit in assembly"):
        answer_assembly(assembly=assembly, participant=participants[0], said=Seated.YES, by=None, now=now)


def test_who_turned_a_table_down_is_not_seated_there_by_the_next_run(
    spring: Edition, assembly: Assembly, participants: list[Participant], now: datetime
) -> None:
    answer_assembly(assembly=assembly, participant=participants[0], said=Seated.NO, by=None, now=now)
    assert not performed(spring, now).assemblies.exists()  # one part alone is no assembly
    answer_assembly(assembly=assembly, participant=participants[0], said=Seated.OPEN, by=None, now=now)
    assert performed(spring, now).assemblies.exists()


def test_a_draft_timetable_proposes_the_table_as_a_quorum_meeting_once(
    spring: Edition, assembly: Assembly, participants: list[Participant], now: datetime
) -> None:
    assert propose_where_nobody_asked(edition=spring, by=None, now=now) == 1
    meeting = Meeting.objects.get()
    assert (
        meeting.assembly,
        meeting.state,
        meeting.origin,
        meeting.quorum,
        meeting.pair,
        meeting.weight,
    ) == (
        assembly,
        MeetingState.SUGGESTED,
        Origin.SUGGESTION,
        3,
        "",
        assembly.weight,
    )
    assert set(meeting.parties.values_list("participant", flat=True)) == {one.pk for one in participants}
    assert propose_where_nobody_asked(edition=spring, by=None, now=now) == 1
    assert Meeting.objects.count() == 1


def test_a_member_asks_the_whole_table_for_a_meeting_once(
    assembly: Assembly, owner: Person, buyer: Person, participants: list[Participant]
) -> None:
    client, path = client_of(owner), f"/spring/meetings/ask/assembly/{assembly.pk}"
    assert "Ask all for a meeting" in words(client.get(OWN))
    answer = client.post(path, follow=True)
    assert "Asked. Everybody at the table is told and answers." in words(answer)
    assert "An assembly for Cells" in words(answer)
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.origin, meeting.quorum, meeting.assembly) == (
        MeetingState.REQUESTED,
        Origin.SUGGESTION,
        3,
        assembly,
    )
    said = dict(meeting.parties.values_list("participant", "answer"))
    assert said == {participants[0].pk: "yes", participants[1].pk: "open", participants[2].pk: "open"}
    page = words(client_of(buyer).get(OWN))
    assert ("Ask all for a meeting" in page, "Open the meeting" in page) == (False, True)
    assert "This assembly has a meeting already" in words(client.post(path, follow=True))
    assert Meeting.objects.count() == 1


def test_what_the_desk_alone_proposes_is_not_shown_to_members(
    spring: Edition, assembly: Assembly, owner: Person, now: datetime
) -> None:
    propose_where_nobody_asked(edition=spring, by=None, now=now)
    assert "Open the meeting" not in words(client_of(owner).get(OWN))


def test_nobody_asks_a_table_at_which_it_does_not_sit(
    assembly: Assembly, owner: Person, participants: list[Participant]
) -> None:
    assembly.members.filter(participant=participants[0]).delete()
    assert client_of(owner).post(f"/spring/meetings/ask/assembly/{assembly.pk}").status_code == 404


def test_a_table_that_somebody_turned_down_is_not_proposed(
    spring: Edition, assembly: Assembly, participants: list[Participant], now: datetime
) -> None:
    answer_assembly(assembly=assembly, participant=participants[1], said=Seated.NO, by=None, now=now)
    with pytest.raises(NothingToPlace, match="no suggestions to propose"):
        propose_where_nobody_asked(edition=spring, by=None, now=now)


def test_a_table_that_somebody_turned_down_meanwhile_is_asked_by_nobody(
    assembly: Assembly, owner: Person, participants: list[Participant], now: datetime
) -> None:
    answer_assembly(assembly=assembly, participant=participants[1], said=Seated.NO, by=None, now=now)
    client, path = client_of(owner), f"/spring/meetings/ask/assembly/{assembly.pk}"
    assert "Somebody at this table does not want to sit there" in words(client.post(path, follow=True))
    assert not Meeting.objects.exists()


def test_a_table_at_which_one_does_not_want_to_meet_another_is_not_proposed(
    spring: Edition, assembly: Assembly, participants: list[Participant], now: datetime
) -> None:
    state_preferences(wishes=[(participants[1], participants[0], Wish.NO)], by=None, now=now)
    with pytest.raises(NothingToPlace, match="no suggestions to propose"):
        propose_where_nobody_asked(edition=spring, by=None, now=now)


def test_an_assembly_reads_in_chinese(assembly: Assembly, owner: Person) -> None:
    page = words(client_of(owner).get(OWN, headers={"accept-language": "zh-hans"}))
    assert "电芯配套组合" in page
    assert "寻求电芯整体解决方案" in page
    assert "您可供应正极材料" in page


def test_a_whole_solution_is_stated_as_a_scenario(
    participants: list[Participant], battery: Chain, owner: Person
) -> None:
    entry = {
        "kind": "need",
        "intent": "scenario",
        "text": "电池包整线",
        "code": "850790",
        "disclosure": "public",
    }
    page = words(client_of(owner).post("/spring/offers", entry, follow=True))
    assert "电池包整线" in page
    assert "scenario or pilot site" in page
    need = participants[0].organisation.needs.get()
    assert (need.intent, need.text) == (Intent.SCENARIO, "电池包整线")


def leaves(who: Participant) -> None:
    Participant.objects.filter(pk=who.pk).update(minimum=0, maximum=0)


def withdraws(who: Participant) -> None:
    Participation.objects.create(edition=who.edition, organisation=who.organisation, state="cancelled")


def wants_none_of_the_first(who: Participant) -> None:
    first = who.edition.participants.order_by("pk")[0]
    state_preferences(wishes=[(who, first, Wish.NO)], by=None, now=timezone.now())


def flows_otherwise(_who: Participant) -> None:
    ore, cell = Link.objects.get(key="ore"), Link.objects.get(key="cell")
    Flow.objects.create(chain=cell.chain, source=ore, target=cell)


LAPSES: dict[str, tuple[int, Callable[[Participant], object], str]] = {
    "the need is withdrawn": (2, lambda who: who.organisation.needs.update(state="refused"), "need"),
    "the need has expired": (
        2,
        lambda who: who.organisation.needs.update(expires_on=date(2026, 7, 1)),
        "need",
    ),
    "the need is hidden": (2, lambda who: who.organisation.needs.update(disclosure="nobody"), "need"),
    "the offer is refused": (0, lambda who: who.organisation.offers.update(state="refused"), "offer"),
    "the offer has expired": (
        0,
        lambda who: who.organisation.offers.update(expires_on=date(2026, 7, 15)),
        "offer",
    ),
    "the position is refused": (1, lambda who: who.organisation.positions.update(state="refused"), "offer"),
    "a member holds no meetings": (1, leaves, "member"),
    "a member withdraws": (0, withdraws, "member"),
    "a member is no participant any more": (1, lambda who: who.delete(), "member"),
    "what flows into the whole changes": (0, flows_otherwise, "parts"),
    "the chain is superseded": (0, lambda _who: Chain.objects.update(state="superseded"), "parts"),
    "one does not want another": (1, wants_none_of_the_first, "apart"),
}


@pytest.mark.parametrize("change", LAPSES)
def test_an_assembly_that_is_out_of_date_is_shown_to_nobody_as_it_was(
    spring: Edition,
    run: MatchingRun,
    assembly: Assembly,
    participants: list[Participant],
    owner: Person,
    colleague: Person,
    director: Person,
    now: datetime,
    change: str,
) -> None:
    whose, happens, lapse = LAPSES[change]
    client, ask = client_of(owner), f"/spring/meetings/ask/assembly/{assembly.pk}"
    Exposure.objects.all().delete()
    happens(participants[whose])
    for page in (
        words(client_of(who).get(path)) for who in (owner, colleague) for path in (OWN, SUGGESTIONS)
    ):
        told = (
            "out of date",
            "The next matching run forms it anew",
            "you would supply",
            "Ask all for a meeting",
        )
        assert [one in page for one in told] == [True, True, False, False]
    assert not Exposure.objects.filter(assembly__isnull=False).exists()
    for path, sent in ((ask, {}), (f"/spring/matching/assemblies/{assembly.pk}/answer", {"said": "yes"})):
        assert "This assembly is out of date" in words(client.post(path, sent, follow=True))
    assert (Meeting.objects.count(), assembly.members.filter(said="yes").count()) == (0, 0)
    with pytest.raises(NothingToPlace):
        propose_where_nobody_asked(edition=spring, by=None, now=now)
    path = f"{DESK}/{run.pk}/assemblies"
    files = [client_of(who).get(f"{path}?export=csv") for who, path in ((owner, OWN), (director, path))]
    rows = [next(iter(read_table(one.content, "list.csv", None).rows)).cells for one in files]
    assert [[*row][-2:] for row in rows] == [["", "1"], ["1", Lapse(lapse).word]]
    # What was assembled may be what its owner has withdrawn: members read it no more, on the page or in the file.
    whole = name_of(assembly.link)
    pages = [words(client_of(who).get(OWN)) for who in (owner, colleague)]
    assert [whole in text for text in (*pages, str(rows[0]), str(rows[1]))] == [False, False, False, True]
    desk = words(client_of(director).get(path))
    assert f"for this has changed since: {Lapse(lapse).word}.</p>" in desk
    assert "Cathode material" in desk


def test_an_assembly_stands_while_what_it_rests_on_stands(
    assembly: Assembly, participants: list[Participant], now: datetime
) -> None:
    for who in participants:
        who.organisation.offers.update(text="other words", expires_on=date(2026, 7, 17))
    assert lapsed_assemblies({assembly.pk}, now) == set()
    assert lapsed_assemblies({assembly.pk}, now + timedelta(days=365)) == set()  # the fair is over then


def test_assemblies_that_are_shown_are_noted_as_lists_are(
    run: MatchingRun, assembly: Assembly, owner: Person, colleague: Person, director: Person
) -> None:
    for person, path in ((owner, SUGGESTIONS), (owner, OWN), (colleague, OWN), (owner, f"{OWN}?q=Cells")):
        client_of(person).get(path)
    client_of(owner).get(f"{OWN}?export=csv")
    columns = ("assembly", "run", "counterpart", "participant__organisation__name_latin", "rank")
    rows = Exposure.objects.filter(assembly__isnull=False).order_by("pk")
    mine = (assembly.pk, run.pk, None, "Hubei Ansheng Materials", 1)
    assert list(rows.values_list(*columns, "sight", "policy", "propensity")) == [
        (*mine, "listed", "weighed", 1.0),
        (*mine, "filtered", "weighed", 1.0),
    ]
    client_of(owner).post(f"/spring/matching/assemblies/{assembly.pk}/answer", {"said": "yes"})
    desk, path = client_of(director), "/spring/matching/exposures"
    page = words(desk.get(f"{path}?what=assembly"))
    assert page.count("The assembly for Duna Energiacella") == 2
    assert "wants to sit there" in page
    client_of(owner).post(f"/spring/meetings/ask/assembly/{assembly.pk}")
    assert "asked for a meeting" in words(desk.get(path))
    found = {query: desk.get(f"{path}?{query}").context["found"] for query in ("what=assembly", "what=pair")}
    assert found == {"what=assembly": 2, "what=pair": Exposure.objects.count() - 2}
    table = read_table(desk.get(f"{path}?what=assembly&sight=listed&export=csv").content, "list.csv", None)
    (row,) = ([*one.cells] for one in table.rows)
    assert row[7:] == [
        "",
        str(assembly.pk),
        "Duna Energiacella",
        "stood on the list",
        "1",
        "1.0",
        "assemblies within capacity, the weightiest first",
        "0",
        "wants to sit there",
        "1",
    ]


def test_two_runs_tell_who_gained_and_who_lost_a_seat(
    spring: Edition, run: MatchingRun, participants: list[Participant], director: Person, now: datetime
) -> None:
    participants[2].organisation.needs.update(state="refused")
    later = performed(spring, now)
    seats = {
        one.pk: dict(one.tallies.values_list("participant__organisation__name_latin", "seated"))
        for one in (run, later)
    }
    everybody = {one.organisation.name_latin for one in participants}
    assert seats == {run.pk: dict.fromkeys(everybody, 1), later.pk: dict.fromkeys(everybody, 0)}
    desk, path = client_of(director), f"{DESK}/{later.pk}/changes"
    page = words(desk.get(path))
    assert "gained a seat at an assembly" in page
    assert "and 3 with fewer seats than before" in page
    assert f"0 assemblies within capacity; run {run.pk}: 1" in page
    asked = {"seat=lost": 3, "seat=gained": 0}
    assert {query: desk.get(f"{path}?{query}").context["found"] for query in asked} == asked
    turned = f"{DESK}/{run.pk}/changes?against={later.pk}&seat=gained"
    assert desk.get(turned).context["found"] == 3
