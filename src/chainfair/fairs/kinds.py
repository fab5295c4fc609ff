"""Values of editions: states, places, honours, roles."""

from dataclasses import dataclass
from datetime import date, datetime, time

from chainfair.ground.kinds import Worded, phrase


class EditionState(Worded):
    """An edition is drafted, opened to the public, running, closed."""

    DRAFT = "draft", phrase("draft")
    OPEN = "open", phrase("open")
    RUNNING = "running", phrase("under way")
    CLOSED = "closed", phrase("closed")


class PlaceKind(Worded):
    """Where a meeting can sit."""

    TABLE = "table", phrase("table")
    STAND = "stand", phrase("stand")
    ROOM = "room", phrase("room")
    ONLINE = "online", phrase("online room")


class Session(Worded):
    """The half of a day a slot lies in."""

    MORNING = "morning", phrase("morning")
    AFTERNOON = "afternoon", phrase("afternoon")


class HonourKind(Worded):
    """What kind of guest is honoured."""

    COUNTRY = "country", phrase("guest country of honour")
    PROVINCE = "province", phrase("guest province of honour")


class Role(Worded):
    """Roles appointed for an edition."""

    DIRECTOR = "director", phrase("fair director")
    CHAIN_MANAGER = "chain_manager", phrase("chain manager")
    EXHIBITOR_SALES = "exhibitor_sales", phrase("exhibitor sales")
    REVIEWER = "reviewer", phrase("reviewer")
    MATCHMAKING = "matchmaking", phrase("matchmaking desk")
    PRESS_OFFICE = "press_office", phrase("press office")
    ONSITE_LEAD = "onsite_lead", phrase("on-site lead")
    GATE = "gate", phrase("gate staff")
    MEETING_AREA = "meeting_area", phrase("meeting-area staff")
    AUDITOR = "auditor", phrase("auditor")


class ScopeKind(Worded):
    """What an appointment reaches."""

    ALL = "all", phrase("the whole edition")
    CHAIN = "chain", phrase("a chain")
    AREA = "area", phrase("an area")
    HALL = "hall", phrase("a hall")
    HONOUR = "honour", phrase("an honour")


@dataclass(frozen=True)
class HallPlan:
    """A hall with its meeting tables and rooms."""

    code: str
    name: str = ""
    tables: int = 0
    gross_area: int | None = None
    rooms: int = 0


@dataclass(frozen=True)
class WayPlan:
    """How many slots the way between two halls takes, by their codes."""

    start: str
    end: str
    slots: int


@dataclass(frozen=True)
class AreaPlan:
    """An exhibition area: its chain (None: services or another theme) and its halls."""

    name_en: str
    name_zh: str
    chain: str | None = None
    halls: tuple[str, ...] = ()


@dataclass(frozen=True)
class HonourPlan:
    """A guest of honour."""

    kind: HonourKind
    name_en: str
    name_zh: str
    country: str


@dataclass(frozen=True)
class Hours:
    """Opening hours of a day, and the sessions in which meetings can start, all in the venue's own time."""

    opens_at: time = time(9)
    closes_at: time = time(17)
    sessions: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(16, 30)))
    slot_minutes: int = 30


@dataclass(frozen=True)
class EditionPlan:
    """All that makes an edition, before anything is stored."""

    key: str
    name_en: str
    name_zh: str
    starts_on: date | None = None
    days: int = 0
    number: int | None = None
    hours: Hours = Hours()
    halls: tuple[HallPlan, ...] = ()
    ways: tuple[WayPlan, ...] = ()
    areas: tuple[AreaPlan, ...] = ()
    honours: tuple[HonourPlan, ...] = ()
    time_zone: str = "Asia/Shanghai"
    venue_en: str = ""
    venue_zh: str = ""
    country: str = "CN"
    previous: str | None = None
    made_up: bool = False
    minimum_meetings: int = 0
    maximum_meetings: int = 40
    answer_days: int = 5


@dataclass(frozen=True)
class SlotTime:
    """One meeting time: day by number from zero, start and end in UTC, half of the day."""

    day: int
    starts_at: datetime
    ends_at: datetime
    session: Session
