"""Values of meetings."""

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


class TimetableState(Worded):
    """A version of the timetable."""

    DRAFT = "draft", phrase("draft")
    PUBLISHED = "published", phrase("published")
    SUPERSEDED = "superseded", phrase("superseded")
