"""What may become of a meeting, decided on facts alone; the clock is handed in.

Each decision returns what is to be stored, or the refusal that says why not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chainfair.fairs.kinds import EditionState, PlaceKind
from chainfair.ground.errors import Refusal
from chainfair.meetings import errors
from chainfair.meetings.kinds import (
    Answer,
    Decision,
    DeclineReason,
    MeetingFacts,
    MeetingState,
    PartyFacts,
    TimetableState,
)

S = MeetingState
WAITING = frozenset({S.REQUESTED, S.COUNTERED})
AGREED = frozenset({S.ACCEPTED, S.SCHEDULED, S.CONFIRMED})
ON_THE_DAY = frozenset({S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS})
PLACEABLE = frozenset({S.SUGGESTED}) | WAITING | AGREED
ENDED_WITHOUT = frozenset({S.DECLINED, S.WITHDRAWN, S.EXPIRED, S.NO_SHOW, S.CANCELLED})
SETTLED = ENDED_WITHOUT | {S.HELD}
BEGUN = frozenset({EditionState.RUNNING, EditionState.CLOSED})
OUTCOME_OPEN = ON_THE_DAY | {S.DISPUTED}
TIMED = frozenset({S.SCHEDULED, S.CONFIRMED})
HAPPENED = (S.IN_PROGRESS, S.HELD, S.NO_SHOW, S.DISPUTED)
SITTING = (PlaceKind.TABLE, PlaceKind.ROOM)  # where a meeting that nobody placed elsewhere can sit


def is_live(state: MeetingState) -> bool:
    """Whether a pair's meeting still stands, so that a second one is refused."""
    return state not in ENDED_WITHOUT


def pair_of(participants: Sequence[int]) -> str:
    """The key under which two participants have one live meeting; empty for groups, which may overlap."""
    if len(participants) != 2:
        return ""
    low, high = sorted(participants)
    return f"{low}-{high}"


def refusal_to_gather(participants: Sequence[int], quorum: int) -> Refusal | None:
    """Why these cannot form a meeting."""
    if len(set(participants)) != len(participants) or len(participants) < 2:
        return errors.MeetsItself(who=participants[0])
    if not 2 <= quorum <= len(participants):
        return errors.QuorumOutOfReach(quorum=quorum, parties=len(participants))
    return None


def quorum_of(sides: int) -> int:
    """How many of an assembly are enough: all but one, and never two, who would be a pair."""
    return max(sides - 1, min(sides, 3))


def _party(meeting: MeetingFacts, participant: int) -> PartyFacts | None:
    return next((one for one in meeting.parties if one.participant == participant), None)


def _answers_after(meeting: MeetingFacts, participant: int, answer: Answer) -> list[Answer]:
    return [answer if one.participant == participant else one.answer for one in meeting.parties]


def state_after(answers: Iterable[Answer], quorum: int, before: MeetingState) -> MeetingState:
    """Where a waiting meeting stands by its answers: accepted at quorum, declined when it is out of reach."""
    said = list(answers)
    if said.count(Answer.NO) > len(said) - quorum:
        return S.DECLINED
    if said.count(Answer.YES) >= quorum:
        return S.ACCEPTED
    return before


def refusal_to_answer(meeting: MeetingFacts, participant: int, now: datetime) -> Refusal | None:
    """Why this side cannot answer now."""
    party = _party(meeting, participant)
    if party is None:
        return errors.NotAParty(participant=participant, meeting="")
    if meeting.state not in WAITING:
        return errors.NothingToAnswer(state=meeting.state)
    if party.answer != Answer.OPEN:
        return errors.AlreadyAnswered()
    if meeting.answer_by is not None and now > meeting.answer_by:
        return errors.AnswerTooLate(answer_by=f"{meeting.answer_by:%Y-%m-%d %H:%M}")
    return None


