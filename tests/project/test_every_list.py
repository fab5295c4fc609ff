"""Every list: one count of queries whatever its length, search in Chinese, the same rows as files, no formula runs."""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from chainfair.chains.models import Chain, Link, Position
from chainfair.closing.kinds import StatementState
from chainfair.closing.models import Figure, Statement
from chainfair.closing.rules import packed
from chainfair.exhibiting.models import ListImport, Participation
from chainfair.fairs.actions import add_hall, create_edition, step_edition
from chainfair.fairs.kinds import EditionPlan, EditionState, HallPlan
from chainfair.fairs.models import Edition
from chainfair.ground.tables import read_table
from chainfair.matching.actions import join_matchmaking, judge_pair, note_exposures
from chainfair.matching.kinds import NewParticipant, Said, Side, Sight, SuggestionState
from chainfair.matching.models import (
    Assembly,
    AssemblyMember,
    MatchingRun,
    Participant,
    Suggestion,
    Tally,
)
from chainfair.matching.queries import freshness_of
from chainfair.meetings.models import Meeting, Party, Placement, Timetable, TimetableRun
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation
from chainfair.organisations.models import Organisation, SamenessQuestion
from chainfair.outcomes.models import Outcome, OutcomeParty
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from chainfair.presence.models import Device, Scan
from chainfair.visiting.models import Registration


@dataclass
class World:
    """The small fair, and what a list shows of it: names that begin as a formula does."""

    edition: Edition
    battery: Chain
    me: Participant
    now: datetime
    made: int = 0

    def name(self) -> str:
        """The next name; “材料” finds it, “电池” does not."""
        self.made += 1
        return f"=1+{self.made}甲材料"

    def organisation(self) -> Organisation:
        entry = NewOrganisation(self.name(), f"-{self.made} Jia Cailiao", country="CN")
        return enter_organisations(entries=[entry], source="test", by=None, now=self.now)[0]

    def person(self) -> Person:
        return enter_people(entries=[NewPerson(self.name())], by=None, now=self.now)[0]

    def participant(self) -> Participant:
        entry = NewParticipant(self.organisation().pk, Side.VISITOR)
        return join_matchmaking(edition=self.edition, entries=[entry], by=None, now=self.now)[0]

    def participation(self) -> Participation:
        return Participation.objects.create(edition=self.edition, organisation=self.organisation())

    def run(self, state: str = "published", **values: Any) -> MatchingRun:
        return MatchingRun.objects.create(
            edition=self.edition, created_at=self.now, figures={"pairs": 3}, state=state, **values
        )


def _import(world: World) -> None:
    ListImport.objects.create(
        edition=world.edition,
        file_name=f"{world.name()}.csv",
        file_digest="0" * 64,
        encoding="utf-8",
        state="done",
        figures={"rows": 1, "participations": 1, "refused_rows": 0},
        at=world.now,
    )


def _question(world: World) -> None:
    first = world.participation().organisation
    SamenessQuestion.objects.create(
        first=first, second=world.organisation(), score=60, reason="", asked_at=world.now
    )


def _registration(world: World) -> Registration:
    person, organisation = world.person(), world.organisation()
    return Registration.objects.create(
        edition=world.edition,
        person=person,
        organisation=organisation,
        category="buyer",
        days="10",
        badge=uuid.uuid4().hex,
        registered_at=world.now,
    )


def _suggestion(world: World) -> None:
    run = MatchingRun.objects.first() or world.run()
    other = world.participant()
    Suggestion.objects.create(
        run=run,
        first=world.me,
        second=other,
        weight=500,
        fit_first=0.5,
        fit_second=0.5,
        chosen=True,
        state=SuggestionState.SHOWN,
    )


def _assembly(world: World) -> None:
    """One more table: somebody looks for cells, and we and another would supply parts."""
    run, owner, other = MatchingRun.objects.first() or world.run(), world.participant(), world.participant()
    cell = world.battery.links.get(key="cell")
    table = Assembly.objects.create(
        run=run, owner=owner, link=cell, scenario=owner.pk, weight=900, size=3, missing=[cell.pk], chosen=True
    )
    for who, key in ((owner, "cell"), (world.me, "cathode"), (other, "ore")):
        part = world.battery.links.get(key=key)
        AssemblyMember.objects.create(assembly=table, participant=who, part=part)


def _compared(world: World) -> None:
    """One more pair of a run that stands beside an older one."""
    if MatchingRun.objects.count() < 2:
        world.run("reviewed")
        world.run("reviewed")
    run, other = MatchingRun.objects.latest("pk"), world.participant()
    Suggestion.objects.create(
        run=run, first=world.me, second=other, weight=500, fit_first=0.5, fit_second=0.5, chosen=True
    )
    Tally.objects.create(run=run, participant=other, suggested=1, listed=1, chosen=1)


