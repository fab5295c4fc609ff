"""The meetings of the fair: times confirmed, some called off, some sides missing, what came of the others."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from chainfair.matching.kinds import Side
from chainfair.meetings.actions import (
    cancel_meetings,
    close_meetings,
    confirm_meetings,
    record_meeting_scans,
    settle_past_meetings,
)
from chainfair.meetings.kinds import MeetingClosing, MeetingScan, MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Party, Placement
from chainfair.outcomes.actions import accept_contacts, record_outcomes
from chainfair.outcomes.kinds import ContactSource, NewContact, NewOutcome
from chainfair.outcomes.kinds import Stage as Rung
from chainfair.rehearsal import rules
from chainfair.rehearsal.actions.stage import Stage, once
from chainfair.rehearsal.kinds import Attendance, MadeOutcome

CONFIRM_BY = 1.0  # days before the fair
CALLED_OFF = "other obligations on that day"
NEXT_STEPS = (
    "send samples and a price list",
    "visit the works",
    "call with the technical staff",
    "exchange certificates",
    "draft a frame contract",
)
CURRENCY = "CNY"


@dataclass(frozen=True)
class Seated:
    """A meeting in its slot: the parties by participant, the first of them the exhibitor's."""

    meeting: int
    parties: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime


@once
def confirm_the_times(stage: Stage) -> None:
    """Let most sides confirm the times they were given."""
    chance = rules.stream(stage.seed, "confirmations")
    seated = _seated(stage)
    sides = [(one.meeting, party) for one in seated for party in one.parties]
    said = rules.flags(chance, len(sides), stage.rates.confirmed)
    confirmations = [side for side, says in zip(sides, said, strict=True) if says]
    for chunk in stage.in_chunks(confirmations, "confirmations"):
        confirm_meetings(confirmations=chunk, by=None, now=stage.before(CONFIRM_BY))


@once
def hold_the_meetings(stage: Stage) -> None:
    """Play every day's meetings: called off, missed by one side, or held, with the badges and words that show it."""
    chance = rules.stream(stage.seed, "attendance")
    seated = _seated(stage)
    went = rules.attendances(rates=stage.rates, chance=chance, count=len(seated))
    for day in stage.in_chunks(range(stage.rates.fair_days), "meetings by day", size=1):
        begin, end = stage.moment(day[0], 0), stage.moment(day[0] + 1, 0)
        today = [(one, how) for one, how in zip(seated, went, strict=True) if begin <= one.starts_at < end]
        _hold(stage, today, chance, stage.moment(day[0], 18 * 60))


def _hold(
    stage: Stage, today: Sequence[tuple[Seated, Attendance]], chance: Random, evening: datetime
) -> None:
    off = [one.meeting for one, how in today if how.cancelled]
    cancel_meetings(meetings=off, why=CALLED_OFF, by=None, now=evening - timedelta(hours=12))
    scans = [
        MeetingScan(one.meeting, party, one.starts_at + timedelta(minutes=chance.randrange(-5, 6)))
        for one, how in today
        for party in _scanned(one, how)
    ]
    record_meeting_scans(scans=scans, by=None, now=evening - timedelta(hours=1))
    held = [(one, how) for one, how in today if how.first_came and how.second_came]
    steps = rules.flags(chance, len(held), stage.rates.next_step_share)
    closings = [
        MeetingClosing(
            meeting=one.meeting,
            participant=party,
            held=True,
            worth=chance.choice((2, 3, 3, 4, 4, 4, 5, 5)),
            next_step=chance.choice(NEXT_STEPS) if step else "",
            next_step_by=(one.ends_at + timedelta(days=14)).date() if step else None,
        )
        for (one, how), step in zip(held, steps, strict=True)
        for party in (one.parties[:1] if how.scanned else one.parties)
    ]
    close_meetings(closings=closings, by=None, now=evening)
    settle_past_meetings(edition_id=stage.edition.pk, by=None, now=evening + timedelta(minutes=30))


