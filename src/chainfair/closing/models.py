"""Statements of figures, frozen with their evidence."""

from typing import ClassVar

from django.db import models

from chainfair.closing.kinds import StatementState
from chainfair.fairs.models import Edition
from chainfair.people.models import Person


class Statement(models.Model):
    """All figures of an edition under one counting profile at one instant."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="statements")
    profile = models.CharField(max_length=30)
    profile_version = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=StatementState.pairs())
    as_of = models.DateTimeField()
    computed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # over inputs, definitions and code version
    code_version = models.CharField(max_length=40)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "profile", "version"], name="statement_version_once")
        ]


class Figure(models.Model):
    """One statistic of a statement with the records behind it."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    definition_version = models.PositiveSmallIntegerField()
    value = models.BigIntegerField(null=True)  # null: cannot be stated, see `trouble`
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    parts = models.JSONField(default=dict)  # further columns shown beside, never added
    excluded = models.PositiveIntegerField(default=0)
    evidence_kind = models.CharField(max_length=40)
    evidence_count = models.PositiveIntegerField()
    evidence_digest = models.CharField(max_length=64)
    evidence = models.BinaryField()  # record numbers in order, compressed; see rules
    change = models.JSONField(default=dict)  # on the year: both inputs, or the reason why there is none
    trouble = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["statement", "key"], name="figure_once")]
