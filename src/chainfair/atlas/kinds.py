"""Values of the atlas: a link as an edition fills it."""

from dataclasses import dataclass

from chainfair.ground.kinds import Worded, phrase


class Shortage(Worded):
    """What is missing on a link."""

    NONE = "none", phrase("enough")
    GAP = "gap", phrase("nobody here")
    ONE = "one", phrase("one supplier only")
    CONCENTRATED = "concentrated", phrase("all from one country")


@dataclass(frozen=True)
class LinkHere:
    """A link in an edition: exhibitors, those from overseas, needs for it, countries (each that is not known apart)."""

    link: int
    here: int
    overseas: int
    needed: int
    countries: int
