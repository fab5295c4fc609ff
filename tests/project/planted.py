"""The small fair with one of everything, and canaries: words that stand in one fact alone and betray who saw it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from chainfair.chains.actions import state_needs, state_offers, state_positions
from chainfair.chains.kinds import Disclosure, FactState, NewPosition, NewTrade
from chainfair.chains.models import Link, Need, Offer
from chainfair.closing.actions import freeze_statement
from chainfair.exhibiting.actions import (
    accept_participations,
    allocate_stands,
    import_exhibitors,
    keep_preview,
)
from chainfair.exhibiting.kinds import ListFile, NewParticipation, NewStand
from chainfair.exhibiting.models import Participation
from chainfair.fairs.actions import appoint, create_edition, step_edition
from chainfair.fairs.kinds import EditionPlan, EditionState, HallPlan, Role
from chainfair.fairs.models import Area, Edition
from chainfair.ground.kinds import RunState
from chainfair.matching.actions import correct_reason, join_matchmaking, note_exposures
from chainfair.matching.kinds import NewParticipant, Said, Side, Sight, SuggestionState
from chainfair.matching.models import Assembly, AssemblyMember, MatchingRun, Participant, Suggestion
from chainfair.matching.queries import freshness_of
from chainfair.meetings.actions import request_meeting
from chainfair.meetings.kinds import MeetingRequest
from chainfair.meetings.models import Meeting
from chainfair.organisations.models import Organisation, SamenessQuestion
from chainfair.outcomes.actions import record_outcome
from chainfair.outcomes.kinds import NewOutcome, Stage
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from chainfair.presence.actions import enrol_devices
from chainfair.visiting.actions import register_visitor
from chainfair.visiting.kinds import NewRegistration, VisitorCategory
from tests.project.planted_diary import TEAM, plant_diary, plant_diary_elsewhere

HEADINGS = "name_zh,name_en\n"
FIGURES = {"participants": 3, "pairs": 2, "chosen": 2, "below_minimum": 0, "gap": 0.0}


@dataclass
class Planted:
    """What addresses name in two editions, and who may see which canary."""

    values: dict[str, dict[str, object]] = field(default_factory=dict)
    foreign: dict[str, dict[str, object]] = field(default_factory=dict)
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)

    def canary(self, word: str, *who: str) -> str:
        """A word nobody would write, seen by these roles alone."""
        self.canaries[word] = frozenset(who)
        return word


def person(name: str, email: str, now: datetime) -> Person:
    """An account."""
    return enter_people(entries=[NewPerson(name=name, email=email)], by=None, now=now)[0]


def staff(edition: Edition, now: datetime) -> dict[str, Person]:
    """One person for each role that product.md knows, but the director."""
    found = {}
    for role in Role:
        if role is Role.DIRECTOR:
            continue
        found[str(role)] = person(f"Staff {role}", f"{role}@staff.example.org", now)
        appoint(edition=edition, person=found[str(role)], role=role, by=None, now=now)
    return found


def stranger(now: datetime) -> Person:
    """The director of another edition, whose rights end at its border."""
    plan = EditionPlan("autumn", "Autumn fair", "秋季博览会", starts_on=date(2026, 10, 1), days=1,
                       halls=(HallPlan("A1", tables=1),))  # fmt: skip
    edition = create_edition(plan=plan, by=None, now=now)
    step_edition(edition=edition, to=EditionState.OPEN, by=None, now=now)
    found = person("Other Director", "stranger@example.org", now)
    appoint(edition=edition, person=found, role=Role.DIRECTOR, by=None, now=now)
    return found


def draft(now: datetime) -> Edition:
    """An edition that nobody has opened."""
    plan = EditionPlan("secret", "zqdraftname", "zqdraftname", starts_on=date(2027, 5, 1), days=1)
    return create_edition(plan=plan, by=None, now=now)


PARTIES = (*TEAM, "rival", "buyer")
PROFILES = ("director", "chain_manager", "matchmaking", "auditor")
OUTCOMES = ("director", "chain_manager", "matchmaking", "press_office", "auditor")


def plant(spring: Edition, participants: list[Participant], now: datetime) -> Planted:
    """Fill the small fair, and a part of the other one for foreign numbers."""
    found = Planted()
    ansheng, beiming, duna = participants
    exhibitors = _exhibit(spring, [ansheng.organisation_id, beiming.organisation_id], now)
    Participation.objects.filter(pk=exhibitors[0].pk).update(
        note=found.canary("zqnote", "director", "exhibitor_sales")
    )
    _facts(found, ansheng.organisation, now)
    team = {
        "given": person("zqgivenname", "zqgivenmail@example.org", now),
        "contact": person("zqcontactname", "zqcontactmail@example.org", now),
    }
    meeting = plant_diary(found.canary, spring, participants, team, now)
    outcome = _outcome(found, spring, meeting, now)
    guest = person("zqvisitorname", "zqvisitormail@example.org", now)
    found.canary("zqvisitorname", "director", "onsite_lead", "gate", "auditor", "visitor")
    found.canary("zqvisitormail", "visitor")
    register_visitor(
        edition=spring, entry=NewRegistration(guest.pk, VisitorCategory.BUYER, days="11"), by=guest, now=now
    )
    imported = _lists(found, spring, now)
    run, suggestion = _suggest(spring, ansheng, duna, now)
    _suggest_hidden_need(found, spring, run, beiming, ansheng)
    _correct(suggestion, ansheng, now)
    statement = freeze_statement(
        edition=spring,
        profile="organiser",
        by=None,
        now=timezone.now(),
        note=found.canary("zqprovisional", *STAFF),
    )
    enrol_devices(edition=spring, names=[("zqdevice", None)], by=None, now=now)
    found.canary("zqdevice", "director", "onsite_lead", "gate", "meeting_area", "press_office", "auditor")
    question = SamenessQuestion.objects.create(
        first=ansheng.organisation, second=beiming.organisation, score=60, reason="zqsameness", asked_at=now
    )
    found.canary("zqsameness", "director", "exhibitor_sales")
    found.canary("zqdraftname")
    stand = allocate_stands(
        edition=spring, entries=[NewStand("W1-01", (exhibitors[0].pk,))], by=None, now=now
    )[0]
    hall = spring.halls.earliest("pk")
    appointment = spring.appointments.exclude(role=Role.DIRECTOR).earliest("pk")
    offer = Offer.objects.filter(state=FactState.SUGGESTED).get()
    edition: dict[str, object] = {"edition": spring.key}
    found.values = {
        "": {},
        "edition": edition,
        "organisation": edition | {"organisation": ansheng.organisation_id},
        "offer": edition | {"offer": offer.pk},
        "hall": edition | {"hall": hall.pk},
        "appointment": edition | {"number": appointment.pk},
        "list": edition | {"number": imported},
        "question": edition | {"number": question.pk},
        "stand": edition | {"number": stand.pk},
        "chain": edition | {"chain": "battery"},
        "counterpart": edition | {"counterpart": beiming.pk},
        "run": edition | {"number": run.pk},
        "assembly": edition | {"number": _assemble(run, ansheng, duna)},
        "pair": edition | {"first": ansheng.pk, "second": beiming.pk},
        "meeting": edition | {"meeting": meeting.pk},
        "version": edition | {"version": 2},
        "placed": edition | {"version": 2, "meeting": meeting.pk},
        "versioned_side": edition | {"version": 2, "participant": ansheng.pk},
        "versioned_place": edition | {"version": 2, "place": spring.places.earliest("pk").pk},
        "timetable_run": edition | {"run": spring.timetable_runs.get().pk},
        "participant": edition | {"number": ansheng.pk},
        "place": edition | {"number": spring.places.earliest("pk").pk},
        "area": edition | {"number": spring.areas.earliest("pk").pk},
        "outcome": edition | {"number": outcome},
        "statement": edition | {"profile": "organiser", "version": statement.version},
        "figure": edition
        | {"profile": "organiser", "version": statement.version, "figure": statement.figures.earliest("number").key},
    }  # fmt: skip
    return found


STAFF = tuple(str(role) for role in Role)


def _exhibit(spring: Edition, organisations: list[int], now: datetime) -> list[Participation]:
    entries = [NewParticipation(number, contract_country="CN") for number in organisations]
    return accept_participations(edition=spring, entries=entries, by=None, now=now)


def _facts(found: Planted, ansheng: Organisation, now: datetime) -> None:
    number = ansheng.pk
    link = Link.objects.get(key="cathode")
    own = (*TEAM, *PROFILES)
    shared = found.canary("zqofferparticipants", *PARTIES, *PROFILES)
    hidden = found.canary("zqoffernobody", *own)
    offers = [
        NewTrade(number, "entered", link=link.pk, text=hidden, disclosure=Disclosure.NOBODY),
        NewTrade(number, "entered", text=found.canary("zqoffercounted", *own), disclosure=Disclosure.COUNTED),
        NewTrade(number, "entered", text=found.canary("zqoffermutual", *own), disclosure=Disclosure.MUTUAL),
        NewTrade(number, "entered", text=shared, disclosure=Disclosure.PARTICIPANTS),
        NewTrade(number, "list", text="stated in a list", state=FactState.SUGGESTED),
    ]  # fmt: skip
    state_offers(offers=offers, by=None, now=now)
    needs = [
        NewTrade(number, "entered", text=found.canary("zqneednobody", *own), disclosure=Disclosure.NOBODY),
        NewTrade(number, "entered", text="needed by all"),
    ]
    state_needs(needs=needs, by=None, now=now)
    ore = Link.objects.get(key="ore")
    state_positions(
        positions=[
            NewPosition(number, link.pk, "entered"),
            NewPosition(number, ore.pk, "entered", disclosure=Disclosure.NOBODY),
        ],
        by=None,
        now=now,
    )


def _outcome(found: Planted, spring: Edition, meeting: Meeting, now: datetime) -> int:
    parties = tuple(meeting.parties.values_list("participant__organisation_id", flat=True))
    about = found.canary("zqoutcome", *TEAM, "buyer", *OUTCOMES)
    new = NewOutcome(parties, Stage.INTENTION, meeting=meeting.pk, about=about, confirmed_by=parties[:1])
    return record_outcome(edition=spring, outcome=new, by=None, now=now).pk


def _lists(found: Planted, spring: Edition, now: datetime) -> int:
    name = found.canary("zqlistname", "director", "exhibitor_sales")
    cell = found.canary("zqlistcell", "director", "exhibitor_sales")
    file = ListFile(f"{name}.csv", f"{HEADINGS}甲材料有限公司,{cell}\n,\n".encode())
    return keep_preview(edition=spring, file=file, by=None, now=now).pk


def _suggest(
    spring: Edition, one: Participant, other: Participant, now: datetime
) -> tuple[MatchingRun, Suggestion]:
    run = MatchingRun.objects.create(
        edition=spring, created_at=now, state=RunState.PUBLISHED, figures=FIGURES
    )
    offer = Offer.objects.get(text="zqoffernobody")
    return run, _pair(run, one, other, {"offer": offer.pk, "need": None})


def _suggest_hidden_need(
    found: Planted, spring: Edition, run: MatchingRun, one: Participant, other: Participant
) -> None:
    need = Need.objects.get(text="zqneednobody")
    _pair(run, one, other, {"offer": None, "need": need.pk})


def _correct(suggestion: Suggestion, me: Participant, now: datetime) -> None:
    """Ansheng confirms the offer that nobody may see, saw that suggestion, and a second run stands beside the first."""
    serving = next(at for at, term in enumerate(suggestion.reasons) if term["towards"] == 1)
    speaker = person("Ansheng Speaker", "speaker@example.org", now)
    correct_reason(suggestion=suggestion, term=serving, participant=me, said=Said.RIGHT, by=speaker, now=now)
    fresh = freshness_of(me, now)
    note_exposures(
        participant=me, fresh=fresh, suggestions=[suggestion], sight=Sight.LISTED, first=1, now=now
    )
    draft = MatchingRun.objects.create(
        edition=me.edition, created_at=now, state=RunState.REVIEWED, figures=FIGURES
    )
    _pair(draft, suggestion.first, suggestion.second, {"offer": suggestion.reasons[0]["offer"], "need": None})


def _pair(run: MatchingRun, one: Participant, other: Participant, facts: dict[str, int | None]) -> Suggestion:
    first, second = sorted((one, other), key=lambda row: row.pk)
    term = {"kind": 2, "value": 0.7, "towards": 0, "inferred": False, "source": None, "target": None, **facts}
    return Suggestion.objects.create(
        run=run, first=first, second=second, weight=700, fit_first=0.7, fit_second=0.6, chosen=True,
        state=SuggestionState.SHOWN, reasons=[term, term | {"towards": 1}],
    )  # fmt: skip


def _assemble(run: MatchingRun, owner: Participant, supplier: Participant) -> int:
    """Two of a table for a whole solution; who is not among them never hears of it."""
    table = Assembly.objects.create(run=run, owner=owner, scenario=0, weight=900, size=3, chosen=True)
    for one in (owner, supplier):
        AssemblyMember.objects.create(assembly=table, participant=one)
    return table.pk


def plant_elsewhere(now: datetime) -> dict[str, dict[str, object]]:
    """Rows of the other edition, named under the address of this one: they must not be found."""
    edition = Edition.objects.get(key="autumn")
    import_exhibitors(
        key="autumn",
        file=ListFile("autumn.csv", f"{HEADINGS}丁材料有限公司,zqelsewhere\n".encode()),
        by=None,
        now=now,
    )
    organisation = Organisation.objects.get(name_latin="zqelsewhere")
    second = Organisation.objects.create(
        name="戊材料", name_key="戊材料", country="CN", created_at=now, name_latin="zqelsewhere two"
    )
    one, other = join_matchmaking(
        edition=edition,
        entries=[NewParticipant(organisation.pk, Side.EXHIBITOR), NewParticipant(second.pk, Side.VISITOR)],
        by=None,
        now=now,
    )
    meeting = request_meeting(
        edition=edition, request=MeetingRequest(one.pk, (other.pk,), about="zqelsewhere"), by=None, now=now
    )
    run, _pair_of = _elsewhere_run(edition, one, other, now)
    participation = edition.participations.get(organisation=organisation)
    stand = allocate_stands(
        edition=edition, entries=[NewStand("A1-01", (participation.pk,))], by=None, now=now
    )[0]
    offer = state_offers(
        offers=[NewTrade(second.pk, "list", text="zqelsewhere", state=FactState.SUGGESTED)], by=None, now=now
    )[0]
    question = SamenessQuestion.objects.create(
        first=organisation, second=second, score=60, reason="zqelsewhere", asked_at=now
    )
    statement = freeze_statement(edition=edition, profile="fkm", by=None, now=now, note="zqelsewhere")
    preview = keep_preview(
        edition=edition, file=ListFile("zqelsewhere.csv", f"{HEADINGS}己,\n".encode()), by=None, now=now
    )
    outcome = record_outcome(
        edition=edition,
        outcome=NewOutcome(
            (organisation.pk, second.pk), Stage.INTENTION, about="zqelsewhere", confirmed_by=(second.pk,)
        ),
        by=None,
        now=now,
    )
    area = Area.objects.create(edition=edition, name_en="zqelsewhere", name_zh="zqelsewhere")
    here: dict[str, object] = {"edition": "spring"}
    return plant_diary_elsewhere(edition, meeting, now) | {
        "organisation": here | {"organisation": organisation.pk},
        "offer": here | {"offer": offer.pk},
        "hall": here | {"hall": edition.halls.earliest("pk").pk},
        "appointment": here | {"number": edition.appointments.earliest("pk").pk},
        "list": here | {"number": preview.pk},
        "question": here | {"number": question.pk},
        "stand": here | {"number": stand.pk},
        "counterpart": here | {"counterpart": one.pk},
        "run": here | {"number": run.pk},
        "assembly": here | {"number": _assemble(run, one, other)},
        "pair": here | {"first": one.pk, "second": other.pk},
        "meeting": here | {"meeting": meeting.pk},
        "participant": here | {"number": one.pk},
        "area": here | {"number": area.pk},
        "outcome": here | {"number": outcome.pk},
        "statement": here | {"profile": statement.profile, "version": statement.version},
        "figure": here | {"profile": statement.profile, "version": 1, "figure": "nothing"},
    }


def _elsewhere_run(
    edition: Edition, one: Participant, other: Participant, now: datetime
) -> tuple[MatchingRun, Suggestion]:
    run = MatchingRun.objects.create(edition=edition, created_at=now, state=RunState.DRAFT, figures=FIGURES)
    return run, _pair(run, one, other, {"offer": None, "need": None})
