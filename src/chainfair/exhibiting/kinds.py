"""Values of exhibiting: applications, roles on a stand, stands, launches."""

from dataclasses import dataclass, field
from datetime import datetime

from chainfair.ground.kinds import Worded, phrase


class ApplicationState(Worded):
    """An exhibitor's application on its way to a contract."""

    DRAFT = "draft", phrase("draft")
    SUBMITTED = "submitted", phrase("submitted")
    UNDER_REVIEW = "under_review", phrase("under review")
    CHANGES_ASKED = "changes_asked", phrase("changes asked")
    WAITLISTED = "waitlisted", phrase("on the waiting list")
    REJECTED = "rejected", phrase("rejected")
    ACCEPTED = "accepted", phrase("accepted")
    CONTRACTED = "contracted", phrase("contracted")
    CANCELLED = "cancelled", phrase("cancelled")


class ExhibitorRole(Worded):
    """How an organisation takes part in an edition."""

    MAIN = "main", phrase("main exhibitor")
    CO = "co", phrase("co-exhibitor")
    BROUGHT = "brought", phrase("brought partner")
    REPRESENTED = "represented", phrase("represented organisation")


class ParticipationState(Worded):
    """Listed from a file, confirmed by contract or approval, or cancelled."""

    LISTED = "listed", phrase("listed")
    CONFIRMED = "confirmed", phrase("confirmed")
    CANCELLED = "cancelled", phrase("cancelled")


class StandState(Worded):
    """A stand from the plan to its release."""

    PLANNED = "planned", phrase("planned")
    AVAILABLE = "available", phrase("available")
    HELD = "held", phrase("on hold")
    RESERVED = "reserved", phrase("reserved")
    CONFIRMED = "confirmed", phrase("confirmed")
    OCCUPIED = "occupied", phrase("occupied")
    RELEASED = "released", phrase("released")
    BLOCKED = "blocked", phrase("blocked")


class Showing(Worded):
    """What kind of first showing a launch is."""

    RELEASE = "release", phrase("first release")
    EXHIBITION = "exhibition", phrase("first exhibition")
    SHOW = "show", phrase("first show")


class Reach(Worded):
    """Where it is the first."""

    WORLD = "world", phrase("world")
    COUNTRY = "country", phrase("country")
    FAIR = "fair", phrase("fair")


class LaunchState(Worded):
    """A launch from the claim to the count."""

    CLAIMED = "claimed", phrase("claimed")
    CHECKED = "checked", phrase("evidence checked")
    SCHEDULED = "scheduled", phrase("scheduled")
    LIFTED = "lifted", phrase("embargo lifted")
    PRESENTED = "presented", phrase("presented")
    COUNTED = "counted", phrase("counted")


class ImportState(Worded):
    """An import: looked at, done, or left."""

    PREVIEW = "preview", phrase("preview")
    DONE = "done", phrase("done")
    LEFT = "left", phrase("left")


@dataclass(frozen=True)
class NewParticipation:
    """An organisation takes part; `host` is the main exhibitor's organisation, entered before or with this one."""

    organisation: int
    role: ExhibitorRole = ExhibitorRole.MAIN
    host: int | None = None
    area: int | None = None
    honour: int | None = None
    contract_country: str = ""
    own_staff: bool = True
    own_products: bool = True
    listed_role: str = ""
    note: str = ""
    state: ParticipationState = ParticipationState.CONFIRMED


@dataclass(frozen=True)
class NewStand:
    """A stand and who uses it by participation; the first is the contractor."""

    code: str
    users: tuple[int, ...]
    hall: int | None = None
    net_area: int | None = None


@dataclass(frozen=True)
class NewLaunch:
    """A first showing that an exhibitor claims."""

    participation: int
    title_en: str
    showing: Showing
    reach: Reach
    title_zh: str = ""
    evidence: str = ""
    presents_at: datetime | None = None


class Column(Worded):
    """What a column of an exhibitor list can mean."""

    NAME = "name", phrase("name")
    NAME_ZH = "name_zh", phrase("Chinese name")
    NAME_EN = "name_en", phrase("English name")
    EXTERNAL_ID = "external_id", phrase("number in the list it came from")
    USCC = "uscc", phrase("registry number (USCC)")
    LEI = "lei", phrase("LEI")
    GLN = "gln", phrase("GLN")
    DUNS = "duns", phrase("DUNS")
    COUNTRY = "country", phrase("country or region")
    CITY = "city", phrase("city")
    STREET = "street", phrase("street")
    ZIP = "zip", phrase("postal code")
    WEBSITE = "website", phrase("website")
    INDUSTRY = "industry", phrase("industry")
    SCOPE = "scope", phrase("line of business")
    PROFILE = "profile", phrase("profile")
    PRODUCTS = "products", phrase("products")
    STANDS = "stands", phrase("stands")
    HALL = "hall", phrase("hall")
    ROLE = "role", phrase("role")
    PARTNER_LEVEL = "partner_level", phrase("partner level")
    TAGS = "tags", phrase("tags")


@dataclass(frozen=True)
class ListMapping:
    """What a person said about a list's columns: which heading is which field, and values for all rows."""

    columns: dict[Column, str] = field(default_factory=dict)  # a blank heading: do not use
    fixed: dict[Column, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnPlan:
    """Which column of a table is which field, and which headings are not used."""

    places: dict[Column, int]
    unused: tuple[str, ...]


@dataclass(frozen=True)
class StandPlace:
    """A stand as a list names it: code and hall, either as written there."""

    hall: str
    code: str


@dataclass(frozen=True)
class RefusedCell:
    """Why a row cannot go in: the cell, and a sentence on what is allowed."""

    row: int
    column: str
    value: str
    message: str
    values: dict[str, object] = field(default_factory=dict)

    @property
    def allowed(self) -> str:
        """The sentence in English."""
        return self.message % self.values


@dataclass(frozen=True)
class RepairedCell:
    """A cell whose writing was mended, as it was and as it is taken."""

    row: int
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ExhibitorRow:
    """One row of a list, understood."""

    number: int
    name: str
    name_latin: str = ""
    country: str = ""
    city: str = ""
    address: str = ""
    website: str = ""
    industry: str = ""
    profile: str = ""
    listed_role: str = ""
    note: str = ""
    external_id: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    stands: tuple[StandPlace, ...] = ()


@dataclass(frozen=True)
class ExhibitorList:
    """A table, understood row by row."""

    plan: ColumnPlan
    rows: tuple[ExhibitorRow, ...]
    refused: tuple[RefusedCell, ...]
    repaired: tuple[RepairedCell, ...]


@dataclass(frozen=True)
class ListFile:
    """A file that somebody brought, and what they said about it."""

    name: str
    data: bytes
    mapping: ListMapping = field(default_factory=ListMapping)
    encoding: str | None = None
