"""Who takes part, when they are free, what they wish."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.matching import rules
from chainfair.matching.errors import AlreadyTakesPart, NoOrganisation, OrganisationKnown, WishesItself
from chainfair.matching.kinds import NewParticipant, Side, Wish
from chainfair.matching.models import Participant, Preference, Seat
from chainfair.people.actions import actor
from chainfair.people.models import Person
from chainfair.people.queries import check_addresses
from chainfair.visiting.models import Registration


def join_matchmaking(
    *, edition: Edition, entries: Sequence[NewParticipant], by: Person | None, now: datetime
) -> list[Participant]:
    """Enter participants with their seats, in the order given; who takes part already is refused."""
    check_addresses({entry.contact for entry in entries if entry.contact is not None})
    slots = edition.slots.count()
    known = set(edition.participants.values_list("organisation_id", flat=True))
    twice = known & {entry.organisation for entry in entries}
    if twice:
        raise AlreadyTakesPart(count=len(twice))
    rows = [_participant(edition, entry, slots, now) for entry in entries]
    try:
        _store(edition, entries, rows, by, now)
    except IntegrityError as error:
        # Somebody else entered one of them between our look and our write.
        wanted = [entry.organisation for entry in entries]
        raise AlreadyTakesPart(count=edition.participants.filter(organisation__in=wanted).count()) from error
    return rows


def join_as_visitor(*, registration: Registration, by: Person | None, now: datetime) -> Participant:
    """Let a visitor's organisation take part, with the visitor as its contact; only one that nobody acts for."""
    organisation = registration.organisation
    if organisation is None:
        raise NoOrganisation
    if organisation.memberships.exists() or organisation.participations.exists():
        raise OrganisationKnown(organisation=organisation.name)
    entry = NewParticipant(organisation.pk, Side.VISITOR, contact=registration.person_id)
    return join_matchmaking(edition=registration.edition, entries=[entry], by=by, now=now)[0]


def _store(
    edition: Edition,
    entries: Sequence[NewParticipant],
    rows: list[Participant],
    by: Person | None,
    now: datetime,
) -> None:
    with transaction.atomic():
        Participant.objects.bulk_create(rows, batch_size=BATCH)
        Seat.objects.bulk_create(
            (
                Seat(participant=row, number=number)
                for row, entry in zip(rows, entries, strict=True)
                for number in range(1, entry.seats + 1)
            ),
            batch_size=BATCH,
        )
        record_events(
            (
                Happening("participant.joined", Subject("participant", row.pk), edition=edition.pk)
                for row in rows
            ),
            actor=actor(by),
            now=now,
        )


def _participant(edition: Edition, entry: NewParticipant, slots: int, now: datetime) -> Participant:
    maximum = edition.maximum_meetings if entry.maximum is None else entry.maximum
    rules.check_limits(entry.minimum, maximum)
    return Participant(
        edition=edition,
        organisation_id=entry.organisation,
        side=entry.side,
        hall_id=entry.hall,
        contact_id=entry.contact,
        minimum=entry.minimum,
        maximum=maximum,
        availability=rules.checked_availability(entry.availability, slots),
        joined_at=now,
    )


def set_availability(
    *, participant: Participant, availability: str, by: Person | None, now: datetime
) -> None:
    """Say in which slots a participant can meet."""
    rules.checked_availability(availability, participant.edition.slots.count())
    with transaction.atomic():
        participant.availability = availability
        participant.save(update_fields=["availability"])
        _tell(participant, "participant.availability_set", by, now)


def set_limits(
    *, participant: Participant, minimum: int, maximum: int, by: Person | None, now: datetime
) -> None:
    """Say how many meetings a participant wants, at least and at most."""
    rules.check_limits(minimum, maximum)
    with transaction.atomic():
        participant.minimum, participant.maximum = minimum, maximum
        participant.save(update_fields=["minimum", "maximum"])
        _tell(participant, "participant.limits_set", by, now, minimum=minimum, maximum=maximum)


def arrange_participant(
    *,
    participant: Participant,
    availability: str,
    minimum: int,
    maximum: int,
    by: Person | None,
    now: datetime,
) -> None:
    """Say when a participant can meet and how often, together or not at all; what stays the same is no event."""
    with transaction.atomic():
        if (minimum, maximum) != (participant.minimum, participant.maximum):
            set_limits(participant=participant, minimum=minimum, maximum=maximum, by=by, now=now)
        if availability != participant.availability:
            set_availability(participant=participant, availability=availability, by=by, now=now)


def state_preferences(
    *, wishes: Sequence[tuple[Participant, Participant, Wish]], by: Person | None, now: datetime
) -> int:
    """Say must, like or no about others; a later word replaces an earlier one."""
    if any(who.pk == whom.pk for who, whom, _wish in wishes):
        raise WishesItself
    rows = [Preference(participant=who, counterpart=whom, wish=wish, at=now) for who, whom, wish in wishes]
    with transaction.atomic():
        Preference.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["participant", "counterpart"],
            update_fields=["wish", "at"],
        )
        record_events(
            (
                Happening(
                    "preference.stated",
                    Subject("participant", row.participant_id),
                    after=row.wish,
                    edition=row.participant.edition_id,
                    facts={"counterpart": row.counterpart_id},
                )
                for row in rows
            ),
            actor=actor(by),
            now=now,
        )
    return len(rows)


def _tell(participant: Participant, verb: str, by: Person | None, now: datetime, **facts: object) -> None:
    happening = Happening(
        verb, Subject("participant", participant.pk), edition=participant.edition_id, facts=facts
    )
    record_events([happening], actor=actor(by), now=now)
