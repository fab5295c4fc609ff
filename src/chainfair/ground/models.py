"""Tables with no noun of the trade: events, outbox, leases, search, vectors of texts, loaded reference data."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from chainfair.ground.kinds import OutboxState, RunState


class Event(models.Model):
    """One change of state: who, when, what, why. Rows are added, never changed."""

    at = models.DateTimeField()
    edition = models.PositiveIntegerField(null=True)  # a number, not a key: ground knows no fair
    actor_kind = models.CharField(max_length=20)
    actor_id = models.PositiveBigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30, blank=True)
    why = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="event_subject"),
            models.Index(fields=["edition", "verb"], name="event_edition_verb"),
        ]


class OutboxMessage(models.Model):
    """A message that leaves after the commit that wrote it, at least once, under an id the receiver can use."""

    uid = models.UUIDField(unique=True)
    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=320)
    title = models.CharField(max_length=300)
    text = models.TextField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=OutboxState.pairs(), default=OutboxState.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="outbox_due")]


class LeasedRun(models.Model):
    """What every run has: its frozen input, its lease, its end. Concrete runs live in their rooms."""

    state = models.CharField(max_length=10, choices=RunState.pairs(), default=RunState.QUEUED)
    settings = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=1)
    engine_version = models.CharField(max_length=40, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.FloatField(default=0)
    doing = models.CharField(max_length=120, blank=True)
    figures = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)

    class Meta:
        abstract = True


class SearchText(models.Model):
    """The searchable words of one subject in both scripts, cut into words and Chinese character pairs."""

    kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    terms = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="search_subject")
        ]


class TextVector(models.Model):
    """The vector of one distinct text under one model; each text is encoded once."""

    digest = models.CharField(max_length=64, primary_key=True)
    model = models.CharField(max_length=60)
    vector = models.BinaryField()


class ReferenceLoad(models.Model):
    """Which shipped reference data stand in the database, so that a second start skips them."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reference data")
