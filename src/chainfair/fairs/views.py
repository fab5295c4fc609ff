"""The organiser's pages to make an edition."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs import actions, queries
from chainfair.fairs.access import appointed, holds
from chainfair.fairs.forms import (
    AppointmentForm,
    AreaForm,
    DaysForm,
    EditionForm,
    HallForm,
    PlacesForm,
    TablesForm,
    WaysForm,
)
from chainfair.fairs.kinds import PlaceKind, Role
from chainfair.fairs.models import Appointment, Area, Edition, Hall, Place
from chainfair.fairs.rules import STEPS
from chainfair.ground.errors import Refusal
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.people.access import person_of
from chainfair.people.queries import get_person

LOOKING_AT_PLACES = (Role.DIRECTOR, Role.MATCHMAKING, Role.MEETING_AREA, Role.AUDITOR)
# A later room's page, so its roles are told here; a test compares them with what opens.
LOOKING_AT_PARTICIPANTS = (Role.MATCHMAKING, Role.EXHIBITOR_SALES, Role.CHAIN_MANAGER, Role.AUDITOR)


def _page(request: HttpRequest, edition: Edition, status: int = 200, **forms: BaseForm) -> HttpResponse:
    """The page of an edition, with one form as it was sent where that was refused."""
    slots = queries.slots_of(edition)
    context: dict[str, Any] = {
        "edition": edition,
        "days": queries.days_of(edition),
        "slots": slots.count(),
        "halls": queries.halls_of(edition),
        "areas": queries.areas_of(edition),
        "appointments": _appointments(edition),
        "places": edition.places.filter(is_open=True).count(),
        "may_direct": holds(person_of(request), edition, Role.DIRECTOR),
        "may_place": holds(person_of(request), edition, Role.DIRECTOR, Role.MATCHMAKING),
        "may_import": holds(person_of(request), edition, Role.EXHIBITOR_SALES),
        "may_see_places": holds(person_of(request), edition, *LOOKING_AT_PLACES),
        "may_see_participants": holds(person_of(request), edition, *LOOKING_AT_PARTICIPANTS),
        "steps": [state for state, before in STEPS.items() if edition.state in before],
        "facts_form": EditionForm(instance=edition),
        "days_form": DaysForm(initial=DaysForm.values_of(edition)),
        "hall_form": HallForm(),
        "ways": queries.ways_said(edition),
        "ways_form": WaysForm(edition=edition),
        "area_form": AreaForm(edition=edition),
        "appointment_form": AppointmentForm(edition=edition),
    }
    return render(request, "fairs/edition.html", context | forms, status=status)


def _appointments(edition: Edition) -> list[tuple[Appointment, object]]:
    named = queries.scope_names(edition)
    return [(one, named.get((one.scope_kind, one.scope_id))) for one in queries.appointments_of(edition)]


def _kept(request: HttpRequest, edition: Edition, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("fairs:edition", edition=edition.key)


def _refused(form: BaseForm, refusal: Refusal) -> None:
    form.add_error(None, _(refusal.message) % refusal.values)


@appointed()
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    return _page(request, queries.get_edition(edition))


@appointed(Role.DIRECTOR)
@require_POST
def facts(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = EditionForm(request.POST, instance=queries.get_edition(edition))
    if form.is_valid():
        try:
            actions.change_edition(
                edition=found, values=form.cleaned_data, by=person_of(request), now=timezone.now()
            )
            return _kept(request, found, _("Kept."))
        except Refusal as refusal:
            _refused(form, refusal)
    return _page(request, found, 409, facts_form=form)


@appointed(Role.DIRECTOR)
@require_POST
def days(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = DaysForm(request.POST)
    if form.is_valid():
        try:
            times = actions.set_days(
                edition=found,
                dates=form.dates(),
                hours=form.hours(),
                by=person_of(request),
                now=timezone.now(),
            )
            return _kept(request, found, _("%(count)s slots were laid.") % {"count": len(times)})
        except Refusal as refusal:
            _refused(form, refusal)
    return _page(request, found, 409, days_form=form)


@appointed(Role.DIRECTOR, Role.MATCHMAKING)
@require_POST
def hall(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = HallForm(request.POST)
    if form.is_valid():
        try:
            actions.add_hall(edition=found, plan=form.plan(), by=person_of(request), now=timezone.now())
            return _kept(request, found, _("The hall was added."))
        except Refusal as refusal:
            _refused(form, refusal)
    return _page(request, found, 409, hall_form=form)


@appointed(Role.DIRECTOR, Role.MATCHMAKING)
@require_POST
def tables(request: HttpRequest, edition: str, hall: int) -> HttpResponse:
    found = queries.get_edition(edition)
    row = get_object_or_404(Hall, edition=found, pk=hall)
    form = TablesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tables are 0 to 2,000 and rooms 0 to 200 in a hall; nothing was changed."))
        return _page(request, found, 409)
    person, now = person_of(request), timezone.now()
    actions.set_tables(hall=row, count=form.cleaned_data["tables"], by=person, now=now)
    actions.set_rooms(hall=row, count=form.cleaned_data["rooms"], by=person, now=now)
    return _kept(request, found, _("Kept."))


@appointed(Role.DIRECTOR, Role.MATCHMAKING)
@require_POST
def ways(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = WaysForm(request.POST, edition=found)
    if form.is_valid():
        try:
            actions.set_ways(edition=found, **form.cleaned_data, by=person_of(request), now=timezone.now())
            return _kept(request, found, _("Kept."))
        except Refusal as refusal:
            _refused(form, refusal)
    return _page(request, found, 409, ways_form=form)


@appointed(Role.DIRECTOR)
@require_POST
def remove_hall(request: HttpRequest, edition: str, hall: int) -> HttpResponse:
    found = queries.get_edition(edition)
    row = get_object_or_404(Hall, edition=found, pk=hall)
    actions.remove_hall(hall=row, by=person_of(request), now=timezone.now())
    return _kept(request, found, _("The hall was taken away."))


@appointed(*LOOKING_AT_PLACES)
def places(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = PlacesForm(request.GET, edition=found)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[Place] = Listing(
        found=queries.places_of(
            found, asked.get("q", ""), asked.get("hall", ""), asked.get("kind", ""), asked.get("state", "")
        ),
        total=found.places.count(),
        form=form,
        columns=[
            Column(_("Place"), str),
            Column(_("Hall"), lambda row: row.hall.code if row.hall else ""),
            Column(_("Kind"), lambda row: _(PlaceKind(row.kind).word)),
            Column(_("State"), lambda row: _("in use") if row.is_open else _("out of use")),
        ],
        name=f"{found.key}-places",
        orders={"place": ["zone", "number"], "kind": ["kind", "zone", "number"]},
    )
    may_close = holds(person_of(request), found, Role.DIRECTOR, Role.MATCHMAKING, Role.MEETING_AREA)
    return show_list(request, "fairs/places.html", listing, may_close=may_close)


@appointed(Role.DIRECTOR, Role.MATCHMAKING, Role.MEETING_AREA)
@require_POST
def place(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    row = queries.get_place(queries.get_edition(edition), number)
    is_open = request.POST.get("open") == "yes"
    actions.set_place_open(place=row, is_open=is_open, by=person_of(request), now=timezone.now())
    said = (
        _("%(place)s is in use again.")
        if is_open
        else _("%(place)s is out of use: no new meeting is placed there.")
    )
    messages.success(request, said % {"place": row})
    query = request.GET.urlencode()
    return redirect(reverse("fairs:places", args=[edition]) + (f"?{query}" if query else ""))


@appointed(Role.DIRECTOR)
@require_POST
def area(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = AreaForm(request.POST, edition=found)
    if form.is_valid():
        try:
            actions.add_area(edition=found, plan=form.plan(), by=person_of(request), now=timezone.now())
            return _kept(request, found, _("The area was added."))
        except Refusal as refusal:
            _refused(form, refusal)
    return _page(request, found, 409, area_form=form)


@appointed(Role.DIRECTOR)
@require_POST
def remove_area(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = queries.get_edition(edition)
    row = get_object_or_404(Area, edition=found, pk=number)
    actions.remove_area(area=row, by=person_of(request), now=timezone.now())
    return _kept(request, found, _("The area was taken away."))


@appointed(Role.DIRECTOR)
@require_POST
def appointment(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = AppointmentForm(request.POST, edition=found)
    if not form.is_valid():
        return _page(request, found, 409, appointment_form=form)
    scope_kind, scope_id = form.scope_of()
    actions.appoint(
        edition=found,
        scope_kind=scope_kind,
        scope_id=scope_id,
        person=get_person(form.cleaned_data["email"]),
        role=Role(form.cleaned_data["role"]),
        by=person_of(request),
        now=timezone.now(),
    )
    return _kept(request, found, _("The role was given."))


@appointed(Role.DIRECTOR)
@require_POST
def end(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = queries.get_edition(edition)
    row = get_object_or_404(Appointment, edition=found, pk=number, ended_at=None)
    actions.end_appointment(appointment=row, by=person_of(request), now=timezone.now())
    return _kept(request, found, _("The role was taken back."))


@appointed(Role.DIRECTOR)
@require_POST
def step(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    to = next((state for state in STEPS if state == request.POST.get("to")), None)
    if to is None:
        return _page(request, found, 409)
    actions.step_edition(edition=found, to=to, by=person_of(request), now=timezone.now())
    return _kept(request, found, _("The edition is now: %(state)s.") % {"state": _(to.word)})
