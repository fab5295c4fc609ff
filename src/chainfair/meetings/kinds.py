"""Values of meetings: where they stand, who says what, and the facts that rules decide on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chainfair.ground.kinds import Worded, phrase


class MeetingState(Worded):
    """Where a meeting stands."""

    SUGGESTED = "suggested", phrase("proposed, nobody has agreed")
    REQUESTED = "requested", phrase("waits for an answer")
    ACCEPTED = "accepted", phrase("accepted")
    DECLINED = "declined", phrase("declined")
    COUNTERED = "countered", phrase("another time proposed")
    WITHDRAWN = "withdrawn", phrase("withdrawn")
    EXPIRED = "expired", phrase("not answered in time")
    SCHEDULED = "scheduled", phrase("scheduled")
    CONFIRMED = "confirmed", phrase("confirmed")
    IN_PROGRESS = "in_progress", phrase("in progress")
    HELD = "held", phrase("held")
    NO_SHOW = "no_show", phrase("no-show")
    DISPUTED = "disputed", phrase("disputed")
    CANCELLED = "cancelled", phrase("cancelled")


class Origin(Worded):
    """Who proposed a meeting; the first two make it targeted."""

    SUGGESTION = "suggestion", phrase("suggested")
    ORGANISER = "organiser", phrase("by the organiser")
    REQUEST = "request", phrase("asked for")


class Answer(Worded):
    """What a party says."""

    OPEN = "open", phrase("no answer yet")
    YES = "yes", phrase("accepted")
    NO = "no", phrase("declined")


class DeclineReason(Worded):
    """A closed list, so that reasons can be counted."""

    NO_FIT = "no_fit", phrase("does not fit what we look for")
    NO_CAPACITY = "no_capacity", phrase("no capacity left")
    ALREADY_PARTNER = "already_partner", phrase("we work together already")
    COMPETITOR = "competitor", phrase("competitor")
    NO_TIME = "no_time", phrase("no time that suits")
    OTHER = "other", phrase("another reason")


class Pile(Worded):
    """How one side sorts its meetings: by what they wait for."""

    WAITING = "waiting", phrase("waiting for you")
    SENT = "sent", phrase("sent by you")
    AGREED = "agreed", phrase("agreed on")
    OVER = "over", phrase("over and done")


class TimetableState(Worded):
    """A version of the timetable."""

    DRAFT = "draft", phrase("draft")
    PUBLISHED = "published", phrase("published")
    SUPERSEDED = "superseded", phrase("superseded")


class Change(Worded):
    """How a meeting's place differs between two versions."""

    NEW = "new", phrase("new")
    MOVED = "moved", phrase("moved")
    GONE = "gone", phrase("gone")


class BoardSide(Worded):
    """What the rows of the board are."""

    ORGANISATIONS = "organisations", phrase("organisations")
    PLACES = "places", phrase("places")


class RunStage(Worded):
    """What a timetable run is doing; under the values that the run tells."""

    PROPOSING = "proposing", phrase("Looking for agreed meetings, else proposing what matching chose")
    READING = "reading", phrase("Reading who can meet when")
    CHOOSE = "choose", phrase("Choosing meetings")
    PLACE = "place", phrase("Placing meetings")
    IMPROVE = "improve", phrase("Closing gaps and shortening walks")
    STORING = "storing", phrase("Storing the draft")


class UnplacedReason(Worded):
    """Why a version could not place a meeting; the engine's reasons for meetings, under the same values."""

    SIDE_FULL = "side_full", phrase("one side is full")
    NO_COMMON_SLOT = "no_common_slot", phrase("no common slot")
    ZONE_FULL = "zone_full", phrase("all places are taken in every common slot")
    DISPLACED = "displaced", phrase("it would have displaced meetings worth more")
    OUT_OF_ORDER = "out_of_order", phrase("it must come before, after or apart from another meeting")
    TOO_FAR = "too_far", phrase("too far to walk from another meeting")
    NOT_FOUND = "not_found", phrase("no better timetable with it was found")


