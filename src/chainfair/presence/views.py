"""The gates as the on-site lead sees them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chainfair.fairs.queries import get_edition
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import name_of
from chainfair.people.access import person_of
from chainfair.presence import queries
from chainfair.presence.access import for_gates, for_visitor_staff, may_see_badges
from chainfair.presence.forms import DevicesForm, RefusalsForm
from chainfair.presence.kinds import ScanRefusal
from chainfair.presence.models import Device, Scan


@for_gates
def onsite(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = DevicesForm(request.GET, edition=found)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[Device] = Listing(
        found=queries.devices_of(found, asked.get("q", ""), asked.get("hall", "")),
        total=found.devices.count(),
        form=form,
        columns=[
            Column(_("Scanner"), lambda row: row.name),
            Column(_("Hall"), lambda row: row.hall.code if row.hall else ""),
            Column(_("Scans"), lambda row: row.scan_count),  # type: ignore[attr-defined] # annotated
            Column(_("Last scan"), lambda row: row.last_scan),  # type: ignore[attr-defined] # annotated
            Column(_("Last upload"), lambda row: row.seen_at),
        ],
        name=f"{found.key}-scanners",
        orders={
            "name": ["name"],
            "hall": ["hall__code", "name"],
            "scans": ["-scan_count"],
            "last": ["last_scan"],
        },
    )
    days, refusals = queries.days_counted(found), queries.refusals_of(found)
    return show_list(
        request,
        "presence/onsite.html",
        listing,
        days=days,
        refusals=refusals,
        may_see_badges=may_see_badges(person_of(request), found),
    )


@for_visitor_staff
def refusals(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = RefusalsForm(request.GET, edition=found)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[Scan] = Listing(
        found=queries.refused_scans(
            found,
            asked.get("q", ""),
            hall=asked.get("hall", ""),
            day=asked.get("day", ""),
            reason=asked.get("reason", ""),
        ),
        total=queries.refused_scans(found).count(),
        form=form,
        columns=[
            Column(_("When"), lambda row: row.scanned_at),
            Column(_("Arrived"), lambda row: row.received_at),
            Column(_("Scanner"), lambda row: row.device.name),
            Column(_("Hall"), lambda row: row.device.hall.code if row.device.hall else ""),
            Column(_("Reason"), lambda row: _(ScanRefusal(row.refusal).word)),
            Column(_("Badge"), lambda row: row.registration.badge[:8] if row.registration else ""),
            Column(_("Organisation"), _organisation),
        ],
        name=f"{found.key}-refused-scans",
        orders={"when": ["-scanned_at"], "scanner": ["device__name", "scanned_at"], "reason": ["refusal"]},
    )
    return show_list(request, "presence/refusals.html", listing)


def _organisation(row: Scan) -> str:
    holder = row.registration.organisation if row.registration else None
    return name_of(holder) if holder else ""
