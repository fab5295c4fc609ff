"""Who takes part in matchmaking, what they wish, and what runs suggest."""

from typing import ClassVar

from django.db import models

from chainfair.chains.models import Link, Need, Offer
from chainfair.fairs.models import Edition, Hall
from chainfair.ground.models import LeasedRun
from chainfair.matching.kinds import About, Lack, Policy, Said, Seated, Side, Sight, SuggestionState, Wish
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


class Encounter(models.Model):
    """Two organisations met at an edition, as the rooms of meetings and outcomes tell; later editions read it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="encounters")
    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    went_on = models.BooleanField(default=False)  # something came of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "first", "second"], name="encounter_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="encounter_pair_in_order"
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

    # Hundreds of thousands are stored at once; the indexes below begin with each of the three.
    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="suggestions", db_index=False)
    first = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="suggested_first", db_index=False
    )
    second = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="suggested_second", db_index=False
    )
    weight = models.PositiveIntegerField()  # mutual fit, in thousandths
    fit_first = models.FloatField()  # how well second serves first
    fit_second = models.FloatField()
    rank_first = models.PositiveSmallIntegerField(default=0)  # of second on first's list; 0: not on it
    rank_second = models.PositiveSmallIntegerField(default=0)
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


class Assembly(models.Model):
    """A group proposed with reasons: who looks for a whole, and one supplier for each of its parts, at one table.

    Participants see the chosen ones of a published run.
    """

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="assemblies")
    owner = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="wholes"
    )  # who looks for it
    link = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")  # the whole
    scenario = models.PositiveIntegerField()  # number within the run; of one scenario at most one is chosen
    weight = models.PositiveIntegerField()  # worth of its pairs, in thousandths
    size = models.PositiveSmallIntegerField()  # members, the owner included
    missing = models.JSONField(default=list)  # parts that nobody at the table supplies: numbers of links
    chosen = models.BooleanField(default=False)  # within everybody's capacity

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "-weight"], name="assembly_weight")]


class AssemblyMember(models.Model):
    """One who sits in an assembly, what it brings, and what it says to that."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="members", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="assembly_places")
    part = models.ForeignKey(
        Link, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # what it supplies; the owner: what it looks for
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="+")
    worth = models.PositiveIntegerField(default=0)  # of its tie to the owner, in thousandths
    guessed = models.BooleanField(default=False)  # nobody has confirmed that it supplies the part
    said = models.CharField(max_length=5, choices=Seated.pairs(), default=Seated.OPEN)
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "participant"], name="assembly_member_once")
        ]


class Tally(models.Model):
    """What a run gives one participant, counted once so that two runs can be compared."""

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="tallies")
    suggested = models.PositiveIntegerField()  # pairs it stands in
    listed = models.PositiveIntegerField()  # others on whose own list it stands
    chosen = models.PositiveIntegerField()  # pairs within everybody's capacity
    seated = models.PositiveSmallIntegerField(default=0)  # assemblies within it, at which it sits
    lacking = models.PositiveSmallIntegerField(default=0)  # meetings short of its minimum
    why = models.CharField(max_length=20, choices=Lack.pairs(), blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "participant"], name="tally_once")]


class Exposure(models.Model):
    """A suggestion or an assembly that a participant saw on a day, at which rank, and how likely it was to stand there.

    Rows are added, never changed. Kept about organisations: which of its people looked is not recorded.
    """

    # Of whose making the participant's own list was: the published run, or what brought the list up to date.
    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="exposures")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="exposures", db_index=False
    )
    counterpart = models.ForeignKey(
        Participant, null=True, on_delete=models.CASCADE, related_name="exposed_to"
    )  # of a suggestion
    assembly = models.ForeignKey(Assembly, null=True, on_delete=models.CASCADE, related_name="exposures")
    sight = models.CharField(max_length=10, choices=Sight.pairs())
    rank = models.PositiveIntegerField()  # on the list as it was shown; 0: its reasons were opened
    propensity = models.FloatField(default=1.0)  # under the policy, given what the reader asked for
    policy = models.CharField(max_length=20, choices=Policy.pairs(), default=Policy.DEALT)
    day = models.DateField()  # at the venue
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participant", "run", "day", "sight", "policy", "counterpart"],
                name="exposure_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["participant", "assembly", "day", "sight", "policy"],
                name="exposure_of_assembly_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(counterpart__isnull=False, assembly__isnull=True)
                | models.Q(counterpart__isnull=True, assembly__isnull=False),
                name="exposure_of_one_thing",
            ),
        ]


class Correction(models.Model):
    """What a participant says about one term of a reason, or the organiser about a pair. Rows are added, never changed.

    A term is named by what it rests on; the latest word about the same thing counts.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="corrections", db_index=False)
    first = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="corrected_first")
    second = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="corrected_second")
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.CASCADE, related_name="corrections"
    )  # who says it; none: the organiser
    said = models.CharField(max_length=10, choices=Said.pairs())
    served = models.BooleanField(default=False)  # the term says how the other serves who says it
    about = models.CharField(max_length=12, choices=About.pairs(), blank=True)  # blank: goods
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="+")
    need = models.ForeignKey(Need, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")
    target = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="correction_pair_in_order"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "first", "second"], name="correction_pair")]
