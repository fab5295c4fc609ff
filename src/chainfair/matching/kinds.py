"""Values of matching."""

from dataclasses import dataclass

from chainfair.ground.kinds import Worded, phrase


class Side(Worded):
    """On which side of a stand a participant is."""

    EXHIBITOR = "exhibitor", phrase("exhibitor")
    VISITOR = "visitor", phrase("visitor")


class Wish(Worded):
    """What a participant wants with another."""

    MUST = "must", phrase("must meet")
    LIKE = "like", phrase("would like to meet")
    NO = "no", phrase("not to meet")


class SuggestionState(Worded):
    """A suggestion is a draft of a run until the run is published."""

    DRAFT = "draft", phrase("draft")
    SHOWN = "shown", phrase("shown")
    WITHDRAWN = "withdrawn", phrase("withdrawn")


@dataclass(frozen=True)
class NewParticipant:
    """An organisation that takes part in matchmaking; numbers are those of rows that stand already."""

    organisation: int
    side: Side
    seats: int = 1
    hall: int | None = None
    contact: int | None = None
    minimum: int = 0
    maximum: int | None = None  # None: the edition's
    availability: str = ""
