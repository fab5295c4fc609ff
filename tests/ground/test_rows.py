from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from chainfair.ground.actions import EVENT_COLUMNS, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.models import Event, ReferenceLoad
from chainfair.ground.rows import BATCH, append_rows, change_rows, drop_rows

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 16, 1, 30, 0, 250_000, tzinfo=UTC)


def test_an_event_reads_as_it_was_told() -> None:
    told = Happening("x.done", Subject("x", 7), "a", "b", "因为", None, {"words": ["é", "链"], "n": 3})
    record_events([told], actor=Subject("person", 5), now=NOW)
    event = Event.objects.get()
    assert (event.at, event.edition, event.actor_kind, event.actor_id) == (NOW, None, "person", 5)
    assert (event.verb, event.subject_kind, event.subject_id) == ("x.done", "x", 7)
    assert (event.before, event.after, event.why, event.facts) == ("a", "b", "因为", told.facts)


def test_events_stand_in_the_order_in_which_they_were_told() -> None:
    count = BATCH + 3
    record_events((Happening("x", Subject("x", n)) for n in range(count)), actor=None, now=NOW)
    assert list(Event.objects.order_by("pk").values_list("subject_id", flat=True)) == list(range(count))


def test_rows_are_stored_all_or_none() -> None:
    rows = [("one", "d", NOW), ("two", "d", NOW), ("one", "d", NOW)]
    with pytest.raises(IntegrityError), transaction.atomic():
        append_rows(ReferenceLoad, ("name", "digest", "loaded_at"), rows)
    assert ReferenceLoad.objects.filter(name__in=["one", "two"]).count() == 0


def test_every_column_of_an_event_is_named() -> None:
    assert set(EVENT_COLUMNS) == {field.attname for field in Event._meta.concrete_fields} - {"id"}


def test_nothing_to_store_is_nothing_stored() -> None:
    assert append_rows(ReferenceLoad, ("name", "digest", "loaded_at"), []) == 0


def test_each_row_keeps_its_own_facts_where_the_rest_repeats() -> None:
    facts = [{"slot": 1}, {"slot": 2}, {"slot": 2}]
    record_events((Happening("x", Subject("x", 7), facts=one) for one in facts), actor=None, now=NOW)
    assert list(Event.objects.order_by("pk").values_list("facts", flat=True)) == facts


@pytest.fixture
def told() -> list[Event]:
    record_events((Happening("x", Subject("x", n)) for n in range(3)), actor=None, now=NOW)
    return list(Event.objects.order_by("pk"))


def test_rows_change_each_to_its_own_values(told: list[Event]) -> None:
    change_rows(Event, ("why", "facts"), [("a", {"n": 1}, told[0].pk), ("c", {}, told[2].pk)])
    rows = Event.objects.order_by("pk").values_list("why", "facts")
    assert list(rows) == [("a", {"n": 1}), ("", {}), ("c", {})]


def test_rows_are_dropped_by_their_numbers(told: list[Event]) -> None:
    drop_rows(Event, [told[0].pk, told[2].pk])
    assert Event.objects.get() == told[1]
