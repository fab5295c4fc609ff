from datetime import date, datetime

import pytest
from django.test import Client

from chainfair.exhibiting.models import Participation, Stand
from chainfair.fairs.actions import add_hall, appoint, create_following
from chainfair.fairs.kinds import EditionPlan, HallPlan, Hours, Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import halls_of, hours_of, plan_after, ways_of, ways_said
from chainfair.fairs.rules import checked_ways
from chainfair.ground.models import Event
from chainfair.organisations.models import Organisation
from chainfair.people.actions import sign_up_person
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person

DAYS = {
    "starts_on": "2026-09-01",
    "days": "2",
    "opens_at": "09:00",
    "closes_at": "17:00",
    "morning_from": "10:00",
    "morning_to": "12:00",
    "afternoon_from": "13:00",
    "afternoon_to": "15:00",
    "slot_minutes": "20",
}


@pytest.fixture
def desk(director: Person) -> Client:
    client = Client()
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_edition_says_what_stands_and_what_is_missing(desk: Client, spring: Edition) -> None:
    page = words(desk, "/spring/edition/")
    assert "2 days, 24 slots" in page
    assert "5 in 2 halls" in page
    assert "only you" in page
    assert page.count("button main") == 1


def test_days_are_laid_anew_with_their_sessions(desk: Client, spring: Edition) -> None:
    page = desk.post("/spring/edition/days", DAYS, follow=True).content.decode()
    assert "24 slots were laid." in page
    assert spring.slots.count() == 24
    assert 'value="10:00' in page  # the form says what stands


def test_days_that_leave_no_room_are_refused_in_words(desk: Client, spring: Edition) -> None:
    answer = desk.post("/spring/edition/days", DAYS | {"morning_to": "10:10"})
    assert answer.status_code == 409
    assert "From 10:00 to 10:10 there is no slot of 20 minutes." in answer.content.decode()
    assert spring.slots.count() == 24


def test_a_hall_gets_tables_and_rooms_and_a_second_of_that_name_is_refused(
    desk: Client, spring: Edition
) -> None:
    hall = {"code": "N3", "tables": "4", "rooms": "2"}
    desk.post("/spring/edition/halls", hall)
    places = spring.places.filter(hall__code="N3").order_by("zone", "number")
    assert [(str(one), one.kind) for one in places] == [
        ("N3-1", "table"),
        ("N3-2", "table"),
        ("N3-3", "table"),
        ("N3-4", "table"),
        ("N3-R-1", "room"),
        ("N3-R-2", "room"),
    ]
    again = desk.post("/spring/edition/halls", hall)
    assert again.status_code == 409
    assert "There is a hall N3 already." in again.content.decode()


def test_tables_and_rooms_of_a_hall_are_changed_together(desk: Client, spring: Edition) -> None:
    hall = spring.halls.get(code="W1")
    desk.post(f"/spring/edition/halls/{hall.pk}/tables", {"tables": "1", "rooms": "2"})
    found = halls_of(spring).get(code="W1")
    assert (found.tables, found.rooms) == (1, 2)  # type: ignore[attr-defined]
    refused = desk.post(f"/spring/edition/halls/{hall.pk}/tables", {"tables": "-1", "rooms": "2"})
    assert refused.status_code == 409
    assert "nothing was changed" in refused.content.decode()


def test_a_place_is_put_out_of_use_by_itself_and_the_filters_stay(desk: Client, spring: Edition) -> None:
    place = spring.places.get(zone="W1", number=2)
    answer = desk.post(f"/spring/edition/places/{place.pk}?kind=table", {"open": "no"})
    assert answer["Location"] == "/spring/edition/places?kind=table"
    place.refresh_from_db()
    assert not place.is_open
    assert Event.objects.get(verb="place.closed").facts == {"zone": "W1", "number": 2}
    assert desk.get("/spring/edition/places?state=closed").context["found"] == 1
    desk.post(f"/spring/edition/places/{place.pk}", {"open": "yes"})
    place.refresh_from_db()
    assert place.is_open


