"""What participants saw: kept from the first day, so that one can learn later how lists are looked through."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError

from chainfair.fairs.rules import local_day
from chainfair.matching import rules
from chainfair.matching.kinds import Policy, Sight
from chainfair.matching.models import Assembly, Exposure, Participant, Suggestion
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
    ours = Policy.DEALT if fresh.renewed_at is None else Policy.RENEWED
    shown = [
        {
            "run_id": fresh.run,
            "counterpart_id": one.second_id if one.first_id == participant.pk else one.first_id,
            "rank": rank,
        }
        for rank, one in enumerate(suggestions, first)
    ]
    _note(participant, shown, sight, rules.policy_of(order, ours=ours), now)


def note_seen_assemblies(
    *,
    participant: Participant,
    shown: Sequence[tuple[int, Assembly]],
    sight: Sight,
    now: datetime,
    order: str = "",
) -> None:
    """Keep which assemblies a participant saw and at which rank; as `note_exposures` keeps suggestions."""
    rows = [{"run_id": one.run_id, "assembly": one, "rank": rank} for rank, one in shown]
    _note(participant, rows, sight, rules.policy_of(order, ours=Policy.WEIGHED), now)


def _note(
    participant: Participant, shown: Sequence[dict[str, Any]], sight: Sight, policy: Policy, now: datetime
) -> None:
    if not shown:
        return
    same = {"participant": participant, "sight": sight, "policy": policy, "at": now}
    day = local_day(now, participant.edition.time_zone)
    rows = [Exposure(**one, **same, day=day) for one in shown]
    try:
        Exposure.objects.bulk_create(rows, ignore_conflicts=True)
    except OperationalError:
        log.warning(
            "What participant %s saw could not be noted; the page is shown without it.", participant.pk
        )


def forget_exposures(*, now: datetime) -> int:
    """Delete what was seen longer ago than it is kept; returns how many rows."""
    return Exposure.objects.filter(at__lt=now - KEPT).delete()[0]
