"""Pages of meetings."""

# What a side sees and does.
from chainfair.meetings.views.agenda import agenda, calendar_entry, feed
from chainfair.meetings.views.asking import ask, ask_assembly, ask_organisation, requests
from chainfair.meetings.views.meeting import (
    accept,
    cancel,
    close,
    confirm,
    counter,
    decline,
    give,
    meeting,
    withdraw,
)

__all__ = [
    "accept",
    "agenda",
    "ask",
    "ask_assembly",
    "ask_organisation",
    "calendar_entry",
    "cancel",
    "close",
    "confirm",
    "counter",
    "decline",
    "feed",
    "give",
    "meeting",
    "requests",
    "withdraw",
]
