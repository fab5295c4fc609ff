"""From the scheduled time to what the meeting came to: confirm, cancel, scan, close, settle, decide."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import Happening
from chainfair.matching.actions import note_encounters
from chainfair.matching.models import Participant
from chainfair.meetings import errors, rules
from chainfair.meetings.actions.placing import free_meeting
from chainfair.meetings.actions.standing import (
    Outcome,
    Standing,
    chunks,
    raise_sequence,
    standings,
    store_changes,
    store_decided,
)
from chainfair.meetings.actions.telling import tell_others
from chainfair.meetings.kinds import (
    Decision,
    MeetingClosing,
    MeetingFacts,
    MeetingScan,
    MeetingState,
    TimetableState,
)
from chainfair.meetings.models import Meeting, Party, Placement
from chainfair.meetings.queries import when
from chainfair.people.models import Person

CLOSING_FIELDS = ("said_held", "worth", "next_step", "next_step_by")
Decide = Callable[[MeetingFacts], Decision | Refusal]


def confirm_meetings(
    *, confirmations: Sequence[tuple[int, int]], by: Person | None, now: datetime
) -> Outcome:
    """Sides confirm the scheduled time; takes (meeting, participant)."""
    with transaction.atomic():
        loaded = standings(meeting for meeting, _participant in confirmations)
        changed, happenings, parties, refused = [], [], [], []
        for row, (number, participant) in enumerate(confirmations):
            standing = loaded[number]
            decision = rules.confirmed(standing.facts(), participant)
            if isinstance(decision, Refusal):
                refused.append((row, decision))
                continue
            changed.append(standing)
            happenings.append(standing.take(decision, now))
            party = standing.party(participant)
            party.confirmed_at = party.confirmed_at or now
            parties.append(party)
        store_decided(changed=changed, happenings=happenings, by=by, now=now)
        store_changes(Party, parties, ("confirmed_at",))
    return Outcome([one.meeting for one in changed], refused)


def confirm_meeting(
    *, meeting: Meeting, participant: Participant, by: Person | None, now: datetime
) -> Meeting:
    """One side confirms the scheduled time."""
    return _only(confirm_meetings(confirmations=[(meeting.pk, participant.pk)], by=by, now=now))


def cancel_meetings(*, meetings: Sequence[int], why: str, by: Person | None, now: datetime) -> Outcome:
    """Call meetings off: seats and places are free again, calendar entries are taken back, the sides are told."""
    with transaction.atomic():
        outcome, changed = _decide_all(meetings, lambda facts: rules.cancelled(facts, why), by, now)
        numbers = [one.meeting.pk for one in changed]
        for part in chunks(numbers):
            free_meeting(meetings=part)
        raise_sequence(numbers)
        tell_others([(one, 0) for one in changed], _cancel_letter, now=now)
    return outcome


def cancel_meeting(*, meeting: Meeting, why: str, by: Person | None, now: datetime) -> Meeting:
    """Call a meeting off, with the reason."""
    return _only(cancel_meetings(meetings=[meeting.pk], why=why, by=by, now=now))


def record_meeting_scans(*, scans: Sequence[MeetingScan], by: Person | None, now: datetime) -> Outcome:
    """Badges were scanned at meetings; the first scan of a side counts."""
    with transaction.atomic():
        loaded = standings(one.meeting for one in scans)
        changed, happenings, parties, refused = [], [], [], []
        for row, one in enumerate(scans):
            standing = loaded[one.meeting]
            decision = rules.scanned(standing.facts(), one.participant)
            if isinstance(decision, Refusal):
                refused.append((row, decision))
                continue
            party = standing.party(one.participant)
            if party.scanned_at is None:
                party.scanned_at = one.at
                parties.append(party)
                changed.append(standing)
                happenings.append(standing.take(decision, now))
        store_decided(changed=changed, happenings=happenings, by=by, now=now)
        store_changes(Party, parties, ("scanned_at",))
    return Outcome([one.meeting for one in changed], refused)


def close_meetings(*, closings: Sequence[MeetingClosing], by: Person | None, now: datetime) -> Outcome:
    """Sides answer the closing question: did it happen, was it worth it, what comes next."""
    with transaction.atomic():
        loaded = standings(one.meeting for one in closings)
        starts = _starts(list(loaded))
        changed, happenings, parties, refused = [], [], [], []
        for row, one in enumerate(closings):
            standing = loaded[one.meeting]
            placement = starts.get(one.meeting)
            decision: Decision | Refusal = rules.closed(standing.facts(), one.participant, held=one.held)
            if placement is not None and now < placement.slot.starts_at:
                decision = errors.CannotCloseYet(when=when(placement.slot, standing.meeting.edition))
            if isinstance(decision, Refusal):
                refused.append((row, decision))
                continue
            changed.append(standing)
            happenings.append(standing.take(decision, now))
            parties.append(_closed(standing.party(one.participant), one))
        store_decided(changed=changed, happenings=happenings, by=by, now=now)
        store_changes(Party, parties, CLOSING_FIELDS)
        _tell_matching(changed)
    return Outcome([one.meeting for one in changed], refused)


def close_meeting(*, closing: MeetingClosing, by: Person | None, now: datetime) -> Meeting:
    """One side answers the closing question."""
    return _only(close_meetings(closings=[closing], by=by, now=now))


def settle_meetings(*, meetings: Sequence[int], by: Person | None, now: datetime) -> Outcome:
    """Decide what meetings came to once their time is over: held, no-show or disputed, by badges and words."""
    with transaction.atomic():
        outcome, changed = _decide_all(meetings, rules.settled, by, now)
        _tell_matching(changed)
        store_changes(Party, [party for one in changed for party in one.parties if party.absent], ("absent",))
    return outcome


def settle_past_meetings(*, edition_id: int, by: Person | None, now: datetime) -> Outcome:
    """Settle every meeting of the published version whose slot is over."""
    over = Placement.objects.filter(
        timetable__edition=edition_id,
        timetable__state=TimetableState.PUBLISHED,
        slot__ends_at__lt=now,
        meeting__state__in=rules.ON_THE_DAY,
    )
    return settle_meetings(meetings=list(over.values_list("meeting", flat=True)), by=by, now=now)


def decide_dispute(*, meeting: Meeting, held: bool, why: str, by: Person | None, now: datetime) -> Meeting:
    """The organiser decides a disputed meeting, with the reason."""
    with transaction.atomic():
        outcome, changed = _decide_all(
            [meeting.pk], lambda facts: rules.decided(facts, held=held, why=why), by, now
        )
        _tell_matching(changed)
        store_changes(Party, [party for one in changed for party in one.parties if party.absent], ("absent",))
    return _only(outcome)


def _tell_matching(changed: Sequence[Standing]) -> None:
    """Whoever met is known to the matching of later editions."""
    came: dict[int, list[list[int]]] = {}
    for one in changed:
        if one.meeting.state == MeetingState.HELD:
            parties = [party.participant_id for party in one.parties if not party.absent]
            came.setdefault(one.meeting.edition_id, []).append(parties)
    for edition, meetings in came.items():
        note_encounters(edition=edition, meetings=meetings)


def _decide_all(
    meetings: Sequence[int], decide: Decide, by: Person | None, now: datetime
) -> tuple[Outcome, list[Standing]]:
    loaded = standings(meetings)
    changed: list[Standing] = []
    happenings: list[Happening] = []
    refused: list[tuple[int, Refusal]] = []
    for row, number in enumerate(meetings):
        decision = decide(loaded[number].facts())
        if isinstance(decision, Refusal):
            refused.append((row, decision))
            continue
        changed.append(loaded[number])
        happenings.append(loaded[number].take(decision, now))
    store_decided(changed=changed, happenings=happenings, by=by, now=now)
    return Outcome([one.meeting for one in changed], refused), changed


def _only(outcome: Outcome) -> Meeting:
    if outcome.refused:
        raise outcome.refused[0][1]
    return outcome.meetings[0]


def _starts(meetings: Sequence[int]) -> dict[int, Placement]:
    return {
        row.meeting_id: row
        for part in chunks(meetings)
        for row in Placement.objects.filter(
            meeting__in=part, timetable__state=TimetableState.PUBLISHED
        ).select_related("slot")
    }


def _closed(party: Party, one: MeetingClosing) -> Party:
    party.said_held, party.worth = one.held, one.worth
    party.next_step, party.next_step_by = one.next_step, one.next_step_by
    return party


def _cancel_letter(standing: Standing, _name: str) -> tuple[str, str]:
    return (
        _("A meeting was cancelled"),
        _("A meeting of yours was cancelled. %(about)s") % {"about": standing.meeting.about},
    )
