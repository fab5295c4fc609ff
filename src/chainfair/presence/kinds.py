"""Values of presence."""

from chainfair.ground.kinds import Worded, phrase


class Direction(Worded):
    """Which way a badge passed."""

    IN = "in", phrase("in")
    OUT = "out", phrase("out")


class ScanRefusal(Worded):
    """Why a gate did not let a badge pass."""

    UNKNOWN = "unknown", phrase("unknown badge")
    NOT_ACCEPTED = "not_accepted", phrase("registration not accepted")
    CLOSED = "closed", phrase("outside opening hours")
    WRONG_ZONE = "wrong_zone", phrase("not valid for this zone")
