"""Who acts for a participant."""

from django.db.models import Q

from chainfair.fairs.access import holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.matching.models import Participant
from chainfair.people.models import Person


def participants_of(person: Person | None, edition: Edition) -> list[Participant]:
    """The participants for which a person acts in an edition: through membership, or as its contact."""
    if person is None:
        return []
    return list(
        Participant.objects.filter(
            Q(organisation__memberships__person=person) | Q(contact=person), edition=edition
        )
        .select_related("organisation", "hall")
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
