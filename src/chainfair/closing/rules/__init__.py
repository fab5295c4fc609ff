"""Pure decisions of closing: definitions, profiles, changes on the year, evidence."""

from chainfair.closing.rules.definitions import DEFINITIONS, definition
from chainfair.closing.rules.evidence import digest_of, packed, sample, statement_digest, unpacked
from chainfair.closing.rules.profiles import PROFILES, profile
from chainfair.closing.rules.year import change_on_the_year, share_in_tenths

__all__ = [
    "DEFINITIONS",
    "PROFILES",
    "change_on_the_year",
    "definition",
    "digest_of",
    "packed",
    "profile",
    "sample",
    "share_in_tenths",
    "statement_digest",
    "unpacked",
]
