"""Values of editions: states, places, honours, roles."""

from chainfair.ground.kinds import Worded, phrase


class EditionState(Worded):
    """An edition is drafted, opened to the public, running, closed."""

    DRAFT = "draft", phrase("draft")
    OPEN = "open", phrase("open")
    RUNNING = "running", phrase("running")
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
