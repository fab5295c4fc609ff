"""Positions, offers and needs: stated by people, or suggested until a person confirms them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from chainfair.chains.errors import EmptyTrade
from chainfair.chains.kinds import FactState, NewPosition, NewTrade
from chainfair.chains.models import Need, Offer, Position
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.people.actions import actor
from chainfair.people.models import Person

Fact = Position | Offer | Need


def state_positions(*, positions: Sequence[NewPosition], by: Person | None, now: datetime) -> list[Position]:
    """Enter positions; an organisation that stands on a link already keeps that entry."""
    wanted = {one.organisation for one in positions}
    known = set(
        Position.objects.filter(organisation_id__in=wanted).values_list("organisation_id", "link_id")
        if len(wanted) <= BATCH
        else Position.objects.values_list("organisation_id", "link_id")
    )
    fresh = {(one.organisation, one.link): one for one in positions}
    rows = [
        Position(
            organisation_id=one.organisation,
            link_id=one.link,
            state=one.state,
            source=one.source,
            capacity=one.capacity,
            disclosure=one.disclosure,
            since=now,
        )
        for pair, one in fresh.items()
        if pair not in known
    ]
    with transaction.atomic():
        Position.objects.bulk_create(rows, batch_size=BATCH)
        _tell(rows, "position", by, now)
    return rows


def state_offers(*, offers: Sequence[NewTrade], by: Person | None, now: datetime) -> list[Offer]:
    """Enter what organisations supply, in the order given."""
    rows = [Offer(**_columns(one, now)) for one in offers]
    with transaction.atomic():
        Offer.objects.bulk_create(rows, batch_size=BATCH)
        _tell(rows, "offer", by, now)
    return rows


def state_needs(*, needs: Sequence[NewTrade], by: Person | None, now: datetime) -> list[Need]:
    """Enter what organisations look for, in the order given."""
    rows = [Need(**_columns(one, now), intent=one.intent) for one in needs]
    with transaction.atomic():
        Need.objects.bulk_create(rows, batch_size=BATCH)
        _tell(rows, "need", by, now)
    return rows


def _columns(one: NewTrade, now: datetime) -> dict[str, Any]:
    if one.link is None and one.code is None and not one.text.strip():
        raise EmptyTrade
    return {
        "organisation_id": one.organisation,
        "link_id": one.link,
        "code_id": one.code,
        "text": one.text,
        "text_other": one.text_other,
        "quantity": one.quantity,
        "region": one.region,
        "certificates": one.certificates,
        "expires_on": one.expires_on,
        "state": one.state,
        "score": one.score,
        "source": one.source,
        "disclosure": one.disclosure,
        "since": now,
    }


def _tell(rows: Sequence[Fact], noun: str, by: Person | None, now: datetime) -> None:
    record_events(
        (
            Happening(
                f"{noun}.suggested" if row.state == FactState.SUGGESTED else f"{noun}.stated",
                Subject(noun, row.pk),
                after=row.state,
                facts={"organisation": row.organisation_id},
            )
            for row in rows
        ),
        actor=actor(by),
        now=now,
    )


def confirm_position(*, position: Position, by: Person, now: datetime) -> None:
    """A person says that a suggested position is right."""
    _decide(position, "position", FactState.CONFIRMED, by, now)


def refuse_position(*, position: Position, by: Person, now: datetime) -> None:
    """A person says that it is wrong; it stays on record and is not suggested again."""
    _decide(position, "position", FactState.REFUSED, by, now)


def confirm_offer(*, offer: Offer, by: Person, now: datetime) -> None:
    """A person says that a suggested offer is right."""
    _decide(offer, "offer", FactState.CONFIRMED, by, now)


def refuse_offer(*, offer: Offer, by: Person, now: datetime) -> None:
    """A person says that a suggested offer is wrong."""
    _decide(offer, "offer", FactState.REFUSED, by, now)


def confirm_need(*, need: Need, by: Person, now: datetime) -> None:
    """The organisation does look for this, whatever was said before."""
    _decide(need, "need", FactState.CONFIRMED, by, now)


def withdraw_need(*, need: Need, by: Person, now: datetime) -> None:
    """The organisation no longer looks for this."""
    _decide(need, "need", FactState.REFUSED, by, now)


def lift_condition(*, need: Need, field: str, by: Person, now: datetime) -> None:
    """A need no longer asks for a region, certificates or a quantity; what it asked for stays in its history."""
    before = getattr(need, field)
    setattr(need, field, "")
    with transaction.atomic():
        need.save(update_fields=[field])
        facts = {"organisation": need.organisation_id, "field": field, "asked": before}
        happening = Happening("need.eased", Subject("need", need.pk), facts=facts)
        record_events([happening], actor=actor(by), now=now)


def _decide(fact: Fact, noun: str, state: FactState, by: Person, now: datetime) -> None:
    with transaction.atomic():
        before, fact.state = fact.state, state
        fact.save(update_fields=["state"])
        record_events(
            [
                Happening(
                    f"{noun}.{state}",
                    Subject(noun, fact.pk),
                    before,
                    state,
                    facts={"organisation": fact.organisation_id},
                )
            ],
            actor=actor(by),
            now=now,
        )