def accepted(meeting: MeetingFacts, participant: int, now: datetime) -> Decision | Refusal:
    """One side says yes; at the quorum the meeting is accepted."""
    refusal = refusal_to_answer(meeting, participant, now)
    if refusal is not None:
        return refusal
    state = state_after(_answers_after(meeting, participant, Answer.YES), meeting.quorum, meeting.state)
    verb = "meeting.accepted" if state == S.ACCEPTED else "meeting.agreed"
    return Decision(state, verb, answers=((participant, Answer.YES),), facts={"participant": participant})


def declined(
    meeting: MeetingFacts, participant: int, reason: DeclineReason | None, now: datetime
) -> Decision | Refusal:
    """One side says no and why; the meeting is declined once its quorum is out of reach."""
    refusal = refusal_to_answer(meeting, participant, now)
    if refusal is not None:
        return refusal
    if reason is None:
        return errors.ReasonMissing()
    state = state_after(_answers_after(meeting, participant, Answer.NO), meeting.quorum, meeting.state)
    verb = "meeting.declined" if state == S.DECLINED else "meeting.left"
    return Decision(
        state,
        verb,
        why=str(reason),
        answers=((participant, Answer.NO),),
        facts={"participant": participant, "reason": str(reason)},
    )


def countered(
    meeting: MeetingFacts, participant: int, slots: Sequence[int], now: datetime
) -> Decision | Refusal:
    """One side says yes to other times: now the others are asked again."""
    refusal = refusal_to_answer(meeting, participant, now)
    if refusal is not None:
        return refusal
    if not slots:
        return errors.TimeMissing()
    others = tuple(
        (one.participant, Answer.OPEN)
        for one in meeting.parties
        if one.participant != participant and one.answer == Answer.YES
    )
    return Decision(
        S.COUNTERED,
        "meeting.countered",
        answers=((participant, Answer.YES), *others),
        facts={"participant": participant, "slots": list(slots)},
    )


def withdrawn(meeting: MeetingFacts, participant: int, why: str = "") -> Decision | Refusal:
    """Who asked takes the request back while it waits."""
    party = _party(meeting, participant)
    if party is None:
        return errors.NotAParty(participant=participant, meeting="")
    if meeting.state not in WAITING:
        return errors.NotPossibleNow(state=meeting.state)
    if not party.asked:
        return errors.NotYoursToWithdraw()
    return Decision(S.WITHDRAWN, "meeting.withdrawn", why=why, facts={"participant": participant})


def asked(meeting: MeetingFacts) -> Decision | Refusal:
    """The organiser puts a proposal before its parties; until then only the organiser sees it."""
    if meeting.state != S.SUGGESTED:
        return errors.NotPossibleNow(state=meeting.state)
    return Decision(S.REQUESTED, "meeting.requested")


def refusal_to_delegate(meeting: MeetingFacts, participant: int) -> Refusal | None:
    """Why a side cannot give this meeting to a colleague."""
    if _party(meeting, participant) is None:
        return errors.NotAParty(participant=participant, meeting="")
    return errors.NotPossibleNow(state=meeting.state) if meeting.state in SETTLED else None


