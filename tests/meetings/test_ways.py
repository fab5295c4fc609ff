"""Ways between halls: no run, no hand and no late change calls anybody to another hall too soon."""

from datetime import datetime

import pytest
from django.db import transaction

from chainfair.fairs.actions import set_ways
from chainfair.fairs.models import Edition, Hall, Place, Slot
from chainfair.ground.errors import Refusal
from chainfair.matching.actions import set_availability
from chainfair.matching.models import Participant, Seat
from chainfair.meetings import bridge, errors
from chainfair.meetings.actions import (
    change_timetable,
    move_meeting,
    pin_meeting,
    place_meeting,
    publish_timetable,
    swap_meetings,
)
from chainfair.meetings.kinds import Absence, Closure, LatePin, UnplacedReason
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.queries import seating_of
from tests.meetings.test_bridge import agree, silent


def apart(edition: Edition, slots: int, now: datetime) -> None:
    """The two halls of the small fair are so many slots apart."""
    set_ways(edition=edition, start=None, end=None, slots=slots, by=None, now=now)


@pytest.fixture
def two(spring: Edition, participants: list[Participant], now: datetime) -> list[Meeting]:
    """Duna is to meet Ansheng in W1 and Beiming, who now is in E1."""
    ansheng, beiming, duna = participants
    beiming.hall = spring.halls.get(code="E1")
    beiming.save(update_fields=["hall"])
    return [agree(spring, duna, one, now) for one in (ansheng, beiming)]


def only(participant: Participant, numbers: range, now: datetime) -> None:
    marks = "".join("1" if number in numbers else "0" for number in range(24))
    set_availability(participant=participant, availability=marks, by=None, now=now)


def number_of(slot: int) -> int:
    return Slot.objects.get(pk=slot).number


def seat(
    draft: Timetable, meetings: list[Meeting], slots: list[Slot], now: datetime, *, table: Place | None = None
) -> None:
    """By hand, one meeting in each slot."""
    for meeting, slot in zip(meetings, slots, strict=True):
        place_meeting(timetable=draft, meeting=meeting, slot=slot, place=table, by=None, now=now)


def times(timetable: Timetable, meetings: list[Meeting]) -> list[int]:
    """Numbers of the slots in which meetings are now."""
    return [number_of(timetable.placements.get(meeting=one).slot_id) for one in meetings]


def test_a_run_leaves_time_to_walk_and_counts_it_as_no_gap(
    spring: Edition, participants: list[Participant], two: list[Meeting], now: datetime
) -> None:
    apart(spring, 2, now)
    only(participants[2], range(4), now)
    answer = bridge.solve(spring, {}, 1, now, silent)
    assert sorted(number_of(one.slot) for one in answer.sittings) == [0, 3]
    assert (answer.figures["placed"], answer.figures["gaps"]) == (2, 0)


def test_a_meeting_too_far_from_another_says_so(
    spring: Edition, participants: list[Participant], two: list[Meeting], now: datetime
) -> None:
    apart(spring, 2, now)
    only(participants[2], range(3), now)
    answer = bridge.solve(spring, {}, 1, now, silent)
    (left,) = answer.left_out
    assert (left.reason, left.values["participant"]) == (UnplacedReason.TOO_FAR, participants[2].pk)


def test_the_break_at_noon_is_time_enough(
    spring: Edition, participants: list[Participant], two: list[Meeting], now: datetime
) -> None:
    apart(spring, 4, now)
    only(participants[2], range(5, 7), now)
    assert bridge.solve(spring, {}, 1, now, silent).figures["placed"] == 2


