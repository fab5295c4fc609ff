"""Registration of a visitor, and the list of registrations."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chainfair.fairs.access import in_public_edition
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.organisations.rules import country_of
from chainfair.people.access import person_of, signed_in
from chainfair.visiting import actions, queries
from chainfair.visiting.access import for_visitor_staff
from chainfair.visiting.forms import RegisterForm, VisitorsForm
from chainfair.visiting.kinds import Channel, NewVisitor, RegistrationState, VisitorCategory


@in_public_edition
def register(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    person = person_of(request)
    if queries.find_registration(found, person):
        return redirect("visiting:registered", edition=edition)
    form = RegisterForm(request.POST or None, edition=found, known=person is not None)
    if form.is_valid():
        try:
            row = actions.sign_up_visitor(
                edition=found, person=person, visitor=_visitor(form), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, _(refusal.message) % refusal.values)
        else:
            if person is None:
                login(request, row.person, backend="sesame.backends.ModelBackend")
            return redirect("visiting:registered", edition=edition)
    status = 409 if form.errors else 200
    return render(request, "visiting/register.html", {"form": form, "open": _open(found)}, status=status)


def _open(edition: Edition) -> bool:
    return edition.state in {"open", "running"}


def _visitor(form: RegisterForm) -> NewVisitor:
    value = form.cleaned_data
    return NewVisitor(
        name=value.get("name", ""),
        name_latin=value.get("name_latin", ""),
        email=value.get("email", ""),
        language=get_language() or "en",
        country=country_of(value["country"]) if value["country"] else "",
        job=value["job"],
        category=VisitorCategory(value["category"]),
        channel=value["channel"],
        days=form.days_line(),
        consents=tuple(value["consents"]),
    )


@signed_in
def registered(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    row = queries.find_registration(found, person_of(request))
    if row is None:
        return redirect("visiting:register", edition=edition)
    days = [day for day, mark in zip(found.days.all(), row.days, strict=False) if mark == "1"]
    return render(request, "visiting/registered.html", {"registration": row, "days": days})


@for_visitor_staff
def visitors(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = VisitorsForm(request.GET, edition=found)
    asked = form.cleaned_data if form.is_valid() else {}
    listing = Listing(
        found=queries.registrations_of(
            found,
            asked.get("q", ""),
            asked.get("category", ""),
            asked.get("channel", ""),
            country=asked.get("country", ""),
            state=asked.get("state", ""),
            day=asked.get("day", ""),
        ),
        total=found.registrations.count(),
        form=form,
        columns=[
            Column(_("Name"), lambda row: row.person.name),
            Column(_("Latin name"), lambda row: row.person.name_latin),
            Column(_("Organisation"), lambda row: row.organisation.name if row.organisation else ""),
            Column(_("Country or region"), lambda row: row.country),
            Column(_("Comes as"), lambda row: _(VisitorCategory(row.category).word)),
            Column(_("How"), lambda row: _(Channel(row.channel).word)),
            Column(_("State"), lambda row: _(RegistrationState(row.state).word)),
        ],
        name=f"{found.key}-visitors",
        orders={"registered": ["-registered_at"], "name": ["person__name_latin", "person__name"]},
    )
    return show_list(request, "visiting/visitors.html", listing)
