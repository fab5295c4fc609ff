"""What came of it: contacts, and outcomes that climb from an intention to a delivery."""

from typing import ClassVar

from django.db import models

from chainfair.fairs.models import Edition
from chainfair.meetings.models import Meeting
from chainfair.organisations.models import Organisation
from chainfair.outcomes.kinds import ContactSource, Stage
from chainfair.people.models import Person


class Contact(models.Model):
    """An accepted contact of an exhibitor and a counterpart: a tie, once per pair and edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="contacts")
    exhibitor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    counterpart = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacted_by")
    source = models.CharField(max_length=10, choices=ContactSource.pairs())
    key_client = models.BooleanField(default=False)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "exhibitor", "counterpart"], name="contact_once"),
            models.CheckConstraint(
                condition=~models.Q(exhibitor=models.F("counterpart")), name="contact_with_another"
            ),
        ]


class Outcome(models.Model):
    """What two or more parties came to, counted once per party set."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="outcomes")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="outcomes")
    parties_key = models.CharField(max_length=200)  # organisations' numbers in order, joined by "-"
    about = models.TextField(blank=True)
    stage = models.CharField(max_length=18, choices=Stage.pairs())
    amount = models.PositiveBigIntegerField(null=True)  # minor units
    currency = models.CharField(max_length=3, blank=True)  # ISO 4217
    evidence_digest = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["edition", "stage"], name="outcome_stage")]

    @property
    def waits_for(self) -> list["OutcomeParty"]:
        """Sides that have not confirmed it."""
        return [one for one in self.parties.all() if one.confirmed_at is None]


class OutcomeParty(models.Model):
    """One side of an outcome and its own confirmation."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="outcome_parties")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "organisation"], name="outcome_party_once")
        ]


class OutcomeStep(models.Model):
    """One step on the ladder, with its evidence; steps are added, never changed."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=18, choices=Stage.pairs())
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.CharField(max_length=500, blank=True)
