from datetime import UTC, datetime, timedelta

import pytest

from chainfair.fairs.models import Edition
from chainfair.people.models import Person
from chainfair.presence.actions import Upload, enrol_devices, store_scans
from chainfair.presence.errors import ForeignDevice
from chainfair.presence.kinds import ScanEntry
from chainfair.presence.models import Device, Scan
from chainfair.visiting.actions import cancel_registration, register_visitor
from chainfair.visiting.kinds import NewRegistration, VisitorCategory
from chainfair.visiting.models import Registration

OPEN = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)  # ten o'clock on day one at the venue


@pytest.fixture
def gate(spring: Edition, now: datetime) -> Device:
    return enrol_devices(edition=spring, names=[("N2", None)], by=None, now=now)[0]


@pytest.fixture
def visitor(spring: Edition, buyer: Person, now: datetime) -> Registration:
    entry = NewRegistration(buyer.pk, VisitorCategory.BUYER, days="11")
    return register_visitor(edition=spring, entry=entry, by=buyer, now=now)


def scan(gate: Device, visitor: Registration, number: int, at: datetime, badge: str = "") -> ScanEntry:
    return ScanEntry(gate.pk, number, f"n{number}", badge or visitor.badge, at)


def test_store_scans_twice_stores_them_once(
    spring: Edition, gate: Device, visitor: Registration, now: datetime
) -> None:
    entries = [scan(gate, visitor, 1, OPEN), scan(gate, visitor, 2, OPEN + timedelta(days=1))]
    assert store_scans(edition=spring, entries=entries, by=None, now=now) == Upload(2, 0, 2)
    assert store_scans(edition=spring, entries=entries, by=None, now=now) == Upload(0, 2, 0)
    assert Scan.objects.count() == 2


def test_a_late_sync_keeps_when_the_badge_was_scanned(
    spring: Edition, gate: Device, visitor: Registration, now: datetime
) -> None:
    late = now + timedelta(days=40)
    store_scans(edition=spring, entries=[scan(gate, visitor, 1, OPEN)], by=None, now=late)
    row = Scan.objects.get()
    assert (row.scanned_at, row.received_at) == (OPEN, late)


@pytest.mark.parametrize(
    ("hours", "badge", "refusal"),
    [(0, "", ""), (-2, "", "closed"), (12, "", "closed"), (0, "f" * 32, "unknown")],
)
def test_a_gate_says_why_it_refuses(
    spring: Edition, gate: Device, visitor: Registration, now: datetime, hours: int, badge: str, refusal: str
) -> None:
    entry = scan(gate, visitor, 1, OPEN + timedelta(hours=hours), badge)
    store_scans(edition=spring, entries=[entry], by=None, now=now)
    assert Scan.objects.get().refusal == refusal


def test_a_cancelled_registration_opens_no_gate(
    spring: Edition, gate: Device, visitor: Registration, now: datetime
) -> None:
    cancel_registration(registration=visitor, by=None, now=now)
    store_scans(edition=spring, entries=[scan(gate, visitor, 1, OPEN)], by=None, now=now)
    assert Scan.objects.get().refusal == "not_accepted"


def test_a_device_of_another_edition_is_refused(
    spring: Edition, visitor: Registration, gate: Device, now: datetime
) -> None:
    entry = ScanEntry(gate.pk + 999, 1, "n", visitor.badge, OPEN)
    with pytest.raises(ForeignDevice):
        store_scans(edition=spring, entries=[entry], by=None, now=now)
    assert Scan.objects.count() == 0


def test_a_scan_after_midnight_at_the_venue_belongs_to_the_next_day(
    spring: Edition, gate: Device, visitor: Registration, now: datetime
) -> None:
    entry = scan(gate, visitor, 1, datetime(2026, 7, 16, 16, 30, tzinfo=UTC))  # 00:30 of the 17th in Shanghai
    store_scans(edition=spring, entries=[entry], by=None, now=now)
    row = Scan.objects.get()
    assert row.day is not None
    assert (row.day.date.isoformat(), row.refusal) == ("2026-07-17", "closed")
