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


class Seated(Worded):
    """What a member of an assembly says to sitting there."""

    OPEN = "open", phrase("has not answered")
    YES = "yes", phrase("wants to sit there")
    NO = "no", phrase("does not want to sit there")


class Lapse(Worded):
    """Why an assembly is out of date."""

    NEED = "need", phrase("the whole is no longer looked for")
    OFFER = "offer", phrase("a part is no longer offered")
    MEMBER = "member", phrase("somebody at the table no longer takes part")
    PARTS = "parts", phrase("what goes into the whole has changed")
    APART = "apart", phrase("two at the table are not to meet")


class Lack(Worded):
    """Why somebody has fewer pairs within capacity than its minimum; the order is that of the engine's reasons."""

    NO_PROFILE = "no_profile", phrase("it states neither what it offers nor what it needs")
    NOBODY_ADMITTED = "nobody_admitted", phrase("nobody whom it suits may meet it")
    TOO_FEW = "too_few", phrase("fewer suit it than its minimum asks for")
    OTHERS_FULL = "others_full", phrase("whoever suits it has no meeting left")
    WORTH_LESS = "worth_less", phrase("a further meeting would take better ones from others")


class Shift(Worded):
    """How a participant fares in a run against another run; the first that is true."""

    WORSE = "worse", phrase("loses")
    BETTER = "better", phrase("gains")
    SAME = "same", phrase("as before")


class SeatShift(Worded):
    """How a participant's seats at assemblies within capacity differ from another run's."""

    GAINED = "gained", phrase("gained a seat")
    LOST = "lost", phrase("lost a seat")


class PairChange(Worded):
    """What happened to a pair from one run to another."""

    NEW = "new", phrase("new")
    GONE = "gone", phrase("no longer suggested")
    CHOSEN = "chosen", phrase("now within capacity")
    DROPPED = "dropped", phrase("no longer within capacity")


class Policy(Worded):
    """How a list came to its order; a policy with chance in it states how likely each row was to stand there."""

    DEALT = "dealt", phrase("dealt by interest and places left")
    RENEWED = "renewed", phrase("dealt anew after a change, all other lists as they were")
    READER = "reader", phrase("sorted by the reader")
    WEIGHED = "weighed", phrase("assemblies within capacity, the weightiest first")


class Sight(Worded):
    """How a suggestion was seen."""

    LISTED = "listed", phrase("stood on the list")
    FILTERED = "filtered", phrase("stood on a searched or filtered list")
    OPENED = "opened", phrase("its reasons were opened")


class SeenThing(Worded):
    """What was seen."""

    PAIR = "pair", phrase("suggestions")
    ASSEMBLY = "assembly", phrase("assemblies")


class Said(Worded):
    """What somebody says about one term of a reason, or the organiser about a pair."""

    RIGHT = "right", phrase("yes, right")
    UNNEEDED = "unneeded", phrase("we do not need this")
    UNOFFERED = "unoffered", phrase("we do not offer this")
    MISPLACED = "misplaced", phrase("wrong link")
    DOUBTED = "doubted", phrase("not true of them")
    UNASKED = "unasked", phrase("we do not ask for this")
    MEETS = "meets", phrase("we do meet this")
    NOT_SO = "not_so", phrase("it was not so")
    APART = "apart", phrase("kept apart by the organiser")
    TOGETHER = "together", phrase("may meet again")


class About(Worded):
    """What a term is about that is not about goods."""

    REGION = "region", phrase("region")
    CERTIFICATE = "certificate", phrase("certificates")
    VOLUME = "volume", phrase("quantity")
    MET = "met", phrase("an earlier meeting")
    TOGETHER = "together", phrase("developing together")


# Kinds of terms as the engine numbers them, and the sum of those that are not kept one by one.
CODE, LINK, TEXT, WISH, RIVAL, REGION, CERTIFICATE, VOLUME, MET, TOGETHER = range(10)
REST = -1
GOODS = frozenset({CODE, LINK, TEXT})
CONDITIONS = frozenset({REGION, CERTIFICATE, VOLUME})
ON_ONE_LINK = frozenset({RIVAL, TOGETHER})  # say that the two stand on the same link
ABOUT = {
    REGION: About.REGION,
    CERTIFICATE: About.CERTIFICATE,
    VOLUME: About.VOLUME,
    MET: About.MET,
    TOGETHER: About.TOGETHER,
}


@dataclass(frozen=True)
class Spread:
    """How evenly the exhibitors of a run stand on others' lists; shares of all places on lists, 0 to 1."""

    exhibitors: int
    places: int
    gini: float
    quarters: tuple[float, ...]  # of the places, from the quarter shown least to the quarter shown most
    unseen: int  # exhibitors on nobody's list


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
