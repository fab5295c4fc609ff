"""Writes at the gates: an append-only ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction

from chainfair.fairs.models import Edition, Hall
from chainfair.fairs.rules import local_instant
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.people.actions import actor
from chainfair.people.models import Person
from chainfair.presence import rules
from chainfair.presence.errors import DeviceNameTaken, ForeignDevice
from chainfair.presence.kinds import BadgeFacts, DayHours, ScanEntry
from chainfair.presence.models import Device, OnlineSession, Scan
from chainfair.visiting.kinds import RegistrationState
from chainfair.visiting.models import Registration


@dataclass(frozen=True)
class Upload:
    """What became of an upload: rows stored now, and rows that were known already."""

    stored: int
    known: int
    admitted: int


def enrol_devices(
    *, edition: Edition, names: Sequence[tuple[str, Hall | None]], by: Person | None, now: datetime
) -> list[Device]:
    """Enrol scanners for an edition."""
    try:
        with transaction.atomic():
            rows = Device.objects.bulk_create(
                Device(edition=edition, name=name, hall=hall, enrolled_at=now) for name, hall in names
            )
            record_events(
                (Happening("device.enrolled", Subject("device", row.pk), edition=edition.pk) for row in rows),
                actor=actor(by),
                now=now,
            )
    except IntegrityError as error:
        raise DeviceNameTaken(name=", ".join(name for name, _hall in names[:3])) from error
    return rows


def hours_of(edition: Edition) -> list[DayHours]:
    """The open days of an edition as instants, in order."""
    return [
        DayHours(
            day=day.pk,
            opens_at=local_instant(day.date, day.opens_at, edition.time_zone),
            closes_at=local_instant(day.date, day.closes_at, edition.time_zone),
            starts_at=local_instant(day.date, time(0), edition.time_zone),
            ends_at=local_instant(day.date + timedelta(days=1), time(0), edition.time_zone),
        )
        for day in edition.days.order_by("date")
    ]


def store_scans(
    *, edition: Edition, entries: Sequence[ScanEntry], by: Person | None, now: datetime
) -> Upload:
    """Store what devices upload. Sending it twice stores it once; `scanned_at` is never changed by a sync.

    A scan is its own record in the ledger, so one event is written per upload, not per scan.
    """
    _check_devices(edition, {entry.device for entry in entries})
    badges = _badges(edition, {entry.badge for entry in entries})
    days = hours_of(edition)
    with transaction.atomic():
        # One upload of a device at a time, so that each says rightly how many rows are its own.
        list(
            Device.objects.select_for_update(no_key=True)
            .filter(pk__in={e.device for e in entries})
            .order_by("pk")
        )
        known = _known(entries)
        rows = [
            _row(edition, entry, badges.get(entry.badge), days, now)
            for entry in {(e.device, e.sequence, e.nonce): e for e in entries}.values()
            if (entry.device, entry.sequence, entry.nonce) not in known
        ]
        Scan.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        Device.objects.filter(pk__in={entry.device for entry in entries}).update(seen_at=now)
        upload = Upload(len(rows), len(entries) - len(rows), sum(row.admitted for row in rows))
        subject = Subject("edition", edition.pk)
        record_events(
            [Happening("scans.uploaded", subject, edition=edition.pk, facts=asdict(upload))],
            actor=actor(by),
            now=now,
        )
    return upload


def _check_devices(edition: Edition, numbers: set[int]) -> None:
    own = set(Device.objects.filter(edition=edition, pk__in=numbers).values_list("pk", flat=True))
    for number in sorted(numbers - own):
        raise ForeignDevice(device=number)


def _badges(edition: Edition, wanted: set[str]) -> dict[str, BadgeFacts]:
    rows = Registration.objects.filter(edition=edition).values_list("badge", "pk", "state", "category")
    if len(wanted) <= BATCH // 2:
        rows = rows.filter(badge__in=wanted)
    return {
        badge: BadgeFacts(number, state == RegistrationState.ACCEPTED, category)
        for badge, number, state, category in rows.iterator(chunk_size=BATCH)
        if badge in wanted
    }


def _known(entries: Sequence[ScanEntry]) -> set[tuple[int, int, str]]:
    known: set[tuple[int, int, str]] = set()
    for device in {entry.device for entry in entries}:
        numbers = [entry.sequence for entry in entries if entry.device == device]
        known.update(
            Scan.objects.filter(
                device_id=device, sequence__gte=min(numbers), sequence__lte=max(numbers)
            ).values_list("device_id", "sequence", "nonce")
        )
    return known


def _row(
    edition: Edition, entry: ScanEntry, badge: BadgeFacts | None, days: Sequence[DayHours], now: datetime
) -> Scan:
    ruling = rules.ruling(badge, entry.scanned_at, entry.direction, days)
    return Scan(
        edition=edition,
        device_id=entry.device,
        sequence=entry.sequence,
        nonce=entry.nonce,
        registration_id=badge.registration if badge else None,
        day_id=ruling.day,
        direction=entry.direction,
        admitted=ruling.admitted,
        refusal=ruling.refusal,
        scanned_at=entry.scanned_at,
        received_at=now,
    )


def record_online_sessions(*, edition: Edition, sessions: Iterable[tuple[int, datetime, int, int]]) -> int:
    """Store online sessions as (registration, start, seconds, views); a session log is its own record."""
    rows = [
        OnlineSession(edition=edition, registration_id=number, started_at=start, seconds=seconds, views=views)
        for number, start, seconds, views in sessions
    ]
    OnlineSession.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
