from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.fairs import rules
from chainfair.fairs.errors import BadEditionKey, BadHours, UnknownTimeZone, WrongState
from chainfair.fairs.kinds import EditionState, Hours, Session


def test_slot_times_fill_both_sessions_of_a_day() -> None:
    slots = rules.slot_times([date(2026, 7, 16)], Hours(), "Asia/Shanghai")
    assert len(slots) == 12
    assert slots[0].starts_at == datetime(2026, 7, 16, 1, 0, tzinfo=UTC)
    assert [slot.session for slot in slots].count(Session.MORNING) == 6


@given(
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"]),
    st.integers(10, 90),
)
def test_slot_times_never_overlap_and_keep_their_length(zone: str, minutes: int) -> None:
    days = rules.days_from(date(2026, 10, 23), 4)  # over the end of summer time in Europe
    slots = rules.slot_times(days, Hours(slot_minutes=minutes), zone)
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=minutes) for slot in slots)
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(slots))


def test_slot_times_across_a_clock_change_keep_real_time() -> None:
    night = Hours(sessions=((time(1), time(5)),), slot_minutes=60)
    short = rules.slot_times([date(2026, 3, 29)], night, "Europe/Berlin")  # 02:00 to 03:00 does not exist
    long = rules.slot_times([date(2026, 10, 25)], night, "Europe/Berlin")  # 02:00 to 03:00 comes twice
    assert (len(short), len(long)) == (3, 5)


def test_hours_without_room_for_a_slot_are_refused_naming_them() -> None:
    with pytest.raises(BadHours, match="From 09:00 to 09:20 there is no slot of 30 minutes"):
        rules.slot_times([date(2026, 7, 16)], Hours(sessions=((time(9), time(9, 20)),)), "Asia/Shanghai")


@pytest.mark.parametrize("key", ["", "people", "Fair 2026", "fair_2026", "-fair", "f" * 61])
def test_a_key_that_cannot_stand_in_an_address_is_refused(key: str) -> None:
    with pytest.raises(BadEditionKey):
        rules.checked_key(key)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownTimeZone, match="Asia/Peking"):
        rules.zone("Asia/Peking")


def test_a_draft_cannot_be_closed() -> None:
    with pytest.raises(WrongState, match="The edition is draft"):
        rules.checked_step(EditionState.DRAFT, EditionState.CLOSED)


def test_local_day_is_the_venues() -> None:
    assert rules.local_day(datetime(2026, 7, 15, 17, tzinfo=UTC), "Asia/Shanghai") == date(2026, 7, 16)
