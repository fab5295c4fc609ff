"""The gates as the on-site lead sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chainfair.fairs.access import appointed
from chainfair.fairs.kinds import Role
from chainfair.fairs.queries import get_edition
from chainfair.presence import queries


@appointed(Role.ONSITE_LEAD, Role.GATE, Role.MEETING_AREA, Role.AUDITOR, Role.PRESS_OFFICE)
def onsite(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    context = {
        "days": queries.days_counted(found),
        "devices": queries.devices_of(found).order_by("name"),
        "refusals": queries.refusals_of(found),
        "now": timezone.now(),
    }
    return render(request, "presence/onsite.html", context)
