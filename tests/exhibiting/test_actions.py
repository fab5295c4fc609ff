from datetime import datetime

import pytest

from chainfair.exhibiting.actions import (
    accept_participation,
    accept_participations,
    allocate_stands,
    claim_launches,
    sign_renewals,
    step_launches,
)
from chainfair.exhibiting.errors import (
    ExhibitsAlready,
    HostMissing,
    HostNotMain,
    LaunchOutOfStep,
    MainHasNoHost,
    NoExhibitorHere,
    NothingToRenew,
    RoleNeeds,
    SignedAlready,
    StandTaken,
)
from chainfair.exhibiting.kinds import (
    ExhibitorRole,
    LaunchState,
    NewLaunch,
    NewParticipation,
    NewStand,
    ParticipationState,
    Reach,
    Showing,
)
from chainfair.exhibiting.models import Participation, Stand
from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.organisations.models import Organisation


@pytest.fixture
def main(spring: Edition, ansheng: Organisation, now: datetime) -> Participation:
    entry = NewParticipation(ansheng.pk, contract_country="CN")
    return accept_participation(edition=spring, entry=entry, by=None, now=now)


def test_a_joint_stand_is_entered_with_its_guests_in_any_order(
    spring: Edition, ansheng: Organisation, beiming: Organisation, duna: Organisation, now: datetime
) -> None:
    entries = [
        NewParticipation(beiming.pk, ExhibitorRole.CO, host=ansheng.pk),
        NewParticipation(ansheng.pk),
        NewParticipation(duna.pk, ExhibitorRole.BROUGHT, host=ansheng.pk, own_products=False),
    ]
    co, main, brought = accept_participations(edition=spring, entries=entries, by=None, now=now)
    assert (co.host_id, main.host_id, brought.host_id) == (main.pk, None, main.pk)
    verbs = Event.objects.filter(subject_kind="participation").values_list("verb", "subject_id")
    assert sorted(verbs) == sorted(("participation.confirmed", row.pk) for row in (main, co, brought))


def test_an_organisation_exhibits_once(
    spring: Edition, main: Participation, beiming: Organisation, now: datetime
) -> None:
    entries = [NewParticipation(beiming.pk), NewParticipation(main.organisation_id)]
    with pytest.raises(ExhibitsAlready):
        accept_participations(edition=spring, entries=entries, by=None, now=now)
    assert spring.participations.count() == 1


def test_a_list_that_names_somebody_twice_is_refused(
    spring: Edition, ansheng: Organisation, now: datetime
) -> None:
    entries = [NewParticipation(ansheng.pk), NewParticipation(ansheng.pk)]
    with pytest.raises(ExhibitsAlready):
        accept_participations(edition=spring, entries=entries, by=None, now=now)


def test_roles_are_what_their_stand_says(
    spring: Edition, main: Participation, beiming: Organisation, duna: Organisation, now: datetime
) -> None:
    host = main.organisation_id
    wrong = [
        (NewParticipation(beiming.pk, ExhibitorRole.CO), HostMissing),
        (NewParticipation(beiming.pk, ExhibitorRole.CO, host=duna.pk), HostNotMain),
        (NewParticipation(beiming.pk, ExhibitorRole.MAIN, host=host), MainHasNoHost),
        (NewParticipation(beiming.pk, ExhibitorRole.MAIN, own_staff=False), RoleNeeds),
        (NewParticipation(beiming.pk, ExhibitorRole.CO, host=host, own_products=False), RoleNeeds),
        (NewParticipation(beiming.pk, ExhibitorRole.BROUGHT, host=host), RoleNeeds),
        (NewParticipation(beiming.pk, ExhibitorRole.REPRESENTED, host=host), RoleNeeds),
    ]
    for entry, refusal in wrong:
        with pytest.raises(refusal):
            accept_participation(edition=spring, entry=entry, by=None, now=now)


def test_a_list_may_leave_the_host_open(spring: Edition, beiming: Organisation, now: datetime) -> None:
    entry = NewParticipation(beiming.pk, ExhibitorRole.CO, state=ParticipationState.LISTED)
    row = accept_participation(edition=spring, entry=entry, by=None, now=now)
    assert (row.state, row.host, row.confirmed_at) == (ParticipationState.LISTED, None, None)


def test_a_stand_has_one_contractor_and_its_guests(
    spring: Edition, main: Participation, beiming: Organisation, now: datetime
) -> None:
    guest = accept_participation(
        edition=spring,
        entry=NewParticipation(beiming.pk, ExhibitorRole.CO, host=main.organisation_id),
        by=None,
        now=now,
    )
    hall = spring.halls.get(code="W1").pk
    entry = NewStand("A01", (main.pk, guest.pk), hall, 36)
    stand = allocate_stands(edition=spring, entries=[entry], by=None, now=now)[0]
    assert list(stand.uses.order_by("pk").values_list("participation_id", "contractor")) == [
        (main.pk, True),
        (guest.pk, False),
    ]
    with pytest.raises(StandTaken, match="A01"):
        allocate_stands(edition=spring, entries=[entry], by=None, now=now)
    assert Stand.objects.count() == 1


def test_a_stand_is_not_given_to_a_stranger(spring: Edition, main: Participation, now: datetime) -> None:
    with pytest.raises(NoExhibitorHere):
        allocate_stands(edition=spring, entries=[NewStand("A01", (main.pk + 1,))], by=None, now=now)


def test_a_launch_is_counted_only_after_it_was_presented(
    spring: Edition, main: Participation, now: datetime
) -> None:
    entry = NewLaunch(main.pk, "Dry cathode", Showing.RELEASE, Reach.WORLD)
    launches = claim_launches(edition=spring, entries=[entry], by=None, now=now)
    with pytest.raises(LaunchOutOfStep, match="claimed"):
        step_launches(launches=launches, to=LaunchState.COUNTED, by=None, now=now)
    for state in (LaunchState.CHECKED, LaunchState.PRESENTED, LaunchState.COUNTED):
        launches = step_launches(launches=launches, to=state, by=None, now=now)
    events = Event.objects.filter(subject_kind="launch").order_by("pk").values_list("before", "after")
    assert list(events) == [
        ("", "claimed"),
        ("claimed", "checked"),
        ("checked", "presented"),
        ("presented", "counted"),
    ]


def test_an_exhibitor_signs_again_once(spring: Edition, main: Participation, now: datetime) -> None:
    sign_renewals(participations=[main], by=None, now=now)
    with pytest.raises(SignedAlready):
        sign_renewals(participations=[main], by=None, now=now)


def test_a_partner_has_no_contract_to_renew(
    spring: Edition, main: Participation, duna: Organisation, now: datetime
) -> None:
    entry = NewParticipation(
        duna.pk, ExhibitorRole.BROUGHT, host=main.organisation_id, own_staff=True, own_products=False
    )
    row = accept_participation(edition=spring, entry=entry, by=None, now=now)
    with pytest.raises(NothingToRenew, match="brought partner"):
        sign_renewals(participations=[row], by=None, now=now)
