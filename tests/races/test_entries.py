"""A stand, a badge, an entry, a role, a run: wanted by many at once, and had once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db.models import Model
from django.utils import timezone

from chainfair.exhibiting.actions import (
    accept_participation,
    allocate_stands,
    sign_renewals,
)
from chainfair.exhibiting.kinds import NewParticipation, NewStand
from chainfair.exhibiting.models import Participation, Renewal, Stand
from chainfair.fairs.actions import add_area, appoint, create_draft
from chainfair.fairs.kinds import AreaPlan, Role
from chainfair.fairs.models import Appointment, Area, Edition
from chainfair.ground.actions import claim_run
from chainfair.ground.kinds import RunState
from chainfair.matching.actions import join_matchmaking, publish_run
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.matching.models import MatchingRun, Participant
from chainfair.meetings.models import TimetableRun
from chainfair.organisations.models import Organisation
from chainfair.outcomes.actions import accept_contacts
from chainfair.outcomes.kinds import ContactSource, NewContact
from chainfair.outcomes.models import Contact
from chainfair.people.models import Person
from chainfair.presence.actions import Upload, enrol_devices, store_scans
from chainfair.presence.kinds import ScanEntry
from chainfair.presence.models import Scan
from chainfair.visiting.actions import register_visitor, sign_up_visitor
from chainfair.visiting.kinds import Channel, NewRegistration, NewVisitor, VisitorCategory
from chainfair.visiting.models import Registration
from tests.races.racing import CLIENTS, Job, at_once, refusals, winners, without_guards

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)
Act = Callable[[int], object]


def exhibitors(spring: Edition, now: datetime) -> list[Participation]:
    rows = Organisation.objects.bulk_create(
        Organisation(name=f"公司{n}", name_key=f"公司{n}", country="CN", created_at=now)
        for n in range(CLIENTS)
    )
    return [
        accept_participation(edition=spring, entry=NewParticipation(row.pk), by=None, now=now) for row in rows
    ]


def stand(spring: Edition, ansheng: Organisation, buyer: Person, now: datetime) -> Act:
    users = [row.pk for row in exhibitors(spring, now)]
    hall = spring.halls.earliest("pk").pk
    return lambda n: allocate_stands(
        edition=spring, entries=[NewStand("A01", (users[n],), hall=hall)], by=None, now=now
    )


def participation(spring: Edition, ansheng: Organisation, buyer: Person, now: datetime) -> Act:
    entry = NewParticipation(ansheng.pk)
    return lambda _n: accept_participation(edition=spring, entry=entry, by=None, now=now)


def participant(spring: Edition, ansheng: Organisation, buyer: Person, now: datetime) -> Act:
    entry = NewParticipant(ansheng.pk, Side.EXHIBITOR)
    return lambda _n: join_matchmaking(edition=spring, entries=[entry], by=None, now=now)


def registration(spring: Edition, ansheng: Organisation, buyer: Person, now: datetime) -> Act:
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="11")
    return lambda _n: register_visitor(edition=spring, entry=entry, by=buyer, now=now)


def area(spring: Edition, ansheng: Organisation, buyer: Person, now: datetime) -> Act:
    return lambda _n: add_area(edition=spring, plan=AreaPlan("Services", "服务"), by=None, now=now)


# What many want, the table and constraint that hold it, and how the others are refused.
ONCE = {
    "stand": (stand, Stand, "stand_once", "StandTaken"),
    "participation": (participation, Participation, "participation_once", "ExhibitsAlready"),
    "participant": (participant, Participant, "participant_once", "AlreadyTakesPart"),
    "registration": (registration, Registration, "registration_once", "AlreadyRegistered"),
    "area": (area, Area, "area_once", "AreaTaken"),
}


@pytest.fixture(params=ONCE)
def wanted(
    request: pytest.FixtureRequest, spring: Edition, ansheng: Organisation, buyer: Person, now: datetime
) -> tuple[list[Job], type[Model], str, str]:
    make, model, constraint, refusal = ONCE[request.param]
    act = make(spring, ansheng, buyer, now)
    return [lambda n=n: act(n) for n in range(CLIENTS)], model, constraint, refusal  # type: ignore[misc]


def test_one_has_it_and_the_others_are_told(wanted: tuple[list[Job], type[Model], str, str]) -> None:
    jobs, model, _constraint, refusal = wanted
    before = model._default_manager.count()
    answers = at_once(jobs)
    assert (winners(answers), refusals(answers)) == (1, {refusal})
    assert model._default_manager.count() == before + 1


def test_without_its_guards_all_have_it(
    wanted: tuple[list[Job], type[Model], str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, model, constraint, _refusal = wanted
    before = model._default_manager.count()
    with without_guards(monkeypatch, (model, constraint)) as first:
        assert winners(at_once(jobs, first)) == CLIENTS
        assert model._default_manager.count() == before + CLIENTS


def test_a_stranger_who_registers_twice_at_once_has_one_account(spring: Edition, now: datetime) -> None:
    visitor = NewVisitor(
        "访客",
        "",
        "guest@example.org",
        "en",
        "CN",
        "",
        VisitorCategory.BUYER,
        Channel.ONSITE,
        "11",
        ("registration",),
    )
    answers = at_once(
        [lambda: sign_up_visitor(edition=spring, person=None, visitor=visitor, now=now)] * CLIENTS
    )
    assert (winners(answers), refusals(answers)) == (1, {"EmailTaken"})
    assert (Person.objects.count(), Registration.objects.count()) == (1, 1)


@pytest.fixture
def upload_jobs(spring: Edition, buyer: Person, now: datetime) -> list[Job]:
    """A device on a poor line sends the same scan again and again."""
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="11")
    badge = register_visitor(edition=spring, entry=entry, by=buyer, now=now).badge
    gate = enrol_devices(edition=spring, names=[("N2", None)], by=None, now=now)[0]
    scan = ScanEntry(gate.pk, 1, "n1", badge, OPEN)
    return [lambda: store_scans(edition=spring, entries=[scan], by=None, now=now)] * CLIENTS


def test_a_scan_sent_many_times_at_once_is_one_entry(upload_jobs: list[Job]) -> None:
    answers = at_once(upload_jobs)
    assert Scan.objects.count() == 1
    assert sorted(str(one) for one in answers) == sorted(
        [str(Upload(1, 0, 1)), *[str(Upload(0, 1, 0))] * (CLIENTS - 1)]
    )


def test_without_its_guards_a_scan_is_many_entries(
    upload_jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, (Scan, "scan_once")) as before:
        assert winners(at_once(upload_jobs, before)) == CLIENTS
        assert Scan.objects.count() == CLIENTS


@pytest.fixture
def appoint_jobs(spring: Edition, buyer: Person, now: datetime) -> list[Job]:
    return [lambda: appoint(edition=spring, person=buyer, role=Role.GATE, by=None, now=now)] * CLIENTS


def test_a_role_given_many_times_at_once_is_held_once(appoint_jobs: list[Job], buyer: Person) -> None:
    assert winners(at_once(appoint_jobs)) == CLIENTS
    assert Appointment.objects.filter(person=buyer).count() == 1


def test_without_its_guards_a_role_is_held_many_times(
    appoint_jobs: list[Job], buyer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, (Appointment, "appointment_once")) as before:
        assert winners(at_once(appoint_jobs, before)) == CLIENTS
        assert Appointment.objects.filter(person=buyer).count() == CLIENTS


@pytest.fixture
def contact_jobs(spring: Edition, ansheng: Organisation, duna: Organisation, now: datetime) -> list[Job]:
    tie = NewContact(ansheng.pk, duna.pk, ContactSource.SCAN)
    return [lambda: accept_contacts(edition=spring, contacts=[tie], by=None, now=now)] * CLIENTS


def test_a_tie_entered_many_times_at_once_is_new_to_one(contact_jobs: list[Job]) -> None:
    assert sorted(at_once(contact_jobs), key=str) == [0] * (CLIENTS - 1) + [1]
    assert Contact.objects.count() == 1


def test_without_its_guards_a_tie_is_counted_many_times(
    contact_jobs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_guards(monkeypatch, (Contact, "contact_once")) as before:
        assert winners(at_once(contact_jobs, before)) == CLIENTS
        assert Contact.objects.count() == CLIENTS


def test_an_exhibitor_signs_once(spring: Edition, now: datetime) -> None:
    """Its guard is a column's own, so there is no twin that takes it away: see test_constraints."""
    signing = exhibitors(spring, now)[:1]
    answers = at_once([lambda: sign_renewals(participations=signing, by=None, now=now)] * CLIENTS)
    assert (winners(answers), refusals(answers)) == (1, {"SignedAlready"})
    assert Renewal.objects.count() == 1