def _correction(world: World) -> None:
    judge_pair(first=world.me, second=world.participant(), said=Said.APART, by=world.person(), now=world.now)


def _exposure(world: World) -> None:
    _suggestion(world)
    shown = [Suggestion.objects.latest("pk")]
    fresh = freshness_of(world.me, world.now)
    note_exposures(
        participant=world.me, fresh=fresh, suggestions=shown, sight=Sight.LISTED, first=1, now=world.now
    )


def _outcome(world: World) -> None:
    sides = [world.me.organisation, world.organisation()]
    outcome = Outcome.objects.create(
        edition=world.edition,
        parties_key=f"{sides[1].pk}",
        stage="intention",
        about="@试用",
        recorded_at=world.now,
    )
    for side in sides:
        OutcomeParty.objects.create(outcome=outcome, organisation=side)


def _device(world: World) -> Device:
    hall = world.edition.halls.get(code="W1")
    return Device.objects.create(
        edition=world.edition, name=world.name(), hall=hall, enrolled_at=world.now, seen_at=world.now
    )


def _refusal(world: World) -> None:
    device = Device.objects.first() or _device(world)
    Scan.objects.create(
        edition=world.edition,
        device=device,
        sequence=world.made,
        nonce="n",
        registration=_registration(world),
        admitted=False,
        refusal="closed",
        scanned_at=world.now,
        received_at=world.now,
    )


def _evidence(world: World) -> None:
    numbers = [*Participation.objects.values_list("pk", flat=True), world.participation().pk]
    statement, _made = Statement.objects.get_or_create(
        edition=world.edition,
        profile="organiser",
        version=1,
        defaults={
            "profile_version": 1,
            "state": StatementState.FROZEN,
            "as_of": world.now,
            "computed_at": world.now,
            "digest": "0" * 64,
            "code_version": "0",
        },
    )
    Figure.objects.update_or_create(
        statement=statement,
        key="exhibitors_present",
        defaults={
            "number": 1,
            "definition_version": 1,
            "value": len(numbers),
            "evidence_kind": "participation",
            "evidence_count": len(numbers),
            "evidence_digest": "0" * 64,
            "evidence": packed(numbers),
        },
    )


def _chain(world: World) -> None:
    name = world.name()
    chain = Chain.objects.create(
        key=f"c{world.made}", version=1, state="published", name_en=f"-{world.made} materials", name_zh=name
    )
    world.edition.areas.create(chain=chain, name_en=name, name_zh=name)


def _standing(world: World) -> None:
    link = Link.objects.get(chain=world.battery, key="ore")
    organisation = world.participation().organisation
    Position.objects.create(
        organisation=organisation, link=link, source="test", state="confirmed", since=world.now
    )


def _meeting(world: World, **values: Any) -> Meeting:
    meeting = Meeting.objects.create(
        edition=world.edition,
        uid=uuid.uuid4(),
        origin="request",
        pair=str(world.made),
        created_at=world.now,
        **values,
    )
    Party.objects.create(meeting=meeting, participant=world.me, asked=True, answer="yes")
    Party.objects.create(meeting=meeting, participant=world.participant())
    return meeting


def _silent(world: World) -> None:
    _meeting(world, answer_by=world.now + timedelta(days=1))


def _version(world: World) -> None:
    run = TimetableRun.objects.create(edition=world.edition, created_at=world.now, by=world.person())
    number = world.edition.timetables.count() + 1
    Timetable.objects.create(edition=world.edition, version=number, run=run, created_at=world.now)


def _placed(world: World) -> None:
    version, _made = Timetable.objects.get_or_create(
        edition=world.edition, version=1, defaults={"created_at": world.now}
    )
    slot = world.edition.slots.order_by("number")[version.placements.count()]
    Placement.objects.create(timetable=version, meeting=_meeting(world), slot=slot)


def _edition(world: World) -> None:
    name = world.name()
    plan = EditionPlan(f"e{world.made}", f"-{world.made} materials", name, world.now.date(), 1)
    made = create_edition(plan=plan, by=None, now=world.now)
    step_edition(edition=made, to=EditionState.OPEN, by=None, now=world.now)


def _place(world: World) -> None:
    add_hall(edition=world.edition, plan=HallPlan(f"甲材料{world.made}馆", tables=1), by=None, now=world.now)
    world.made += 1


@dataclass(frozen=True)
class ListPage:
    """A list: its address, how one more row comes to be, and what a two-character word finds there."""

    address: str
    make: Callable[[World], object]
    who: str = "director"
    finds: str = "材料"
    formula: bool = True


