"""Editions and what they are made of: halls, areas, days, slots, places, honours, appointments."""

from typing import ClassVar

from django.db import models

from chainfair.chains.models import Chain
from chainfair.fairs.kinds import EditionState, HonourKind, PlaceKind, Role, ScopeKind, Session
from chainfair.people.models import Person


class Edition(models.Model):
    """One holding of the fair. Everything that is counted belongs to one edition."""

    key = models.SlugField(max_length=60, unique=True)
    number = models.PositiveSmallIntegerField(null=True)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=EditionState.pairs(), default=EditionState.DRAFT)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    time_zone = models.CharField(max_length=60, default="Asia/Shanghai")
    venue_en = models.CharField(max_length=200, blank=True)
    venue_zh = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, default="CN")
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="following")
    made_up = models.BooleanField(default=False)
    placeholder_days = models.BooleanField(
        default=False
    )  # days that the program chose until a person sets them
    answer_days = models.PositiveSmallIntegerField(default=5)  # days to answer a request
    minimum_meetings = models.PositiveSmallIntegerField(default=0)
    maximum_meetings = models.PositiveSmallIntegerField(default=40)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Hall(models.Model):
    """A hall of the venue."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="halls")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    gross_area = models.PositiveIntegerField(null=True)  # square metres

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "code"], name="hall_once")]

    def __str__(self) -> str:
        return self.code


class Way(models.Model):
    """How many whole slots the way between two halls takes; where no way is kept, it takes none."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="ways")
    start = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="ways_out")
    end = models.ForeignKey(
        Hall, on_delete=models.CASCADE, related_name="ways_in"
    )  # of the two the later row
    slots = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["start", "end"], name="way_once")]


class Area(models.Model):
    """An exhibition area: one per chain, or supply-chain services."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="areas")
    chain = models.ForeignKey(Chain, null=True, on_delete=models.PROTECT, related_name="areas")
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    halls = models.ManyToManyField(Hall, related_name="areas")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "name_en"], name="area_once")]


class Day(models.Model):
    """An open day in the venue's zone."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "date"], name="day_once")]


class Slot(models.Model):
    """One meeting time. Numbered from zero across the edition, so that availability is one character per slot."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="slots")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    session = models.CharField(max_length=10, choices=Session.pairs())

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "number"], name="slot_number_once"),
            models.UniqueConstraint(fields=["edition", "starts_at"], name="slot_start_once"),
        ]


class Place(models.Model):
    """One table, stand, room or online room: a single meeting at a time."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="places")
    hall = models.ForeignKey(Hall, null=True, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(max_length=10, choices=PlaceKind.pairs(), default=PlaceKind.TABLE)
    zone = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["zone", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "zone", "number"], name="place_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone}-{self.number}"


class Honour(models.Model):
    """A guest country or province of honour."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="honours")
    kind = models.CharField(max_length=10, choices=HonourKind.pairs())
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    country = models.CharField(max_length=2)


class Appointment(models.Model):
    """A person holds a role in an edition, within a scope."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.pairs())
    scope_kind = models.CharField(max_length=10, choices=ScopeKind.pairs(), default=ScopeKind.ALL)
    scope_id = models.PositiveBigIntegerField(default=0)  # 0: all
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "person", "role", "scope_kind", "scope_id"], name="appointment_once"
            )
        ]
