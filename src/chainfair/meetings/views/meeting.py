"""One meeting: how it stands, what was said, what its side can do next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Slot
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.numbers import whole_number
from chainfair.matching.access import for_participants
from chainfair.meetings import access, actions, errors, queries
from chainfair.meetings.forms import CancelForm, CloseForm, CounterForm, DeclineForm, GiveForm
from chainfair.meetings.kinds import DeclineReason, MeetingClosing, MeetingState
from chainfair.meetings.models import Meeting, Party
from chainfair.meetings.queries import OwnMeeting
from chainfair.people.access import person_of

PAGES = {"requests": "meetings:requests", "agenda": "meetings:agenda", "today": "desk:today"}


def _party(request: HttpRequest, edition: str, number: int) -> Party:
    return access.party_of_request(request, get_edition(edition), number)


def _own(party: Party) -> OwnMeeting:
    return queries.own_meetings([party.meeting], party.participant, timezone.now())[0]


@for_participants
def meeting(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    return _page(request, _party(request, edition, meeting))


def _page(request: HttpRequest, party: Party, refused: str = "", **forms: Form) -> HttpResponse:
    own = _own(party)
    sides = own.sides
    context: dict[str, Any] = {
        "own": own,
        "me": party.participant,
        "now": timezone.now(),
        "history": queries.history_of(own),
        "refused": refused,
        "begun": own.begun(timezone.now()),
        "may_answer": access.may_answer(party, party.meeting),
        "may_withdraw": access.may_withdraw(party, party.meeting),
        "may_cancel": access.may_cancel(party, party.meeting, sides),
        "where": queries.where_of(own.placement, own) if own.placement else None,
        "reasons": list(DeclineReason),
        "team": queries.team_of(party.participant),
        "cancel_form": CancelForm(),
        "close_form": CloseForm(initial=_said(party)),
    }
    status = 409 if refused else 200
    return render(request, "meetings/meeting.html", context | forms, status=status)


def _said(party: Party) -> dict[str, Any]:
    """What this side answered to the closing question."""
    held = {True: "yes", False: "no"}.get(party.said_held) if party.said_held is not None else None
    return {
        "held": held,
        "worth": party.worth,
        "next_step": party.next_step,
        "next_step_by": party.next_step_by,
    }


def _tried(
    request: HttpRequest,
    party: Party,
    act: Callable[[], Meeting | None],
    said: Callable[[OwnMeeting], str],
) -> HttpResponse:
    """Act, and lead back to where the person came from; a refusal stands on the meeting's page with the ways out."""
    edition, number = party.meeting.edition, party.meeting_id
    try:
        act()
    except Refusal as refusal:
        fresh = access.party_of_request(request, edition, number)
        return _page(request, fresh, spoken(refusal, _))
    fresh = access.party_of_request(request, edition, number)
    messages.success(request, said(_own(fresh)))
    back = PAGES.get(request.POST.get("back", ""))
    if back:
        return redirect(back, edition=edition.key)
    return redirect("meetings:meeting", edition=edition.key, meeting=number)


@for_participants
@require_POST
def accept(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    return _tried(
        request,
        party,
        lambda: actions.accept_meeting(
            meeting=party.meeting,
            participant=party.participant,
            slot=_slot(party.meeting, request.POST.get("slot", "")),
            by=person_of(request),
            now=timezone.now(),
        ),
        _accepted,
    )


def _slot(meeting: Meeting, asked: str) -> Slot | None:
    """The time that was pressed; none is any."""
    if not asked:
        return None
    slot = Slot.objects.filter(pk=whole_number(asked) or 0, edition=meeting.edition).first()
    if slot is None:
        raise errors.UnknownSlot
    return slot


def _accepted(own: OwnMeeting) -> str:
    if own.placement is not None:
        return _("Agreed. It has its time and stands in both agendas.")
    if own.meeting.state == MeetingState.ACCEPTED:
        return _("Agreed. The organiser's timetable gives it a time; you are told.")
    return _("Accepted. Others have still to answer; you are told.")


@for_participants
@require_POST
def decline(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    form = DeclineForm(request.POST)
    reason = DeclineReason(form.cleaned_data["reason"]) if form.is_valid() else None
    return _tried(
        request,
        party,
        lambda: actions.decline_meeting(
            meeting=party.meeting,
            participant=party.participant,
            reason=reason,
            by=person_of(request),
            now=timezone.now(),
        ),
        lambda own: _("Declined. The other side reads your reason."),
    )


@for_participants
def counter(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    own = _own(party)
    if request.method == "GET" and not access.may_answer(party, party.meeting):
        return redirect("meetings:meeting", edition=edition, meeting=meeting)
    days = queries.common_days(party.participant, [one.participant for one in own.others], timezone.now())
    form = CounterForm(request.POST or None, slots=[one.slot for day in days for one in day.choices])
    if form.is_valid():
        return _tried(
            request,
            party,
            lambda: actions.counter_meeting(
                meeting=party.meeting,
                participant=party.participant,
                slots=form.cleaned_data["slots"],
                by=person_of(request),
                now=timezone.now(),
            ),
            lambda own: _("Proposed. The other side answers now."),
        )
    context = {"own": own, "me": party.participant, "form": form, "days": days}
    return render(request, "meetings/counter.html", context)


@for_participants
@require_POST
def give(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    form = GiveForm(request.POST, team=queries.team_of(party.participant))
    if not form.is_valid():
        return _page(request, party, _("Choose a colleague of your team."))
    to = form.cleaned_data["to"]
    return _tried(
        request,
        party,
        lambda: actions.delegate_meeting(
            meeting=party.meeting,
            participant=party.participant,
            to=to,
            by=person_of(request),
            now=timezone.now(),
        ),
        lambda own: _("Given to %(who)s, who is told; the team keeps seeing it.") % {"who": to.name},
    )


@for_participants
@require_POST
def withdraw(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    return _tried(
        request,
        party,
        lambda: actions.withdraw_meeting(
            meeting=party.meeting,
            participant=party.participant,
            by=person_of(request),
            now=timezone.now(),
        ),
        lambda own: _("Taken back. You can ask again."),
    )


@for_participants
@require_POST
def confirm(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    return _tried(
        request,
        party,
        lambda: actions.confirm_meeting(
            meeting=party.meeting, participant=party.participant, by=person_of(request), now=timezone.now()
        ),
        lambda own: _("Confirmed. The other side can count on you."),
    )


@for_participants
@require_POST
def cancel(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, party, _("Say why; the other side reads it."), cancel_form=form)
    own = _own(party)

    def call_off() -> Meeting:
        if not access.may_cancel(party, party.meeting, own.sides):
            if own.sides > 2:
                raise errors.NotYoursToCancel(sides=own.sides)
            raise errors.NotPossibleNow(state=MeetingState(party.meeting.state))
        return actions.cancel_meeting(
            meeting=party.meeting, why=form.cleaned_data["why"], by=person_of(request), now=timezone.now()
        )

    return _tried(
        request,
        party,
        call_off,
        lambda own: _("Called off. The other side is told, and both are free again at that time."),
    )


@for_participants
@require_POST
def close(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = _party(request, edition, meeting)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, party, _("Say whether it took place."), close_form=form)
    value = form.cleaned_data
    closing = MeetingClosing(
        meeting,
        party.participant_id,
        value["held"] == "yes",
        value["worth"],
        value["next_step"],
        value["next_step_by"],
    )
    return _tried(
        request,
        party,
        lambda: actions.close_meeting(closing=closing, by=person_of(request), now=timezone.now()),
        lambda own: _("Kept. It counts as held once both sides say so, or both badges were scanned."),
    )