def test_a_new_edition_is_made_once(now: datetime, battery: object) -> None:
    answers = at_once([lambda: create_draft(key="autumn", by=None, now=now)] * CLIENTS)
    assert (winners(answers), refusals(answers)) == (1, {"EditionKeyTaken"})
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("model", [MatchingRun, TimetableRun])
def test_a_run_is_taken_up_by_one_worker(
    model: type[MatchingRun | TimetableRun], spring: Edition, now: datetime
) -> None:
    run = model.objects.create(edition=spring, created_at=now)
    answers = at_once(
        [
            lambda n=n: claim_run(model.objects.get(pk=run.pk), worker=f"w{n}", now=timezone.now())  # type: ignore[misc]
            for n in range(CLIENTS)
        ]
    )
    assert (winners(answers), refusals(answers)) == (1, {"RunNotClaimable"})
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.RUNNING, 1)


def test_a_run_that_is_looked_at_before_it_is_taken_would_be_taken_by_all(
    spring: Edition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is that one statement looks and takes; this is how it would be without."""
    run = MatchingRun.objects.create(edition=spring, created_at=now)

    def look_then_take() -> int:
        if MatchingRun.objects.get(pk=run.pk).state != RunState.QUEUED:
            raise AssertionError("nobody can have taken it before all have looked")
        return MatchingRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)

    with without_guards(monkeypatch, verb="UPDATE", table="chainfair_matchingrun") as before:
        assert at_once([look_then_take] * CLIENTS, before) == [1] * CLIENTS


def test_one_run_is_published_at_a_time(spring: Edition, now: datetime) -> None:
    runs = [
        MatchingRun.objects.create(edition=spring, created_at=now, state=RunState.DRAFT)
        for _n in range(CLIENTS)
    ]
    answers = at_once([lambda run=run: publish_run(run=run, by=None, now=now) for run in runs])  # type: ignore[misc]
    assert winners(answers) == CLIENTS
    states = sorted(MatchingRun.objects.values_list("state", flat=True))
    assert states == ["published"] + ["reviewed"] * (CLIENTS - 1)
