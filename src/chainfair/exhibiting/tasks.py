"""Background work of exhibiting."""

from django.utils import timezone
from django_tasks import task

from chainfair.chains.actions.suggesting import suggest_facts
from chainfair.chains.queries import published_links
from chainfair.organisations.models import Organisation


@task()
def suggest_to_exhibitors(edition_id: int) -> None:
    """Suggest offers and positions, from their own words, to exhibitors of an edition that have stated none."""
    if not published_links():
        return
    worded = Organisation.objects.filter(participations__edition=edition_id)
    speaking = worded.exclude(pk__in=worded.filter(profile="", industry=""))
    suggest_facts(organisations=list(speaking), by=None, now=timezone.now())
