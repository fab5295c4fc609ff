"""Who acts for a participant, and who reads at the desk."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from chainfair.fairs.access import appointed, holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.access import Verdict, declare
from chainfair.ground.errors import NotAllowed
from chainfair.ground.kinds import phrase
from chainfair.matching.models import Participant
from chainfair.people.access import person_of
from chainfair.people.models import Person


def participants_of(person: Person | None, edition: Edition) -> list[Participant]:
    """The participants for which a person acts in an edition: through membership, or as its contact."""
    if person is None:
        return []
    return list(
        Participant.objects.filter(
            Q(organisation__memberships__person=person) | Q(contact=person), edition=edition
        )
        .select_related("organisation", "hall", "edition")
        .distinct()
        .order_by("pk")
    )


def may_act_for(person: Person | None, participant: Participant) -> bool:
    """Only its own people act for a participant."""
    if person is None:
        return False
    own = Q(organisation__memberships__person=person) | Q(contact=person)
    return Participant.objects.filter(own, pk=participant.pk).exists()


def may_run_matching(person: Person | None, edition: Edition) -> bool:
    """Directors, the matchmaking desk and chain managers start and publish runs."""
    return holds(person, edition, Role.MATCHMAKING, Role.CHAIN_MANAGER)


def participant_of_request(request: HttpRequest, edition: Edition) -> Participant:
    """The participant for which the person of a request acts; who acts for several says which by `?as=`."""
    own = participants_of(person_of(request), edition)
    asked = request.GET.get("as") or request.POST.get("as") or ""
    chosen = [one for one in own if str(one.pk) == asked] or own
    if not chosen:
        raise NotAllowed(what=phrase("you act for no organisation in this edition"))
    return chosen[0]


def _takes_part(request: HttpRequest, values: dict[str, Any]) -> bool:
    edition = Edition.objects.filter(key=values["edition"]).first()
    return edition is not None and bool(participants_of(person_of(request), edition))


for_participants = declare(Verdict(phrase("for people of a participating organisation"), _takes_part))
for_desk_readers = appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER, Role.AUDITOR)
