"""Registrations of visitors and their delegations."""

from typing import ClassVar

from django.db import models

from chainfair.fairs.models import Edition
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from chainfair.visiting.kinds import Channel, RegistrationState, VisitorCategory


class Delegation(models.Model):
    """A group that comes together."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="delegations")
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "name_en"], name="delegation_once")
        ]


class Registration(models.Model):
    """A person comes to an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="registrations"
    )
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.SET_NULL, related_name="registrations"
    )
    category = models.CharField(max_length=16, choices=VisitorCategory.pairs())
    channel = models.CharField(max_length=10, choices=Channel.pairs(), default=Channel.ONSITE)
    state = models.CharField(
        max_length=10, choices=RegistrationState.pairs(), default=RegistrationState.ACCEPTED
    )
    country = models.CharField(max_length=2, blank=True)
    job = models.CharField(max_length=200, blank=True)
    days = models.CharField(max_length=31, blank=True)  # one character per open day, "1" = comes
    badge = models.CharField(max_length=32, unique=True)  # 128 random bits, no personal data
    registered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "person"], name="registration_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "organisation"], name="registration_organisation"),
            models.Index(fields=["edition", "category"], name="registration_category"),
        ]
