from datetime import datetime, timedelta

import pytest

from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Place, Slot
from chainfair.matching.actions import set_availability
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.meetings import bridge, errors
from chainfair.meetings.actions import (
    accept_meeting,
    pin_meeting,
    place_meeting,
    publish_timetable,
    request_meeting,
)
from chainfair.meetings.kinds import MeetingRequest, MeetingState, UnplacedReason
from chainfair.meetings.models import Meeting, Timetable


def silent(_doing: str, _share: float) -> None:
    """Watch nothing."""


def agree(
    edition: Edition,
    asking: Participant,
    asked: Participant,
    now: datetime,
    *slots: Slot,
    online: bool = False,
) -> Meeting:
    request = MeetingRequest(asking.pk, (asked.pk,), slots=tuple(one.pk for one in slots), online=online)
    meeting = request_meeting(edition=edition, request=request, by=None, now=now)
    return accept_meeting(meeting=meeting, participant=asked, by=None, now=now)


def test_agreed_meetings_sit_once_at_tables_of_the_exhibitors_hall(
    spring: Edition, participants: list[Participant], now: datetime
) -> None:
    ansheng, beiming, duna = participants
    meetings = [agree(spring, duna, one, now) for one in (ansheng, beiming)]
    answer = bridge.solve(spring, {}, 1, now, silent)
    assert [one.meeting for one in answer.sittings] == [one.pk for one in meetings]
    assert len({one.slot for one in answer.sittings}) == 2
    halls = Place.objects.filter(pk__in=[one.place for one in answer.sittings if one.place])
    assert {one.zone for one in halls} == {"W1"}
    assert (answer.figures["wanted"], answer.figures["placed"], answer.left_out) == (2, 2, [])


def test_agreed_times_bind_and_online_meetings_take_no_table(
    spring: Edition, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, beiming, duna = participants
    agree(spring, duna, ansheng, now, slots[7])
    agree(spring, duna, beiming, now, slots[3], online=True)
    first, second = bridge.solve(spring, {}, 1, now, silent).sittings
    assert (first.slot, second.slot, second.place) == (slots[7].pk, slots[3].pk, None)


def test_what_cannot_be_placed_says_why(
    spring: Edition, participants: list[Participant], slots: list[Slot], now: datetime
) -> None:
    ansheng, beiming, duna = participants
    agree(spring, duna, ansheng, now, slots[0])
    lost = agree(spring, beiming, duna, now, slots[1])
    set_availability(participant=beiming, availability="10" + "1" * 22, by=None, now=now)
    answer = bridge.solve(spring, {}, 1, now, silent)
    assert [(one.meeting, one.reason) for one in answer.left_out] == [
        (lost.pk, UnplacedReason.NO_COMMON_SLOT)
    ]


def test_pins_stay_and_keep_their_table(
    spring: Edition,
    participants: list[Participant],
    draft: Timetable,
    agreed: Meeting,
    slots: list[Slot],
    now: datetime,
) -> None:
    table = Place.objects.get(edition=spring, zone="E1", number=2)
    place_meeting(timetable=draft, meeting=agreed, slot=slots[9], place=table, by=None, now=now)
    pin_meeting(timetable=draft, meeting=agreed, pinned=True, by=None, now=now)
    set_availability(participant=participants[0], availability="1" + "0" * 23, by=None, now=now)
    (sitting,) = bridge.solve(spring, {}, 1, now, silent).sittings
    assert (sitting.slot, sitting.place, sitting.pinned) == (slots[9].pk, table.pk, True)


def test_what_keeps_its_slot_keeps_its_table(
    spring: Edition, draft: Timetable, agreed: Meeting, slots: list[Slot], now: datetime
) -> None:
    table = Place.objects.filter(edition=spring, zone="W1").order_by("number").last()
    place_meeting(timetable=draft, meeting=agreed, slot=slots[9], place=table, by=None, now=now)
    (sitting,) = bridge.solve(spring, {}, 1, now, silent).sittings
    assert table is not None
    assert (sitting.slot, sitting.place, sitting.pinned) == (slots[9].pk, table.pk, False)


def test_what_has_begun_stays_and_nothing_new_begins_in_the_past(
    spring: Edition,
    participants: list[Participant],
    draft: Timetable,
    agreed: Meeting,
    slots: list[Slot],
    now: datetime,
) -> None:
    placement = place_meeting(timetable=draft, meeting=agreed, slot=slots[2], by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    other = agree(spring, participants[2], participants[1], now)
    step_edition(edition=spring, to=EditionState.RUNNING, by=None, now=now)
    spring.refresh_from_db()
    later = slots[5].starts_at + timedelta(minutes=1)
    kept, new = bridge.solve(spring, {}, 1, later, silent).sittings
    assert (kept.meeting, kept.slot, kept.place) == (agreed.pk, slots[2].pk, placement.place_id)
    assert (new.meeting, Slot.objects.get(pk=new.slot).number > 5) == (other.pk, True)


def test_what_was_held_stays_even_in_an_edition_that_nobody_said_to_run(
    spring: Edition,
    participants: list[Participant],
    draft: Timetable,
    agreed: Meeting,
    slots: list[Slot],
    now: datetime,
) -> None:
    place_meeting(timetable=draft, meeting=agreed, slot=slots[2], by=None, now=now)
    publish_timetable(timetable=draft, by=None, now=now)
    Meeting.objects.filter(pk=agreed.pk).update(state=MeetingState.HELD)
    other = agree(spring, participants[2], participants[1], now)
    answer = bridge.solve(spring, {}, 1, now, silent)
    assert {one.meeting: one.slot for one in answer.sittings}.get(agreed.pk) == slots[2].pk
    assert {one.meeting for one in answer.sittings} == {agreed.pk, other.pk}


def test_the_same_rows_and_seed_give_the_same_answer(
    spring: Edition, participants: list[Participant], agreed: Meeting, now: datetime
) -> None:
    first, second = (bridge.solve(spring, {"rounds": 5}, 3, now, silent) for _time in range(2))
    assert (first.sittings, first.digest) == (second.sittings, second.digest)


def test_an_edition_without_slots_is_refused_in_words(spring: Edition, now: datetime) -> None:
    spring.slots.all().delete()
    with pytest.raises(errors.NoSlots) as refused:
        bridge.solve(spring, {}, 1, now, silent)
    assert str(refused.value) == "Edition spring has no slots; set its days and slots first."


def suggest(spring: Edition, participants: list[Participant], now: datetime) -> MatchingRun:
    """A finished matching run that chose two pairs."""
    run = MatchingRun.objects.create(edition=spring, state="draft", created_at=now)
    ansheng, beiming, duna = participants
    for first, second, weight, chosen in (
        (ansheng, duna, 900, True),
        (beiming, duna, 700, True),
        (ansheng, beiming, 100, False),
    ):
        Suggestion.objects.create(
            run=run, first=first, second=second, weight=weight, fit_first=0.5, fit_second=0.5, chosen=chosen
        )
    return run
