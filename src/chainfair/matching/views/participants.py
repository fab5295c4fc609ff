"""Who takes part: joining, and when and how often each can meet."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chainfair.fairs.access import appointed, holds, may_see_edition
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition, slots_of
from chainfair.ground.errors import NotAllowed, NotFound, Refusal, spoken
from chainfair.ground.kinds import phrase
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import country_name
from chainfair.matching import actions, queries, rules
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.matching.forms import AvailabilityForm, ParticipantsForm
from chainfair.matching.kinds import Side
from chainfair.matching.models import Participant
from chainfair.people.access import person_of, signed_in
from chainfair.visiting.queries import find_registration


@signed_in
def join(request: HttpRequest, edition: str) -> HttpResponse:
    found, person = get_edition(edition), person_of(request)
    if not may_see_edition(person, found):
        raise NotFound(kind=phrase("edition of the fair"), name=edition)
    if participants_of(person, found):
        return redirect("matching:suggestions", edition=edition)
    registration = find_registration(found, person)
    refused = ""
    if request.method == "POST" and registration is not None:
        try:
            actions.join_as_visitor(registration=registration, by=person, now=timezone.now())
        except Refusal as refusal:
            refused = spoken(refusal, _)
        else:
            messages.success(request, _("You take part. Say what you offer and what you look for."))
            return redirect("desk:offers", edition=edition)
    context = {"registration": registration, "refused": refused}
    return render(request, "matching/join.html", context, status=409 if refused else 200)


@appointed(Role.MATCHMAKING, Role.EXHIBITOR_SALES, Role.CHAIN_MANAGER, Role.AUDITOR)
def participants(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = ParticipantsForm(request.GET, edition=found)
    slots = found.slots.count()
    listing = Listing(
        found=_participants_found(found, form),
        total=found.participants.count(),
        form=form,
        columns=[
            Column(_("Organisation"), lambda row: row.organisation.name),
            Column(_("Latin name"), lambda row: row.organisation.name_latin),
            Column(_("Country or region"), lambda row: country_name(row.organisation.country)),
            Column(_("Side"), lambda row: _(Side(row.side).word)),
            Column(_("Hall"), lambda row: row.hall.code if row.hall else ""),
            Column(_("At a time"), lambda row: row.seat_count),  # type: ignore[attr-defined] # annotated
            Column(_("Free slots"), lambda row: queries.free_slots(row, slots)),
            Column(_("At least"), lambda row: row.minimum),
            Column(_("At most"), lambda row: row.maximum),
        ],
        name=f"{found.key}-participants",
        orders={
            "name": ["organisation__latin_key", "organisation__name_key"],
            "country": ["organisation__country", "organisation__latin_key"],
            "minimum": ["-minimum"],
            "maximum": ["-maximum"],
        },
        dress=lambda rows: queries.with_free_slots(found, rows),
    )
    return show_list(request, "matching/participants.html", listing, slots=slots)


def _participants_found(edition: Edition, form: ParticipantsForm) -> QuerySet[Participant]:
    asked = form.cleaned_data if form.is_valid() else {}
    return queries.participants_in(
        edition,
        asked.get("q", ""),
        side=asked.get("side", ""),
        country=asked.get("country", ""),
        hall=asked.get("hall", ""),
        bare=asked.get("bare", False),
        limited=asked.get("limited", False),
    )


@appointed(Role.MATCHMAKING, Role.EXHIBITOR_SALES, Role.CHAIN_MANAGER, Role.AUDITOR)
def participant(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    one = queries.get_participant(found, number)
    may_change = holds(person_of(request), found, Role.MATCHMAKING, Role.EXHIBITOR_SALES)
    if request.method == "POST" and not may_change:
        raise NotAllowed(what=_("to change when a participant can meet"))
    return _arrange(request, one, may_change=may_change)


@for_participants
def availability(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me, actors = participant_of_request(request, found), participants_of(person_of(request), found)
    return _arrange(request, me, may_change=True, me=me, actors=actors)


def _arrange(request: HttpRequest, one: Participant, *, may_change: bool, **context: object) -> HttpResponse:
    slots = list(slots_of(one.edition))
    form = AvailabilityForm(request.POST or None, participant=one, slots=slots)
    if form.is_valid():
        actions.arrange_participant(
            participant=one,
            availability=rules.availability_of(form.marked(), len(slots)),
            minimum=form.cleaned_data["minimum"],
            maximum=form.cleaned_data["maximum"],
            by=person_of(request),
            now=timezone.now(),
        )
        messages.success(request, _("Kept. Meetings that are agreed already stay where they are."))
        return redirect(request.get_full_path())
    free = form.ticked()
    context |= {
        "form": form,
        "one": one,
        "may_change": may_change,
        "days": queries.available_days(slots, free),
        "free": len(free),
        "total": len(slots),
    }
    return render(request, "matching/availability.html", context, status=409 if form.errors else 200)
