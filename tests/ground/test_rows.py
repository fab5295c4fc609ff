from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from chainfair.ground.actions import EVENT_COLUMNS, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.models import Event, ReferenceLoad
from chainfair.ground.rows import BATCH, append_rows

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
    with pytest.raises(IntegrityError):
        append_rows(ReferenceLoad, ("name", "digest", "loaded_at"), rows)
    assert ReferenceLoad.objects.filter(name__in=["one", "two"]).count() == 0


def test_every_column_of_an_event_is_named() -> None:
    assert set(EVENT_COLUMNS) == {field.attname for field in Event._meta.concrete_fields} - {"id"}


def test_nothing_to_store_is_nothing_stored() -> None:
    assert append_rows(ReferenceLoad, ("name", "digest", "loaded_at"), []) == 0
