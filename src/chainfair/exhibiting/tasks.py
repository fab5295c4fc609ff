"""Background work of exhibiting."""

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from chainfair.chains.actions.suggesting import suggest_facts
from chainfair.organisations.models import Organisation


@task()
def suggest_to_exhibitors(edition_id: int) -> None:
    """Suggest offers and positions, from their own words, to exhibitors of an edition that have stated none."""
    call_command("load_reference", verbosity=0)  # at once where it is loaded already
    taking_part = Organisation.objects.filter(participations__edition=edition_id)
    suggest_facts(organisations=list(taking_part), by=None, now=timezone.now())
