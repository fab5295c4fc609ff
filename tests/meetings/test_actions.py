from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Place, Slot
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.actions import set_availability
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import errors
from chainfair.meetings.actions import (
    accept_meeting,
    answer_meetings,
    ask_parties,
    cancel_meeting,
    close_meetings,
    confirm_meetings,
    counter_meeting,
    counter_meetings,
    decide_dispute,
    decline_meeting,
    delegate_meeting,
    expire_unanswered,
    move_meeting,
    pin_meeting,
    place_meeting,
    propose_meetings,
    publish_timetable,
    record_meeting_scans,
    request_meeting,
    request_meetings,
    settle_past_meetings,
    unplace_meeting,
    withdraw_meeting,
)
from chainfair.meetings.kinds import (
    Answer,
    DeclineReason,
    MeetingAnswer,
    MeetingClosing,
    MeetingCounter,
    MeetingProposal,
    MeetingRequest,
    MeetingScan,
    MeetingState,
    Origin,
    TimetableState,
)
from chainfair.meetings.models import Meeting, Party, Placement, SeatBooking, SlotProposal, Timetable
from chainfair.people.models import Person

S = MeetingState


def verbs(meeting: Meeting) -> list[str]:
    """What happened to a meeting, in order."""
    rows = Event.objects.filter(subject_kind="meeting", subject_id=meeting.pk).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def state(meeting: Meeting) -> str:
    return Meeting.objects.get(pk=meeting.pk).state


def test_request_stores_sides_slots_event_and_letter(
    spring: Edition, participants: list[Participant], slots: list[Slot], owner: Person, now: datetime
) -> None:
    ansheng, _beiming, duna = participants
    request = MeetingRequest(duna.pk, (ansheng.pk,), about="cathode", slots=(slots[0].pk, slots[5].pk))
    meeting = request_meeting(edition=spring, request=request, by=None, now=now)
    assert (meeting.state, meeting.origin) == (S.REQUESTED, Origin.REQUEST)
    assert meeting.answer_by == now + timedelta(days=spring.answer_days)
    sides = [(one.participant, one.asked, one.answer) for one in meeting.parties.order_by("pk")]
    assert sides == [(duna, True, Answer.YES), (ansheng, False, Answer.OPEN)]
    assert [one.slot for one in meeting.proposals.order_by("pk")] == [slots[0], slots[5]]
    assert verbs(meeting) == ["meeting.requested"]
    letters = [(one.recipient, one.title) for one in OutboxMessage.objects.all()]
    assert letters == [("owner@example.org", "Duna Energiacella asks for a meeting")]


def test_the_day_to_answer_is_said_as_it_is_at_the_venue(
    spring: Edition, participants: list[Participant], owner: Person
) -> None:
    ansheng, _beiming, duna = participants
    night = datetime(2026, 3, 2, 19, tzinfo=UTC)  # the 3rd, three in the morning in Beijing
    request = MeetingRequest(duna.pk, (ansheng.pk,))
    meeting = request_meeting(edition=spring, request=request, by=None, now=night)
    assert "Please answer by 2026-03-08." in OutboxMessage.objects.get().text
    with pytest.raises(errors.AnswerTooLate) as late:
        accept_meeting(meeting=meeting, participant=ansheng, by=None, now=night + timedelta(days=9))
    assert str(late.value) == "The answer was due by 2026-03-08 03:00; ask for a new meeting instead."


def test_second_request_of_a_pair_is_refused_in_words_whoever_asks(
    spring: Edition, participants: list[Participant], asked: Meeting, now: datetime
) -> None:
    ansheng, _beiming, duna = participants
    request = MeetingRequest(ansheng.pk, (duna.pk,))
    with pytest.raises(errors.PairHasMeeting) as refused:
        request_meeting(edition=spring, request=request, by=None, now=now)
    assert str(refused.value) == (
        "Hubei Ansheng Materials (湖北安晟材料) and Duna Energiacella have a meeting already: waits for an answer."
        " Open it instead of asking again."
    )
    assert Meeting.objects.count() == 1


