"""Accounts and the consent ledger."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from chainfair.people.kinds import Language, Purpose


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their mail address, as sign-in does."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A human being with an account; whatever they may do hangs on appointments and memberships, not on flags."""

    email = models.EmailField(null=True, unique=True)  # noqa: DJ001 (unique among those who have one)
    name = models.CharField(max_length=200)
    name_latin = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, choices=Language.pairs(), default=Language.ENGLISH)
    is_active = models.BooleanField(default=True)
    is_platform_admin = models.BooleanField(default=False)
    made_up = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """One consent, per purpose and text version; a withdrawal is a date, not a deletion."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.pairs())
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "purpose"], name="consent_person")]