LISTS = {
    "editions": ListPage("/editions", _edition),
    "exhibitors": ListPage("/spring/exhibitors/", World.participation),
    "imports": ListPage("/spring/exhibitors/lists", _import),
    "questions": ListPage("/spring/exhibitors/questions", _question),
    "places": ListPage("/spring/edition/places", _place, finds="甲材", formula=False),
    "visitors": ListPage("/spring/visit/visitors", _registration),
    "chains": ListPage("/spring/chains/", _chain, finds="甲材"),
    "chain": ListPage("/spring/chains/battery?seen=ore", _standing),
    "participants": ListPage("/spring/matching/participants", World.participant),
    "suggestions": ListPage("/spring/matching/suggestions", _suggestion, who="owner"),
    "runs": ListPage("/spring/matching/", lambda world: world.run("reviewed", by=world.person())),
    "run": ListPage("/spring/matching/runs/{run}", _suggestion),
    "assemblies": ListPage("/spring/matching/runs/{run}/assemblies", _assembly),
    "own assemblies": ListPage("/spring/matching/suggestions/assemblies", _assembly, who="owner"),
    "changes": ListPage("/spring/matching/runs/{run}/changes?side=visitor", _compared),
    "pair changes": ListPage("/spring/matching/runs/{run}/changes/pairs", _compared),
    "corrections": ListPage("/spring/matching/corrections", _correction),
    "exposures": ListPage("/spring/matching/exposures", _exposure),
    "versions": ListPage("/spring/meetings/timetables", _version),
    "placed": ListPage("/spring/meetings/timetables/1/placements", _placed, formula=False),
    "no answer": ListPage("/spring/silent", _silent),
    "scanners": ListPage("/spring/presence/", _device),
    "refused scans": ListPage("/spring/presence/refusals", _refusal),
    "outcomes": ListPage("/spring/outcomes/", _outcome, formula=False),
    "evidence": ListPage("/spring/closing/organiser/1/exhibitors_present", _evidence),
}
every_list = pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS.keys())


@pytest.fixture
def world(spring: Edition, battery: Chain, participants: list[Participant], now: datetime) -> World:
    return World(spring, battery, participants[0], now)


@pytest.fixture
def people(director: Person, owner: Person) -> dict[str, Client]:
    """The director and the owner, signed in and reading Chinese."""
    found = {}
    for word, person in {"director": director, "owner": owner}.items():
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        found[word] = client
    return found


def address(listed: ListPage, **asked: str) -> str:
    """The address of a list with what is asked of it."""
    path = listed.address
    if "{run}" in path:
        path = path.format(run=MatchingRun.objects.latest("pk").pk)
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return path + ("&" if "?" in path else "?") + query


def rows_of(client: Client, listed: ListPage, **asked: str) -> list[list[str]]:
    """The rows of the CSV file of a list."""
    answer = client.get(address(listed, export="csv", **asked))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return [list(row.cells) for row in read_table(answer.content, "list.csv", None).rows]


@every_list
def test_one_and_three_rows_take_the_same_number_of_queries(
    listed: ListPage, world: World, people: dict[str, Client]
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            listed.make(world)
        people[listed.who].get(address(listed))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert people[listed.who].get(address(listed)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@every_list
def test_a_two_character_word_finds_what_holds_it(
    listed: ListPage, world: World, people: dict[str, Client]
) -> None:
    for _ in range(3):
        listed.make(world)
    client = people[listed.who]
    assert client.get(address(listed, q=listed.finds)).context["found"] == 3
    assert client.get(address(listed, q="风电")).context["found"] == 0


@every_list
def test_files_hold_the_rows_of_the_page_and_run_no_formula(
    listed: ListPage, world: World, people: dict[str, Client]
) -> None:
    for _ in range(3):
        listed.make(world)
    client = people[listed.who]
    found = client.get(address(listed)).context["found"]
    rows = rows_of(client, listed)
    answer = client.get(address(listed, export="xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert (len(rows), len(book) - 1) == (found, found)
    raw = client.get(address(listed, export="csv")).content.decode("utf-8-sig")
    cells = [cell.strip('"') for line in raw.splitlines() for cell in line.split(",")]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}] == []
    assert any(cell.startswith("'=1+") for cell in cells) is listed.formula
    # A workbook holds text as text: what a formula would have computed stands there as it was written.
    assert any(str(cell).startswith("=1+") for row in book for cell in row) is listed.formula


def test_a_page_holds_fifty_and_a_file_all(world: World, people: dict[str, Client]) -> None:
    listed = LISTS["exhibitors"]
    for _ in range(51):
        listed.make(world)
    client = people["director"]
    assert [len(client.get(address(listed, page=page)).context["rows"]) for page in "12"] == [50, 1]
    assert len(rows_of(client, listed)) == 51


def test_a_filter_narrows_page_and_file_alike(world: World, people: dict[str, Client]) -> None:
    listed = LISTS["participants"]
    for _ in range(3):
        listed.make(world)
    client = people["director"]
    assert client.get(address(listed, side="visitor")).context["found"] == 4
    assert len(rows_of(client, listed, side="visitor")) == 4
    assert [row[0] for row in rows_of(client, listed, country="HU")] == ["Duna Energiacella"]
