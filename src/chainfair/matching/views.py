"""Suggestions for participants; runs for the organiser."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.access import appointed, holds, may_see_edition
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition, slots_of
from chainfair.ground.errors import NotAllowed, NotFound, Refusal, spoken
from chainfair.ground.kinds import RunState, phrase
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import country_name, name_of
from chainfair.matching import actions, queries, rules
from chainfair.matching.access import (
    for_participants,
    may_run_matching,
    participant_of_request,
    participants_of,
)
from chainfair.matching.forms import (
    AvailabilityForm,
    ParticipantsForm,
    RunForm,
    RunPairsForm,
    RunsForm,
    SuggestionsForm,
    WishForm,
)
from chainfair.matching.kinds import Side, Wish
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.people.access import person_of, signed_in
from chainfair.visiting.queries import find_registration


@for_participants
def suggestions(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    form = SuggestionsForm(request.GET, participant=me)
    asked = form.cleaned_data if form.is_valid() else {}
    listing = Listing(
        found=queries.suggestions_for(
            me,
            asked.get("q", ""),
            country=asked.get("country", ""),
            side=asked.get("side", ""),
            wish=asked.get("wish", ""),
        ),
        total=queries.suggestions_for(me).count(),
        form=form,
        columns=[
            Column(_("Organisation"), lambda row: queries.counterpart_of(row, me).organisation.name),
            Column(_("Latin name"), lambda row: queries.counterpart_of(row, me).organisation.name_latin),
            Column(_("Country or region"), lambda row: queries.counterpart_of(row, me).organisation.country),
            Column(_("Weight"), lambda row: row.weight),
        ],
        name="suggestions",
        orders={"weight": ["-weight"]},
        dress=lambda rows: queries.explained(rows, me),
    )
    wishes = dict(me.preferences.values_list("counterpart_id", "wish"))
    return show_list(request, "matching/suggestions.html", listing, me=me, wishes=wishes, words=list(Wish))


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


@for_participants
@require_POST
def wish(request: HttpRequest, edition: str, counterpart: int) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    other = queries.get_participant(found, counterpart)
    form = WishForm(request.POST)
    if form.is_valid():
        actions.state_preferences(
            wishes=[(me, other, Wish(form.cleaned_data["wish"]))], by=person_of(request), now=timezone.now()
        )
        messages.success(
            request,
            _("Noted for the next run: %(wish)s, %(name)s.")
            % {"wish": _(Wish(form.cleaned_data["wish"]).word), "name": name_of(other.organisation)},
        )
    return redirect("matching:suggestions", edition=edition)


@appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER, Role.AUDITOR)
def runs(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    return _runs(request, found)


def _runs(request: HttpRequest, edition: Edition, start: RunForm | None = None) -> HttpResponse:
    form = RunsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[MatchingRun] = Listing(
        found=queries.runs_of(edition, asked.get("q", ""), asked.get("state", "")),
        total=edition.matching_runs.count(),
        form=form,
        columns=[
            Column(_("Run"), lambda row: row.pk),
            Column(_("Started"), lambda row: row.created_at),
            Column(_("By"), lambda row: row.by.name if row.by else ""),
            Column(_("State"), lambda row: _(RunState(row.state).word)),
            Column(_("Seed"), lambda row: row.seed),
            Column(_("Pairs"), lambda row: row.figures.get("pairs")),
            Column(_("Within capacity"), lambda row: row.figures.get("chosen")),
            Column(_("To the bound"), lambda row: row.figures.get("gap")),
        ],
        name=f"{edition.key}-matching-runs",
        orders={"run": ["-pk"], "started": ["-created_at"], "state": ["state"]},
    )
    return show_list(
        request,
        "matching/runs.html",
        listing,
        participants=edition.participants.count(),
        start=start or RunForm(),
        may_run=may_run_matching(person_of(request), edition),
    )


@appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER)
@require_POST
def start(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = RunForm(request.POST)
    if not form.is_valid():
        response = _runs(request, found, form)
        response.status_code = 409
        return response
    settings = {"shown": form.cleaned_data["shown"]} if form.cleaned_data["shown"] else {}
    run = actions.start_run(
        edition=found,
        by=person_of(request),
        now=timezone.now(),
        settings=settings,
        seed=form.cleaned_data["seed"],
    )
    return redirect("matching:run", edition=edition, number=run.pk)


@appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER, Role.AUDITOR)
def run(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    form = RunPairsForm(request.GET, edition=found)
    asked = form.cleaned_data if form.is_valid() else {}
    one = queries.get_run(found, number)
    listing: Listing[Suggestion] = Listing(
        found=queries.suggestions_of_run(
            one, asked.get("q", ""), asked.get("chosen", False), asked.get("country", "")
        ),
        total=one.figures.get("pairs", 0),
        form=form,
        columns=[
            Column(_("First"), lambda row: row.first.organisation.name),
            Column(_("Second"), lambda row: row.second.organisation.name),
            Column(_("Weight"), lambda row: row.weight),
            Column(_("Within capacity"), lambda row: "1" if row.chosen else "0"),
        ],
        name=f"matching-run-{one.pk}",
        orders={"weight": ["-weight"]},
        dress=queries.explained_pairs,
    )
    publishable = one.state in {RunState.DRAFT, RunState.REVIEWED}
    return show_list(request, "matching/run.html", listing, run=one, publishable=publishable)


@appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER, Role.AUDITOR)
def run_state(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    return render(
        request,
        "matching/_run_state.html",
        {"run": queries.get_run(get_edition(edition), number), "edition_key": edition},
    )


@appointed(Role.MATCHMAKING)
@require_POST
def publish(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    run = queries.get_run(get_edition(edition), number)
    actions.publish_run(run=run, by=person_of(request), now=timezone.now())
    messages.success(request, _("Participants see the suggestions of this run now."))
    return redirect("matching:run", edition=edition, number=number)


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
