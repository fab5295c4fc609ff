"""Rows of many numbers at once, the same on both databases."""

from datetime import UTC, datetime

import pytest

from chainfair.ground.actions import record_events
from chainfair.ground.among import Gathered, among
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)


@pytest.fixture
def told() -> None:
    record_events((Happening("x", Subject("x", n)) for n in range(10)), actor=None, now=NOW)


@pytest.mark.usefixtures("told")
def test_rows_among_some_numbers() -> None:
    found = Event.objects.filter(among("subject_id", {3, 7, 11}), verb="x").order_by("pk")
    assert list(found.values_list("subject_id", flat=True)) == [3, 7]
    assert not Event.objects.filter(among("subject_id", [])).exists()


@pytest.mark.usefixtures("told")
def test_more_numbers_than_a_statement_takes_parameters() -> None:
    assert Event.objects.filter(among("subject_id", range(5, 100_000))).update(why="many") == 5
    assert Event.objects.filter(among("subject_id", range(8)), why="many").delete()[0] == 3


@pytest.mark.usefixtures("told")
def test_numbers_come_back_group_by_group() -> None:
    Event.objects.filter(among("subject_id", [2, 5, 8])).update(why="few")
    rows = Event.objects.filter(verb="x").order_by("why").values_list("why")
    found = {why: sorted(numbers.split(",")) for why, numbers in rows.annotate(n=Gathered("subject_id"))}
    assert found == {"": ["0", "1", "3", "4", "6", "7", "9"], "few": ["2", "5", "8"]}
