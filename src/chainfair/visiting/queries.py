"""Reads about registrations."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.models import OutboxMessage
from chainfair.ground.search import subjects_found
from chainfair.people.kinds import Purpose
from chainfair.people.models import Consent, Person
from chainfair.visiting.models import Registration


def find_registration(edition: Edition, person: Person | None) -> Registration | None:
    """A person's registration for an edition."""
    rows = edition.registrations.select_related("edition", "organisation", "person")
    return rows.filter(person=person).first() if person else None


def get_registration(edition: Edition, person: Person | None) -> Registration:
    """A person's own registration, or a refusal."""
    found = find_registration(edition, person)
    if found is None:
        raise NotFound(kind=phrase("registration"), name=edition.key)
    return found


@dataclass(frozen=True)
class Given:
    """A purpose and the consent to it that is in force, if any."""

    purpose: Purpose
    consent: Consent | None


def consents_of(person: Person) -> list[Given]:
    """Each purpose with the consent in force."""
    rows = person.consents.filter(withdrawn_at=None).order_by("given_at")
    given = {row.purpose: row for row in rows}
    return [Given(purpose, given.get(str(purpose))) for purpose in Purpose]


def data_of(person: Person) -> dict[str, Any]:
    """Everything that is kept of a visitor: account, consents, registrations, letters."""
    registrations = list(person.registrations.select_related("edition", "organisation").order_by("pk"))
    letters = OutboxMessage.objects.filter(recipient=person.email) if person.email else []
    return {
        "person": {
            "name": person.name,
            "name_latin": person.name_latin,
            "email": person.email,
            "language": person.language,
            "since": person.created_at,
        },
        "consents": list(
            person.consents.order_by("given_at").values(
                "purpose", "text_version", "language", "channel", "given_at", "withdrawn_at"
            )
        ),
        "registrations": [
            {
                "edition": row.edition.key,
                "organisation": row.organisation.name if row.organisation else "",
                "category": row.category,
                "channel": row.channel,
                "state": row.state,
                "country": row.country,
                "job": row.job,
                "days": row.days,
                "badge": row.badge,
                "registered_at": row.registered_at,
            }
            for row in registrations
        ],
        "letters": [{"title": one.title, "text": one.text, "written_at": one.created_at} for one in letters],
    }


def registrations_of(
    edition: Edition,
    question: str = "",
    category: str = "",
    channel: str = "",
    *,
    country: str = "",
    state: str = "",
    day: str = "",
) -> QuerySet[Registration]:
    """Registrations of an edition; a question searches persons and organisations."""
    rows = edition.registrations.all()
    if question:
        rows = rows.filter(
            Q(person__name__icontains=question)
            | Q(person__name_latin__icontains=question)
            | Q(organisation__in=subjects_found("organisation", question))
        )
    if category:
        rows = rows.filter(category=category)
    if channel:
        rows = rows.filter(channel=channel)
    if country:
        rows = rows.filter(country=country)
    if state:
        rows = rows.filter(state=state)
    if day.isdigit():
        rows = rows.filter(days__regex=f"^.{{{int(day)}}}1")
    return rows.select_related("person", "organisation")


def visitor_countries(edition: Edition) -> list[str]:
    """Countries and regions from which people registered."""
    return sorted(set(edition.registrations.exclude(country="").values_list("country", flat=True)))
