from datetime import UTC, datetime

import pytest
from django.test import Client

from chainfair.fairs.models import Edition
from chainfair.people.models import Person
from chainfair.presence.actions import enrol_devices, store_scans
from chainfair.presence.kinds import ScanEntry
from chainfair.visiting.actions import register_visitor
from chainfair.visiting.kinds import NewRegistration, VisitorCategory

OPEN = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)  # ten o'clock on day one at the venue


@pytest.fixture
def gates(spring: Edition, buyer: Person, now: datetime) -> Edition:
    """One badge that is admitted twice, one that nobody knows, at one of two scanners."""
    hall = spring.halls.get(code="W1")
    gate, _idle = enrol_devices(edition=spring, names=[("N2", hall), ("S1", None)], by=None, now=now)
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="11")
    badge = register_visitor(edition=spring, entry=entry, by=buyer, now=now).badge
    badges = [badge, badge, "f" * 32]
    entries = [ScanEntry(gate.pk, number, "n", one, OPEN) for number, one in enumerate(badges)]
    store_scans(edition=spring, entries=entries, by=None, now=now)
    return spring


@pytest.fixture
def desk(director: Person) -> Client:
    client = Client()
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_onsite_counts_entries_and_persons_apart(desk: Client, gates: Edition) -> None:
    answer = desk.get("/spring/presence/")
    days = [(one.entries, one.persons, one.refused) for one in answer.context["days"]]
    assert days == [(2, 1, 1), (0, 0, 0)]
    shown = [(one.name, one.scan_count) for one in answer.context["rows"]]
    assert shown == [("N2", 3), ("S1", 0)]
    assert "/spring/presence/refusals" in answer.content.decode()


def test_onsite_finds_scanners_by_name_and_hall(desk: Client, gates: Edition) -> None:
    hall = gates.halls.get(code="W1").pk
    for query, names in (("q=s1", ["S1"]), ("q=W1", ["N2"]), (f"hall={hall}", ["N2"]), ("q=N9", [])):
        assert [one.name for one in desk.get(f"/spring/presence/?{query}").context["rows"]] == names


def test_refusals_say_where_when_and_why(desk: Client, gates: Edition) -> None:
    answer = desk.get("/spring/presence/refusals")
    page = " ".join(answer.content.decode().split())
    assert "1 scan was refused" in page
    assert "unknown badge" in page
    day = gates.days.earliest("date").pk
    for query, found in (("reason=unknown", 1), ("reason=closed", 0), (f"day={day}", 1), ("q=N2", 1)):
        assert desk.get(f"/spring/presence/refusals?{query}").context["found"] == found


def test_refusals_are_not_for_participants(gates: Edition, owner: Person) -> None:
    client = Client()
    assert client.get("/spring/presence/refusals").status_code == 302
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/spring/presence/refusals").status_code == 403
