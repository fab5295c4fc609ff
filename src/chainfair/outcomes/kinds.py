"""Values of outcomes."""

from chainfair.ground.kinds import Worded, phrase


class Stage(Worded):
    """The ladder from contact to delivery. Contacts and held meetings are counted from their own rows."""

    INTENTION = "intention", phrase("intention (one side)")
    MUTUAL_INTENTION = "mutual_intention", phrase("intention (both sides)")
    MEMORANDUM = "memorandum", phrase("memorandum")
    CONTRACT = "contract", phrase("contract")
    DELIVERED = "delivered", phrase("delivered")
    LAPSED = "lapsed", phrase("lapsed")


class ContactSource(Worded):
    """How a contact came about."""

    MEETING = "meeting", phrase("meeting")
    SCAN = "scan", phrase("badge scan")
    REQUEST = "request", phrase("accepted request")
    ENTERED = "entered", phrase("entered by hand")
