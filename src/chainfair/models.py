"""Gathers the tables of every room under the one app label, in the order of a fair's life."""

from chainfair.chains import models as chains
from chainfair.closing import models as closing
from chainfair.exhibiting import models as exhibiting
from chainfair.fairs import models as fairs
from chainfair.ground import models as ground
from chainfair.matching import models as matching
from chainfair.meetings import models as meetings
from chainfair.organisations import models as organisations
from chainfair.outcomes import models as outcomes
from chainfair.people import models as people
from chainfair.presence import models as presence
from chainfair.visiting import models as visiting

__all__ = [
    "chains",
    "closing",
    "exhibiting",
    "fairs",
    "ground",
    "matching",
    "meetings",
    "organisations",
    "outcomes",
    "people",
    "presence",
    "visiting",
]
