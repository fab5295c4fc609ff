"""What participants saw: kept from the first day, so that one can learn later how lists are looked through."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import OperationalError

from chainfair.fairs.rules import local_day
from chainfair.matching import rules
from chainfair.matching.kinds import Sight
from chainfair.matching.models import Exposure, Participant, Suggestion
from chainfair.matching.queries import Freshness

log = logging.getLogger(__name__)
KEPT = timedelta(days=730)  # what was shown in the last edition helps with this one; older habits do not


def note_exposures(
    *,
    participant: Participant,
    fresh: Freshness | None,
    suggestions: Sequence[Suggestion],
    sight: Sight,
    now: datetime,
    first: int = 0,
    order: str = "",
) -> None:
    """Keep which suggestions a participant saw, `first` being the rank of the first; the same on one day once.

    `fresh`: of whose making its list was, and no other's: a pair may have been computed later, when the other side's
    list was renewed. `order`: how the reader sorted it.
    One statement whatever the length. The order of our lists holds no chance, so each was certain to stand there, once
    the reader had asked for just this: how likely it was to ask is to be learnt (Schnabel et al. 2016).
    Where the database is busy for too long the note is lost, and not the page.
    """
    if fresh is None:
        return
    policy = rules.policy_of(order, renewed=fresh.renewed_at is not None)
    day = local_day(now, participant.edition.time_zone)
    rows = [
        Exposure(
            run_id=fresh.run,
            participant=participant,
            counterpart_id=one.second_id if one.first_id == participant.pk else one.first_id,
            sight=sight,
            policy=policy,
            rank=rank,
            day=day,
            at=now,
        )
        for rank, one in enumerate(suggestions, first)
    ]
    try:
        Exposure.objects.bulk_create(rows, ignore_conflicts=True)
    except OperationalError:
        log.warning(
            "What participant %s saw could not be noted; the page is shown without it.", participant.pk
        )


def forget_exposures(*, now: datetime) -> int:
    """Delete what was seen longer ago than it is kept; returns how many rows."""
    return Exposure.objects.filter(at__lt=now - KEPT).delete()[0]
