"""The answer whether two exhibitors are one, carried out in every edition."""

from datetime import datetime

from django.db import transaction

from chainfair.exhibiting.kinds import ExhibitorRole, ParticipationState
from chainfair.exhibiting.models import Participation, Renewal
from chainfair.ground.actions import record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.organisations.actions import answer_sameness
from chainfair.organisations.models import Organisation, SamenessQuestion
from chainfair.people.actions import actor
from chainfair.people.models import Person


def answer_question(
    *, question: SamenessQuestion, same: bool, by: Person | None, now: datetime
) -> SamenessQuestion:
    """Store the answer; where two are one, the first takes over stands, launches and parts of the second."""
    with transaction.atomic():
        answered = answer_sameness(question=question, same=same, by=by, now=now)
        if same:
            _take_over(answered.first, answered.second, by, now)
    return answered


def _take_over(kept: Organisation, gone: Organisation, by: Person | None, now: datetime) -> None:
    own = {row.edition_id: row for row in kept.participations.all()}
    happenings = []
    for row in gone.participations.order_by("pk"):
        into = own.get(row.edition_id)
        if into is None:
            row.organisation = kept
            row.save(update_fields=["organisation"])
            happenings.append(_told("participation.moved", row, row.state, {"organisation": kept.pk}))
            continue
        _join(into, row)
        before, row.state = row.state, ParticipationState.CANCELLED
        row.save(update_fields=["state"])
        happenings.append(_told("participation.cancelled", row, before, {"into": into.pk}))
    gone.applications.exclude(edition__in=kept.applications.values("edition")).update(organisation=kept)
    record_events(happenings, actor=actor(by), now=now)


def _told(verb: str, row: Participation, before: str, facts: dict[str, int]) -> Happening:
    return Happening(
        verb, Subject("participation", row.pk), before, row.state, edition=row.edition_id, facts=facts
    )


def _join(into: Participation, row: Participation) -> None:
    """Stands, launches, guests and a signature go over; a stand both have stays once."""
    double = row.stand_uses.filter(stand__in=into.stand_uses.values("stand"))
    for use in double.filter(contractor=True):
        use.delete()
        into.stand_uses.filter(stand=use.stand).update(contractor=True)
    double.delete()
    row.stand_uses.update(participation=into)
    row.launches.update(participation=into)
    if into.role == ExhibitorRole.MAIN:
        row.guests.exclude(pk=into.pk).update(host=into)
    if not Renewal.objects.filter(participation=into).exists():
        Renewal.objects.filter(participation=row).update(participation=into)