def test_a_hall_or_area_with_something_in_it_stays(
    desk: Client, spring: Edition, ansheng: Organisation
) -> None:
    hall, area = spring.halls.get(code="W1"), spring.areas.get()
    stand = Stand.objects.create(edition=spring, hall=hall, code="A1")
    participation = Participation.objects.create(edition=spring, organisation=ansheng, area=area)
    for path in (f"halls/{hall.pk}/remove", f"areas/{area.pk}/remove"):
        assert desk.post(f"/spring/edition/{path}").status_code == 409
    assert (spring.halls.count(), spring.areas.count()) == (2, 1)
    stand.delete()
    participation.delete()
    for path in (f"halls/{hall.pk}/remove", f"areas/{area.pk}/remove"):
        desk.post(f"/spring/edition/{path}")
    assert (spring.halls.count(), spring.areas.count()) == (1, 0)


def test_a_role_is_given_with_what_it_looks_after_and_taken_back(
    desk: Client, spring: Edition, buyer: Person
) -> None:
    hall = spring.halls.get(code="W1")
    role = {"email": "buyer@example.org", "role": "meeting_area", "scope": f"hall-{hall.pk}"}
    page = desk.post("/spring/edition/appointments", role, follow=True).content.decode()
    given = spring.appointments.get(person=buyer)
    assert (given.role, given.scope_kind, given.scope_id) == ("meeting_area", "hall", hall.pk)
    assert "a hall: W1" in page
    desk.post(f"/spring/edition/appointments/{given.pk}/end")
    given.refresh_from_db()
    assert given.ended_at is not None
    unknown = desk.post("/spring/edition/appointments", role | {"email": "nobody@example.org"})
    assert "There is no account for nobody@example.org." in unknown.content.decode()


def test_the_next_edition_copies_hours_halls_areas_and_roles(
    spring: Edition, director: Person, buyer: Person, now: datetime
) -> None:
    add_hall(edition=spring, plan=HallPlan("N1", tables=1, rooms=2, gross_area=900), by=None, now=now)
    appoint(edition=spring, person=buyer, role=Role.GATE, by=None, now=now)
    wanted = EditionPlan("autumn", "Autumn", "秋", date(2026, 10, 1), 1)
    autumn = create_following(plan=plan_after(spring, wanted), by=director, now=now)
    assert autumn.previous == spring
    assert hours_of(autumn) == hours_of(spring) == Hours()
    copied = [(one.code, one.tables, one.rooms, one.gross_area) for one in halls_of(autumn)]  # type: ignore[attr-defined]
    assert copied == [("E1", 2, 0, None), ("N1", 1, 2, 900), ("W1", 3, 0, None)]
    assert [
        (one.name_en, one.chain_id, [hall.code for hall in one.halls.all()]) for one in autumn.areas.all()
    ] == [("Batteries", spring.areas.get().chain_id, ["W1"])]
    roles = autumn.appointments.order_by("pk").values_list("person__email", "role")
    assert list(roles) == [("director@example.org", "director"), ("buyer@example.org", "gate")]


@pytest.mark.parametrize("role", [Role.GATE, Role.AUDITOR, Role.PRESS_OFFICE])
def test_who_may_not_change_an_edition_reads_it_without_buttons(
    role: Role, spring: Edition, buyer: Person, now: datetime
) -> None:
    appoint(edition=spring, person=buyer, role=role, by=None, now=now)
    client = Client()
    client.force_login(buyer, backend="django.contrib.auth.backends.ModelBackend")
    page = words(client, "/spring/edition/")
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert 'method="post"' not in main
    assert client.post("/spring/edition/days", DAYS).status_code == 403
    assert client.post("/spring/edition/step", {"to": "running"}).status_code == 403


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Nobody has shown yet that lin@example.org is theirs"),
        ("zh-hans", "尚无人证明 lin@example.org 归其本人所有"),
    ],
)
def test_nobody_is_appointed_under_an_address_that_a_form_alone_has_named(
    language: str, sentence: str, desk: Client, spring: Edition, now: datetime
) -> None:
    sign_up_person(entry=NewPerson("Lin", email="lin@example.org"), now=now)
    desk.cookies["language"] = language
    role = {"email": "lin@example.org", "role": "gate", "scope": "all-0"}
    answer = desk.post("/spring/edition/appointments", role)
    assert (answer.status_code, spring.appointments.filter(role="gate").exists()) == (409, False)
    assert sentence in answer.content.decode()