def test_batch_keeps_what_can_be_and_names_the_rows_that_cannot(
    spring: Edition, participants: list[Participant], now: datetime
) -> None:
    ansheng, beiming, duna = (one.pk for one in participants)
    requests = [
        MeetingRequest(duna, (ansheng,)),
        MeetingRequest(ansheng, (duna,)),
        MeetingRequest(beiming, (beiming,)),
        MeetingRequest(duna, (999_999,)),
        MeetingRequest(duna, (beiming,)),
        MeetingRequest(duna, (beiming,), slots=(999_999,)),
        MeetingRequest(duna, (ansheng, beiming), quorum=4),
    ]
    outcome = request_meetings(edition=spring, requests=requests, by=None, now=now)
    assert [one.pair for one in outcome.meetings] == [f"{ansheng}-{duna}", f"{beiming}-{duna}"]
    assert [(row, type(refusal)) for row, refusal in outcome.refused] == [
        (1, errors.PairHasMeeting),
        (2, errors.MeetsItself),
        (3, errors.OtherEdition),
        (5, errors.UnknownSlots),
        (6, errors.QuorumOutOfReach),
    ]


def test_pair_can_ask_again_after_a_decline(
    spring: Edition, participants: list[Participant], asked: Meeting, now: datetime
) -> None:
    decline_meeting(meeting=asked, participant=participants[0], reason=DeclineReason.NO_FIT, by=None, now=now)
    assert (state(asked), verbs(asked)) == (S.DECLINED, ["meeting.requested", "meeting.declined"])
    again = MeetingRequest(participants[2].pk, (participants[0].pk,))
    assert request_meeting(edition=spring, request=again, by=None, now=now).live


