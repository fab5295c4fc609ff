"""Renewed lists that are over: deleted, so that they do not grow with every change of a profile."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from chainfair.ground.models import Event
from chainfair.matching.kinds import SuggestionState
from chainfair.matching.models import Exposure, MatchingRun, Participant, Suggestion
from chainfair.matching.queries import RENEWED

LOT = 200  # lists whose rows are deleted in one statement


def forget_earlier_renewals(participant: Participant) -> int:
    """Delete what renewed a participant's list but for the last two times; returns how many lists.

    The last but one stays, for a page that shows it may be open still. Called inside the transaction that renews.
    """
    renewals = Event.objects.filter(
        edition=participant.edition_id, verb=RENEWED, subject_kind="participant", subject_id=participant.pk
    )
    numbers = list(renewals.order_by("pk").values_list("facts__run", flat=True))[:-2]
    return _forget(MatchingRun.objects.filter(pk__in=numbers)) if numbers else 0


def forget_renewals_but_of(runs: Collection[int]) -> int:
    """Delete what renewed lists of other runs than these; returns how many lists."""
    return _forget(
        MatchingRun.objects.filter(settings__renews__isnull=False).exclude(settings__renews__in=list(runs))
    )


def _forget(renewals: QuerySet[MatchingRun]) -> int:
    """Delete those of which nothing is shown any more, no exposure tells, and no meeting came."""
    pairs = Suggestion.objects.filter(run=OuterRef("pk"))
    over = renewals.exclude(Exists(Exposure.objects.filter(run=OuterRef("pk"))))
    over = over.exclude(Exists(pairs.filter(state=SuggestionState.SHOWN)))
    over = over.exclude(Exists(pairs.filter(meetings__isnull=False)))
    numbers = list(over.values_list("pk", flat=True))
    for start in range(0, len(numbers), LOT):
        part = numbers[start : start + LOT]
        Suggestion.objects.filter(run__in=part).delete()
        MatchingRun.objects.filter(pk__in=part).delete()
    return len(numbers)
