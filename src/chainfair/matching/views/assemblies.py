"""Assemblies: those of a run at the desk, those in which one sits, and what one says to them."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import name_of
from chainfair.matching import actions, queries, rules
from chainfair.matching.access import (
    for_desk_readers,
    for_participants,
    participant_of_request,
    participants_of,
)
from chainfair.matching.forms import AssembliesForm, OwnAssembliesForm, SeatedForm
from chainfair.matching.kinds import Lapse, Seated
from chainfair.matching.models import Assembly, Participant
from chainfair.people.access import person_of

Lapsed = dict[int, list[Lapse]]  # why assemblies are out of date, by number


def _columns(lapsed: Lapsed) -> list[Column[Assembly]]:
    return [
        Column(_("Assembled for"), lambda row: row.owner.organisation.name),
        Column(_("Latin name"), lambda row: row.owner.organisation.name_latin),
        Column(_("Whole solution"), lambda row: name_of(row.link) if row.link else ""),
        Column(_("At the table"), lambda row: row.size),
        Column(_("Parts"), queries.supplied_in),
        Column(_("Weight"), lambda row: row.weight),
        Column(_("Within capacity"), lambda row: "1" if row.chosen else "0"),
        Column(_("Out of date"), lambda row: "; ".join(_(one.word) for one in lapsed.get(row.pk, []))),
    ]


@for_desk_readers
def assemblies(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    run, now = queries.get_run(found, number), timezone.now()
    form = AssembliesForm(request.GET, edition=found)
    lapsed: Lapsed = {}
    asked = form.asked()
    listing: Listing[Assembly] = Listing(
        found=queries.assemblies_of(
            run,
            asked.get("q", ""),
            chosen=asked.get("chosen", False),
            turned_down=asked.get("turned_down", False),
            country=asked.get("country", ""),
        ),
        total=run.figures.get("assemblies", 0),
        form=form,
        columns=_columns(lapsed),
        ready=lambda rows: lapsed.update(queries.read_for_file(rows, now)),
        name=f"matching-run-{run.pk}-assemblies",
        orders={"weight": ["-weight"], "size": ["-size", "-weight"], "scenario": ["scenario", "-chosen"]},
        dress=lambda rows: queries.assemblies_seen(rows, None, now),
    )
    return show_list(request, "matching/assemblies.html", listing, run=run)


@for_participants
def own_assemblies(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me, now = participant_of_request(request, found), timezone.now()
    form = OwnAssembliesForm(request.GET)
    asked = form.asked()
    shown: list[queries.AssemblyView] = []
    lapsed: Lapsed = {}

    def look(rows: Sequence[Assembly], first: int, order: str) -> None:
        shown.extend(queries.assemblies_seen(rows, me, now))
        actions.note_seen_assemblies(
            participant=me,
            shown=[(rank, one.assembly) for rank, one in enumerate(shown, first) if not one.lapses],
            sight=rules.sight_of(asked),
            order=order,
            now=now,
        )

    listing: Listing[Assembly] = Listing(
        found=queries.assemblies_for(me, asked.get("q", ""), said=asked.get("said", "")),
        total=queries.assemblies_for(me).count(),
        form=form,
        columns=_own_columns(lapsed),
        ready=lambda rows: lapsed.update(queries.read_for_file(rows, now)),
        name="assemblies",
        orders={"weight": ["-weight"]},
        dress=lambda _rows: shown,
        seen=look,
    )
    actors = participants_of(person_of(request), found)
    return show_list(request, "matching/own_assemblies.html", listing, me=me, actors=actors)


def _own_columns(lapsed: Lapsed) -> list[Column[Assembly]]:
    """What a file may say of others without asking what each is told; of one that is out of date, only whose it was."""
    return [
        Column(_("Assembled for"), lambda row: row.owner.organisation.name),
        Column(
            _("Whole solution"), lambda row: name_of(row.link) if row.link and row.pk not in lapsed else ""
        ),
        Column(_("At the table"), lambda row: row.size),
        Column(
            _("Organisations"),
            lambda row: (
                ""
                if row.pk in lapsed
                else "; ".join(one.participant.organisation.name for one in row.members.all())
            ),
        ),
        Column(_("Out of date"), lambda row: "1" if row.pk in lapsed else "0"),
    ]


@for_participants
@require_POST
def answer(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    me = participant_of_request(request, get_edition(edition))
    form = SeatedForm(request.POST)
    assembly = queries.get_own_assembly(me, number)
    if form.is_valid():
        said = Seated(form.cleaned_data["said"])
        try:
            actions.answer_assembly(
                assembly=assembly, participant=me, said=said, by=person_of(request), now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, spoken(refusal, _))
            return _back(edition, me)
        words = _("Noted for the assembly for %(name)s: your side %(said)s.")
        name = name_of(assembly.owner.organisation)
        messages.success(request, words % {"name": name, "said": _(said.word)})
    return _back(edition, me)


def _back(edition: str, me: Participant) -> HttpResponse:
    return redirect(f"{reverse('matching:own_assemblies', args=[edition])}?as={me.pk}")
