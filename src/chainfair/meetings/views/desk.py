"""What the organiser's desk sees of all meetings: the list, one record, proposals to ask about, disputes to decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.numbers import whole_number
from chainfair.meetings import actions, queries
from chainfair.meetings.access import for_desk, for_desk_readers, may_change_timetable, may_read_words
from chainfair.meetings.forms.desk import DisputeForm, MeetingsForm
from chainfair.meetings.kinds import MeetingState, Origin
from chainfair.people.access import person_of


@for_desk_readers
def meetings(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = MeetingsForm(request.GET)
    asked = form.asked()
    names = queries.SideNames()
    about = Column[queries.Timed](_("About"), lambda row: row.about)
    listing: Listing[queries.Timed] = Listing(
        found=queries.meetings_of(found, asked.get("q", ""), asked.get("state", ""), asked.get("origin", "")),
        total=found.meetings.count(),
        form=form,
        columns=[
            Column("id", lambda row: str(row.pk)),
            Column(_("Sides"), lambda row: names.of(row.pk)),
            Column(_("State"), lambda row: _(MeetingState(row.state).word)),
            Column(_("Proposed by"), lambda row: _(Origin(row.origin).word)),
            Column(_("Time"), lambda row: row.starts_at),
            *([about] if may_read_words(person_of(request), found) else []),
        ],
        name=f"{found.key}-meetings",
        orders={"made": ["-created_at"], "time": ["starts_at"], "state": ["state"], "weight": ["-weight"]},
        ready=lambda rows: names.read([row.pk for row in rows]),
    )
    return show_list(
        request,
        "meetings/meetings.html",
        listing,
        proposals=len(queries.proposals_of(found, None, asked.get("q", ""))),
        disputes=found.meetings.filter(state=MeetingState.DISPUTED).count(),
        asked=asked,
        may_change=may_change_timetable(person_of(request), found),
    )


@for_desk
@require_POST
def ask_parties(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    ticked = [number for one in request.POST.getlist("meeting") if (number := whole_number(one)) is not None]
    chosen = None if "everything" in request.POST else ticked
    outcome = actions.ask_parties(
        edition=found,
        meetings=queries.proposals_of(found, chosen, request.POST.get("q", "")),
        by=person_of(request),
        now=timezone.now(),
    )
    count = len(outcome.meetings)
    if count:
        said = ngettext(
            "The parties of %(n)s meeting are asked; each answers by a date.",
            "The parties of %(n)s meetings are asked; each answers by a date.",
            count,
        )
        messages.success(request, said % {"n": count})
    else:
        messages.info(request, _("No meeting was ticked, so nobody was asked."))
    return redirect("meetings:meetings", edition=edition)


@for_desk
@require_POST
def settle(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    outcome = actions.settle_past_meetings(edition_id=found.pk, by=person_of(request), now=timezone.now())
    count = len(outcome.meetings)
    said = ngettext("%(n)s meeting is settled.", "%(n)s meetings are settled.", count)
    messages.success(
        request, said % {"n": count} if count else _("No meeting whose time is over waits to be settled.")
    )
    return redirect("meetings:meetings", edition=edition)


@for_desk_readers
def record(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    return _record(request, get_edition(edition), meeting, DisputeForm())


def _record(
    request: HttpRequest, edition: Edition, number: int, form: DisputeForm, **context: Any
) -> HttpResponse:
    meeting = queries.get_meeting(edition, number)
    words = may_read_words(person_of(request), edition)
    values = {
        "meeting": meeting,
        "words": words,
        "history": queries.record_of(meeting, reasons=words),
        "placements": queries.sittings_of(meeting),
        "form": form,
        "may_change": may_change_timetable(person_of(request), edition),
        **context,
    }
    status = 409 if form.is_bound else 200
    return render(request, "meetings/record.html", values, status=status)


@for_desk
@require_POST
def decide(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    found = get_edition(edition)
    form = DisputeForm(request.POST)
    if not form.is_valid():
        return _record(request, found, meeting, form)
    held = form.cleaned_data["held"] == "yes"
    try:
        actions.decide_dispute(
            meeting=queries.get_meeting(found, meeting),
            held=held,
            why=form.cleaned_data["why"],
            by=person_of(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _record(request, found, meeting, form, refused=spoken(refusal, _))
    messages.success(request, _("Decided: held.") if held else _("Decided: not held."))
    return redirect("meetings:record", edition=edition, meeting=meeting)