def agreed_slots(proposed: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The slots on which whoever proposed any agrees; empty: any slot will do. Takes (participant, slot)."""
    named: dict[int, set[int]] = {}
    for participant, slot in proposed:
        named.setdefault(participant, set()).add(slot)
    return frozenset(set.intersection(*named.values())) if named else frozenset()


def expired(meeting: MeetingFacts, now: datetime) -> Decision | None:
    """A request whose answer-by date has passed; None while there is time."""
    if meeting.state not in WAITING or meeting.answer_by is None or now <= meeting.answer_by:
        return None
    silent = [one.participant for one in meeting.parties if one.answer == Answer.OPEN]
    return Decision(S.EXPIRED, "meeting.expired", facts={"silent": silent})


def confirmed(meeting: MeetingFacts, participant: int) -> Decision | Refusal:
    """One side confirms the scheduled time; the meeting is confirmed when its quorum has."""
    party = _party(meeting, participant)
    if party is None or party.answer == Answer.NO:
        return errors.NotAParty(participant=participant, meeting="")
    if meeting.state not in {S.SCHEDULED, S.CONFIRMED}:
        return errors.NotPossibleNow(state=meeting.state)
    count = sum(one.confirmed or one.participant == participant for one in meeting.parties)
    state = S.CONFIRMED if count >= meeting.quorum else S.SCHEDULED
    return Decision(state, "meeting.confirmed", facts={"participant": participant})


def cancelled(meeting: MeetingFacts, why: str) -> Decision | Refusal:
    """A side or the organiser calls the meeting off."""
    if meeting.state not in AGREED | {S.SUGGESTED} | WAITING:
        return errors.NotPossibleNow(state=meeting.state)
    return Decision(S.CANCELLED, "meeting.cancelled", why=why)


def scheduled(state: MeetingState, *, moved: bool) -> Decision | None:
    """A published version places the meeting; None where nothing changes for its parties."""
    if state == S.ACCEPTED:
        return Decision(S.SCHEDULED, "meeting.scheduled")
    if moved and state in TIMED:
        return Decision(S.SCHEDULED, "meeting.moved")
    return None


def unscheduled(state: MeetingState) -> Decision | None:
    """A published version no longer places the meeting: it is agreed and waits for a time again."""
    if state in TIMED:
        return Decision(S.ACCEPTED, "meeting.unscheduled")
    return None


def scanned(meeting: MeetingFacts, participant: int) -> Decision | Refusal:
    """A badge of one side was scanned: the meeting has begun. A second scan changes nothing."""
    if _party(meeting, participant) is None:
        return errors.NotAParty(participant=participant, meeting="")
    if meeting.state not in ON_THE_DAY:
        return errors.NotPossibleNow(state=meeting.state)
    return Decision(S.IN_PROGRESS, "meeting.scanned", facts={"participant": participant})


def was_held(meeting: MeetingFacts) -> bool:
    """Held: a quorum of badges was scanned, or a quorum of sides confirmed it. One side's word is not enough."""
    badges = sum(one.scanned for one in meeting.parties)
    words = sum(one.said_held is True for one in meeting.parties)
    return badges >= meeting.quorum or words >= meeting.quorum


def closed(meeting: MeetingFacts, participant: int, *, held: bool) -> Decision | Refusal:
    """One side answers the closing question; with the other side's word or both badges the meeting was held."""
    if _party(meeting, participant) is None:
        return errors.NotAParty(participant=participant, meeting="")
    if meeting.state not in OUTCOME_OPEN | {S.HELD}:
        return errors.NotPossibleNow(state=meeting.state)
    parties = tuple(
        replace(one, said_held=held) if one.participant == participant else one for one in meeting.parties
    )
    after = replace(meeting, parties=parties)
    facts = {"participant": participant, "held": held}
    if meeting.state != S.HELD and was_held(after):
        return Decision(S.HELD, "meeting.held", facts=facts)
    return Decision(meeting.state, "meeting.closed", facts=facts)


def settled(meeting: MeetingFacts) -> Decision | Refusal:
    """What a meeting came to once its time is over, by badges and words of all sides.

    Held; disputed where the words contradict each other or only one side vouches for it; else a no-show of those
    who left no trace.
    """
    if meeting.state not in ON_THE_DAY:
        return errors.NotPossibleNow(state=meeting.state)
    if was_held(meeting):
        return Decision(S.HELD, "meeting.held")
    words = [one.said_held for one in meeting.parties]
    if True in words:
        return Decision(S.DISPUTED, "meeting.disputed")
    absent = tuple(
        one.participant for one in meeting.parties if not one.scanned and one.said_held is None
    ) or tuple(one.participant for one in meeting.parties if not one.scanned)
    return Decision(S.NO_SHOW, "meeting.missed", absent=absent, facts={"absent": list(absent)})


def not_shown(meeting: MeetingFacts, absent: Sequence[int]) -> Decision | Refusal:
    """The organiser sees that sides did not come; whose badge was scanned did."""
    there = {one.participant for one in meeting.parties if one.scanned}
    known = {one.participant for one in meeting.parties} - there
    if not absent or not known.issuperset(absent):
        return errors.NobodyAbsent()
    if meeting.state not in ON_THE_DAY:
        return errors.NotPossibleNow(state=meeting.state)
    facts = {"absent": sorted(absent)}
    return Decision(S.NO_SHOW, "meeting.missed", absent=tuple(sorted(absent)), facts=facts)


def decided(meeting: MeetingFacts, *, held: bool, why: str) -> Decision | Refusal:
    """The organiser decides a dispute, with the reason."""
    if meeting.state != S.DISPUTED:
        return errors.NotPossibleNow(state=meeting.state)
    if held:
        return Decision(S.HELD, "meeting.held", why=why, facts={"decided": True})
    absent = tuple(one.participant for one in meeting.parties if not one.scanned and not one.said_held)
    return Decision(S.NO_SHOW, "meeting.missed", why=why, absent=absent, facts={"absent": list(absent)})


def refusal_to_publish(
    version: int, state: TimetableState, placed: Iterable[tuple[MeetingState, int]]
) -> Refusal | None:
    """Why a version cannot be published; `placed` has each placed meeting's state and its number of yes answers."""
    if state != TimetableState.DRAFT:
        return errors.NotADraft(version=version, state=state)
    rows = list(placed)
    if not rows:
        return errors.NothingPlaced(version=version)
    open_ones = [agreed for meeting, agreed in rows if meeting == S.SUGGESTED or meeting in WAITING]
    nobody = open_ones.count(0)
    if nobody:
        return errors.NobodyHasAgreed(meetings=f"{nobody:,}", placed=f"{len(rows):,}")
    if open_ones:
        return errors.AnswersOutstanding(meetings=f"{len(open_ones):,}", placed=f"{len(rows):,}")
    return None


def refusal_to_change(version: int, state: TimetableState) -> Refusal | None:
    """Why nothing moves in a version: the superseded ones are history."""
    if state == TimetableState.SUPERSEDED:
        return errors.VersionClosed(version=version)
    return None


def refusal_to_place(meeting: MeetingState, state: TimetableState) -> Refusal | None:
    """Why a meeting cannot be placed in a version: it is over, called off, or (if published) not agreed."""
    allowed = AGREED if state == TimetableState.PUBLISHED else PLACEABLE
    return None if meeting in allowed else errors.NotPossibleNow(state=meeting)


def is_past(edition: EditionState, moment: datetime, now: datetime) -> bool:
    """Whether a moment of the fair has gone by; before it runs, its days may still be those of a plan or a list."""
    return edition in BEGUN and moment <= now


def availability_after(availability: str, slots: int, numbers: Iterable[int], *, free: bool) -> str:
    """The marks of a participant after some slots became free or not; blank where it is always free."""
    marks = list(availability[:slots].ljust(slots, "0") if availability else "1" * slots)
    for number in numbers:
        marks[number] = "1" if free else "0"
    after = "".join(marks)
    return after if "0" in after else ""


def closed_cells(figures: Mapping[str, Any]) -> frozenset[tuple[int, int]]:
    """(place, slot) in which a version has closed places; kept among its figures."""
    return frozenset(
        (place, slot)
        for closure in figures.get("closed", ())
        for place in closure["places"]
        for slot in closure["slots"]
    )


def closures_of(cells: Iterable[tuple[int, int]]) -> list[dict[str, list[int]]]:
    """(place, slot) that are closed, in the form in which a version keeps them."""
    by_slot: dict[int, list[int]] = {}
    for place, slot in sorted(cells):
        by_slot.setdefault(slot, []).append(place)
    return [{"places": places, "slots": [slot]} for slot, places in sorted(by_slot.items())]


def is_too_near(ways: Mapping[tuple[int, int], int], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether nobody can be at both of two meetings of a session, each by (number of the slot, hall)."""
    (slot, hall), (later, end) = sorted([one, other])
    return later - slot <= ways.get((hall, end), 0)


def is_free(availability: str, slot: int) -> bool:
    """Whether a participant is there in a slot: a character per slot number, "1" = free; blank: always."""
    return not availability or availability[slot : slot + 1] == "1"
