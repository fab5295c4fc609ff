"""The organiser's pages to make an edition."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs import actions, queries
from chainfair.fairs.access import appointed
from chainfair.fairs.forms import AppointmentForm, AreaForm, DaysForm, EditionForm, HallForm, TablesForm
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Appointment, Edition, Hall
from chainfair.fairs.rules import STEPS
from chainfair.ground.errors import Refusal
from chainfair.people.access import person_of
from chainfair.people.queries import get_person


def _page(request: HttpRequest, edition: Edition, status: int = 200, **forms: BaseForm) -> HttpResponse:
    """The page of an edition, with one form as it was sent where that was refused."""
    slots = queries.slots_of(edition)
    context: dict[str, Any] = {
        "edition": edition,
        "days": queries.days_of(edition),
        "slots": slots.count(),
        "halls": queries.halls_of(edition),
        "areas": queries.areas_of(edition),
        "appointments": queries.appointments_of(edition),
        "steps": [state for state, before in STEPS.items() if edition.state in before],
        "facts_form": EditionForm(instance=edition),
        "days_form": DaysForm(initial={"starts_on": edition.starts_on, "days": edition.days.count() or 3}),
        "hall_form": HallForm(),
        "area_form": AreaForm(edition=edition),
        "appointment_form": AppointmentForm(),
    }
    return render(request, "fairs/edition.html", context | forms, status=status)


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
        return _page(request, found, 409, tables_form=form)
    actions.set_tables(hall=row, count=form.cleaned_data["tables"], by=person_of(request), now=timezone.now())
    return _kept(request, found, _("Kept."))


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
def appointment(request: HttpRequest, edition: str) -> HttpResponse:
    found = queries.get_edition(edition)
    form = AppointmentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 409, appointment_form=form)
    actions.appoint(
        edition=found,
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