def _scanned(one: Seated, how: Attendance) -> Sequence[int]:
    """Return whose badges were scanned: both or neither of a held meeting, the side that came of a missed one."""
    if how.scanned:
        return one.parties
    if how.first_came != how.second_came:
        return one.parties[:1] if how.first_came else one.parties[1:]
    return ()


def _seated(stage: Stage) -> list[Seated]:
    """Return the meetings of the published timetable in order of time, exhibitor first."""
    rows = Placement.objects.filter(
        timetable__edition=stage.edition, timetable__state=TimetableState.PUBLISHED
    ).order_by("slot__number", "pk")
    parties = _parties(stage)
    return [
        Seated(meeting, parties[meeting], starts_at, ends_at)
        for meeting, starts_at, ends_at in rows.values_list("meeting_id", "slot__starts_at", "slot__ends_at")
    ]


def _parties(stage: Stage) -> dict[int, tuple[int, ...]]:
    rows = Party.objects.filter(meeting__edition=stage.edition, meeting__placements__isnull=False)
    found: dict[int, dict[int, None]] = {}
    ordered = sorted(
        rows.values_list("meeting_id", "participant_id", "participant__side").distinct(),
        key=lambda row: (row[0], row[2] != Side.EXHIBITOR, row[1]),
    )
    for meeting, participant, _side in ordered:
        found.setdefault(meeting, {})[participant] = None
    return {meeting: tuple(participants) for meeting, participants in found.items()}


@once
def record_what_came(stage: Stage) -> None:
    """Enter contacts of the meetings held, and what the sides came to, in the evening of each day."""
    held = _held(stage)
    made = rules.made_outcomes(rates=stage.rates, held=len(held), seed=stage.seed)
    by_day: dict[datetime, tuple[list[NewContact], list[NewOutcome]]] = {}
    for one in held:
        contacts, _outcomes = by_day.setdefault(one.evening, ([], []))
        if one.is_tie:
            contacts.append(NewContact(*one.organisations, ContactSource.MEETING))
    for outcome in made:
        one = held[outcome.meeting]
        by_day[one.evening][1].append(_outcome(one, outcome))
    for evening in stage.in_chunks(sorted(by_day), "outcomes", size=1):
        contacts, outcomes = by_day[evening[0]]
        accept_contacts(edition=stage.edition, contacts=contacts, by=None, now=evening[0])
        record_outcomes(edition=stage.edition, outcomes=outcomes, by=None, now=evening[0])


@dataclass(frozen=True)
class Held:
    """A held meeting: its two organisations, exhibitor first, and the evening on which it is written up."""

    meeting: int
    organisations: tuple[int, int]
    is_tie: bool
    evening: datetime


def _held(stage: Stage) -> list[Held]:
    states = dict(
        Meeting.objects.filter(edition=stage.edition, state=MeetingState.HELD).values_list("pk", "state")
    )
    owners = {
        pk: (organisation, side)
        for pk, organisation, side in stage.edition.participants.values_list("pk", "organisation_id", "side")
    }
    found = []
    for one in _seated(stage):
        if one.meeting not in states or len(one.parties) != 2:
            continue
        (first, _), (second, side) = (owners[party] for party in one.parties)
        evening = one.starts_at.replace(hour=12, minute=0)  # eight in the evening at the venue
        found.append(Held(one.meeting, (first, second), side == Side.VISITOR, evening))
    return found


def _outcome(one: Held, made: MadeOutcome) -> NewOutcome:
    signed = made.stage in {Rung.MEMORANDUM, Rung.CONTRACT}
    paper = f"sample paper of meeting {one.meeting}".encode()
    return NewOutcome(
        parties=one.organisations,
        stage=made.stage,
        meeting=one.meeting,
        amount=made.amount,
        currency=CURRENCY if made.amount is not None else "",
        evidence_digest=hashlib.sha256(paper).hexdigest() if signed else "",
        confirmed_by=one.organisations[:1] if made.stage == Rung.INTENTION else one.organisations,
    )
