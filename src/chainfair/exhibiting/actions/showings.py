"""Launches from the claim to the count, and signatures for the next edition."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from chainfair.exhibiting import rules
from chainfair.exhibiting.errors import NoExhibitorHere, SignedAlready
from chainfair.exhibiting.kinds import LaunchState, NewLaunch
from chainfair.exhibiting.models import Launch, Participation, Renewal
from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.people.actions import actor
from chainfair.people.models import Person


def claim_launches(
    *, edition: Edition, entries: Sequence[NewLaunch], by: Person | None, now: datetime
) -> list[Launch]:
    """Enter first showings as their exhibitors claim them; nothing is counted yet."""
    own = set(edition.participations.values_list("pk", flat=True))
    for entry in entries:
        if entry.participation not in own:
            raise NoExhibitorHere(participation=entry.participation)
    with transaction.atomic():
        rows = Launch.objects.bulk_create(
            (
                Launch(
                    edition=edition,
                    participation_id=entry.participation,
                    title_en=entry.title_en,
                    title_zh=entry.title_zh,
                    showing=entry.showing,
                    reach=entry.reach,
                    presents_at=entry.presents_at,
                    evidence=entry.evidence,
                )
                for entry in entries
            ),
            batch_size=BATCH,
        )
        record_events((_stepped(row, "") for row in rows), actor=actor(by), now=now)
    return rows


def step_launches(
    *, launches: Sequence[Launch], to: LaunchState, by: Person | None, now: datetime
) -> list[Launch]:
    """Take launches one step further, all or none."""
    with transaction.atomic():
        rows = list(
            Launch.objects.select_for_update().filter(pk__in=[one.pk for one in launches]).order_by("pk")
        )
        before = {row.pk: row.state for row in rows}
        for row in rows:
            rules.check_launch_step(LaunchState(row.state), to)
            row.state = to
        Launch.objects.bulk_update(rows, ["state"], batch_size=BATCH // 4)
        record_events((_stepped(row, before[row.pk]) for row in rows), actor=actor(by), now=now)
    return rows


def _stepped(row: Launch, before: str) -> Happening:
    return Happening(
        f"launch.{row.state}", Subject("launch", row.pk), before, row.state, edition=row.edition_id
    )


def sign_renewals(
    *, participations: Sequence[Participation], by: Person | None, now: datetime
) -> list[Renewal]:
    """Enter signatures for the next edition: direct exhibitors, each once."""
    for one in participations:
        rules.check_renewal(one.role, one.state)
    known = Renewal.objects.filter(participation__in=[one.pk for one in participations]).count()
    if known:
        raise SignedAlready(count=known)
    try:
        return _sign(participations, by, now)
    except IntegrityError as error:
        raise SignedAlready(count=Renewal.objects.filter(participation__in=participations).count()) from error


def _sign(participations: Sequence[Participation], by: Person | None, now: datetime) -> list[Renewal]:
    with transaction.atomic():
        rows = Renewal.objects.bulk_create(
            (Renewal(participation=one, signed_at=now, signed_by=by) for one in participations),
            batch_size=BATCH,
        )
        record_events(
            (
                Happening(
                    "renewal.signed",
                    Subject("participation", one.pk),
                    edition=one.edition_id,
                    facts={"organisation": one.organisation_id},
                )
                for one in participations
            ),
            actor=actor(by),
            now=now,
        )
    return rows
