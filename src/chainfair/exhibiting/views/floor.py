"""Who exhibits, and where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chainfair.exhibiting.forms import ExhibitorsForm
from chainfair.exhibiting.kinds import ExhibitorRole
from chainfair.exhibiting.models import Participation
from chainfair.exhibiting.queries import exhibitors_of, get_stand
from chainfair.fairs.access import in_public_edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.people.access import person_of


@in_public_edition
def exhibitors(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = ExhibitorsForm(request.GET, edition=found)
    asked = form.cleaned_data if form.is_valid() else {}
    listing = Listing(
        found=exhibitors_of(
            found,
            asked.get("q", ""),
            asked.get("country", ""),
            asked.get("area", ""),
            asked.get("role", ""),
            asked.get("hall", ""),
        ),
        total=exhibitors_of(found).count(),
        form=form,
        columns=[
            Column("id", lambda row: str(row.organisation_id)),
            Column(_("Name"), lambda row: row.organisation.name),
            Column(_("Latin name"), lambda row: row.organisation.name_latin),
            Column(_("Country or region"), lambda row: row.organisation.country),
            Column(_("Role"), lambda row: _(ExhibitorRole(row.role).word)),
            Column(_("Stand"), lambda row: "; ".join(use.stand.code for use in row.stand_uses.all())),
            Column(_("Hall"), lambda row: "; ".join(_halls(row))),
        ],
        name=f"{found.key}-exhibitors",
        orders={
            "name": ["organisation__latin_key", "organisation__name_key"],
            "country": ["organisation__country", "organisation__latin_key"],
            "role": ["role", "organisation__latin_key"],
        },
    )
    return show_list(request, "exhibiting/exhibitors.html", listing)


def _halls(row: Participation) -> list[str]:
    return [use.stand.hall.code for use in row.stand_uses.all() if use.stand.hall]


@in_public_edition
def stand(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_stand(get_edition(edition), number)
    person = person_of(request)
    own = set(person.memberships.values_list("organisation_id", flat=True)) if person else set()
    context = {"stand": found, "uses": list(found.uses.all()), "own": own}
    return render(request, "exhibiting/stand.html", context)
