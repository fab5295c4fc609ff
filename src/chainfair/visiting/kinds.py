"""Values of visiting."""

from dataclasses import dataclass

from chainfair.ground.kinds import Worded, phrase


class VisitorCategory(Worded):
    """Whom a badge says one is; exhibitor staff and organisers are coded apart."""

    PROFESSIONAL = "professional", phrase("professional visitor")
    BUYER = "buyer", phrase("buyer")
    PUBLIC = "public", phrase("general public")
    STUDENT = "student", phrase("student")
    PRESS = "press", phrase("press")
    EXHIBITOR_STAFF = "exhibitor_staff", phrase("exhibitor staff")
    ORGANISER = "organiser", phrase("organiser")


class Channel(Worded):
    """How one comes."""

    ONSITE = "onsite", phrase("on site")
    ONLINE = "online", phrase("online")
    BOTH = "both", phrase("on site and online")


class RegistrationState(Worded):
    """Where a registration stands."""

    APPLIED = "applied", phrase("applied")
    ACCEPTED = "accepted", phrase("accepted")
    REFUSED = "refused", phrase("refused")
    CANCELLED = "cancelled", phrase("cancelled")


@dataclass(frozen=True)
class NewRegistration:
    """Somebody who wants to come. Numbers are those of rows that stand already."""

    person: int
    category: VisitorCategory
    channel: Channel = Channel.ONSITE
    organisation: int | None = None
    delegation: int | None = None
    country: str = ""
    job: str = ""
    days: str = ""
    state: RegistrationState = RegistrationState.ACCEPTED


@dataclass(frozen=True)
class NewVisitor:
    """What a visitor entered to register by themselves."""

    name: str
    name_latin: str
    email: str
    language: str
    country: str
    job: str
    category: VisitorCategory
    channel: Channel
    days: str
    consents: tuple[str, ...]
    company: str = ""  # as the visitor writes it
