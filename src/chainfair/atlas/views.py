"""Chains of an edition, as a map and as a table."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chainfair.atlas import bridge, queries
from chainfair.atlas.forms import ChainsForm, MapForm, StandingForm
from chainfair.chains.models import Chain
from chainfair.chains.queries import get_chain
from chainfair.fairs.access import in_public_edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.listing import Column, Listing, show_list


@in_public_edition
def chains(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = ChainsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[Chain] = Listing(
        found=queries.chains_found(found, asked.get("q", ""), asked.get("kind", "")),
        total=queries.chains_of(found).count(),
        form=form,
        columns=[
            Column(_("Chain"), lambda row: row.name_en),
            Column(_("Chinese name"), lambda row: row.name_zh),
            Column(_("Links"), lambda row: row.link_count),  # type: ignore[attr-defined] # annotated
            Column(_("Exhibitors"), lambda row: queries.cards_for(found, [row])[0].exhibitors),
        ],
        name=f"{found.key}-chains",
        orders={"key": ["is_service", "key"], "name": ["name_en"]},
        dress=lambda rows: queries.cards_for(found, list(rows)),
    )
    return show_list(request, "atlas/chains.html", listing)


@in_public_edition
def chain(request: HttpRequest, edition: str, chain: str) -> HttpResponse:
    found = get_edition(edition)
    one = get_chain(chain)
    view = bridge.map_of(found, one, request.GET.get("seen", ""))
    link = view.viewpoint.link
    form = StandingForm(request.GET, countries=queries.countries_on(found, link))
    asked = form.cleaned_data if form.is_valid() else {}
    listing = Listing(
        found=queries.exhibitors_on(found, link, asked.get("q", ""), asked.get("country", "")),
        total=queries.exhibitors_on(found, link).count(),
        form=form,
        columns=[
            Column(_("Organisation"), lambda row: row.organisation.name),
            Column(_("Latin name"), lambda row: row.organisation.name_latin),
            Column(_("Country or region"), lambda row: row.organisation.country),
            Column(_("Stand"), lambda row: " ".join(use.stand.code for use in row.stand_uses.all())),
        ],
        name=f"{one.key}-{link.key}",
        orders={"name": ["organisation__name_latin", "organisation__name"]},
    )
    seen = MapForm({"seen": link.key}, chain=one)
    return show_list(request, "atlas/chain.html", listing, map=view, chain=one, seen_form=seen)
