"""Values of chains: states, code systems, disclosure, intents."""

from dataclasses import dataclass

from chainfair.ground.kinds import Worded, phrase


class ChainState(Worded):
    """A chain is drafted, published, superseded by a later version."""

    DRAFT = "draft", phrase("draft")
    PUBLISHED = "published", phrase("published")
    SUPERSEDED = "superseded", phrase("superseded")


class CodeSystem(Worded):
    """Where product and service codes come from."""

    HS2022 = "hs2022", phrase("HS code")
    ISIC4 = "isic4", phrase("ISIC class")


class FactState(Worded):
    """A fact about an organisation: suggested by the program until a person confirms or refuses it."""

    SUGGESTED = "suggested", phrase("suggested")
    CONFIRMED = "confirmed", phrase("confirmed")
    REFUSED = "refused", phrase("refused")


class Disclosure(Worded):
    """Who may see a fact."""

    NOBODY = "nobody", phrase("nobody")
    COUNTED = "counted", phrase("counted only")
    MUTUAL = "mutual", phrase("after mutual interest")
    PARTICIPANTS = "participants", phrase("participants")
    PUBLIC = "public", phrase("public")


class Intent(Worded):
    """Why one comes."""

    SUPPLIER = "supplier", phrase("find a supplier")
    CUSTOMER = "customer", phrase("find a customer")
    CO_DEVELOPER = "co_developer", phrase("develop together")
    SCENARIO = "scenario", phrase("scenario or pilot site")
    SERVICE = "service", phrase("find a service")
    LOCATION = "location", phrase("location or policy")


@dataclass(frozen=True)
class NewPosition:
    """An organisation stands on a link; numbers are those of rows that stand already."""

    organisation: int
    link: int
    source: str
    state: FactState = FactState.CONFIRMED
    capacity: str = ""
    disclosure: Disclosure = Disclosure.PUBLIC


@dataclass(frozen=True)
class NewTrade:
    """An offer or a need of an organisation: a link, a product code, words, or all of them."""

    organisation: int
    source: str
    link: int | None = None
    code: int | None = None
    text: str = ""
    text_other: str = ""
    quantity: str = ""
    region: str = ""
    certificates: str = ""
    state: FactState = FactState.CONFIRMED
    score: float | None = None
    disclosure: Disclosure = Disclosure.PUBLIC
    intent: Intent = Intent.SUPPLIER  # of a need
