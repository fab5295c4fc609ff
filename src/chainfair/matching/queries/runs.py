"""Runs of an edition."""

from django.db.models import Q, QuerySet

from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import RunState, phrase
from chainfair.ground.numbers import whole_number
from chainfair.matching.models import MatchingRun

FINISHED = (RunState.DRAFT, RunState.REVIEWED, RunState.PUBLISHED)


def runs_of(edition: Edition, question: str = "", state: str = "") -> QuerySet[MatchingRun]:
    """All runs of everybody, the latest first; a question searches number, seed and who started it.

    What brought one participant's list up to date is kept as a run too, and is none of the organiser's.
    """
    rows = edition.matching_runs.filter(settings__renews__isnull=True).select_related("by")
    if question:
        found = Q(by__name__icontains=question) | Q(by__name_latin__icontains=question)
        number = whole_number(question)
        if number is not None:
            found |= Q(pk=number) | Q(seed=number)
        rows = rows.filter(found)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def get_run(edition: Edition, number: int) -> MatchingRun:
    """One run, or a refusal."""
    run = runs_of(edition).filter(pk=number).first()
    if run is None:
        raise NotFound(kind=phrase("run"), name=str(number))
    return run


def find_latest_run(edition: Edition) -> MatchingRun | None:
    """The latest run that came to an end."""
    return runs_of(edition).filter(state__in=FINISHED).first()
