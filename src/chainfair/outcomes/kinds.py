"""Values of outcomes."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class NewContact:
    """An accepted contact of an exhibitor's and a counterpart's organisation, by their numbers."""

    exhibitor: int
    counterpart: int
    source: ContactSource
    key_client: bool = False


@dataclass(frozen=True)
class NewOutcome:
    """What two or more organisations came to. `confirmed_by` are those who said so themselves."""

    parties: tuple[int, ...]
    stage: Stage
    meeting: int | None = None
    about: str = ""
    amount: int | None = None  # minor units
    currency: str = ""
    evidence_digest: str = ""
    confirmed_by: tuple[int, ...] = ()
