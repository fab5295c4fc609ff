"""Reads about registrations."""

from django.db.models import Q, QuerySet

from chainfair.fairs.models import Edition
from chainfair.ground.search import subjects_found
from chainfair.people.models import Person
from chainfair.visiting.models import Registration


def find_registration(edition: Edition, person: Person | None) -> Registration | None:
    """A person's registration for an edition."""
    return edition.registrations.filter(person=person).first() if person else None


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
