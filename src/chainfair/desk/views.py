"""Pages that people come home to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.chains.actions import confirm_offer, refuse_offer, state_needs, state_offers
from chainfair.chains.kinds import FactState, NewTrade
from chainfair.chains.models import Offer
from chainfair.chains.queries import find_code
from chainfair.desk import queries
from chainfair.desk.access import may_see_profiles, platform_only, sees_as_organiser
from chainfair.desk.forms import NewEditionForm, OfferForm
from chainfair.fairs.access import in_public_edition
from chainfair.fairs.actions import appoint, create_edition
from chainfair.fairs.kinds import Role
from chainfair.fairs.queries import find_current_edition, get_edition, public_editions
from chainfair.fairs.rules import local_day
from chainfair.ground.errors import Refusal
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.matching.kinds import Wish
from chainfair.people.access import person_of, public, signed_in


@public
def home(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    edition = find_current_edition()
    if person is not None:
        own = (
            person.appointments.filter(ended_at=None)
            .select_related("edition")
            .order_by("-edition__pk")
            .first()
        )
        edition = edition or (own.edition if own else None)
    if edition is None:
        return render(request, "desk/first_day.html", {"editions": public_editions()})
    return redirect("desk:today" if person is not None else "desk:edition", edition=edition.key)


@platform_only
def new_edition(request: HttpRequest) -> HttpResponse:
    form = NewEditionForm(request.POST or None)
    person = person_of(request)
    if form.is_valid() and person is not None:
        try:
            edition = create_edition(plan=form.plan(), by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error("key", _(refusal.message) % refusal.values)
        else:
            appoint(edition=edition, person=person, role=Role.DIRECTOR, by=person, now=timezone.now())
            return redirect("fairs:edition", edition=edition.key)
    return render(request, "desk/new_edition.html", {"form": form})


@in_public_edition
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    view = queries.public_home(found, local_day(timezone.now(), found.time_zone))
    return render(request, "desk/edition.html", {"view": view})


@signed_in
def today(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    person = person_of(request)
    now = timezone.now()
    if sees_as_organiser(person, found):
        days = list(found.days.all())
        asked = {str(one.pk): one.pk for one in days}.get(request.GET.get("day", ""))
        view = queries.organiser_today(found, now, asked)
        return render(request, "desk/organiser.html", {"view": view, "now": now, "days": days})
    if participants_of(person, found):
        me = participant_of_request(request, found)
        return render(
            request,
            "desk/participant.html",
            {
                "view": queries.participant_today(me, found, now),
                "me": me,
                "wishes": dict(me.preferences.values_list("counterpart_id", "wish")),
                "words": list(Wish),
            },
        )
    return redirect("desk:edition", edition=edition)


@in_public_edition
def organisation(request: HttpRequest, edition: str, organisation: int) -> HttpResponse:
    found = get_edition(edition)
    person = person_of(request)
    own = participants_of(person, found)
    mine = any(one.organisation_id == organisation for one in own)
    view = queries.organisation_view(
        found, organisation, own[0] if own else None, mine or may_see_profiles(person, found)
    )
    return render(request, "desk/organisation.html", {"view": view, "me": own[0] if own else None})


@for_participants
def offers(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    form = OfferForm(request.POST or None, initial={"kind": "offer"})
    if form.is_valid():
        value = form.cleaned_data
        code = find_code(value["code"]) if value["code"] else None
        if value["code"] and code is None:
            form.add_error("code", _("There is no such HS code; allowed are four or six digits of HS 2022."))
        else:
            trade = NewTrade(
                me.organisation_id,
                "entered",
                code=code.pk if code else None,
                text=value["text"],
                quantity=value["quantity"],
            )
            if value["kind"] == "offer":
                state_offers(offers=[trade], by=person_of(request), now=timezone.now())
            else:
                state_needs(needs=[trade], by=person_of(request), now=timezone.now())
            messages.success(request, _("Kept. It counts in the next matching run."))
            return redirect("desk:offers", edition=edition)
    view = queries.organisation_view(found, me.organisation_id, me, own=True)
    return render(request, "desk/offers.html", {"form": form, "view": view, "me": me})


@for_participants
@require_POST
def decide_offer(request: HttpRequest, edition: str, offer: int) -> HttpResponse:
    me = participant_of_request(request, get_edition(edition))
    row = get_object_or_404(Offer, pk=offer, organisation=me.organisation)
    person = person_of(request)
    if person is not None:
        decide = confirm_offer if request.POST.get("state") == FactState.CONFIRMED else refuse_offer
        decide(offer=row, by=person, now=timezone.now())
    return redirect("desk:offers", edition=edition)