# The same reasons as whole sentences, over the values that are stored with each.
UNPLACED = {
    UnplacedReason.SIDE_FULL: phrase(
        "%(who)s has %(held)s of at most %(limit)s meetings, the lightest worth %(lightest)s; this one is worth"
        " %(weight)s."
    ),
    UnplacedReason.NO_COMMON_SLOT: phrase(
        "The sides are never there at the same time, or not at the times they named."
    ),
    UnplacedReason.ZONE_FULL: phrase(
        "All sides are free at %(times)s, but all %(places)s places are taken then."
    ),
    UnplacedReason.DISPLACED: phrase(
        "At %(times)s it would push out meetings worth %(price)s together; it is worth %(weight)s."
    ),
    UnplacedReason.OUT_OF_ORDER: phrase(
        "All sides are free at %(times)s, but it must come before, after or apart from another meeting."
    ),
    UnplacedReason.TOO_FAR: phrase(
        "All sides are free at %(times)s, but %(who)s could not walk there, or on from there, in time."
    ),
    UnplacedReason.NOT_FOUND: phrase(
        "At %(times)s it would push out meetings worth %(price)s; it is worth %(weight)s, but no better timetable"
        " with it was found. Place it by hand, or run again."
    ),
}

# What happened to a meeting, by the verb of its events.
VERBS = {
    "meeting.suggested": phrase("proposed by the organiser"),
    "meeting.requested": phrase("asked for; waits for an answer"),
    "meeting.agreed": phrase("one side said yes"),
    "meeting.accepted": phrase("accepted; everybody needed has said yes"),
    "meeting.left": phrase("one side said no"),
    "meeting.declined": phrase("declined"),
    "meeting.countered": phrase("another time proposed"),
    "meeting.withdrawn": phrase("withdrawn"),
    "meeting.expired": phrase("not answered in time"),
    "meeting.delegated": phrase("given to a colleague"),
    "meeting.scheduled": phrase("got its time"),
    "meeting.moved": phrase("got another time"),
    "meeting.unscheduled": phrase("lost its time"),
    "meeting.confirmed": phrase("time confirmed by one side"),
    "meeting.placed": phrase("placed by hand"),
    "meeting.seated": phrase("placed at the time both sides agreed on"),
    "meeting.shifted": phrase("moved by hand"),
    "meeting.swapped": phrase("exchanged its time with another, by hand"),
    "meeting.taken_out": phrase("taken out by hand"),
    "meeting.pinned": phrase("pinned"),
    "meeting.unpinned": phrase("unpinned"),
    "meeting.scanned": phrase("badge scanned"),
    "meeting.closed": phrase("one side said whether it was held"),
    "meeting.held": phrase("held"),
    "meeting.disputed": phrase("disputed"),
    "meeting.missed": phrase("no-show"),
    "meeting.cancelled": phrase("cancelled"),
}


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What the rules need to know of one side."""

    participant: int
    asked: bool = False
    answer: Answer = Answer.OPEN
    confirmed: bool = False
    scanned: bool = False
    said_held: bool | None = None


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What the rules need to know of a meeting."""

    state: MeetingState
    quorum: int
    parties: tuple[PartyFacts, ...]
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a meeting: the state, what happened, the answers and the absences that change with it."""

    state: MeetingState
    verb: str
    why: str = ""
    answers: tuple[tuple[int, Answer], ...] = ()
    absent: tuple[int, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeetingRequest:
    """One participant asks another (or several) for a meeting; slots are proposals that hide nothing."""

    asking: int
    asked: tuple[int, ...]
    suggestion: int | None = None
    about: str = ""
    online: bool = False
    weight: int = 1000
    slots: tuple[int, ...] = ()
    answer_by: datetime | None = None
    owner: int | None = None
    quorum: int = 2
    assembly: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingProposal:
    """The organiser thinks that these should meet; nobody has agreed yet."""

    parties: tuple[int, ...]
    suggestion: int | None = None
    about: str = ""
    online: bool = False
    weight: int = 1000
    quorum: int = 2
    assembly: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingAnswer:
    """What one side answers: yes (to one of the proposed slots, if it names one), or no and why."""

    meeting: int
    participant: int
    answer: Answer
    reason: DeclineReason | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingCounter:
    """One side proposes other times."""

    meeting: int
    participant: int
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MeetingScan:
    """A badge of one side was scanned at the meeting."""

    meeting: int
    participant: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingClosing:
    """The closing question, answered by one side: did it happen, what was it worth, what comes next."""

    meeting: int
    participant: int
    held: bool
    worth: int | None = None
    next_step: str = ""
    next_step_by: date | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where a meeting sits in a version: the slot, the place (None: at the stand or online), a seat per party."""

    meeting: int
    slot: int
    place: int | None
    seats: tuple[int, ...]
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A meeting that a version could not place, and the values of the reason."""

    meeting: int
    reason: UnplacedReason
    values: dict[str, Any] = field(default_factory=dict)


# What happens while a published timetable is in use, by the rows' own numbers.


@dataclass(frozen=True, slots=True)
class Absence:
    """A participant cannot come in these slots: ill, late, or gone home."""

    participant: int
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """A participant can come in these slots after all."""

    participant: int
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """A hall with all its tables and stands, or some places of it, closes for these slots."""

    slots: tuple[int, ...]
    places: tuple[int, ...] = ()
    hall: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What was closed, a hall or some places, is open again in these slots."""

    slots: tuple[int, ...]
    places: tuple[int, ...] = ()
    hall: int | None = None