def test_soft_holds_hide_no_slot(
    spring: Edition, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, beiming, duna = (one.pk for one in participants)
    requests = [MeetingRequest(duna, (one,), slots=(slots[0].pk,)) for one in (ansheng, beiming)]
    outcome = request_meetings(edition=spring, requests=requests, by=None, now=now)
    assert (len(outcome.meetings), SlotProposal.objects.filter(slot=slots[0]).count()) == (2, 2)


def test_counter_keeps_the_old_times_in_the_history_and_asks_the_first_side(
    asked: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, _beiming, duna = participants
    counter_meeting(meeting=asked, participant=ansheng, slots=[slots[3]], by=None, now=now)
    assert state(asked) == S.COUNTERED
    assert [(one.slot, one.by) for one in asked.proposals.all()] == [(slots[3], ansheng)]
    with pytest.raises(errors.AlreadyAnswered):
        accept_meeting(meeting=asked, participant=ansheng, by=None, now=now)
    accept_meeting(meeting=asked, participant=duna, slot=slots[3], by=None, now=now)
    assert state(asked) == S.ACCEPTED


def test_counters_of_a_batch_are_stored_or_refused_by_themselves(
    spring: Edition, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, beiming, duna = (one.pk for one in participants)
    requests = [MeetingRequest(duna, (one,), slots=(slots[0].pk,)) for one in (ansheng, beiming)]
    first, second = request_meetings(edition=spring, requests=requests, by=None, now=now).meetings
    later = now + timedelta(days=1)
    outcome = counter_meetings(
        counters=[
            MeetingCounter(first.pk, ansheng, (slots[3].pk, slots[5].pk)),
            MeetingCounter(second.pk, beiming, (999_999,)),
            MeetingCounter(second.pk, beiming, ()),
        ],
        by=None,
        now=later,
    )
    assert [one.pk for one in outcome.meetings] == [first.pk]
    assert [(row, type(refusal)) for row, refusal in outcome.refused] == [
        (1, errors.UnknownSlots),
        (2, errors.TimeMissing),
    ]
    proposals = SlotProposal.objects.order_by("pk").values_list("meeting", "slot", "by")
    assert set(proposals) == {
        (second.pk, slots[0].pk, duna),
        (first.pk, slots[3].pk, ansheng),
        (first.pk, slots[5].pk, ansheng),
    }
    assert (state(first), state(second)) == (S.COUNTERED, S.REQUESTED)
    assert Meeting.objects.get(pk=first.pk).answer_by == later + timedelta(days=spring.answer_days)


def test_accept_of_a_time_that_nobody_proposed_is_refused(
    asked: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, _beiming, duna = participants
    counter_meeting(meeting=asked, participant=ansheng, slots=[slots[3]], by=None, now=now)
    with pytest.raises(errors.NotProposed):
        accept_meeting(meeting=asked, participant=duna, slot=slots[4], by=None, now=now)
    assert state(asked) == S.COUNTERED


def test_withdraw_frees_the_draft(
    asked: Meeting, draft: Timetable, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    place_meeting(timetable=draft, meeting=asked, slot=slots[0], by=None, now=now)
    withdraw_meeting(meeting=asked, participant=participants[2], by=None, now=now)
    assert (state(asked), SeatBooking.objects.count()) == (S.WITHDRAWN, 0)


def test_delegate_tells_the_colleague_and_refuses_a_rival(
    asked: Meeting, participants: list[Participant], colleague: Person, rival: Person, now: datetime
) -> None:
    delegate_meeting(meeting=asked, participant=participants[0], to=colleague, by=None, now=now)
    assert Party.objects.get(meeting=asked, participant=participants[0]).owner == colleague
    assert [one.recipient for one in OutboxMessage.objects.all()] == ["colleague@example.org"]
    with pytest.raises(errors.NotInTeam):
        delegate_meeting(meeting=asked, participant=participants[0], to=rival, by=None, now=now)


def test_expiry_closes_what_was_not_answered_in_time(
    spring: Edition, asked: Meeting, participants: list[Participant], now: datetime
) -> None:
    assert expire_unanswered(edition=spring, by=None, now=now + timedelta(days=4)) == 0
    assert expire_unanswered(edition=spring, by=None, now=now + timedelta(days=6)) == 1
    event = Event.objects.get(verb="meeting.expired")
    assert (event.actor_kind, event.facts) == ("system", {"silent": [participants[0].pk]})


def test_proposal_is_asked_and_answered_by_both_sides(
    spring: Edition, participants: list[Participant], now: datetime
) -> None:
    ansheng, _beiming, duna = (one.pk for one in participants)
    proposals = [MeetingProposal((ansheng, duna))]
    meeting = propose_meetings(edition=spring, proposals=proposals, by=None, now=now).meetings[0]
    assert (meeting.state, meeting.origin) == (S.SUGGESTED, Origin.ORGANISER)
    first = MeetingAnswer(meeting.pk, ansheng, Answer.YES)
    assert [type(one) for _row, one in answer_meetings(answers=[first], by=None, now=now).refused] == [
        errors.NothingToAnswer
    ]
    ask_parties(edition=spring, meetings=[meeting.pk], by=None, now=now)
    answer_meetings(answers=[first], by=None, now=now)
    assert state(meeting) == S.REQUESTED
    answer_meetings(answers=[MeetingAnswer(meeting.pk, duna, Answer.YES)], by=None, now=now)
    assert (state(meeting), verbs(meeting)) == (
        S.ACCEPTED,
        ["meeting.suggested", "meeting.requested", "meeting.agreed", "meeting.accepted"],
    )


def test_place_takes_seats_and_the_table_of_the_exhibitors_hall(
    draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    placement = place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    assert (str(placement.place), placement.bookings.count(), state(agreed)) == ("W1-1", 2, S.ACCEPTED)


def test_place_of_a_taken_side_is_refused_with_who_and_when(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    request = MeetingRequest(participants[2].pk, (participants[1].pk,))
    other = request_meeting(edition=spring, request=request, by=None, now=now)
    with pytest.raises(errors.SeatTaken) as refused:
        place_meeting(timetable=draft, meeting=other, slot=slots[0], by=None, now=now)
    assert str(refused.value).startswith(
        "Duna Energiacella already meets Hubei Ansheng Materials (湖北安晟材料) at 2026-07-16"
    )


def test_place_refuses_absence_taken_tables_and_full_halls(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    set_availability(participant=participants[2], availability="0" + "1" * 23, by=None, now=now)
    with pytest.raises(errors.NotAvailable):
        place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    place_meeting(timetable=draft, meeting=agreed, slot=slots[1], by=None, now=now)
    Seat.objects.create(participant=participants[2], number=2)
    request = MeetingRequest(participants[2].pk, (participants[1].pk,))
    other = request_meeting(edition=spring, request=request, by=None, now=now)
    table = Place.objects.get(edition=spring, zone="W1", number=1)
    with pytest.raises(errors.PlaceTaken):
        place_meeting(timetable=draft, meeting=other, slot=slots[1], place=table, by=None, now=now)
    Place.objects.filter(edition=spring).exclude(pk=table.pk).update(is_open=False)
    with pytest.raises(errors.NoPlaceLeft):
        place_meeting(timetable=draft, meeting=other, slot=slots[1], by=None, now=now)
    shut = Place.objects.filter(edition=spring, is_open=False).first()
    with pytest.raises(errors.PlaceClosed):
        place_meeting(timetable=draft, meeting=other, slot=slots[2], place=shut, by=None, now=now)


def test_a_time_that_is_over_is_refused_once_the_fair_runs(
    spring: Edition, agreed: Meeting, draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    """A walk-in may still sit down in the slot that is on."""
    late = slots[3].starts_at + timedelta(minutes=5)
    place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=late)
    step_edition(edition=spring, to=EditionState.RUNNING, by=None, now=late)
    draft.refresh_from_db()
    with pytest.raises(errors.SlotOver, match="is over"):
        move_meeting(timetable=draft, meeting=agreed, slot=slots[2], by=None, now=late)
    moved = move_meeting(timetable=draft, meeting=agreed, slot=slots[3], by=None, now=late)
    assert moved.slot == slots[3]


def test_pinned_meeting_stays_and_moves_once_let_go(
    draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    pin_meeting(timetable=draft, meeting=agreed, pinned=True, by=None, now=now)
    with pytest.raises(errors.Pinned):
        move_meeting(timetable=draft, meeting=agreed, slot=slots[1], by=None, now=now)
    pin_meeting(timetable=draft, meeting=agreed, pinned=False, by=None, now=now)
    move_meeting(timetable=draft, meeting=agreed, slot=slots[1], by=None, now=now)
    assert Placement.objects.get().slot == slots[1]
    assert [one.slot for one in SeatBooking.objects.all()] == [slots[1], slots[1]]


def test_publish_schedules_tells_and_supersedes(
    spring: Edition, draft: Timetable, agreed: Meeting, slots: list[Slot], owner: Person, now: datetime
) -> None:
    place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    assert state(agreed) == S.SCHEDULED
    letter = OutboxMessage.objects.latest("pk")
    assert (letter.recipient, "2026-07-16" in letter.text) == ("owner@example.org", True)
    second = Timetable.objects.create(edition=spring, version=2, created_at=now)
    place_meeting(
        timetable=second, meeting=agreed, slot=slots[0], place=Place.objects.first(), by=None, now=now
    )
    before = OutboxMessage.objects.count()
    Placement.objects.filter(timetable=second).update(place=Placement.objects.get(timetable=draft).place)
    publish_timetable(timetable=second, by=None, now=now)
    draft.refresh_from_db()
    assert (draft.state, OutboxMessage.objects.count() - before) == (TimetableState.SUPERSEDED, 0)
    with pytest.raises(errors.VersionClosed):
        unplace_meeting(timetable=draft, meeting=agreed, by=None, now=now)


def test_meeting_that_a_new_version_drops_waits_for_a_time_again(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    request = MeetingRequest(participants[2].pk, (participants[1].pk,))
    other = request_meeting(edition=spring, request=request, by=None, now=now)
    accept_meeting(meeting=other, participant=participants[1], by=None, now=now)
    second = Timetable.objects.create(edition=spring, version=2, created_at=now)
    place_meeting(timetable=second, meeting=other, slot=slots[0], by=None, now=now)
    publish_timetable(timetable=second, by=None, now=now)
    assert (state(agreed), state(other)) == (S.ACCEPTED, S.SCHEDULED)
    assert Meeting.objects.get(pk=agreed.pk).sequence == 2


def test_publish_of_proposals_is_refused_and_changes_nothing(
    spring: Edition, draft: Timetable, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    proposals = [MeetingProposal((participants[0].pk, participants[2].pk))]
    meeting = propose_meetings(edition=spring, proposals=proposals, by=None, now=now).meetings[0]
    place_meeting(timetable=draft, meeting=meeting, slot=slots[0], by=None, now=now)
    with pytest.raises(errors.NobodyHasAgreed) as refused:
        publish_timetable(timetable=draft, by=None, now=now)
    assert refused.value.values == {"meetings": "1", "placed": "1"}
    draft.refresh_from_db()
    assert (draft.state, state(meeting), OutboxMessage.objects.count()) == (
        TimetableState.DRAFT,
        S.SUGGESTED,
        0,
    )


def published(draft: Timetable, agreed: Meeting, slot: Slot, now: datetime) -> Timetable:
    place_meeting(timetable=draft, meeting=agreed, slot=slot, by=None, now=now)
    return publish_timetable(timetable=draft, by=None, now=now)


def test_accept_in_a_published_timetable_places_at_once(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    published(draft, agreed, slots[0], now)
    _ansheng, beiming, duna = participants
    request = MeetingRequest(duna.pk, (beiming.pk,), slots=(slots[0].pk, slots[1].pk))
    meeting = request_meeting(edition=spring, request=request, by=None, now=now)
    with pytest.raises(errors.SeatTaken):
        accept_meeting(meeting=meeting, participant=beiming, slot=slots[0], by=None, now=now)
    assert state(meeting) == S.REQUESTED
    accept_meeting(meeting=meeting, participant=beiming, slot=slots[1], by=None, now=now)
    assert (state(meeting), Placement.objects.get(meeting=meeting).slot) == (S.SCHEDULED, slots[1])


def test_cancel_frees_seats_and_raises_the_sequence(
    draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    published(draft, agreed, slots[0], now)
    cancel_meeting(meeting=agreed, why="ill", by=None, now=now)
    row = Meeting.objects.get(pk=agreed.pk)
    assert (row.state, row.live, row.sequence, SeatBooking.objects.count()) == (S.CANCELLED, False, 2, 0)


def test_both_badges_make_it_held(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    published(draft, agreed, slots[0], now)
    ansheng, _beiming, duna = (one.pk for one in participants)
    confirm_meetings(confirmations=[(agreed.pk, ansheng), (agreed.pk, duna)], by=None, now=now)
    assert state(agreed) == S.CONFIRMED
    at = slots[0].starts_at
    scans = [MeetingScan(agreed.pk, one, at) for one in (ansheng, duna, duna)]
    record_meeting_scans(scans=scans, by=None, now=at)
    assert state(agreed) == S.IN_PROGRESS
    assert settle_past_meetings(edition_id=spring.pk, by=None, now=at).meetings == []
    settle_past_meetings(edition_id=spring.pk, by=None, now=slots[0].ends_at + timedelta(minutes=1))
    assert (state(agreed), Meeting.objects.get(pk=agreed.pk).live) == (S.HELD, True)
    met = participants[0].organisation_id, participants[2].organisation_id
    assert list(spring.encounters.values_list("first", "second", "went_on")) == [(*met, False)]
    assert verbs(agreed)[-3:] == ["meeting.scanned", "meeting.scanned", "meeting.held"]


def test_one_sides_word_is_disputed_and_then_decided(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
) -> None:
    published(draft, agreed, slots[0], now)
    closing = MeetingClosing(agreed.pk, participants[0].pk, held=True, worth=4, next_step="sample of 5 kg")
    early = close_meetings(closings=[closing], by=None, now=now)
    assert [type(refusal) for _row, refusal in early.refused] == [errors.CannotCloseYet]
    after = slots[0].ends_at + timedelta(minutes=1)
    close_meetings(closings=[closing], by=None, now=after)
    settle_past_meetings(edition_id=spring.pk, by=None, now=after)
    assert state(agreed) == S.DISPUTED
    decide_dispute(meeting=agreed, held=False, why="hall log", by=None, now=after)
    assert state(agreed) == S.NO_SHOW
    assert [one.absent for one in agreed.parties.order_by("pk")] == [True, False]
    assert spring.encounters.count() == 0


@pytest.mark.parametrize("table", ["seat", "place"])
def test_double_booking_is_refused_by_the_database_itself(
    spring: Edition,
    draft: Timetable,
    agreed: Meeting,
    participants: list[Participant],
    slots: list[Slot],
    now: datetime,
    table: str,
) -> None:
    placement = place_meeting(timetable=draft, meeting=agreed, slot=slots[0], by=None, now=now)
    request = MeetingRequest(participants[2].pk, (participants[1].pk,))
    other = request_meeting(edition=spring, request=request, by=None, now=now)
    second = place_meeting(timetable=draft, meeting=other, slot=slots[1], by=None, now=now)
    seat = placement.bookings.get(seat__participant=participants[2]).seat_id
    statements: dict[str, tuple[str, list[int | None]]] = {
        "seat": (
            "UPDATE chainfair_seatbooking SET slot_id = %s WHERE placement_id = %s AND seat_id = %s",
            [slots[0].pk, second.pk, seat],
        ),
        "place": (
            "UPDATE chainfair_placement SET slot_id = %s, place_id = %s WHERE id = %s",
            [slots[0].pk, placement.place_id, second.pk],
        ),
    }
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*statements[table])


def test_second_live_meeting_of_a_pair_is_refused_by_the_database_itself(asked: Meeting) -> None:
    copy = "INSERT INTO chainfair_meeting ({names}) SELECT {values} FROM chainfair_meeting"
    names = [str(field.column) for field in Meeting._meta.local_concrete_fields if field.name != "id"]
    values = ["'00000000000000000000000000000000'" if name == "uid" else name for name in names]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copy.format(names=", ".join(names), values=", ".join(values)))
