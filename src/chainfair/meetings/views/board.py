"""One version: its figures and its board, and one meeting on it that is placed, moved, pinned or taken out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import NotFound, Refusal, spoken
from chainfair.meetings import actions, queries
from chainfair.meetings.access import for_desk, for_desk_readers, may_change_timetable, may_read_words
from chainfair.meetings.forms.desk import BoardForm
from chainfair.meetings.kinds import MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Timetable
from chainfair.meetings.rules import refusal_to_change, refusal_to_place
from chainfair.people.access import person_of


@for_desk_readers
def timetable(request: HttpRequest, edition: str, version: int) -> HttpResponse:
    return version_page(request, get_edition(edition), version)


def version_page(request: HttpRequest, edition: Edition, version: int, *, refused: str = "") -> HttpResponse:
    """The page of one version; with a refusal, why what was asked for was not done."""
    found = queries.get_timetable(edition, version)
    form = BoardForm(request.GET, edition=edition)
    board = queries.board_of(found, form.question(request.GET.get("page", "")))
    draft = found.state == TimetableState.DRAFT
    barred = queries.refusal_to_publish(found) if draft else None
    older = queries.find_older(found)
    context = {
        "timetable": found,
        "figures": queries.figures_of(found),
        "reasons": queries.reasons_of(found),
        "board": board,
        "form": form,
        "page": board.page,
        "load": queries.load_of(found, board.day) if board.day else None,
        "older": older,
        "difference": queries.difference_between(found, older) if draft and not barred else None,
        "barred": spoken(barred, _) if barred and not refused else "",
        "refused": refused,
        "proposed": len(queries.proposals_placed_in(found)) if draft else 0,
        "may_change": may_change_timetable(person_of(request), edition),
    }
    return render(request, "meetings/timetable.html", context, status=409 if refused else 200)


@for_desk_readers
def placed(request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    return _placed(request, get_edition(edition), version, meeting)


def _placed(
    request: HttpRequest, edition: Edition, version: int, number: int, refused: str = ""
) -> HttpResponse:
    found = queries.get_timetable(edition, version)
    meeting = queries.get_meeting(edition, number)
    seating = queries.seating_of(found, meeting)
    state = TimetableState(found.state)
    fixed = refusal_to_change(found.version, state) or refusal_to_place(MeetingState(meeting.state), state)
    context = {
        "timetable": found,
        "meeting": meeting,
        "seating": seating,
        "words": may_read_words(person_of(request), edition),
        "why": queries.in_words([seating.unplaced], edition)[0].sentence if seating.unplaced else "",
        "refused": refused,
        "fixed": spoken(fixed, _) if fixed else "",
        "may_change": fixed is None and may_change_timetable(person_of(request), edition),
    }
    return render(request, "meetings/placed.html", context, status=409 if refused else 200)


def _try(
    request: HttpRequest,
    key: str,
    version: int,
    number: int,
    act: Callable[[Timetable, Meeting], object],
    done: str,
) -> HttpResponse:
    """Do one thing with one meeting of a version and show it again: what was done, or why not, in words."""
    edition = get_edition(key)
    try:
        act(queries.get_timetable(edition, version), queries.get_meeting(edition, number))
    except NotFound:
        raise
    except Refusal as refusal:
        return _placed(request, edition, version, number, spoken(refusal, _))
    messages.success(request, done)
    return redirect("meetings:placed", edition=key, version=version, meeting=number)


@for_desk
@require_POST
def place(request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    def act(timetable: Timetable, one: Meeting) -> None:
        slot = queries.get_slot(timetable.edition, request.POST.get("slot", ""))
        actions.place_meeting(
            timetable=timetable, meeting=one, slot=slot, by=person_of(request), now=timezone.now()
        )

    return _try(request, edition, version, meeting, act, _("The meeting has its time."))


@for_desk
@require_POST
def move(request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    def act(timetable: Timetable, one: Meeting) -> None:
        slot = queries.get_slot(timetable.edition, request.POST.get("slot", ""))
        actions.move_meeting(
            timetable=timetable, meeting=one, slot=slot, by=person_of(request), now=timezone.now()
        )

    return _try(request, edition, version, meeting, act, _("The meeting is moved."))


@for_desk
@require_POST
def pin(request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    pinned = request.POST.get("pinned") == "1"

    def act(timetable: Timetable, one: Meeting) -> None:
        actions.pin_meeting(
            timetable=timetable, meeting=one, pinned=pinned, by=person_of(request), now=timezone.now()
        )

    done = _("Pinned: no run moves it.") if pinned else _("Not pinned any more: the next run may move it.")
    return _try(request, edition, version, meeting, act, done)


@for_desk
@require_POST
def take_out(request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    def act(timetable: Timetable, one: Meeting) -> None:
        actions.unplace_meeting(timetable=timetable, meeting=one, by=person_of(request), now=timezone.now())

    done = _("Taken out of this version; its sides keep what they agreed.")
    return _try(request, edition, version, meeting, act, done)
