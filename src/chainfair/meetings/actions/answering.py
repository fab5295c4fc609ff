"""What the sides say to a request: yes, no, another time, take it back, let a colleague answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from chainfair.fairs.models import Edition, Slot
from chainfair.ground.actions import BATCH, post_letters, record_events
from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import Happening, Subject
from chainfair.matching.access import may_act_for
from chainfair.matching.models import Participant
from chainfair.meetings import errors, rules
from chainfair.meetings.actions.placing import find_live_timetable, free_meeting, place_at_agreed_time
from chainfair.meetings.actions.standing import (
    ANSWER_FIELDS,
    Outcome,
    Standing,
    chunks,
    standings,
    store_decided,
)
from chainfair.meetings.actions.telling import Reader, names_of, tell_others, write_to
from chainfair.meetings.kinds import (
    Answer,
    Decision,
    DeclineReason,
    MeetingAnswer,
    MeetingCounter,
    MeetingState,
)
from chainfair.meetings.models import Meeting, SlotProposal
from chainfair.meetings.queries import when
from chainfair.people.actions import actor
from chainfair.people.models import Person


def answer_meetings(*, answers: Sequence[MeetingAnswer], by: Person | None, now: datetime) -> Outcome:
    """Answer many requests at once; each is stored or refused by itself."""
    with transaction.atomic():
        loaded = standings(one.meeting for one in answers)
        changed: list[tuple[Standing, int]] = []
        happenings: list[Happening] = []
        chosen: list[SlotProposal] = []
        refused: list[tuple[int, Refusal]] = []
        for row, one in enumerate(answers):
            standing = loaded[one.meeting]
            decision = _decided(standing, one, now)
            if isinstance(decision, Refusal):
                refused.append((row, decision))
                continue
            changed.append((standing, one.participant))
            happenings.append(standing.take(decision, now))
            if one.slot is not None and one.answer == Answer.YES:
                chosen.append(
                    SlotProposal(meeting_id=one.meeting, slot_id=one.slot, by_id=one.participant, at=now)
                )
        store_decided(
            changed=[standing for standing, _participant in changed],
            happenings=happenings,
            by=by,
            now=now,
            party_fields=ANSWER_FIELDS,
        )
        SlotProposal.objects.bulk_create(chosen, batch_size=BATCH, ignore_conflicts=True)
        tell_others(changed, _answer_letter, now=now)
    return Outcome([standing.meeting for standing, _participant in changed], refused)


def _decided(standing: Standing, one: MeetingAnswer, now: datetime) -> Decision | Refusal:
    facts = standing.facts()
    if one.answer == Answer.YES:
        return rules.accepted(facts, one.participant, now)
    return rules.declined(facts, one.participant, one.reason, now)


def _answer_one(answer: MeetingAnswer, by: Person | None, now: datetime) -> Meeting:
    outcome = answer_meetings(answers=[answer], by=by, now=now)
    if outcome.refused:
        raise outcome.refused[0][1]
    return outcome.meetings[0]


def accept_meeting(
    *, meeting: Meeting, participant: Participant, slot: Slot | None = None, by: Person | None, now: datetime
) -> Meeting:
    """Say yes, to one of the proposed slots or to any; in a published timetable the meeting gets its place at once."""
    if slot is not None and slot.edition_id != meeting.edition_id:
        raise errors.UnknownSlots(slots=slot.pk)
    with transaction.atomic():
        timetable = find_live_timetable(
            meeting.edition
        )  # held before the meeting, in the order of all who place
        number = slot.pk if slot else None
        theirs = set(meeting.proposals.exclude(by=participant).values_list("slot", flat=True))
        if slot is not None and theirs and slot.pk not in theirs:
            raise errors.NotProposed(when=when(slot, meeting.edition))
        answer = MeetingAnswer(meeting.pk, participant.pk, Answer.YES, slot=number)
        answered = _answer_one(answer, by, now)
        if answered.state == MeetingState.ACCEPTED and timetable is not None:
            place_at_agreed_time(timetable=timetable, meeting=answered, by=by, now=now)
            answered.refresh_from_db()
    return answered


def decline_meeting(
    *,
    meeting: Meeting,
    participant: Participant,
    reason: DeclineReason | None,
    by: Person | None,
    now: datetime,
) -> Meeting:
    """Say no, with one of the listed reasons."""
    return _answer_one(MeetingAnswer(meeting.pk, participant.pk, Answer.NO, reason), by, now)


def counter_meetings(*, counters: Sequence[MeetingCounter], by: Person | None, now: datetime) -> Outcome:
    """Propose other times; the times of the others are history then, kept in the events, and they are asked again."""
    with transaction.atomic():
        loaded = standings(one.meeting for one in counters)
        editions = Edition.objects.in_bulk({one.meeting.edition_id for one in loaded.values()})
        slots = dict(Slot.objects.filter(edition__in=editions).values_list("pk", "edition_id"))
        changed: list[tuple[Standing, MeetingCounter]] = []
        happenings: list[Happening] = []
        refused: list[tuple[int, Refusal]] = []
        for row, one in enumerate(counters):
            standing = loaded[one.meeting]
            decision = _counter(standing, one, slots, now)
            if isinstance(decision, Refusal):
                refused.append((row, decision))
                continue
            changed.append((standing, one))
            happenings.append(standing.take(decision, now))
            days = editions[standing.meeting.edition_id].answer_days
            standing.meeting.answer_by = now + timedelta(days=days)
        stored = [standing for standing, _one in changed]
        store_decided(
            changed=stored,
            happenings=happenings,
            by=by,
            now=now,
            fields=("answer_by",),
            party_fields=ANSWER_FIELDS,
        )
        for part in chunks([one.meeting.pk for one in stored]):
            SlotProposal.objects.filter(meeting__in=part).delete()
        SlotProposal.objects.bulk_create(
            (
                SlotProposal(meeting=standing.meeting, slot_id=slot, by_id=one.participant, at=now)
                for standing, one in changed
                for slot in dict.fromkeys(one.slots)
            ),
            batch_size=BATCH,
        )
        tell_others([(standing, one.participant) for standing, one in changed], _answer_letter, now=now)
    return Outcome([one.meeting for one in stored], refused)


def _counter(
    standing: Standing, one: MeetingCounter, slots: Mapping[int, int], now: datetime
) -> Decision | Refusal:
    foreign = [slot for slot in one.slots if slots.get(slot) != standing.meeting.edition_id]
    if foreign:
        return errors.UnknownSlots(slots=", ".join(map(str, foreign)))
    return rules.countered(standing.facts(), one.participant, one.slots, now)


def counter_meeting(
    *, meeting: Meeting, participant: Participant, slots: Sequence[Slot], by: Person | None, now: datetime
) -> Meeting:
    """Propose other times for one meeting."""
    counter = MeetingCounter(meeting.pk, participant.pk, tuple(slot.pk for slot in slots))
    outcome = counter_meetings(counters=[counter], by=by, now=now)
    if outcome.refused:
        raise outcome.refused[0][1]
    return outcome.meetings[0]


def withdraw_meeting(
    *, meeting: Meeting, participant: Participant, why: str = "", by: Person | None, now: datetime
) -> Meeting:
    """Take a request back while it waits."""
    with transaction.atomic():
        standing = standings([meeting.pk])[meeting.pk]
        decision = rules.withdrawn(standing.facts(), participant.pk, why)
        if isinstance(decision, Refusal):
            raise decision
        happening = standing.take(decision, now)
        store_decided(changed=[standing], happenings=[happening], by=by, now=now)
        free_meeting(meetings=[meeting.pk])
        tell_others([(standing, participant.pk)], _answer_letter, now=now)
    return standing.meeting


def delegate_meeting(
    *, meeting: Meeting, participant: Participant, to: Person, by: Person | None, now: datetime
) -> None:
    """Give a meeting to a colleague, who is told; the team keeps seeing it."""
    if not may_act_for(to, participant):
        raise errors.NotInTeam(who=to.name, organisation=participant.organisation.name)
    with transaction.atomic():
        standing = standings([meeting.pk])[meeting.pk]
        rules_refusal = rules.refusal_to_delegate(standing.facts(), participant.pk)
        if rules_refusal is not None:
            raise rules_refusal
        party = standing.party(participant.pk)
        party.owner = to
        party.save(update_fields=["owner"])
        facts = {"participant": participant.pk, "to": to.pk}
        happening = Happening(
            "meeting.delegated", Subject("meeting", meeting.pk), edition=meeting.edition_id, facts=facts
        )
        record_events([happening], actor=actor(by), now=now)
        others = ", ".join(
            names_of(
                one.participant_id for one in standing.parties if one.participant_id != participant.pk
            ).values()
        )
        if to.email:
            reader = Reader(to.pk, to.email, to.language)
            post_letters(write_to([reader], lambda: _delegate_letter(others)), now=now)


def expire_unanswered(*, edition: Edition, by: Person | None, now: datetime) -> int:
    """Close every request whose answer-by date has passed; returns how many."""
    with transaction.atomic():
        late = edition.meetings.filter(state__in=rules.WAITING, answer_by__lt=now)
        loaded = standings(late.values_list("pk", flat=True))
        changed, happenings = [], []
        for standing in loaded.values():
            decision = rules.expired(standing.facts(), now)
            if decision is not None:
                changed.append(standing)
                happenings.append(standing.take(decision, now))
        store_decided(changed=changed, happenings=happenings, by=by, now=now)
        free_meeting(meetings=[one.meeting.pk for one in changed])
        tell_others([(one, 0) for one in changed], _expired_letter, now=now)
    return len(changed)


def _answer_letter(standing: Standing, name: str) -> tuple[str, str]:
    state = MeetingState(standing.meeting.state)
    values = {"who": name, "state": _(state.word)}
    return (
        _("Your meeting with %(who)s: %(state)s") % values,
        _("Your meeting with %(who)s now stands as “%(state)s”.") % values,
    )


def _delegate_letter(others: str) -> tuple[str, str]:
    values = {"who": others}
    return (
        _("A meeting with %(who)s was given to you") % values,
        _("A colleague gave you the meeting with %(who)s. Please answer for your team.") % values,
    )


def _expired_letter(_standing: Standing, _name: str) -> tuple[str, str]:
    return (
        _("A request for a meeting has run out"),
        _("A request for a meeting was not answered in time and is closed. You can ask again."),
    )
