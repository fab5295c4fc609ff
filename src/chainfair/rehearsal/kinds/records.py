"""What the rehearsal makes up before anything is written: plain values, in the order in which they are drawn."""

from typing import NamedTuple

from chainfair.chains.kinds import CodeSystem
from chainfair.exhibiting.kinds import ExhibitorRole, Reach, Showing
from chainfair.meetings.kinds import DeclineReason
from chainfair.organisations.kinds import OrganisationKind, TraitKind
from chainfair.outcomes.kinds import Stage
from chainfair.visiting.kinds import Channel, VisitorCategory


class Line(NamedTuple):
    """A short product or service line in both languages."""

    english: str
    chinese: str


class Input(NamedTuple):
    """What a link takes in: from which link, and as what."""

    link: str
    line: Line


class LinkOutline(NamedTuple):
    """What the rehearsal knows of a link: its lines and codes, what feeds it and what it feeds."""

    key: str  # "chain/link"
    area: str
    name: Line
    lines: tuple[Line, ...]
    is_service: bool
    codes: tuple[tuple[CodeSystem, str], ...]
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]


class MadeOrganisation(NamedTuple):
    """A made-up organisation. `number` is its place in the list; `links` are keys of chain links, main one first."""

    number: int
    name: str
    name_latin: str
    name_chinese: str
    kind: OrganisationKind
    country: str
    province: str
    city: str
    staff: int
    area: str
    links: tuple[str, ...]
    traits: tuple[TraitKind, ...]
    slug: str


class MadeParticipation(NamedTuple):
    """One organisation's part in the edition; hosts come before their guests."""

    organisation: int
    role: ExhibitorRole
    host: int | None
    staff_badges: int


class MadeTrade(NamedTuple):
    """An offer or a need."""

    organisation: int
    link: str
    code: tuple[CodeSystem, str] | None
    text: str
    text_other: str
    quantity: str
    region: str
    whole: bool = False  # a need for the whole solution, with all that goes into it


class MadeStand(NamedTuple):
    """A stand of one main exhibitor; its guests stand there too."""

    organisation: int
    hall: str
    code: str
    net_area: int


class MadePerson(NamedTuple):
    """A made-up person and how they come: `organisation` None on their own account, `stay` the days on site.

    `number` is the place in an edition's list, `account` that in today's list: who came to an earlier edition too is
    one person. Made-up people have no address, so that nothing leaves for them.
    """

    number: int
    account: int
    organisation: int | None
    name: str
    name_latin: str
    country: str
    speaks_chinese: bool
    category: VisitorCategory
    channel: Channel
    stay: int
    delegation: int | None


class MadeVisit(NamedTuple):
    """One visitor on one day: minutes after midnight, venue's time, of each way in and out."""

    person: int
    day: int
    ins: tuple[int, ...]
    outs: tuple[int, ...]


class MadeSession(NamedTuple):
    """One online session."""

    person: int
    day: int
    minute: int
    seconds: int
    views: int


class MadeLaunch(NamedTuple):
    """A first showing of something on a link."""

    organisation: int
    title_en: str
    title_zh: str
    showing: Showing
    reach: Reach
    day: int
    minute: int


class MadeAnswer(NamedTuple):
    """What is answered to a request: None for silence; a counter-proposal names how it was taken."""

    accepted: bool | None
    reason: DeclineReason | None
    countered: bool
    hours: float


class MadeRequest(NamedTuple):
    """Somebody asks somebody for a meeting; both are organisations, `weight` says how well they fit."""

    asker: int
    asked: int
    weight: int


class Attendance(NamedTuple):
    """How a standing meeting went: who came, and what shows it."""

    first_came: bool
    second_came: bool
    scanned: bool
    cancelled: bool


class MadeContact(NamedTuple):
    """A contact at a stand, accepted by the visitor."""

    exhibitor: int
    counterpart: int
    day: int
    minute: int
    key_client: bool


class MadeOutcome(NamedTuple):
    """What came of a held meeting: its place in the list of those held, the rung, and for contracts the sum."""

    meeting: int
    stage: Stage
    amount: int | None
    hours: float
