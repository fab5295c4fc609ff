"""Writes about outcomes; each step stands beside the one before, nothing is overwritten."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.matching.actions import note_results
from chainfair.organisations.models import Organisation
from chainfair.outcomes import rules
from chainfair.outcomes.errors import NotAParty
from chainfair.outcomes.kinds import NewContact, NewOutcome, Stage
from chainfair.outcomes.models import Contact, Outcome, OutcomeParty, OutcomeStep
from chainfair.people.actions import actor
from chainfair.people.models import Person


def accept_contacts(
    *, edition: Edition, contacts: Sequence[NewContact], by: Person | None, now: datetime
) -> int:
    """Enter ties; a pair that has one keeps it. Returns how many are new."""
    with transaction.atomic():
        # One after the other, so that a tie that two enter at once is new to one of them.
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        return _accept_fresh(edition, contacts, by, now)


def _accept_fresh(edition: Edition, contacts: Sequence[NewContact], by: Person | None, now: datetime) -> int:
    known = set(Contact.objects.filter(edition=edition).values_list("exhibitor_id", "counterpart_id"))
    fresh = {(one.exhibitor, one.counterpart): one for one in contacts}
    rows = [
        Contact(
            edition=edition,
            exhibitor_id=one.exhibitor,
            counterpart_id=one.counterpart,
            source=one.source,
            key_client=one.key_client,
            accepted_at=now,
        )
        for pair, one in fresh.items()
        if pair not in known
    ]
    Contact.objects.bulk_create(rows, batch_size=BATCH)
    record_events(
        (Happening("contact.accepted", Subject("contact", row.pk), edition=edition.pk) for row in rows),
        actor=actor(by),
        now=now,
    )
    return len(rows)


def record_outcomes(
    *, edition: Edition, outcomes: Sequence[NewOutcome], by: Person | None, now: datetime
) -> list[Outcome]:
    """Enter outcomes in the order given, all or none."""
    for new in outcomes:
        rules.check_outcome(new)
    rows = [_outcome(edition, new, now) for new in outcomes]
    with transaction.atomic():
        Outcome.objects.bulk_create(rows, batch_size=BATCH)
        OutcomeParty.objects.bulk_create(
            (
                OutcomeParty(
                    outcome=row,
                    organisation_id=number,
                    confirmed_at=now if number in new.confirmed_by else None,
                )
                for row, new in zip(rows, outcomes, strict=True)
                for number in sorted(set(new.parties))
            ),
            batch_size=BATCH,
        )
        OutcomeStep.objects.bulk_create(
            (
                OutcomeStep(outcome=row, stage=row.stage, at=now, by=by, evidence=row.evidence_digest)
                for row in rows
            ),
            batch_size=BATCH,
        )
        came = [new.parties for new in outcomes if rules.went_on(new.stage)]
        note_results(edition=edition.pk, parties=came, went_on=True)
        record_events((_happening(row, "") for row in rows), actor=actor(by), now=now)
    return rows


def record_outcome(*, edition: Edition, outcome: NewOutcome, by: Person | None, now: datetime) -> Outcome:
    """Enter one outcome."""
    return record_outcomes(edition=edition, outcomes=[outcome], by=by, now=now)[0]


def _outcome(edition: Edition, new: NewOutcome, now: datetime) -> Outcome:
    return Outcome(
        edition=edition,
        meeting_id=new.meeting,
        parties_key=rules.parties_key(new.parties),
        about=new.about,
        stage=new.stage,
        amount=new.amount,
        currency=new.currency,
        evidence_digest=new.evidence_digest,
        recorded_at=now,
    )


def _happening(row: Outcome, before: str) -> Happening:
    return Happening(
        f"outcome.{row.stage}", Subject("outcome", row.pk), before, row.stage, edition=row.edition_id
    )


def confirm_outcome(
    *, outcome: Outcome, organisation: Organisation, by: Person | None, now: datetime
) -> Outcome:
    """A party says so too; an intention that every side has confirmed becomes a mutual one."""
    with transaction.atomic():
        outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
        said = outcome.parties.filter(organisation=organisation, confirmed_at=None)
        if not outcome.parties.filter(organisation=organisation).exists():
            raise NotAParty(organisation=organisation.name)
        said.update(confirmed_at=now, confirmed_by=by)
        if outcome.stage == Stage.INTENTION and not outcome.parties.filter(confirmed_at=None).exists():
            _climb(outcome, Stage.MUTUAL_INTENTION, "", by, now)
    return outcome


def step_outcome(*, outcome: Outcome, to: Stage, evidence: str, by: Person | None, now: datetime) -> Outcome:
    """Climb one rung, with its evidence."""
    with transaction.atomic():
        outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
        rules.check_step(Stage(outcome.stage), to)
        parties = list(outcome.parties.values_list("organisation_id", "confirmed_at"))
        confirmed = [number for number, at in parties if at is not None]
        rules.check_stage(
            to, [number for number, _at in parties], confirmed, evidence or outcome.evidence_digest
        )
        _climb(outcome, to, evidence, by, now)
    return outcome


def _tell_matching(outcome: Outcome) -> None:
    """The matching of later editions goes by whether anything stands between the same parties."""
    same = Outcome.objects.filter(edition=outcome.edition_id, parties_key=outcome.parties_key)
    if rules.went_on(Stage(outcome.stage)) or outcome.stage == Stage.LAPSED:
        came = any(rules.went_on(Stage(stage)) for stage in same.values_list("stage", flat=True))
        parties = list(outcome.parties.values_list("organisation_id", flat=True))
        note_results(edition=outcome.edition_id, parties=[parties], went_on=came)


def _climb(outcome: Outcome, to: Stage, evidence: str, by: Person | None, now: datetime) -> None:
    before, outcome.stage = outcome.stage, to
    outcome.evidence_digest = evidence or outcome.evidence_digest
    outcome.save(update_fields=["stage", "evidence_digest"])
    _tell_matching(outcome)
    OutcomeStep.objects.create(outcome=outcome, stage=to, at=now, by=by, evidence=evidence)
    record_events([_happening(outcome, before)], actor=actor(by), now=now)
