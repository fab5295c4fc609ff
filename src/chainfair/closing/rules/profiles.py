"""Counting profiles: one event log, several named sets of rules.

The standards' clause texts were not at hand; a profile is "based on public summaries" and claims no conformity.
"""

from chainfair.closing.errors import UnknownProfile
from chainfair.closing.kinds import Profile
from chainfair.ground.kinds import phrase

_PUBLIC = phrase("based on public summaries of the rules")
_OUTCOMES = ("ties_unique", "ties_gross", "agreements", "intentions", "launches", "renewals")
_PROFILES = (
    Profile(
        "organiser",
        1,
        phrase("organiser"),
        phrase("the organiser's wording: all exhibitors present, visits, on site and online"),
        (
            "targeted_held",
            "exhibitors_present",
            "overseas_share",
            "audience",
            "agreements",
            "ties_unique",
            "exhibitors_direct",
            "countries",
            "visits",
            "unique_visitors",
            "entries",
            "professional_share",
            "online_participants",
            "registrations",
            "meetings_held",
            "intentions",
            "ties_gross",
            "launches",
            "renewals",
            "net_area",
        ),
    ),
    Profile(
        "ufi-direct",
        1,
        phrase("UFI, direct exhibitors"),
        _PUBLIC,
        (
            "exhibitors_direct",
            "overseas_share",
            "countries",
            "net_area",
            "visits",
            "unique_visitors",
            *_OUTCOMES,
        ),
    ),
    Profile(
        "fkm",
        1,
        phrase("FKM"),
        _PUBLIC,
        ("exhibitors_direct", "overseas_share", "net_area", "entries", "visits", "professional_share"),
    ),
    Profile(
        "abc-unique",
        1,
        phrase("ABC, unique attendance"),
        _PUBLIC,
        ("unique_visitors", "professional_share", "registrations"),
        audience=frozenset({"professional", "buyer", "student", "public", "press"}),
    ),
    Profile(
        "bpa",
        1,
        phrase("BPA"),
        _PUBLIC,
        ("unique_visitors", "visits", "registrations", "exhibitors_direct"),
        audience=frozenset({"professional", "buyer", "press"}),
    ),
    Profile(
        "fr-a762-1",
        1,
        phrase("French Commercial Code A762-1"),
        _PUBLIC,
        ("exhibitors_direct", "overseas_share", "net_area", "visits", "entries", "unique_visitors"),
    ),
    Profile(
        "gbt30521",
        1,
        phrase("GB/T 30521-2025"),
        _PUBLIC,
        (
            "exhibitors_direct",
            "overseas_share",
            "countries",
            "net_area",
            "unique_visitors",
            "visits",
            "meetings_held",
        ),
    ),
)
PROFILES = {one.key: one for one in _PROFILES}


def profile(key: str) -> Profile:
    """A profile by its key, or a refusal that names those there are."""
    found = PROFILES.get(key)
    if found is None:
        raise UnknownProfile(key=key, allowed=", ".join(PROFILES))
    return found
