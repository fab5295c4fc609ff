"""Reads about outcomes."""

from django.db.models import Prefetch, QuerySet

from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.search import subjects_found
from chainfair.meetings.models import Meeting
from chainfair.organisations.models import Organisation
from chainfair.outcomes.models import Outcome, OutcomeParty


def outcomes_of(
    edition: Edition, party: Organisation | None, question: str = "", stage: str = "", open_only: bool = False
) -> QuerySet[Outcome]:
    """Outcomes of an edition (party None: of all, for the organiser), with parties."""
    rows = edition.outcomes.all()
    if party is not None:
        rows = rows.filter(parties__organisation=party)
    if question:
        rows = rows.filter(parties__organisation__in=subjects_found("organisation", question))
    if stage:
        rows = rows.filter(stage=stage)
    if open_only:
        rows = rows.filter(pk__in=OutcomeParty.objects.filter(confirmed_at=None).values("outcome"))
    return rows.prefetch_related(with_parties()).distinct()


def with_parties() -> "Prefetch[str, QuerySet[OutcomeParty]]":
    """Organisations come by a join, however many there are: SQLite takes a prefetch of 1,000 at most."""
    return Prefetch("parties", OutcomeParty.objects.select_related("organisation"))


def get_outcome(edition: Edition, number: int, party: Organisation) -> Outcome:
    """An outcome of which an organisation is a party, or a refusal that tells nothing of others'."""
    found = outcomes_of(edition, party).filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("outcome"), name=str(number))
    return found


def get_own_meeting(edition: Edition, number: int, party: Organisation) -> Meeting:
    """A meeting of an organisation, or a refusal."""
    found = edition.meetings.filter(pk=number, parties__participant__organisation=party).first()
    if found is None:
        raise NotFound(kind=phrase("meeting"), name=str(number))
    return found
