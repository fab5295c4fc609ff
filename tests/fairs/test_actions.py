from datetime import date, datetime

import pytest

from chainfair.fairs.actions import create_edition, end_appointment, set_days, set_tables, step_edition
from chainfair.fairs.errors import EditionKeyTaken, NothingToOpen
from chainfair.fairs.kinds import EditionPlan, EditionState, Hours, Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import halls_of
from chainfair.ground.models import Event
from chainfair.people.models import Person


def test_create_edition_makes_days_slots_halls_and_areas(spring: Edition) -> None:
    assert (spring.days.count(), spring.slots.count(), spring.places.count()) == (2, 24, 5)
    assert [hall.tables for hall in halls_of(spring)] == [2, 3]  # type: ignore[attr-defined]
    assert spring.areas.get().halls.get().code == "W1"
    assert (spring.starts_on, spring.ends_on) == (date(2026, 7, 16), date(2026, 7, 17))


def test_create_edition_refuses_a_key_that_is_taken(spring: Edition, now: datetime) -> None:
    with pytest.raises(EditionKeyTaken, match="spring"):
        create_edition(plan=EditionPlan("spring", "Again", "又一届"), by=None, now=now)
    assert Edition.objects.count() == 1


def test_every_step_of_an_edition_is_an_event(spring: Edition, now: datetime) -> None:
    step_edition(edition=spring, to=EditionState.RUNNING, by=None, now=now)
    steps = Event.objects.filter(verb__in=["edition.created", "edition.open", "edition.running"])
    assert list(steps.order_by("pk").values_list("before", "after")) == [
        ("", "draft"),
        ("draft", "open"),
        ("open", "running"),
    ]


@pytest.mark.django_db
def test_an_edition_without_days_is_not_opened(now: datetime) -> None:
    edition = create_edition(plan=EditionPlan("empty", "Empty", "空"), by=None, now=now)
    with pytest.raises(NothingToOpen, match="has no days yet"):
        step_edition(edition=edition, to=EditionState.OPEN, by=None, now=now)


def test_set_days_lays_slots_anew(spring: Edition, now: datetime) -> None:
    set_days(edition=spring, dates=[date(2026, 9, 1)], hours=Hours(slot_minutes=15), by=None, now=now)
    assert (spring.slots.count(), spring.slots.first().number) == (24, 0)  # type: ignore[union-attr]


def test_set_tables_closes_surplus_tables_and_opens_them_again(spring: Edition, now: datetime) -> None:
    hall = spring.halls.get(code="W1")
    set_tables(hall=hall, count=1, by=None, now=now)
    assert list(hall.places.filter(is_open=True).values_list("number", flat=True)) == [1]
    set_tables(hall=hall, count=4, by=None, now=now)
    assert list(hall.places.filter(is_open=True).values_list("number", flat=True)) == [1, 2, 3, 4]


def test_an_ended_appointment_holds_no_role(spring: Edition, director: Person, now: datetime) -> None:
    from chainfair.fairs.access import holds

    assert holds(director, spring, Role.MATCHMAKING)
    end_appointment(appointment=spring.appointments.get(), by=None, now=now)
    assert not holds(director, spring, Role.MATCHMAKING)
