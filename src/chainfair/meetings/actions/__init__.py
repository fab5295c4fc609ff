"""Writes about meetings: ask, answer, place, publish, hold, close; each with a plural form where batches come."""

from chainfair.meetings.actions.answering import (
    accept_meeting,
    answer_meetings,
    counter_meeting,
    counter_meetings,
    decline_meeting,
    delegate_meeting,
    expire_unanswered,
    withdraw_meeting,
)
from chainfair.meetings.actions.asking import (
    ask_parties,
    propose_meetings,
    request_meeting,
    request_meetings,
)
from chainfair.meetings.actions.holding import (
    cancel_meeting,
    cancel_meetings,
    close_meeting,
    close_meetings,
    confirm_meeting,
    confirm_meetings,
    decide_dispute,
    record_meeting_scans,
    settle_meetings,
    settle_past_meetings,
)
from chainfair.meetings.actions.placing import (
    move_meeting,
    pin_meeting,
    place_meeting,
    swap_meetings,
    unplace_meeting,
)
from chainfair.meetings.actions.publishing import publish_timetable
from chainfair.meetings.actions.replanning import change_timetable, foresee_change
from chainfair.meetings.actions.restoring import restore_timetable
from chainfair.meetings.actions.running import (
    propose_where_nobody_asked,
    queue_timetable_run,
    start_timetable_run,
    store_sittings,
    store_timetable,
)
from chainfair.meetings.actions.standing import Outcome

__all__ = [
    "Outcome",
    "accept_meeting",
    "answer_meetings",
    "ask_parties",
    "cancel_meeting",
    "cancel_meetings",
    "change_timetable",
    "close_meeting",
    "close_meetings",
    "confirm_meeting",
    "confirm_meetings",
    "counter_meeting",
    "counter_meetings",
    "decide_dispute",
    "decline_meeting",
    "delegate_meeting",
    "expire_unanswered",
    "foresee_change",
    "move_meeting",
    "pin_meeting",
    "place_meeting",
    "propose_meetings",
    "propose_where_nobody_asked",
    "publish_timetable",
    "queue_timetable_run",
    "record_meeting_scans",
    "request_meeting",
    "request_meetings",
    "restore_timetable",
    "settle_meetings",
    "settle_past_meetings",
    "start_timetable_run",
    "store_sittings",
    "store_timetable",
    "swap_meetings",
    "unplace_meeting",
    "withdraw_meeting",
]