@dataclass(frozen=True, slots=True)
class LatePin:
    """A meeting is settled in a slot; what is in its way there moves."""

    meeting: int
    slot: int


@dataclass(frozen=True, slots=True)
class NoShow:
    """Sides of a meeting that has begun do not come; who is there may meet somebody who stands by."""

    meeting: int
    absent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CallOff:
    """The organiser calls meetings off, with the reason."""

    meetings: tuple[int, ...]
    why: str


class LateKind(Worded):
    """What can happen late, as the organiser chooses it."""

    ABSENCE = "absence", phrase("somebody cannot come")
    RETURN = "return", phrase("somebody can come after all")
    CLOSURE = "closure", phrase("a hall or a table closes")
    OPENING = "opening", phrase("what was closed opens again")
    PIN = "pin", phrase("a meeting is settled at a time")
    NO_SHOW = "no_show", phrase("somebody did not come")
    CALL_OFF = "call_off", phrase("a meeting is called off")


LiveChange = Absence | Return | Closure | Opening | LatePin | NoShow | CallOff


@dataclass(frozen=True, slots=True)
class Spot:
    """When and where: a slot and a place (None: at the stand or online)."""

    slot: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A meeting that gets another time or place (both spots), gets one (no spot before) or loses it (none after)."""

    meeting: int
    before: Spot | None
    after: Spot | None
    parties: tuple[int, ...]
    seats: tuple[int, ...] = ()

    @property
    def change(self) -> Change:
        """The word of it."""
        if self.before is None:
            return Change.NEW
        return Change.GONE if self.after is None else Change.MOVED

    @property
    def keeps_time(self) -> bool:
        """Whether only the place is another."""
        return self.before is not None and self.after is not None and self.before.slot == self.after.slot


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change of the published timetable comes to."""

    hit: int
    """Meetings that the change itself takes out of their time or place."""
    shifts: tuple[Shift, ...]
    """What moves, comes in and goes out; without the meetings that the change itself ends."""
    left_out: tuple[LeftOut, ...]
    """Why those that go out find no other time."""
    participants: tuple[int, ...] = ()
    """Whom it touches: the sides of all these."""
    ended: tuple[int, ...] = ()
    """Meetings that the change itself ends: called off, or missed."""
    closing: tuple[int, ...] = ()
    """Places that it closes, or opens again."""

    def of(self, change: Change) -> list[Shift]:
        """The meetings that come in (NEW), move or go out (GONE)."""
        return [one for one in self.shifts if one.change == change]