def test_a_hand_that_places_too_near_is_refused_in_words(
    spring: Edition, two: list[Meeting], draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    apart(spring, 2, now)
    place_meeting(timetable=draft, meeting=two[0], slot=slots[0], by=None, now=now)
    with pytest.raises(errors.TooFar) as refused:
        place_meeting(timetable=draft, meeting=two[1], slot=slots[2], by=None, now=now)
    assert str(refused.value) == (
        "Duna Energiacella meets Hubei Ansheng Materials (湖北安晟材料) in W1 at 2026-07-16 09:00, too near to walk."
        " Slots needed between that and here: 2; there are: 1. Choose another time, or a place in W1."
    )
    place_meeting(timetable=draft, meeting=two[1], slot=slots[3], by=None, now=now)
    with pytest.raises(errors.TooFar):
        move_meeting(timetable=draft, meeting=two[0], slot=slots[1], by=None, now=now)
    table = spring.places.get(zone="W1", number=2)
    move_meeting(timetable=draft, meeting=two[1], slot=slots[1], place=table, by=None, now=now)


def test_two_that_change_places_stay_in_time(
    spring: Edition, two: list[Meeting], draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    apart(spring, 2, now)
    seat(draft, two, [slots[0], slots[3]], now)
    swap_meetings(timetable=draft, meetings=(two[0], two[1]), by=None, now=now)
    assert times(draft, two) == [3, 0]


def test_the_second_person_of_a_side_goes_where_the_first_is_not_in_time(
    spring: Edition,
    participants: list[Participant],
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    apart(spring, 2, now)
    second = Seat.objects.create(participant=participants[2], number=2)
    place_meeting(timetable=draft, meeting=two[0], slot=slots[0], by=None, now=now)
    placed = place_meeting(timetable=draft, meeting=two[1], slot=slots[1], by=None, now=now)
    assert placed.bookings.get(seat__participant=participants[2]).seat == second


def test_a_late_change_leaves_time_to_walk(
    spring: Edition,
    participants: list[Participant],
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    apart(spring, 2, now)
    seat(draft, two, [slots[0], slots[3]], now)
    live = publish_timetable(timetable=draft, by=None, now=now)
    only(participants[2], range(6), now)
    away = Absence(participants[0].pk, (slots[0].pk,))
    change_timetable(timetable=live, change=away, by=None, now=now)
    moved, stays = times(live, two)
    assert abs(moved - stays) >= 3


def test_a_late_change_sees_the_halls_of_meetings_that_it_does_not_touch(
    spring: Edition,
    participants: list[Participant],
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    """Beiming's hour is lost; Duna's other meeting, in W1, keeps it from the slots next to that one."""
    apart(spring, 1, now)
    seat(draft, two, [slots[2], slots[0]], now)
    live = publish_timetable(timetable=draft, by=None, now=now)
    only(participants[1], range(5), now)
    away = Absence(participants[1].pk, (slots[0].pk,))
    change_timetable(timetable=live, change=away, by=None, now=now)
    assert times(live, two[1:]) == [4]


def test_what_was_pinned_before_ways_were_said_stays_and_a_late_change_is_answered(
    spring: Edition,
    participants: list[Participant],
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    seat(draft, two, slots[:2], now)
    for meeting in two:
        pin_meeting(timetable=draft, meeting=meeting, pinned=True, by=None, now=now)
    apart(spring, 2, now)
    answer = bridge.solve(spring, {}, 1, now, silent)
    assert [number_of(one.slot) for one in answer.sittings] == [0, 1]
    live = publish_timetable(timetable=draft, by=None, now=now)
    change_timetable(timetable=live, change=Absence(participants[2].pk, (slots[5].pk,)), by=None, now=now)
    assert times(live, two) == [0, 1]


def test_whose_hall_closes_goes_to_no_hall_that_is_too_far_to_walk_to(
    spring: Edition,
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    """Beiming's table in E1 is lost at 10:00; W1 has tables then, but Duna comes from E1 and could not be there."""
    apart(spring, 2, now)
    seat(draft, two, [slots[3], slots[2]], now, table=spring.places.get(zone="E1", number=1))
    live = publish_timetable(timetable=draft, by=None, now=now)
    hall = spring.halls.get(code="E1")
    change_timetable(timetable=live, change=Closure((slots[2].pk,), hall=hall.pk), by=None, now=now)
    sits = {
        number_of(row.slot_id): row.place.zone for row in live.placements.select_related("place") if row.place
    }
    first, second = sorted(sits)
    assert sits[first] == sits[second] or second - first > 2, sits


def test_a_late_change_sends_the_person_who_is_in_time(
    spring: Edition,
    participants: list[Participant],
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    """Duna comes with two; whoever is in W1 at 09:00 cannot be in E1 half an hour later, and the other can."""
    apart(spring, 2, now)
    second = Seat.objects.create(participant=participants[2], number=2)
    seat(draft, two, [slots[0], slots[3]], now)
    live = publish_timetable(timetable=draft, by=None, now=now)
    change_timetable(timetable=live, change=LatePin(two[1].pk, slots[1].pk), by=None, now=now)
    moved = Placement.objects.get(timetable=live, meeting=two[1])
    assert number_of(moved.slot_id) == 1
    assert moved.bookings.get(seat__participant=participants[2]).seat == second


def test_of_two_people_whose_hall_closes_the_one_in_time_goes_to_the_other(
    spring: Edition,
    participants: list[Participant],
    two: list[Meeting],
    draft: Timetable,
    slots: list[Slot],
    now: datetime,
) -> None:
    """Both of Duna's meetings are in E1; at 10:00 it closes, and the person who was there before stays near it."""
    apart(spring, 2, now)
    second = Seat.objects.create(participant=participants[2], number=2)
    seat(draft, two, [slots[3], slots[2]], now, table=spring.places.get(zone="E1", number=1))
    live = publish_timetable(timetable=draft, by=None, now=now)
    hall = spring.halls.get(code="E1")
    change_timetable(timetable=live, change=Closure((slots[2].pk,), hall=hall.pk), by=None, now=now)
    moved = live.placements.get(meeting=two[1])
    assert moved.place is not None
    assert (number_of(moved.slot_id), moved.place.zone) == (2, "W1")
    assert moved.bookings.get(seat__participant=participants[2]).seat == second


def test_a_draft_from_before_the_ways_were_set_is_not_published(
    spring: Edition, two: list[Meeting], draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    seat(draft, two, slots[:2], now)
    apart(spring, 2, now)
    with pytest.raises(errors.WaysTooLong) as refused:
        publish_timetable(timetable=draft, by=None, now=now)
    assert str(refused.value) == (
        "Meetings of this timetable that follow another one in a hall too far away to walk from in time: 1. The ways"
        " between halls were set after it was made, so it cannot be published. Run again, or move these meetings first."
    )
    move_meeting(timetable=draft, meeting=two[1], slot=slots[3], by=None, now=now)
    assert publish_timetable(timetable=draft, by=None, now=now).version == draft.version


def test_the_free_times_of_a_meeting_are_those_to_which_it_can_go(
    spring: Edition, two: list[Meeting], draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    apart(spring, 2, now)
    seat(draft, two, [slots[1], slots[10]], now)
    seating = seating_of(draft, two[1])
    went = []
    for slot in slots[:10]:
        try:
            with transaction.atomic():
                move_meeting(timetable=draft, meeting=two[1], slot=slot, by=None, now=now)
                went.append(slot.number)
                transaction.set_rollback(True)
        except Refusal:
            continue
    assert [slot.number for slot in seating.free if slot.number < 10] == went
    assert (1 in went, 2 in went, 4 in went) == (False, False, True)


def test_whose_hall_closes_goes_to_the_nearest_hall_with_room(
    spring: Edition, two: list[Meeting], draft: Timetable, slots: list[Slot], now: datetime
) -> None:
    """E1 has more tables than N1, but N1 lies beside W1."""
    beside = Hall.objects.create(edition=spring, code="N1")
    table = Place.objects.create(edition=spring, hall=beside, zone="N1", number=1)
    west, east = spring.halls.get(code="W1"), spring.halls.get(code="E1")
    set_ways(edition=spring, start=east, end=None, slots=2, by=None, now=now)
    seat(draft, two[:1], slots[:1], now, table=spring.places.get(zone="W1", number=1))
    live = publish_timetable(timetable=draft, by=None, now=now)
    change_timetable(timetable=live, change=Closure((slots[0].pk,), hall=west.pk), by=None, now=now)
    moved = live.placements.get(meeting=two[0])
    assert (moved.slot, moved.place) == (slots[0], table)
