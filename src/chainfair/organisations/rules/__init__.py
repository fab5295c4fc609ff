"""Decisions on who is who: names, numbers, countries, and whether two entries are one organisation."""

from chainfair.organisations.rules.countries import country_of
from chainfair.organisations.rules.duplicates import Found, Resolution, resolve
from chainfair.organisations.rules.identifiers import Identified, identified
from chainfair.organisations.rules.likeness import (
    ASKED,
    MERGED,
    Described,
    Likeness,
    Print,
    contradicting_scheme,
    host_of,
    likeness,
    printed,
)
from chainfair.organisations.rules.names import Script, cleaned_name, core_of, name_key, script_of

__all__ = [
    "ASKED",
    "MERGED",
    "Described",
    "Found",
    "Identified",
    "Likeness",
    "Print",
    "Resolution",
    "Script",
    "cleaned_name",
    "contradicting_scheme",
    "core_of",
    "country_of",
    "host_of",
    "identified",
    "likeness",
    "name_key",
    "printed",
    "resolve",
    "script_of",
]
