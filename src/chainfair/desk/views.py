"""Pages that people come home to."""

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.chains.actions import confirm_offer, refuse_offer, state_needs, state_offers
from chainfair.chains.kinds import FactState
from chainfair.chains.models import Offer
from chainfair.chains.queries import find_code
from chainfair.desk import actions, queries
from chainfair.desk.access import (
    for_owners_and_sales,
    may_change_team,
    may_see_profiles,
    opens,
    platform_only,
    sees_as_organiser,
)
from chainfair.desk.forms import EditionsForm, MemberForm, NewEditionForm, OfferForm, SilentForm
from chainfair.fairs.access import appointed, holds, in_public_edition
from chainfair.fairs.actions import create_following
from chainfair.fairs.kinds import EditionState, Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import editions_for, find_current_edition, get_edition, public_editions
from chainfair.fairs.rules import local_day
from chainfair.ground.errors import NotFound, Refusal, spoken
from chainfair.ground.kinds import phrase
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import country_name
from chainfair.ground.numbers import whole_number
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.matching.actions import note_exposures
from chainfair.matching.kinds import Side, Sight, Wish
from chainfair.matching.models import Participant
from chainfair.matching.queries import freshness_of
from chainfair.meetings.kinds import DeclineReason
from chainfair.meetings.queries import team_of
from chainfair.organisations.kinds import MemberRole
from chainfair.people.access import person_of, public, signed_in
from chainfair.people.kinds import Language, NewPerson
from chainfair.people.queries import sign_in_path
from chainfair.visiting.queries import find_registration


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


