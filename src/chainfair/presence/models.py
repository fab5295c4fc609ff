"""Scans at gates and sessions online: an append-only ledger."""

from typing import ClassVar

from django.db import models

from chainfair.fairs.models import Day, Edition, Hall
from chainfair.presence.kinds import Direction, ScanRefusal
from chainfair.visiting.models import Registration


class Device(models.Model):
    """A scanner that was enrolled for an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    hall = models.ForeignKey(Hall, null=True, on_delete=models.SET_NULL, related_name="devices")
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "name"], name="device_once")]


class Scan(models.Model):
    """One badge at one gate. Uploading it twice stores it once."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="scans")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="scans")
    sequence = models.PositiveIntegerField()
    nonce = models.CharField(max_length=16)
    registration = models.ForeignKey(Registration, null=True, on_delete=models.PROTECT, related_name="scans")
    day = models.ForeignKey(
        Day, null=True, on_delete=models.PROTECT, related_name="scans"
    )  # the venue's local day
    direction = models.CharField(max_length=3, choices=Direction.pairs(), default=Direction.IN)
    admitted = models.BooleanField()
    refusal = models.CharField(max_length=14, choices=ScanRefusal.pairs(), blank=True)
    scanned_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "sequence", "nonce"], name="scan_once"),
            models.CheckConstraint(
                condition=models.Q(admitted=True, refusal="")
                | models.Q(admitted=False) & ~models.Q(refusal=""),
                name="scan_refusal_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "admitted", "day"], name="scan_day"),
        ]


class OnlineSession(models.Model):
    """A signed-in person inside the edition's online window."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="online_sessions")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="online_sessions")
    started_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    views = models.PositiveIntegerField(default=0)
