"""Registration of a visitor, and the list of registrations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.access import in_public_edition
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.people.access import person_of, signed_in
from chainfair.people.kinds import Purpose
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from chainfair.visiting import actions, queries, rules
from chainfair.visiting.access import for_visitor_staff
from chainfair.visiting.forms import ComingForm, ConsentForm, RegisterForm, VisitorsForm
from chainfair.visiting.kinds import Channel, NewVisitor, RegistrationState, VisitorCategory
from chainfair.visiting.models import Registration


@in_public_edition
def register(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    person = person_of(request)
    if queries.find_registration(found, person):
        return redirect("visiting:registered", edition=edition)
    form = RegisterForm(request.POST or None, edition=found, known=person is not None)
    if form.is_valid():
        try:
            return _signed_up(request, found, person, _visitor(form))
        except Refusal as refusal:
            form.add_error(None, spoken(refusal, _))
    status = 409 if form.errors else 200
    return render(request, "visiting/register.html", {"form": form, "open": _open(found)}, status=status)


def _signed_up(
    request: HttpRequest, edition: Edition, person: Person | None, visitor: NewVisitor
) -> HttpResponse:
    if person is not None:
        actions.sign_up_visitor(edition=edition, person=person, visitor=visitor, now=timezone.now())
        return redirect("visiting:registered", edition=edition.key)
    badge = reverse("visiting:registered", args=[edition.key])
    actions.sign_up_by_mail(
        edition=edition,
        visitor=visitor,
        link=lambda one: request.build_absolute_uri(sign_in_path(one, badge)),
        now=timezone.now(),
    )
    words = _("A letter is on its way to %(email)s. Open the link in it to see your badge.")
    messages.success(request, words % {"email": visitor.email})
    return redirect("desk:edition", edition=edition.key)


def _open(edition: Edition) -> bool:
    return edition.state in {"open", "running"}


def _visitor(form: RegisterForm) -> NewVisitor:
    value = form.cleaned_data
    return NewVisitor(
        name=value.get("name", ""),
        name_latin=value.get("name_latin", ""),
        email=value.get("email", ""),
        language=get_language() or "en",
        country=value["country"],
        job=value["job"],
        category=VisitorCategory(value["category"]),
        channel=value["channel"],
        days=form.days_line(),
        consents=tuple(value["consents"]),
        company=value["company"],
    )


@signed_in
def registered(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    row = queries.find_registration(found, person_of(request))
    if row is None:
        return redirect("visiting:register", edition=edition)
    return _registered(request, row, _coming(row))


def _coming(row: Registration) -> ComingForm:
    days = [str(number) for number, mark in enumerate(row.days) if mark == "1"]
    return ComingForm(edition=row.edition, initial={"channel": row.channel, "days": days})


def _registered(request: HttpRequest, row: Registration, form: ComingForm, status: int = 200) -> HttpResponse:
    days = [day for day, mark in zip(row.edition.days.all(), row.days, strict=False) if mark == "1"]
    context = {
        "registration": row,
        "days": days,
        "form": form,
        "coming": row.state != RegistrationState.CANCELLED,
        "consents": queries.consents_of(row.person),
        "qr": rules.qr_path(row.badge),
    }
    return render(request, "visiting/registered.html", context, status=status)


@signed_in
@require_POST
def change(request: HttpRequest, edition: str) -> HttpResponse:
    row = queries.get_registration(get_edition(edition), person_of(request))
    form = ComingForm(request.POST, edition=row.edition)
    if not form.is_valid():
        return _registered(request, row, form, 409)
    actions.change_registration(
        registration=row,
        channel=Channel(form.cleaned_data["channel"]),
        days=form.days_line(),
        by=person_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("Kept. Your badge stays the same."))
    return redirect("visiting:registered", edition=edition)


@signed_in
@require_POST
def cancel(request: HttpRequest, edition: str) -> HttpResponse:
    row = queries.get_registration(get_edition(edition), person_of(request))
    actions.cancel_registration(registration=row, by=person_of(request), now=timezone.now())
    messages.success(request, _("Your registration is cancelled; the badge opens no gate any more."))
    return redirect("visiting:registered", edition=edition)


@signed_in
@require_POST
def renew(request: HttpRequest, edition: str) -> HttpResponse:
    row = queries.get_registration(get_edition(edition), person_of(request))
    actions.renew_registration(registration=row, by=person_of(request), now=timezone.now())
    messages.success(request, _("You are registered again."))
    return redirect("visiting:registered", edition=edition)


@signed_in
@require_POST
def consent(request: HttpRequest, edition: str) -> HttpResponse:
    row = queries.get_registration(get_edition(edition), person_of(request))
    form = ConsentForm(request.POST)
    if form.is_valid():
        actions.say_consent(
            person=row.person,
            purpose=Purpose(form.cleaned_data["purpose"]),
            given=form.cleaned_data["given"] == "yes",
            language=get_language() or "en",
            now=timezone.now(),
        )
        messages.success(request, _("Kept."))
    return redirect("visiting:registered", edition=edition)


@signed_in
def my_data(request: HttpRequest, edition: str) -> HttpResponse:
    row = queries.get_registration(get_edition(edition), person_of(request))
    response = JsonResponse(
        queries.data_of(row.person), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


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
            Column(_("Person"), lambda row: row.person.name),
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
