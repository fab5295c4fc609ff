"""Runs at the organiser's desk: start, watch, read, compare, publish."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.access import appointed, holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.kinds import RunState
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import country_name
from chainfair.ground.numbers import whole_number
from chainfair.matching import actions, queries
from chainfair.matching.access import for_desk_readers, may_run_matching
from chainfair.matching.forms import PairChangesForm, RunForm, RunPairsForm, RunsForm, ShiftsForm
from chainfair.matching.kinds import Lack, PairChange, Shift, Side
from chainfair.matching.models import MatchingRun, Suggestion
from chainfair.people.access import person_of


@for_desk_readers
def runs(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    return _runs(request, found)


def _runs(request: HttpRequest, edition: Edition, start: RunForm | None = None) -> HttpResponse:
    form = RunsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[MatchingRun] = Listing(
        found=queries.runs_of(edition, asked.get("q", ""), asked.get("state", "")),
        total=queries.runs_of(edition).count(),
        form=form,
        columns=[
            Column(_("Run"), lambda row: row.pk),
            Column(_("Started"), lambda row: row.created_at),
            Column(_("By"), lambda row: row.by.name if row.by else ""),
            Column(_("State"), lambda row: _(RunState(row.state).word)),
            Column(_("Seed"), lambda row: row.seed),
            Column(_("Pairs"), lambda row: row.figures.get("pairs")),
            Column(_("Within capacity"), lambda row: row.figures.get("chosen")),
            Column(_("Short of the best, at most"), lambda row: row.figures.get("gap")),
        ],
        name=f"{edition.key}-matching-runs",
        orders={"run": ["-pk"], "started": ["-created_at"], "state": ["state"]},
    )
    return show_list(
        request,
        "matching/runs.html",
        listing,
        participants=edition.participants.count(),
        latest=queries.runs_of(edition).first(),
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


@for_desk_readers
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
    return show_list(
        request,
        "matching/run.html",
        listing,
        run=one,
        publishable=_publishable(request, one),
        older=queries.find_older_run(one),
        spread=queries.spread_in(one),
        renewed=queries.renewed_lists(one) if one.state == RunState.PUBLISHED else 0,
    )


@for_desk_readers
def run_state(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    return render(
        request,
        "matching/_run_state.html",
        {"run": queries.get_run(get_edition(edition), number), "edition_key": edition},
    )


def _publishable(request: HttpRequest, run: MatchingRun) -> bool:
    """Whether the reader may publish a run as it stands."""
    return run.state in {RunState.DRAFT, RunState.REVIEWED} and holds(
        person_of(request), run.edition, Role.MATCHMAKING
    )


def _compared(request: HttpRequest, edition: Edition, number: int) -> tuple[MatchingRun, MatchingRun | None]:
    """A run and the one it is held against: which the address names, or the one that participants see."""
    run = queries.get_run(edition, number)
    against = whole_number(request.GET.get("against", ""))
    named = queries.comparable_runs(run).filter(pk=against).first() if against else None
    return run, named or queries.find_older_run(run)


def _alone(request: HttpRequest, run: MatchingRun) -> HttpResponse:
    """No run came before: which there are after it, to choose one."""
    return render(request, "matching/alone.html", {"run": run, "others": queries.comparable_runs(run)})


@for_desk_readers
def changes(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    run, older = _compared(request, found, number)
    if older is None:
        return _alone(request, run)
    form = ShiftsForm(request.GET, edition=found, run=run)
    asked = form.asked()
    comparison = queries.compare_runs(run, older)
    listing: Listing[queries.Shifted] = Listing(
        found=queries.shifts_between(
            run,
            older,
            asked.get("q", ""),
            shift=asked.get("shift", ""),
            side=asked.get("side", ""),
            country=asked.get("country", ""),
            seat=asked.get("seat", ""),
            short=asked.get("short", False),
        ).select_related("organisation"),
        total=comparison.participants,
        form=form,
        columns=_shift_columns(run, older),
        name=f"{edition}-run-{run.pk}-against-{older.pk}",
        orders={
            "loss": ["gain", "more_seats", "more"],
            "gain": ["-gain", "-more_seats", "-more"],
            "name": ["organisation__latin_key", "organisation__name_key"],
            "listed": ["-listed_now"],
            "lacking": ["-lacking_now"],
        },
    )
    return show_list(
        request,
        "matching/changes.html",
        listing,
        run=run,
        older=older,
        comparison=comparison,
        whys=dict(Lack.pairs()),
        publishable=_publishable(request, run),
    )


def _shift_columns(run: MatchingRun, older: MatchingRun) -> list[Column[queries.Shifted]]:
    then, now = (_("run %(n)s") % {"n": one.pk} for one in (older, run))
    return [
        Column(_("Organisation"), lambda row: row.organisation.name),
        Column(_("Latin name"), lambda row: row.organisation.name_latin),
        Column(_("Country or region"), lambda row: country_name(row.organisation.country)),
        Column(_("Side"), lambda row: _(Side(row.side).word)),
        Column(_("How it fares"), lambda row: _(Shift(row.shift).word)),
        Column(f"{_('Within capacity')}, {then}", lambda row: row.chosen_before),
        Column(f"{_('Within capacity')}, {now}", lambda row: row.chosen_now),
        Column(f"{_('Seats at assemblies')}, {then}", lambda row: row.seated_before),
        Column(f"{_('Seats at assemblies')}, {now}", lambda row: row.seated_now),
        Column(f"{_('Suggested')}, {then}", lambda row: row.suggested_before),
        Column(f"{_('Suggested')}, {now}", lambda row: row.suggested_now),
        Column(f"{_('On others’ lists')}, {then}", lambda row: row.listed_before),
        Column(f"{_('On others’ lists')}, {now}", lambda row: row.listed_now),
        Column(_("Short of its minimum"), lambda row: row.lacking_now),
        Column(_("Why"), lambda row: _(Lack(row.why_now).word) if row.why_now else ""),
    ]


@for_desk_readers
def pair_changes(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    run, older = _compared(request, found, number)
    if older is None:
        return _alone(request, run)
    form = PairChangesForm(request.GET, edition=found, run=run)
    asked = form.asked()
    counts = queries.pair_change_counts(run, older)
    listing: Listing[queries.ChangedPair] = Listing(
        found=queries.pair_changes_between(
            run, older, asked.get("q", ""), change=asked.get("change", ""), country=asked.get("country", "")
        ).select_related("first__organisation", "second__organisation"),
        total=sum(counts.values()),
        form=form,
        columns=[
            Column(_("First"), lambda row: row.first.organisation.name),
            Column(_("Second"), lambda row: row.second.organisation.name),
            Column(_("What changes"), lambda row: _(PairChange(row.change).word)),
            Column(_("Weight"), lambda row: row.weight),
            Column(_("Within capacity"), lambda row: "1" if row.chosen else "0"),
        ],
        name=f"{edition}-pairs-{run.pk}-against-{older.pk}",
        orders={"weight": ["-weight"], "change": ["change", "-weight"]},
        dress=queries.explained_pairs,
    )
    return show_list(request, "matching/pair_changes.html", listing, run=run, older=older, counts=counts)


@appointed(Role.MATCHMAKING)
@require_POST
def publish(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    run = queries.get_run(get_edition(edition), number)
    actions.publish_run(run=run, by=person_of(request), now=timezone.now())
    messages.success(request, _("Participants see the suggestions of this run now."))
    return redirect("matching:run", edition=edition, number=number)
