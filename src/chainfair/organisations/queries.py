"""Reads about organisations."""

from collections import defaultdict

from django.db.models import F, Q, QuerySet

from chainfair.ground.search import subjects_found
from chainfair.organisations.kinds import SamenessState
from chainfair.organisations.models import Identifier, Organisation, SamenessQuestion
from chainfair.organisations.rules import Described, name_key


def described_organisations() -> list[tuple[int, Described]]:
    """Everybody as far as they can be compared, in the order in which they came.

    Under the number of one that stands for others, these follow with the names they had.
    """
    numbers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for organisation, scheme, value in Identifier.objects.values_list("organisation_id", "scheme", "value"):
        numbers[organisation].add((scheme, value))
    rows = Organisation.objects.order_by(F("merged_into").asc(nulls_first=True), "pk").values_list(
        "pk", "merged_into_id", "name", "name_latin", "country", "address", "website"
    )
    return [
        (into or number, Described(name, latin, country, address, website, frozenset(numbers[number])))
        for number, into, name, latin, country, address, website in rows
    ]


def settled_pairs() -> set[tuple[int, int]]:
    """Pairs that somebody was asked about already, whatever the answer."""
    return set(SamenessQuestion.objects.values_list("first_id", "second_id"))


def open_questions() -> QuerySet[SamenessQuestion]:
    """Pairs that wait for a person, the likeliest first."""
    return (
        SamenessQuestion.objects.filter(state=SamenessState.OPEN)
        .select_related("first", "second")
        .order_by("-score", "pk")
    )


def questions_found(question: str) -> QuerySet[SamenessQuestion]:
    """Open questions about an organisation that a search finds; all where nothing is asked."""
    if not question:
        return open_questions()
    found = subjects_found("organisation", question)
    return open_questions().filter(first__in=found) | open_questions().filter(second__in=found)


def find_by_name(name: str, country: str) -> Organisation | None:
    """The one organisation of exactly that name; None where there is none, or several in question."""
    key = name_key(name)
    rows = Organisation.objects.filter(Q(name_key=key) | Q(latin_key=key), merged_into=None)
    if country:
        rows = rows.filter(country__in=["", country])
    found = list(rows[:2]) if key else []
    return found[0] if len(found) == 1 else None
