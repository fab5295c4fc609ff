"""Reads of meetings."""

# What a side reads of its own meetings.
from chainfair.meetings.queries.calendar import (
    Entry,
    day_ruler,
    days_with_meetings,
    entries_of,
    placements_of,
    where_of,
)
from chainfair.meetings.queries.feed import calendar_of, entry_of
from chainfair.meetings.queries.free import FreeDay, common_days
from chainfair.meetings.queries.history import Said, history_of
from chainfair.meetings.queries.own import (
    OwnMeeting,
    find_live_meeting,
    find_own_party,
    own_meetings,
    own_rows,
    pile,
    pile_counts,
    team_of,
)

__all__ = [
    "Entry",
    "FreeDay",
    "OwnMeeting",
    "Said",
    "calendar_of",
    "common_days",
    "day_ruler",
    "days_with_meetings",
    "entries_of",
    "entry_of",
    "find_live_meeting",
    "find_own_party",
    "history_of",
    "own_meetings",
    "own_rows",
    "pile",
    "pile_counts",
    "placements_of",
    "team_of",
    "where_of",
]