def test_ways_between_halls_are_said_both_ways_and_copied(
    desk: Client, spring: Edition, director: Person, now: datetime
) -> None:
    assert "Nobody has said that a way takes a slot of its own" in words(desk, "/spring/edition/")
    desk.post("/spring/edition/ways", {"slots": "1"})
    east, west = (spring.halls.get(code=code) for code in ("E1", "W1"))
    assert ways_of(spring) == {(east.pk, west.pk): 1, (west.pk, east.pk): 1}
    page = words(desk, "/spring/edition/")
    assert "1 slot to walk between any two halls" in page
    following = create_following(
        plan=plan_after(spring, EditionPlan("autumn", "Autumn fair", "秋季博览会")), by=director, now=now
    )
    assert [slots for slots, _pairs in ways_said(following)] == [1]
    desk.post("/spring/edition/ways", {"start": str(west.pk), "end": str(east.pk), "slots": "0"})
    assert ways_of(spring) == {}


def test_a_way_that_is_shorter_over_a_third_hall_is_refused_in_words(
    desk: Client, spring: Edition, now: datetime
) -> None:
    add_hall(edition=spring, plan=HallPlan("N2"), by=None, now=now)
    east, west = (str(spring.halls.get(code=code).pk) for code in ("E1", "W1"))
    answer = desk.post("/spring/edition/ways", {"start": west, "end": east, "slots": "3"})
    assert answer.status_code == 409
    assert "From E1 to W1 it would be 3 slots, but by way of N2 only 0, with a meeting there." in " ".join(
        answer.content.decode().split()
    )
    same = desk.post("/spring/edition/ways", {"start": west, "end": west, "slots": "1"})
    assert (same.status_code, "Both ends of the way are W1" in same.content.decode()) == (409, True)
    assert desk.post("/spring/edition/ways", {"slots": "17"}).status_code == 409
    assert ways_of(spring) == {}


def test_the_most_usual_way_is_said_once(desk: Client, spring: Edition, now: datetime) -> None:
    add_hall(edition=spring, plan=HallPlan("N2"), by=None, now=now)
    east, west, north = (str(spring.halls.get(code=code).pk) for code in ("E1", "W1", "N2"))
    desk.post("/spring/edition/ways", {"slots": "1"})
    desk.post("/spring/edition/ways", {"start": west, "end": east, "slots": "2"})
    assert ways_said(spring) == [(2, "E1–W1"), (1, "")]
    desk.post("/spring/edition/ways", {"start": west, "end": east, "slots": "1"})
    desk.post("/spring/edition/ways", {"start": north, "slots": "0"})
    page = words(desk, "/spring/edition/")
    assert "1 slot to walk: E1–W1" in page
    assert "Between all other halls the next slot can be reached" in page


def test_a_new_hall_makes_no_way_longer_than_by_way_of_it(desk: Client, spring: Edition) -> None:
    for slots in (1, 2, 3, 4):
        desk.post("/spring/edition/ways", {"slots": str(slots)})
        hall = {"code": f"N{slots}", "tables": "1", "rooms": "0"}
        assert desk.post("/spring/edition/halls", hall).status_code == 302
        codes = dict(spring.halls.values_list("pk", "code"))
        checked_ways(
            {(codes[a], codes[b]): way for (a, b), way in ways_of(spring).items()}, list(codes.values())
        )
    assert ways_said(spring)[0][0] == 2


def test_a_rival_of_another_house_sets_no_ways(spring: Edition, rival: Person) -> None:
    client = Client()
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/spring/edition/ways", {"slots": "1"}).status_code == 403
    assert ways_of(spring) == {}
