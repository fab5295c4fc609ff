"""One version: its figures and its board, and one meeting on it that is placed, moved, swapped, pinned or taken out.

The board's script asks for the same as the forms of a meeting's page, by htmx's header, and gets the board back.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import NotFound, Refusal, spoken
from chainfair.ground.names import name_of
from chainfair.ground.numbers import whole_number
from chainfair.meetings import actions, queries
from chainfair.meetings.access import for_desk, for_desk_readers, may_change_timetable, may_read_words
from chainfair.meetings.errors import OtherMissing
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
    board = _board(request, found)
    draft = found.state == TimetableState.DRAFT
    barred = queries.refusal_to_publish(found) if draft else None
    older = queries.find_older(found)
    context = {
        "timetable": found,
        "figures": queries.figures_of(found),
        "reasons": queries.reasons_of(found),
        "course": queries.course_of(found.figures),
        **board,
        "load": queries.load_of(found, board["board"].day) if board["board"].day else None,
        "older": older,
        "difference": queries.difference_between(found, older) if draft and not barred else None,
        "barred": spoken(barred, _) if barred and not refused else "",
        "refused": refused,
        "proposed": len(queries.proposals_placed_in(found)) if draft else 0,
        "late": board["may_change"] and queries.late_is_possible(found, timezone.now()),
    }
    return render(request, "meetings/timetable.html", context, status=409 if refused else 200)


def _board(request: HttpRequest, found: Timetable) -> dict[str, Any]:
    """What the board's own part of a page needs, whichever page or answer shows it."""
    form = BoardForm(request.GET, edition=found.edition)
    board = queries.board_of(found, form.question(request.GET.get("page", "")))
    may_change = may_change_timetable(person_of(request), found.edition)
    return {
        "board": board,
        "form": form,
        "page": board.page,
        "may_change": may_change,
        "by_hand": may_change and queries.can_move(found, timezone.now()),
    }


def _board_again(request: HttpRequest, found: Timetable, said: str, *, refused: bool = False) -> HttpResponse:
    """The board after something was tried on it, with what came of that."""
    context = {"timetable": found, "edition": found.edition, "said": said, "was_refused": refused}
    status = 409 if refused else 200
    return render(request, "meetings/_board.html", {**_board(request, found), **context}, status=status)


@for_desk
def free(_request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    """Slots in which all sides of a meeting and a place are free, for the board's script to mark."""
    found = get_edition(edition)
    seating = queries.seating_of(queries.get_timetable(found, version), queries.get_meeting(found, meeting))
    return JsonResponse({"free": [slot.pk for slot in seating.free]})


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
    placement = seating.placement
    rows = queries.neighbours_of(found, placement) if placement and not placement.pinned else []
    others = [(one, _sides(one.meeting)) for one in rows]
    wanted = request.POST.get("slot", "") if refused else ""
    desk = may_change_timetable(person_of(request), edition)
    context = {
        "others": others,
        "in_the_way": [one for one in others if str(one[0].slot_id) == wanted],
        "timetable": found,
        "meeting": meeting,
        "seating": seating,
        "words": may_read_words(person_of(request), edition),
        "why": queries.in_words([seating.unplaced], edition)[0].sentence if seating.unplaced else "",
        "refused": refused,
        "fixed": spoken(fixed, _) if fixed else "",
        "desk": desk,
        "late": desk and queries.late_is_possible(found, timezone.now()),
        "may_change": fixed is None and desk,
    }
    return render(request, "meetings/placed.html", context, status=409 if refused else 200)


def _sides(meeting: Meeting) -> str:
    return " ↔ ".join(name_of(side.participant.organisation) for side in meeting.parties.all())


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
    found = queries.get_timetable(edition, version)
    on_board = request.headers.get("HX-Request") == "true"
    try:
        act(found, queries.get_meeting(edition, number))
    except NotFound:
        raise
    except Refusal as refusal:
        sentence = spoken(refusal, _)
        if on_board:
            return _board_again(request, found, sentence, refused=True)
        return _placed(request, edition, version, number, sentence)
    if on_board:
        return _board_again(request, found, done)
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
        wanted = request.POST.get("place", "")
        place = queries.get_place(timetable.edition, wanted) if wanted else None
        actions.move_meeting(
            timetable=timetable,
            meeting=one,
            slot=slot,
            place=place,
            by=person_of(request),
            now=timezone.now(),
        )

    return _try(request, edition, version, meeting, act, _("The meeting is moved."))


@for_desk
@require_POST
def swap(request: HttpRequest, edition: str, version: int, meeting: int) -> HttpResponse:
    def act(timetable: Timetable, one: Meeting) -> None:
        number = whole_number(request.POST.get("other", ""))
        if number is None:
            raise OtherMissing
        other = queries.get_meeting(timetable.edition, number)
        actions.swap_meetings(
            timetable=timetable, meetings=(one, other), by=person_of(request), now=timezone.now()
        )

    done = _("The two meetings have exchanged their times and places.")
    return _try(request, edition, version, meeting, act, done)


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