@public
def editions(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = EditionsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[Edition] = Listing(
        found=editions_for(person, asked.get("q", ""), asked.get("state", "")),
        total=editions_for(person).count(),
        form=form,
        columns=[
            Column(_("Key in addresses"), lambda row: row.key),
            Column(_("Name in English"), lambda row: row.name_en),
            Column(_("Name in Chinese"), lambda row: row.name_zh),
            Column(_("State"), lambda row: _(EditionState(row.state).word)),
            Column(_("First day"), lambda row: row.starts_on),
            Column(_("Last day"), lambda row: row.ends_on),
        ],
        name="editions",
        orders={"days": ["-starts_on"], "name": ["name_en"], "state": ["state"]},
    )
    return show_list(request, "desk/editions.html", listing)


@platform_only
def new_edition(request: HttpRequest) -> HttpResponse:
    form = NewEditionForm(request.POST or None, initial={"previous": request.GET.get("previous")})
    person = person_of(request)
    if form.is_valid() and person is not None:
        try:
            edition = create_following(plan=form.plan(), by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error("key", _(refusal.message) % refusal.values)
        else:
            return redirect("fairs:edition", edition=edition.key)
    return render(request, "desk/new_edition.html", {"form": form}, status=409 if form.errors else 200)


@in_public_edition
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    view = queries.public_home(found, local_day(timezone.now(), found.time_zone))
    registration = find_registration(found, person_of(request))
    return render(request, "desk/edition.html", {"view": view, "registration": registration})


@signed_in
def today(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    person = person_of(request)
    now = timezone.now()
    if sees_as_organiser(person, found):
        days = list(found.days.all())
        asked = {str(one.pk): one.pk for one in days}.get(request.GET.get("day", ""))
        view = queries.organiser_today(found, now, asked, partial(opens, request))
        context = {"view": view, "now": now, "days": days}
        context["may_import"] = holds(person, found, Role.EXHIBITOR_SALES)
        context["may_match"] = holds(person, found, Role.MATCHMAKING, Role.CHAIN_MANAGER)
        context["may_remind"] = holds(person, found, Role.MATCHMAKING, Role.EXHIBITOR_SALES)
        return render(request, "desk/organiser.html", context)
    if participants_of(person, found):
        me = participant_of_request(request, found)
        view_of_me = queries.participant_today(me, found, now)
        note_exposures(
            participant=me,
            fresh=freshness_of(me, now),
            suggestions=[one.suggestion for one in view_of_me.suggestions],
            sight=Sight.LISTED,
            first=1,
            now=now,
        )
        return render(
            request,
            "desk/participant.html",
            {
                "view": view_of_me,
                "me": me,
                "wishes": dict(me.preferences.values_list("counterpart_id", "wish")),
                "words": list(Wish),
                "reasons": list(DeclineReason),
                "team": team_of(me),
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
    me, may_change = own[0] if own else None, may_change_team(person, found, organisation)
    context = {"view": view, "me": me, "may_change_team": may_change}
    return render(request, "desk/organisation.html", context)


@for_owners_and_sales
def team(request: HttpRequest, edition: str, organisation: int) -> HttpResponse:
    found, person = get_edition(edition), person_of(request)
    row = queries.get_organisation(found, organisation)
    if not may_change_team(person, found, organisation):
        raise NotFound(kind=phrase("organisation"), name=str(organisation))  # another's is not found
    form = MemberForm(request.POST or None)
    if form.is_valid():
        value = form.cleaned_data
        language = get_language() or Language.ENGLISH
        try:
            invited = actions.invite_member(
                organisation=row,
                member=NewPerson(value["name"], email=value["email"], language=language),
                role=MemberRole(value["role"]),
                link=lambda one: request.build_absolute_uri(
                    sign_in_path(one, reverse("desk:today", args=[edition]))
                ),
                by=person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, spoken(refusal, _))
        else:
            words = _("%(who)s acts for the organisation now, and gets a letter with a link.")
            messages.success(request, words % {"who": invited.name})
            return redirect("desk:team", edition=edition, organisation=organisation)
    context = {"organisation": row, "members": queries.team_in(row), "form": form}
    return render(request, "desk/team.html", context, status=409 if form.errors else 200)


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
            trade = form.trade(me.organisation_id, code.pk if code else None)
            if value["kind"] == "offer":
                state_offers(offers=[trade], by=person_of(request), now=timezone.now())
            else:
                state_needs(needs=[trade], by=person_of(request), now=timezone.now())
            messages.success(request, _("Kept. The matching reads it from now on."))
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


@appointed(Role.MATCHMAKING, Role.EXHIBITOR_SALES, Role.AUDITOR)
def silent(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    now = timezone.now()
    form = SilentForm(request.GET, edition=found)
    may_remind = holds(person_of(request), found, Role.MATCHMAKING, Role.EXHIBITOR_SALES)
    listing = Listing(
        found=_silent_found(found, form, now),
        total=queries.silent_in(found).count(),
        form=form,
        columns=_silent_columns(may_remind),
        name=f"{found.key}-no-answer",
        orders={
            "requests": ["-open_count", "organisation__latin_key"],
            "name": ["organisation__latin_key", "organisation__name_key"],
            "since": ["since"],
            "until": ["answer_by"],
        },
        dress=lambda rows: queries.silent_rows(found, rows, now),
    )
    return show_list(request, "desk/silent.html", listing, may_remind=may_remind)


def _silent_found(edition: Edition, form: SilentForm, now: datetime) -> QuerySet[Participant]:
    if not form.is_valid():
        # A filter that means nothing must not come to mean everybody, who would then be written to.
        return queries.silent_in(edition).none()
    asked = form.cleaned_data
    return queries.silent_in(
        edition,
        asked.get("q", ""),
        least=asked.get("least") or 1,
        side=asked.get("side", ""),
        country=asked.get("country", ""),
        late_at=now if asked.get("late") else None,
    )


def _silent_columns(may_write: bool) -> list[Column[Participant]]:
    """Mail addresses are for whoever writes to them."""
    address = Column[Participant](
        _("Mail address"), lambda row: getattr(queries.contact_of(row), "email", "")
    )
    return [
        Column(_("Organisation"), lambda row: row.organisation.name),
        Column(_("Latin name"), lambda row: row.organisation.name_latin),
        Column(_("Country or region"), lambda row: country_name(row.organisation.country)),
        Column(_("Side"), lambda row: _(Side(row.side).word)),
        Column(_("Requests"), lambda row: row.open_count),  # type: ignore[attr-defined] # annotated
        Column(_("Since"), lambda row: row.since),  # type: ignore[attr-defined] # annotated
        Column(_("Answer by"), lambda row: row.answer_by),  # type: ignore[attr-defined] # annotated
        Column(_("Contact"), lambda row: getattr(queries.contact_of(row), "name", "")),
        *([address] if may_write else []),
    ]


@appointed(Role.MATCHMAKING, Role.EXHIBITOR_SALES)
@require_POST
def remind(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    one, now = request.POST.get("participant", ""), timezone.now()
    if one:
        number = whole_number(one)  # what is no number means nobody, and never everybody
        numbers = [] if number is None else [number]
    else:
        # Everybody whom the list shows, by the filters that stand in the address.
        rows = _silent_found(found, SilentForm(request.GET, edition=found), now)
        numbers = list(rows.values_list("pk", flat=True))
    count = actions.remind_silent(
        edition=found,
        participants=numbers,
        link=request.build_absolute_uri(reverse("meetings:requests", args=[edition])),
        by=person_of(request),
        now=now,
    )
    messages.success(request, _reminded(count))
    query = request.GET.urlencode()
    return redirect(reverse("desk:silent", args=[edition]) + (f"?{query}" if query else ""))


def _reminded(count: int) -> str:
    if not count:
        return _("Nobody was written to: they were reminded today already, or no address is known.")
    return ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", count) % {
        "n": count
    }
