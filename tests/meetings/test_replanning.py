"""Late changes of the published timetable: who moves, who is told, what is refused."""

import gc
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Hall, Place, Slot
from chainfair.ground.errors import Refusal
from chainfair.ground.models import Event, OutboxMessage
from chainfair.matching.actions import join_matchmaking, set_availability
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.matching.models import Participant
from chainfair.meetings import errors, rules
from chainfair.meetings.actions import (
    change_timetable,
    foresee_change,
    pin_meeting,
    place_meeting,
    publish_timetable,
    queue_timetable_run,
)
from chainfair.meetings.bridge.nearby import Nearby
from chainfair.meetings.kinds import (
    Absence,
    CallOff,
    Change,
    Closure,
    LatePin,
    LiveChange,
    MeetingState,
    NoShow,
    Opening,
    Return,
    TimetableState,
    UnplacedReason,
)
from chainfair.meetings.models import Meeting, Placement, SeatBooking, Timetable, Unplaced
from chainfair.meetings.tasks import perform_now
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from tests.meetings.lists import meet
from tests.meetings.test_bridge import agree

S = MeetingState


@pytest.fixture
def live(spring: Edition, draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime) -> Timetable:
    """Published: Duna meets Ansheng in the third slot."""
    place_meeting(timetable=draft, meeting=agreed, slot=slots[2], by=None, now=now)
    return publish_timetable(timetable=draft, by=None, now=now)


def also(
    live: Timetable, one: Participant, other: Participant, slot: Slot, now: datetime, weight: int = 1000
) -> Meeting:
    """Another agreed meeting with its time in the published version."""
    meeting = agree(live.edition, one, other, now)
    Meeting.objects.filter(pk=meeting.pk).update(weight=weight)
    place_meeting(timetable=live, meeting=meeting, slot=slot, by=None, now=now)
    return meeting


def times(live: Timetable) -> dict[int, int]:
    """Number of the slot of each placed meeting; its seats are booked then, one for each side."""
    for row in Placement.objects.filter(timetable=live).prefetch_related("bookings", "meeting__parties"):
        booked = sorted(one.seat.participant_id for one in row.bookings.select_related("seat"))
        assert booked == sorted(one.participant_id for one in row.meeting.parties.all())
        assert {one.slot_id for one in row.bookings.all()} == {row.slot_id}
    rows = Placement.objects.filter(timetable=live).values_list("meeting", "slot__number")
    return dict(rows)


def state_of(meeting: Meeting) -> MeetingState:
    return MeetingState(Meeting.objects.values_list("state", flat=True).get(pk=meeting.pk))


def change(live: Timetable, what: LiveChange, now: datetime) -> None:
    """What the look beforehand says is what happens."""
    foreseen = foresee_change(timetable=live, change=what, now=now)
    assert change_timetable(timetable=live, change=what, by=None, now=now) == foreseen


