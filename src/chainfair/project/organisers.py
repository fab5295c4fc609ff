"""The first person of an installation: an account that may make editions, and its sign-in link."""

from datetime import datetime

from django.db import transaction

from chainfair.fairs.actions import appoint, create_draft
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.people.actions import enter_person
from chainfair.people.kinds import NewPerson
from chainfair.people.queries import find_person, sign_in_path


def create_organiser(*, email: str, name: str, language: str, edition: str | None, now: datetime) -> str:
    """Make the account, appoint it director where an edition is named, and return the path that signs it in.

    Whoever has an account keeps it, so an operator whose link has grown old gets a new one in the same way.
    """
    with transaction.atomic():
        entry = NewPerson(name=name, email=email, language=language, is_platform_admin=True)
        person = find_person(email) or enter_person(entry=entry, by=None, now=now)
        if edition:
            found = Edition.objects.filter(key=edition).first() or create_draft(key=edition, by=None, now=now)
            appoint(edition=found, person=person, role=Role.DIRECTOR, by=None, now=now)
    return sign_in_path(person)
