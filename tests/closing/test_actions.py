from datetime import UTC, datetime, timedelta

import pytest

from chainfair.closing.actions import freeze_statement, recomputed_digest
from chainfair.closing.errors import AlreadyFrozen, NothingChanged
from chainfair.closing.models import Statement
from chainfair.closing.rules import unpacked
from chainfair.exhibiting.models import Participation
from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.organisations.models import Organisation
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person
from chainfair.presence.actions import enrol_devices, store_scans
from chainfair.presence.kinds import ScanEntry
from chainfair.visiting.actions import register_visitors
from chainfair.visiting.kinds import NewRegistration, VisitorCategory

OPEN = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)


@pytest.fixture
def busy(
    spring: Edition, now: datetime, owner: Person, buyer: Person, ansheng: Organisation, beiming: Organisation
) -> Edition:
    """Ansheng was there with staff, Beiming was not; a buyer came twice on both days, one person was refused."""
    for organisation, country in ((ansheng, "CN"), (beiming, "HK")):
        Participation.objects.create(
            edition=spring, organisation=organisation, contract_country=country, confirmed_at=now
        )
    guest = enter_people(entries=[NewPerson("Late Guest")], by=None, now=now)[0]
    staff, visitor, late = register_visitors(
        edition=spring,
        entries=[
            NewRegistration(owner.pk, VisitorCategory.EXHIBITOR_STAFF, organisation=ansheng.pk, days="11"),
            NewRegistration(buyer.pk, VisitorCategory.BUYER, days="11"),
            NewRegistration(guest.pk, VisitorCategory.PUBLIC, days="10"),
        ],
        by=None,
        now=now,
    )
    gate = enrol_devices(edition=spring, names=[("N2", None)], by=None, now=now)[0].pk
    times = [(staff, 0), (visitor, 0), (visitor, 3), (visitor, 24), (visitor, 27), (late, 20)]
    entries = [
        ScanEntry(gate, number, "n", row.badge, OPEN + timedelta(hours=hours))
        for number, (row, hours) in enumerate(times)
    ]
    store_scans(edition=spring, entries=entries, by=None, now=now)
    return spring


def value(statement: Statement, key: str) -> int | None:
    return statement.figures.get(key=key).value


def test_a_statement_counts_persons_visits_and_entries_apart(busy: Edition, now: datetime) -> None:
    statement = freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    assert [value(statement, key) for key in ("unique_visitors", "visits", "entries")] == [1, 2, 4]
    assert statement.figures.get(key="entries").parts == {"refused": 1}


def test_an_exhibitor_whose_staff_never_came_is_not_present(busy: Edition, now: datetime) -> None:
    statement = freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    figure = statement.figures.get(key="exhibitors_present")
    present = Participation.objects.filter(pk__in=unpacked(bytes(figure.evidence)))
    assert (figure.value, figure.excluded) == (1, 1)
    assert [one.organisation.name for one in present] == ["湖北安晟材料"]


def test_while_the_edition_runs_a_statement_is_provisional_then_frozen_then_corrected(
    busy: Edition, buyer: Person, now: datetime
) -> None:
    first = freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    step_edition(edition=busy, to=EditionState.CLOSED, by=None, now=now)
    second = freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    assert (first.state, second.state, second.version) == ("provisional", "frozen", 2)
    with pytest.raises(AlreadyFrozen, match="frozen as version 2"):
        freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    with pytest.raises(NothingChanged):
        freeze_statement(edition=busy, profile="organiser", by=None, now=now, note="late scans")
    gate = busy.devices.get().pk
    badge = busy.registrations.get(person=buyer).badge
    late = ScanEntry(gate, 99, "late", badge, OPEN + timedelta(hours=1))
    store_scans(edition=busy, entries=[late], by=None, now=now)
    third = freeze_statement(edition=busy, profile="organiser", by=None, now=now, note="late scans")
    assert (third.state, third.corrects_id, value(third, "entries")) == ("corrected", second.pk, 5)
    assert value(second, "entries") == 4


def test_a_statement_recomputes_to_its_hash_until_somebody_tampers(busy: Edition, now: datetime) -> None:
    statement = freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    assert recomputed_digest(statement) == statement.digest
    statement.figures.filter(key="entries").update(value=5)
    assert recomputed_digest(statement) != statement.digest


def test_the_change_on_the_year_says_why_there_is_none(busy: Edition, now: datetime) -> None:
    statement = freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    assert statement.figures.get(key="visits").change["kind"] == "first"