def test_who_is_away_meets_at_another_time(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    change(live, Absence(participants[0].pk, (slots[2].pk, slots[3].pk)), now)
    (number,) = times(live).values()
    assert number not in {2, 3}
    participants[0].refresh_from_db()
    assert participants[0].availability == "11" + "00" + "1" * 20
    assert state_of(agreed) == S.SCHEDULED
    event = Event.objects.get(verb="timetable.changed")
    assert (event.subject_id, event.facts["kind"], event.facts["moved"]) == (live.pk, "absence", 1)
    assert Event.objects.filter(verb="meeting.moved", subject_id=agreed.pk).count() == 1


def test_the_look_beforehand_writes_nothing(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    before = (times(live), Event.objects.count(), OutboxMessage.objects.count())
    foreseen = foresee_change(timetable=live, change=Absence(participants[0].pk, (slots[2].pk,)), now=now)
    (shift,) = foreseen.shifts
    assert (foreseen.hit, shift.change, shift.meeting, shift.keeps_time) == (
        1,
        Change.MOVED,
        agreed.pk,
        False,
    )
    assert foreseen.participants == tuple(sorted((participants[0].pk, participants[2].pk)))
    assert (times(live), Event.objects.count(), OutboxMessage.objects.count()) == before


def test_who_stays_away_all_the_time_loses_the_meeting_and_reads_why(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    change(live, Absence(participants[0].pk, tuple(one.pk for one in slots)), now)
    assert times(live) == {}
    assert state_of(agreed) == S.ACCEPTED
    lost = Unplaced.objects.get(timetable=live)
    assert (lost.meeting_id, lost.reason) == (agreed.pk, UnplacedReason.NO_COMMON_SLOT)
    change(live, Return(participants[0].pk, tuple(one.pk for one in slots)), now)
    assert list(times(live)) == [agreed.pk]
    assert not Unplaced.objects.exists()
    assert state_of(agreed) == S.SCHEDULED


def test_one_other_meeting_makes_room(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, beiming, duna = participants
    other = also(live, beiming, duna, slots[5], now)
    # Ansheng can come to the sixth slot only, where Duna meets Beiming.
    set_availability(participant=ansheng, availability="001001" + "0" * 18, by=None, now=now)
    change(live, Absence(ansheng.pk, (slots[2].pk,)), now)
    after = times(live)
    assert after[agreed.pk] == 5
    assert after[other.pk] != 5
    assert set(after) == {agreed.pk, other.pk}


def test_only_who_is_touched_is_told(
    live: Timetable,
    participants: list[Participant],
    slots: list[Slot],
    owner: Person,
    rival: Person,
    buyer: Person,
    now: datetime,
) -> None:
    also(live, participants[1], participants[2], slots[5], now)
    OutboxMessage.objects.all().delete()
    change(live, Absence(participants[0].pk, (slots[2].pk,)), now)
    told = OutboxMessage.objects.order_by("recipient")
    assert [one.recipient for one in told] == [buyer.email, owner.email]
    assert told[0].title == "Your meetings change"
    assert "W1-1 · Hubei Ansheng Materials (湖北安晟材料)" in told[0].text


def test_a_closed_table_keeps_the_time_where_another_is_free(
    live: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    sits = Placement.objects.get(timetable=live)
    assert sits.place is not None
    change(live, Closure((slots[2].pk,), places=(sits.place.pk,)), now)
    after = Placement.objects.get(timetable=live)
    assert (after.slot_id, after.meeting_id) == (slots[2].pk, agreed.pk)
    assert after.place is not None
    assert (after.place.hall, after.place == sits.place) == (sits.place.hall, False)
    assert times(live) == {agreed.pk: 2}


def test_a_closed_hall_sends_its_meetings_to_other_halls(
    live: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    hall = Hall.objects.get(edition=live.edition, code="W1")
    change(live, Closure((slots[2].pk,), hall=hall.pk), now)
    after = Placement.objects.select_related("place").get(timetable=live)
    assert (after.slot_id, after.place.zone if after.place else "") == (slots[2].pk, "E1")
    live.refresh_from_db()
    tables = sorted(Place.objects.filter(hall=hall).values_list("pk", flat=True))
    assert live.figures["closed"] == [{"places": tables, "slots": [slots[2].pk]}]


def test_a_closed_hall_stays_closed_to_whoever_places_by_hand(
    live: Timetable, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    hall = Hall.objects.get(edition=live.edition, code="W1")
    change(live, Closure((slots[4].pk,), hall=hall.pk), now)
    live.refresh_from_db()
    meeting = agree(live.edition, participants[1], participants[2], now)
    table = Place.objects.filter(hall=hall).earliest("pk")
    with pytest.raises(errors.PlaceClosed):
        place_meeting(timetable=live, meeting=meeting, slot=slots[4], place=table, by=None, now=now)
    placed = place_meeting(timetable=live, meeting=meeting, slot=slots[4], by=None, now=now)
    assert placed.place is not None
    assert placed.place.zone == "E1"


def test_what_opens_again_takes_in_who_waits(
    live: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    tables = tuple(Place.objects.order_by("pk").values_list("pk", flat=True))
    every = tuple(one.pk for one in slots)
    change(live, Closure(every, places=tables), now)
    assert (times(live), state_of(agreed)) == ({}, S.ACCEPTED)
    assert Unplaced.objects.get(timetable=live).reason == UnplacedReason.ZONE_FULL
    live.refresh_from_db()
    change(live, Opening(every[3:5], hall=Hall.objects.get(edition=live.edition, code="W1").pk), now)
    assert times(live)[agreed.pk] in {3, 4}
    live.refresh_from_db()
    assert len(rules.closed_cells(live.figures)) == len(tables) * len(every) - 3 * 2
    assert refused(live, Opening(every[3:5], places=tables[:1]), now) == (
        "None of these places is closed at these times; there is nothing to open again."
    )


def test_a_closed_hall_closes_its_stands_too(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    Place.objects.update(is_open=False)
    at_stand = also(live, participants[1], participants[2], slots[4], now)
    assert Placement.objects.get(meeting=at_stand).place is None
    hall = Hall.objects.get(edition=live.edition, code="W1")
    change(live, Closure((slots[4].pk, slots[5].pk), hall=hall.pk), now)
    assert times(live)[at_stand.pk] not in {4, 5}


def test_a_run_and_publishing_keep_to_what_is_closed(
    live: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    old = Timetable.objects.create(edition=live.edition, version=2, created_at=now)
    place_meeting(timetable=old, meeting=agreed, slot=slots[2], by=None, now=now)
    hall = Hall.objects.get(edition=live.edition, code="W1")
    change(live, Closure(tuple(one.pk for one in slots[:-1]), hall=hall.pk), now)
    with pytest.raises(errors.PlacesClosed) as refusal:
        publish_timetable(timetable=old, by=None, now=now)
    assert refusal.value.meetings == 1
    Placement.objects.filter(timetable=old).update(place=Place.objects.filter(zone="E1").earliest("pk"))
    publish_timetable(timetable=old, by=None, now=now)
    old.refresh_from_db()
    assert rules.closed_cells(old.figures) == rules.closed_cells(Timetable.objects.get(version=1).figures)
    perform_now(queue_timetable_run(edition=live.edition, by=None, now=now))
    drawn = Timetable.objects.get(version=3)
    (placed,) = drawn.placements.select_related("place", "slot")
    assert (placed.place.zone if placed.place else "", placed.slot) == ("W1", slots[-1])
    assert drawn.figures["closed"] == old.figures["closed"]


def test_with_every_table_closed_meetings_go_to_another_time(
    live: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    tables = tuple(Place.objects.values_list("pk", flat=True))
    change(live, Closure((slots[2].pk,), places=tables), now)
    assert set(times(live)) == {agreed.pk}
    assert times(live)[agreed.pk] != 2


def test_a_late_pin_moves_what_is_in_its_way(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    other = also(live, participants[1], participants[2], slots[5], now)
    change(live, LatePin(agreed.pk, slots[5].pk), now)
    after = times(live)
    assert (after[agreed.pk], after[other.pk] == 5, set(after)) == (5, False, {agreed.pk, other.pk})
    assert Placement.objects.get(meeting=agreed).pinned
    assert Event.objects.filter(verb="meeting.pinned", subject_id=agreed.pk).count() == 1


def test_a_missed_meeting_gives_its_time_to_who_stands_by(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, beiming, duna = participants
    waiting = agree(live.edition, beiming, duna, now)
    step_edition(edition=live.edition, to=EditionState.RUNNING, by=None, now=now)
    live = Timetable.objects.get(pk=live.pk)
    late = slots[2].starts_at + timedelta(minutes=5)
    change(live, NoShow(agreed.pk, (ansheng.pk,)), late)
    assert (state_of(agreed), state_of(waiting)) == (S.NO_SHOW, S.SCHEDULED)
    assert agreed.parties.get(absent=True).participant_id == ansheng.pk
    rows = SeatBooking.objects.filter(slot=slots[2]).values_list("placement__meeting", flat=True)
    assert set(rows) == {waiting.pk}
    assert Placement.objects.get(meeting=agreed).place is None
    # A later version keeps both: the missed one for the record, without the seats that it gave away.
    perform_now(queue_timetable_run(edition=live.edition, by=None, now=late))
    draft = live.edition.timetables.get(state=TimetableState.DRAFT)
    publish_timetable(timetable=draft, by=None, now=late)
    assert {*draft.placements.values_list("meeting", "slot")} == {
        (one.pk, slots[2].pk) for one in (agreed, waiting)
    }
    assert set(draft.bookings.values_list("placement__meeting", flat=True)) == {waiting.pk}
    assert (state_of(agreed), state_of(waiting)) == (S.NO_SHOW, S.SCHEDULED)


def test_called_off_meetings_make_room_for_who_waits(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    _ansheng, beiming, duna = participants
    waiting = agree(live.edition, beiming, duna, now)
    for one in (beiming, duna):
        set_availability(participant=one, availability="001" + "0" * 21, by=None, now=now)
    change(live, CallOff((agreed.pk,), "The stand is flooded"), now)
    assert (state_of(agreed), state_of(waiting)) == (S.CANCELLED, S.SCHEDULED)
    assert times(live) == {waiting.pk: 2}


def refused(live: Timetable, what: LiveChange, now: datetime) -> str:
    """The sentence that both the look and the change answer; nothing is written."""
    before = (times(live), Event.objects.count())
    sentences = set()
    with pytest.raises(Refusal) as refusal:
        foresee_change(timetable=live, change=what, now=now)
    sentences.add(str(refusal.value))
    with pytest.raises(Refusal) as refusal:
        change_timetable(timetable=live, change=what, by=None, now=now)
    sentences.add(str(refusal.value))
    assert (times(live), Event.objects.count()) == before
    (sentence,) = sentences
    return sentence


def test_what_is_pinned_is_not_moved_by_an_absence(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    pin_meeting(timetable=live, meeting=agreed, pinned=True, by=None, now=now)
    assert refused(live, Absence(participants[2].pk, (slots[2].pk,)), now) == (
        "Hubei Ansheng Materials, Duna Energiacella meet at 2026-07-16 10:00; that is pinned or under way and stays."
        " Unpin it or call it off first."
    )
    assert refused(live, LatePin(agreed.pk, slots[7].pk), now) == (
        "This meeting is pinned at 2026-07-16 10:00; unpin it first."
    )


def test_late_changes_say_what_cannot_be(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng = participants[0]
    set_availability(participant=ansheng, availability="1" * 9 + "0" * 15, by=None, now=now)
    draft = Timetable.objects.create(edition=live.edition, version=2, created_at=now)
    absence = Absence(ansheng.pk, (slots[2].pk,))
    assert refused(draft, absence, now) == (
        "Version 2 is draft; late changes are made in the published version. Run again instead."
    )
    assert refused(live, LatePin(agreed.pk, slots[12].pk), now) == (
        "Hubei Ansheng Materials is not available at 2026-07-17 09:00."
    )
    assert refused(live, Closure((slots[0].pk,)), now) == (
        "Name a hall of this edition, or at least one of its open places."
    )
    assert refused(live, Closure((slots[0].pk,), hall=0), now) == (
        "Name a hall of this edition, or at least one of its open places."
    )
    assert (
        refused(live, Absence(ansheng.pk, ()), now)
        == "This edition has no such slot; choose among its slots."
    )
    assert refused(live, Absence(0, (slots[0].pk,)), now) == (
        "Participant 0 takes no part in the matchmaking of this edition."
    )
    assert refused(live, NoShow(agreed.pk, (ansheng.pk,)), now) == (
        "This meeting begins at 2026-07-16 10:00, so nobody has missed it yet. Say who cannot come then instead."
    )
    assert refused(live, CallOff((0,), ""), now) == "Meeting 0 is not placed in version 1."


def test_what_has_begun_stays(
    live: Timetable, agreed: Meeting, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    step_edition(edition=live.edition, to=EditionState.RUNNING, by=None, now=now)
    live = Timetable.objects.get(pk=live.pk)
    late = slots[2].starts_at + timedelta(minutes=5)
    assert refused(live, Absence(participants[0].pk, (slots[1].pk, slots[2].pk)), late) == (
        "2026-07-16 10:00 is over; choose a time that is still to come."
    )
    change(live, Absence(participants[0].pk, (slots[2].pk, slots[3].pk)), late)
    assert times(live) == {agreed.pk: 2}
    assert refused(live, NoShow(agreed.pk, (participants[1].pk,)), late) == (
        "Say which side of the meeting did not come."
    )


def crowd(live: Timetable, slots: Sequence[Slot], now: datetime) -> list[Meeting]:
    """Six visitors meet two exhibitors of W1, in as many slots as they need, at three tables."""
    hall = live.edition.halls.get(code="W1").pk
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=f"公司{n}", name_latin=f"Company {n}", name_key=f"公司{n}", country="CN", created_at=now
        )
        for n in range(8)
    )
    sides = join_matchmaking(
        edition=live.edition,
        entries=[
            NewParticipant(row.pk, Side.EXHIBITOR, hall=hall, seats=2)
            if n < 2
            else NewParticipant(row.pk, Side.VISITOR)
            for n, row in enumerate(rows)
        ],
        by=None,
        now=now,
    )
    return [
        also(live, exhibitor, visitor, slots[(n + shift) // 2], now, weight=100 + 7 * n)
        for shift, exhibitor in ((0, sides[0]), (6, sides[1]))
        for n, visitor in enumerate(sides[2:])
    ]


def test_many_seats_and_a_full_hall_stay_without_double_bookings(
    live: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    meetings = crowd(live, slots[4:], now)
    side = meetings[0].parties.order_by("pk").first()
    assert side is not None
    change(live, Absence(side.participant_id, tuple(one.pk for one in slots[4:6])), now)
    after = times(live)
    assert set(after) == {agreed.pk, *(one.pk for one in meetings)}
    assert {after[one.pk] in {4, 5} for one in meetings[:6]} == {False}


def statements_of(live: Timetable, what: LiveChange, now: datetime) -> int:
    """How many statements the look beforehand takes."""
    with CaptureQueriesContext(connection) as captured:
        foresee_change(timetable=live, change=what, now=now)
    return len(captured)


def test_a_change_reads_the_diaries_around_it_however_large_the_fair(
    live: Timetable, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    away = Absence(participants[0].pk, (slots[2].pk,))
    alone = Nearby(live, slots, away, now)
    assert (len(alone.meetings), len(alone.people)) == (1, 2)
    before = statements_of(live, away, now)
    crowd(live, slots[4:], now)
    among_others = Nearby(live, slots, away, now)
    assert (len(among_others.meetings), len(among_others.people)) == (1, 2)
    assert statements_of(live, away, now) == before <= 16


def test_a_change_writes_in_few_statements_and_leaves_no_garbage_to_search_for(
    live: Timetable, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    foresee_change(timetable=live, change=Absence(participants[0].pk, (slots[2].pk,)), now=now)
    gc.collect()
    for what, most in (
        (Absence(participants[0].pk, (slots[2].pk,)), 34),
        (Return(participants[0].pk, (slots[2].pk,)), 24),
    ):
        with CaptureQueriesContext(connection) as captured:
            change_timetable(timetable=live, change=what, by=None, now=now)
        assert len(captured) <= most, [one["sql"] for one in captured]
    assert gc.collect() < 20


def test_a_table_that_opens_looks_no_further_than_to_whom_it_serves(
    live: Timetable, spring: Edition, slots: list[Slot], now: datetime
) -> None:
    """All six wait for the hour in which the tables open again; both sides of the worthiest are free, so it comes."""
    tables = tuple(Place.objects.order_by("pk").values_list("pk", flat=True))
    change(live, Closure((slots[9].pk,), places=tables), now)
    live.refresh_from_db()
    waiting = meet(spring, now, 6)
    for worth, meeting in enumerate(waiting):
        Meeting.objects.filter(pk=meeting.pk).update(weight=1000 + worth)
    one_table = Opening((slots[9].pk,), places=(live.edition.places.get(zone="W1", number=1).pk,))
    near = Nearby(live, slots, one_table, now)
    assert near.meetings == [waiting[5].pk]
    change(live, one_table, now)
    assert waiting[5].pk in times(live)
