"""Values of chains: states, code systems, disclosure, intents, and a chain as it is written down."""

from dataclasses import dataclass
from datetime import date

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


TOLD = frozenset({Disclosure.PUBLIC, Disclosure.PARTICIPANTS})  # what other participants may be told


class Intent(Worded):
    """Why one comes."""

    SUPPLIER = "supplier", phrase("find a supplier")
    CUSTOMER = "customer", phrase("find a customer")
    CO_DEVELOPER = "co_developer", phrase("develop together")
    SCENARIO = "scenario", phrase("scenario or pilot site")
    SERVICE = "service", phrase("find a service")
    LOCATION = "location", phrase("location or policy")


SOUGHT = frozenset({Intent.SUPPLIER, Intent.SERVICE, Intent.SCENARIO})  # what others are to supply


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
    expires_on: date | None = None  # the last day on which it holds
    state: FactState = FactState.CONFIRMED
    score: float | None = None
    disclosure: Disclosure = Disclosure.PUBLIC
    intent: Intent = Intent.SUPPLIER  # of a need


@dataclass(frozen=True)
class LinkPlan:
    """A link as a chain file states it: goods by HS 2022 (four or six digits), services by ISIC Rev.4."""

    key: str
    name_en: str
    name_zh: str
    goods: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[tuple[CodeSystem, str], ...]:
        """Every code with its system, goods first, in the order of the file."""
        goods = tuple((CodeSystem.HS2022, code) for code in self.goods)
        return goods + tuple((CodeSystem.ISIC4, code) for code in self.activities)


@dataclass(frozen=True)
class FlowPlan:
    """The output of one link that is an input of another; a recycling flow may close a circle."""

    source: str
    target: str
    what_en: str
    what_zh: str
    recycling: bool = False


@dataclass(frozen=True)
class ChainPlan:
    """A chain as its file states it; `services` names the service links shown beneath its map."""

    key: str
    version: int
    year: int
    name_en: str
    name_zh: str
    about_en: str
    about_zh: str
    links: tuple[LinkPlan, ...]
    flows: tuple[FlowPlan, ...]
    is_service: bool = False
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownCodes:
    """The codes a chain may use."""

    goods: frozenset[str]
    activities: frozenset[str]
