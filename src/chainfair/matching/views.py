"""Suggestions for participants; runs for the organiser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.access import appointed
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.kinds import RunState
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import name_of
from chainfair.matching import actions, queries
from chainfair.matching.access import for_participants, participant_of_request
from chainfair.matching.forms import RunForm, RunPairsForm, SearchForm, WishForm
from chainfair.matching.kinds import Wish
from chainfair.matching.models import Suggestion
from chainfair.people.access import person_of


@for_participants
def suggestions(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    form = SearchForm(request.GET)
    question = form.cleaned_data["q"] if form.is_valid() else ""
    listing = Listing(
        found=queries.suggestions_for(me, question),
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
    return _runs(request, get_edition(edition), RunForm())


def _runs(request: HttpRequest, edition: Edition, form: RunForm, status: int = 200) -> HttpResponse:
    context = {
        "runs": queries.runs_of(edition)[:50],
        "participants": edition.participants.count(),
        "form": form,
    }
    return render(request, "matching/runs.html", context, status=status)


@appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER)
@require_POST
def start(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = RunForm(request.POST)
    if not form.is_valid():
        return _runs(request, found, form, 409)
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
    form = RunPairsForm(request.GET)
    form.is_valid()
    question, chosen = form.cleaned_data.get("q", ""), bool(form.cleaned_data.get("chosen"))
    one = queries.get_run(found, number)
    listing: Listing[Suggestion] = Listing(
        found=queries.suggestions_of_run(one, question, chosen),
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
        dress=lambda rows: queries.explained(rows, None),
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
