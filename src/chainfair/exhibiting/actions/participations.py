"""Who exhibits, in which role, on which stand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from chainfair.exhibiting import rules
from chainfair.exhibiting.errors import ExhibitsAlready, NoExhibitorHere, StandTaken
from chainfair.exhibiting.kinds import (
    ExhibitorRole,
    NewParticipation,
    NewStand,
    ParticipationState,
    StandState,
)
from chainfair.exhibiting.models import Participation, Stand, StandUse
from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.people.actions import actor
from chainfair.people.models import Person


def accept_participations(
    *, edition: Edition, entries: Sequence[NewParticipation], by: Person | None, now: datetime
) -> list[Participation]:
    """Enter exhibitors in the order given, all or none; a host stands already or comes with its guests."""
    known = dict(edition.participations.values_list("organisation_id", "role"))
    wanted = [entry.organisation for entry in entries]
    twice = len(wanted) - len(set(wanted) - known.keys())
    if twice:
        raise ExhibitsAlready(count=twice)
    mains = {number for number, role in known.items() if role == ExhibitorRole.MAIN}
    mains |= {entry.organisation for entry in entries if entry.role == ExhibitorRole.MAIN}
    for entry in entries:
        rules.check_role(entry, mains)
    rows = {entry.organisation: _participation(edition, entry, now) for entry in entries}
    try:
        _store(edition, entries, rows, by, now)
    except IntegrityError as error:
        # Somebody else entered one of them between our look and our write.
        raise ExhibitsAlready(count=edition.participations.filter(organisation__in=wanted).count()) from error
    return [rows[number] for number in wanted]


def _store(
    edition: Edition,
    entries: Sequence[NewParticipation],
    rows: dict[int, Participation],
    by: Person | None,
    now: datetime,
) -> None:
    with transaction.atomic():
        Participation.objects.bulk_create(
            (row for row in rows.values() if row.role == ExhibitorRole.MAIN), batch_size=BATCH
        )
        hosts = dict(
            edition.participations.filter(role=ExhibitorRole.MAIN).values_list("organisation_id", "pk")
        )
        for entry in entries:
            if entry.host is not None:
                rows[entry.organisation].host_id = hosts[entry.host]
        Participation.objects.bulk_create(
            (row for row in rows.values() if row.role != ExhibitorRole.MAIN), batch_size=BATCH
        )
        record_events((_entered(row) for row in rows.values()), actor=actor(by), now=now)


def accept_participation(
    *, edition: Edition, entry: NewParticipation, by: Person | None, now: datetime
) -> Participation:
    """Enter one exhibitor."""
    return accept_participations(edition=edition, entries=[entry], by=by, now=now)[0]


def _participation(edition: Edition, entry: NewParticipation, now: datetime) -> Participation:
    return Participation(
        edition=edition,
        organisation_id=entry.organisation,
        role=entry.role,
        state=entry.state,
        area_id=entry.area,
        honour_id=entry.honour,
        contract_country=entry.contract_country,
        own_staff=entry.own_staff,
        own_products=entry.own_products,
        listed_role=entry.listed_role,
        note=entry.note,
        confirmed_at=now if entry.state == ParticipationState.CONFIRMED else None,
    )


def _entered(row: Participation) -> Happening:
    return Happening(
        f"participation.{row.state}",
        Subject("participation", row.pk),
        after=row.state,
        edition=row.edition_id,
        facts={"role": str(row.role), "organisation": row.organisation_id},
    )


def allocate_stands(
    *, edition: Edition, entries: Sequence[NewStand], by: Person | None, now: datetime
) -> list[Stand]:
    """Give stands to exhibitors of the edition, all or none; a stand that exists in its hall is refused."""
    own = set(edition.participations.values_list("pk", flat=True))
    for entry in entries:
        for user in entry.users:
            if user not in own:
                raise NoExhibitorHere(participation=user)
    rows = [
        Stand(
            edition=edition,
            hall_id=entry.hall,
            code=entry.code,
            net_area=entry.net_area,
            state=StandState.CONFIRMED if entry.users else StandState.AVAILABLE,
        )
        for entry in entries
    ]
    try:
        with transaction.atomic():
            Stand.objects.bulk_create(rows, batch_size=BATCH)
            StandUse.objects.bulk_create(
                (
                    StandUse(stand=row, participation_id=user, contractor=at == 0)
                    for row, entry in zip(rows, entries, strict=True)
                    for at, user in enumerate(entry.users)
                ),
                batch_size=BATCH,
            )
            record_events((_allocated(row) for row in rows), actor=actor(by), now=now)
    except IntegrityError as error:
        raise StandTaken(code=", ".join(entry.code for entry in entries[:3])) from error
    return rows


def _allocated(row: Stand) -> Happening:
    return Happening(f"stand.{row.state}", Subject("stand", row.pk), after=row.state, edition=row.edition_id)
