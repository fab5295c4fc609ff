"""Meetings of two or more parties, and versions of the timetable that hold them.

Double booking cannot be written: a seat and a place appear once per slot and timetable.
"""

from typing import ClassVar

from django.db import models

from chainfair.fairs.models import Edition, Place, Slot
from chainfair.ground.models import LeasedRun
from chainfair.matching.models import Assembly, Participant, Seat, Suggestion
from chainfair.meetings.kinds import Answer, DeclineReason, MeetingState, Origin, TimetableState
from chainfair.people.models import Person


class Meeting(models.Model):
    """A matchmaking session of two or more parties."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="meetings")
    uid = models.UUIDField(unique=True)
    origin = models.CharField(max_length=10, choices=Origin.pairs())
    state = models.CharField(max_length=12, choices=MeetingState.pairs(), default=MeetingState.REQUESTED)
    suggestion = models.ForeignKey(Suggestion, null=True, on_delete=models.SET_NULL, related_name="meetings")
    assembly = models.ForeignKey(Assembly, null=True, on_delete=models.SET_NULL, related_name="meetings")
    about = models.TextField(blank=True)
    online = models.BooleanField(default=False)
    weight = models.PositiveIntegerField(default=1000)  # what its placing is worth
    quorum = models.PositiveSmallIntegerField(default=2)
    pair = models.CharField(max_length=40)  # "low-high" participants; empty for groups
    live = models.BooleanField(default=True)  # false once it ended without taking place
    answer_by = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=0)  # of its calendar entry

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "pair"],
                condition=models.Q(live=True) & ~models.Q(pair=""),
                name="meeting_one_live_per_pair",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "state"], name="meeting_state")]


class Party(models.Model):
    """One side of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parties")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="parties")
    asked = models.BooleanField(default=False)  # true for who asked
    answer = models.CharField(max_length=5, choices=Answer.pairs(), default=Answer.OPEN)
    decline_reason = models.CharField(max_length=16, choices=DeclineReason.pairs(), blank=True)
    answered_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)
    absent = models.BooleanField(default=False)  # once the meeting is settled as a no-show
    said_held = models.BooleanField(null=True)
    worth = models.PositiveSmallIntegerField(null=True)  # 1 to 5
    next_step = models.CharField(max_length=300, blank=True)
    next_step_by = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="party_once")
        ]
        indexes: ClassVar = [models.Index(fields=["participant", "answer"], name="party_answer")]


class SlotProposal(models.Model):
    """A slot somebody proposed: a soft hold that hides no slot."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proposals")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "slot", "by"], name="proposal_once")
        ]


class TimetableRun(LeasedRun):
    """One computation of a timetable for an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="timetable_runs")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")


class Timetable(models.Model):
    """A version of who meets whom, when and where."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="timetables")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TimetableState.pairs(), default=TimetableState.DRAFT)
    run = models.ForeignKey(TimetableRun, null=True, on_delete=models.SET_NULL, related_name="timetables")
    figures = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "version"], name="timetable_version_once"),
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(state="published"), name="timetable_one_published"
            ),
        ]


class Placement(models.Model):
    """A meeting sits in a slot at a place, in one version."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="placements")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="placements")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="placements")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="placements")
    pinned = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["timetable", "meeting"], name="placement_once"),
            models.UniqueConstraint(fields=["timetable", "place", "slot"], name="place_once_a_slot"),
        ]


class SeatBooking(models.Model):
    """A party's seat is taken in a slot, in one version: who, when, once."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="bookings")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="bookings")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="bookings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["timetable", "seat", "slot"], name="seat_once_a_slot"),
            models.UniqueConstraint(fields=["placement", "seat"], name="seat_once_a_meeting"),
        ]


class Unplaced(models.Model):
    """A meeting that a version could not place, with the reason."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="unplaced")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="unplaced")
    reason = models.CharField(max_length=30)
    values = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["timetable", "meeting"], name="unplaced_once")
        ]
