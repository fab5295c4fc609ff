"""What people say about reasons: kept with who and when, and done to the facts that are their own."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from chainfair.chains.actions import (
    confirm_need,
    confirm_offer,
    confirm_position,
    lift_condition,
    refuse_offer,
    refuse_position,
    withdraw_need,
)
from chainfair.chains.kinds import FactState, Intent
from chainfair.chains.models import Link, Need, Offer, Position
from chainfair.ground.actions import record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.names import name_of
from chainfair.matching import rules
from chainfair.matching.errors import NotSayable, PairOfOne, ReasonsReplaced, StandsByStatement
from chainfair.matching.kinds import (
    ABOUT,
    CERTIFICATE,
    CONDITIONS,
    REGION,
    VOLUME,
    About,
    Said,
    SuggestionState,
)
from chainfair.matching.models import Correction, Participant, Suggestion
from chainfair.matching.queries import is_told_need
from chainfair.people.actions import actor
from chainfair.people.models import Person

FIELDS = {REGION: "region", CERTIFICATE: "certificates", VOLUME: "quantity"}  # of a need, by what is asked
Row = TypeVar("Row", Need, Offer)


def correct_reason(
    *, suggestion: Suggestion, term: int, participant: Participant, said: Said, by: Person, now: datetime
) -> Correction:
    """Say of one term whether it is right; about a fact of one's own that settles it, and the next list reads it so.

    What is not true of the other side is for the organiser to judge: nobody corrects the facts of others.
    """
    shown = (
        _is_shown(suggestion)
        and participant.pk in (suggestion.first_id, suggestion.second_id)
        and 0 <= term < len(suggestion.reasons)
    )
    if not shown:
        raise ReasonsReplaced
    reason = suggestion.reasons[term]
    served = reason["towards"] == (0 if suggestion.first_id == participant.pk else 1)
    # A condition asked in a hidden need has no answers on the page; one that is sent must not tell that it is one.
    hidden = reason["kind"] in CONDITIONS and not served and not is_told_need(participant, reason["need"])
    if hidden or said not in rules.sayings(reason, served=served):
        raise NotSayable(said=said)
    with transaction.atomic():
        if said != Said.DOUBTED:
            _settle(reason, served, participant.organisation_id, said, by, now)
        row = Correction.objects.create(
            edition_id=participant.edition_id,
            first_id=suggestion.first_id,
            second_id=suggestion.second_id,
            participant=participant,
            said=said,
            served=served,
            about=ABOUT.get(reason["kind"], ""),
            by=by,
            at=now,
            **{f"{name}_id": reason[name] or None for name in ("offer", "need", "source", "target")},
        )
        _tell(row, now)
    return row


def _is_shown(suggestion: Suggestion) -> bool:
    """Whether a pair is shown, by these reasons or by newer ones: what is spoken about are its facts."""
    pair = Suggestion.objects.filter(first=suggestion.first_id, second=suggestion.second_id)
    return suggestion.state != SuggestionState.DRAFT and pair.filter(state=SuggestionState.SHOWN).exists()


def judge_pair(
    *, first: Participant, second: Participant, said: Said, by: Person, now: datetime
) -> Correction:
    """The organiser keeps a pair apart in the next runs, or lets it meet again."""
    if said not in (Said.APART, Said.TOGETHER):
        raise NotSayable(said=said)
    if first.pk == second.pk:
        raise PairOfOne(organisation=name_of(first.organisation))
    one, other = rules.pair_in_order(first.pk, second.pk)
    with transaction.atomic():
        row = Correction.objects.create(
            edition_id=first.edition_id, first_id=one, second_id=other, said=said, by=by, at=now
        )
        _tell(row, now)
    return row


def _settle(
    reason: dict[str, Any], served: bool, organisation: int, said: Said, by: Person, now: datetime
) -> None:
    """Confirm or refuse the fact of one's own that a term rests on; what was merely inferred has no row to change.

    That a condition is met, or that two did not meet, is kept as it is said and read by the next run.
    """
    kind, number, taking = rules.fact_of(reason, served=served)
    right = said == Said.RIGHT
    if said == Said.UNASKED:
        need = _own(Need.objects.filter(pk=number, organisation=organisation).first())
        lift_condition(need=need, field=FIELDS[reason["kind"]], by=by, now=now)
    elif kind == About.TOGETHER:
        _settle_partnership(organisation, right, by, now)
    elif reason["kind"] in ABOUT:
        return
    elif kind == "need":
        need = _own(Need.objects.filter(pk=number, organisation=organisation).first())
        if right != (need.state == FactState.CONFIRMED):
            (confirm_need if right else withdraw_need)(need=need, by=by, now=now)
    elif kind == "offer":
        offer = _own(Offer.objects.filter(pk=number, organisation=organisation).first())
        if right != (offer.state == FactState.CONFIRMED):
            (confirm_offer if right else refuse_offer)(offer=offer, by=by, now=now)
    elif said != Said.UNNEEDED:
        _settle_standing(taking if served else number, organisation, right, by, now)


def _own(row: Row | None) -> Row:
    if row is None:
        raise ReasonsReplaced
    return row


def _settle_partnership(organisation: int, right: bool, by: Person, now: datetime) -> None:
    """Withdraw every wish to develop together, or state again what was withdrawn."""
    needs = Need.objects.filter(organisation=organisation, intent=Intent.CO_DEVELOPER)
    stated = needs.filter(state=FactState.CONFIRMED)
    if right and not stated.exists():
        for need in needs:
            confirm_need(need=need, by=by, now=now)
    elif not right:
        for need in needs.exclude(state=FactState.REFUSED):
            withdraw_need(need=need, by=by, now=now)


def _settle_standing(link: int, organisation: int, right: bool, by: Person, now: datetime) -> None:
    """Confirm or leave a place on a link: the position there, and the offers by which a program put one there."""
    here = {"organisation": organisation, "link": link}
    position = Position.objects.filter(**here).first()
    if right:
        if position is not None and position.state != FactState.CONFIRMED:
            confirm_position(position=position, by=by, now=now)
        return
    if Offer.objects.filter(**here, state=FactState.CONFIRMED).exists():
        raise StandsByStatement(link=name_of(Link.objects.get(pk=link)))
    if position is not None:
        refuse_position(position=position, by=by, now=now)
    for offer in Offer.objects.filter(**here, state=FactState.SUGGESTED):
        refuse_offer(offer=offer, by=by, now=now)


def _tell(row: Correction, now: datetime) -> None:
    facts = {"first": row.first_id, "second": row.second_id, "participant": row.participant_id}
    happening = Happening(
        "reason.corrected", Subject("correction", row.pk), after=row.said, edition=row.edition_id, facts=facts
    )
    record_events([happening], actor=actor(row.by), now=now)
