"""Values of exhibiting: applications, roles on a stand, stands, launches."""

from dataclasses import dataclass
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
