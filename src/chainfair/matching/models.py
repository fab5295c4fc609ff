"""Who takes part in matchmaking, what they wish, and what runs suggest."""

from typing import ClassVar

from django.db import models

from chainfair.fairs.models import Edition, Hall
from chainfair.ground.models import LeasedRun
from chainfair.matching.kinds import Side, SuggestionState, Wish
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person


class Participant(models.Model):
    """An organisation that takes part in an edition's matchmaking."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participants")
    side = models.CharField(max_length=10, choices=Side.pairs())
    hall = models.ForeignKey(Hall, null=True, on_delete=models.SET_NULL, related_name="participants")
    contact = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    minimum = models.PositiveSmallIntegerField(default=0)
    maximum = models.PositiveSmallIntegerField(default=40)
    availability = models.CharField(
        max_length=600, blank=True
    )  # a character per slot number, "1" = free; blank: always
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="participant_once"),
            models.CheckConstraint(
                condition=models.Q(minimum__lte=models.F("maximum")), name="participant_minimum_fits"
            ),
        ]


class Seat(models.Model):
    """One meeting that a participant can hold at a time: a member of staff, as a row that can be booked once a slot."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "number"], name="seat_once")]


class Preference(models.Model):
    """What one participant wants with another."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="preferences")
    counterpart = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wished_by")
    wish = models.CharField(max_length=10, choices=Wish.pairs())
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "counterpart"], name="preference_once"),
            models.CheckConstraint(
                condition=~models.Q(participant=models.F("counterpart")), name="preference_for_another"
            ),
        ]


class MatchingRun(LeasedRun):
    """One computation of suggestions for an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="matching_runs")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(state="published"), name="matching_run_one_published"
            )
        ]


class Suggestion(models.Model):
    """A pair proposed with reasons; the pair is stored once, the two directions apart."""

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="suggestions")
    first = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="suggested_first")
    second = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="suggested_second")
    weight = models.PositiveIntegerField()  # mutual fit, in thousandths
    fit_first = models.FloatField()  # how well second serves first
    fit_second = models.FloatField()
    chosen = models.BooleanField(default=False)  # within everybody's capacity
    state = models.CharField(max_length=10, choices=SuggestionState.pairs(), default=SuggestionState.DRAFT)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "first", "second"], name="suggestion_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="suggestion_pair_in_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["first", "-weight"], name="suggestion_first"),
            models.Index(fields=["second", "-weight"], name="suggestion_second"),
        ]
