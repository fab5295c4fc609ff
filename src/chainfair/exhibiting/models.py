"""Applications, participations, stands, launches, signatures for the next edition, imported lists."""

from typing import ClassVar

from django.db import models

from chainfair.exhibiting.kinds import (
    ApplicationState,
    ExhibitorRole,
    ImportState,
    LaunchState,
    ParticipationState,
    Reach,
    Showing,
    StandState,
)
from chainfair.fairs.models import Area, Edition, Hall, Honour
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person


class Application(models.Model):
    """An organisation asks to exhibit."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    area = models.ForeignKey(Area, null=True, on_delete=models.SET_NULL, related_name="applications")
    state = models.CharField(max_length=14, choices=ApplicationState.pairs(), default=ApplicationState.DRAFT)
    wished_area = models.PositiveSmallIntegerField(null=True)  # square metres
    text = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="application_once")
        ]


class Participation(models.Model):
    """An organisation in an edition, in one role."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=12, choices=ExhibitorRole.pairs(), default=ExhibitorRole.MAIN)
    state = models.CharField(
        max_length=10, choices=ParticipationState.pairs(), default=ParticipationState.CONFIRMED
    )
    host = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="guests")
    area = models.ForeignKey(Area, null=True, on_delete=models.SET_NULL, related_name="participations")
    honour = models.ForeignKey(Honour, null=True, on_delete=models.SET_NULL, related_name="participations")
    contract_country = models.CharField(max_length=2, blank=True)  # by the contract's address
    own_staff = models.BooleanField(default=True)
    own_products = models.BooleanField(default=True)
    listed_role = models.CharField(max_length=200, blank=True)  # in the list's own words
    note = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="participation_once"),
            models.CheckConstraint(
                condition=models.Q(role="main", host__isnull=True) | ~models.Q(role="main"),
                name="participation_main_has_no_host",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "role", "state"], name="participation_role")]


class Stand(models.Model):
    """A place on the floor."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stands")
    hall = models.ForeignKey(Hall, null=True, on_delete=models.CASCADE, related_name="stands")
    code = models.CharField(max_length=60)
    net_area = models.PositiveIntegerField(null=True)  # contracted square metres
    state = models.CharField(max_length=10, choices=StandState.pairs(), default=StandState.PLANNED)
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "hall", "code"], name="stand_once"),
            models.UniqueConstraint(
                fields=["edition", "code"], condition=models.Q(hall=None), name="stand_without_hall_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StandUse(models.Model):
    """Who stands there: one contractor, and those on a joint stand."""

    stand = models.ForeignKey(Stand, on_delete=models.CASCADE, related_name="uses")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="stand_uses")
    contractor = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stand", "participation"], name="stand_use_once"),
            models.UniqueConstraint(
                fields=["stand"], condition=models.Q(contractor=True), name="stand_one_contractor"
            ),
        ]


class Launch(models.Model):
    """A first showing, graded."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="launches")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="launches")
    title_en = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=300, blank=True)
    showing = models.CharField(max_length=12, choices=Showing.pairs())
    reach = models.CharField(max_length=10, choices=Reach.pairs())
    state = models.CharField(max_length=10, choices=LaunchState.pairs(), default=LaunchState.CLAIMED)
    presents_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=500, blank=True)


class Renewal(models.Model):
    """A dated signature for the next edition."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="renewal")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")


class ListImport(models.Model):
    """An exhibitor list that was read: what was understood, what was refused, what came of it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=300)
    file_digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)  # kept while it is a preview
    encoding = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.pairs(), default=ImportState.PREVIEW)
    figures = models.JSONField(default=dict)
    refused = models.JSONField(default=list)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
