"""Organisations once, across all editions, and who belongs to them."""

from typing import ClassVar

from django.db import models

from chainfair.organisations.kinds import MemberRole, OrganisationKind, SamenessState, Scheme, TraitKind
from chainfair.people.models import Person


class Organisation(models.Model):
    """An enterprise, institution or international organisation. Names stand as they were given."""

    name = models.CharField(max_length=1000)  # in its own script
    name_latin = models.CharField(max_length=1000, blank=True)
    name_key = models.CharField(max_length=1000, db_index=True)  # for comparing only; see rules
    latin_key = models.CharField(max_length=1000, blank=True, db_index=True)
    kind = models.CharField(
        max_length=20, choices=OrganisationKind.pairs(), default=OrganisationKind.ENTERPRISE
    )
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2; blank: not known
    city = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    industry = models.CharField(max_length=500, blank=True)
    profile = models.TextField(blank=True)
    group_name = models.CharField(max_length=200, blank=True)
    staff = models.PositiveIntegerField(null=True)
    made_up = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["country"], name="organisation_country")]

    def __str__(self) -> str:
        return self.name


class OtherName(models.Model):
    """A further name under which an organisation is known, and where it was seen."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=1000)
    source = models.CharField(max_length=200)


class Identifier(models.Model):
    """A number in a register; one organisation per number."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=Scheme.pairs())
    value = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once")]


class Trait(models.Model):
    """A mark with its source and year."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=20, choices=TraitKind.pairs())
    year = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "year", "source"], name="trait_once")
        ]


class Membership(models.Model):
    """A person acts for an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=MemberRole.pairs())
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "person"], name="membership_once")
        ]


class SamenessQuestion(models.Model):
    """Two entries that may be one organisation: a person decides."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()  # 0 to 100
    reason = models.TextField()
    reason_values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=SamenessState.pairs(), default=SamenessState.OPEN)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="sameness_pair")]
