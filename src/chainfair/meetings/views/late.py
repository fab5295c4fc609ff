"""A late change of the published timetable: what happened, what it comes to, do it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.numbers import whole_number
from chainfair.matching.models import Participant
from chainfair.meetings import actions, queries
from chainfair.meetings.access import for_desk
from chainfair.meetings.forms.late import FORMS, LateForm
from chainfair.meetings.kinds import Change, Foreseen, LateKind
from chainfair.meetings.models import Meeting, Timetable
from chainfair.people.access import person_of

FOUND = 12  # of a search, to choose from
OF_SOMEBODY = {LateKind.ABSENCE, LateKind.RETURN}
OF_MEETING = {LateKind.PIN, LateKind.NO_SHOW, LateKind.CALL_OFF}


@dataclass(frozen=True)
class Asked:
    """What somebody says has happened: its kind, of whom or of which meeting, and the form with the rest."""

    kind: LateKind
    participant: Participant | None
    meeting: Meeting | None
    form: LateForm | None


@for_desk
def late(request: HttpRequest, edition: str) -> HttpResponse:
    found, now = get_edition(edition), timezone.now()
    live = queries.find_published(found)
    asked = _asked(request.GET, found, now)
    if live is None or asked.form is None or not asked.form.is_bound or not asked.form.is_valid():
        return _page(request, found, live, asked)
    try:
        foreseen = actions.foresee_change(timetable=live, change=asked.form.change(), now=now)
    except Refusal as refusal:
        return _page(request, found, live, asked, refused=spoken(refusal, _))
    return _page(request, found, live, asked, foreseen=foreseen)


@for_desk
@require_POST
def change(request: HttpRequest, edition: str) -> HttpResponse:
    found, now = get_edition(edition), timezone.now()
    live = queries.find_published(found)
    asked = _asked(request.POST, found, now)
    if live is None or asked.form is None or not asked.form.is_valid():
        return _page(request, found, live, asked)
    try:
        done = actions.change_timetable(
            timetable=live, change=asked.form.change(), by=person_of(request), now=now
        )
    except Refusal as refusal:
        return _page(request, found, live, asked, refused=spoken(refusal, _))
    messages.success(request, _result(done))
    return redirect("meetings:late", edition=edition)


def _asked(values: QueryDict, edition: Edition, now: datetime) -> Asked:
    word = values.get("what", "")
    kind = LateKind(word) if word in set(LateKind) else LateKind.ABSENCE
    side, number = whole_number(values.get("participant", "")), whole_number(values.get("meeting_number", ""))
    participant = queries.get_side(edition, side) if kind in OF_SOMEBODY and side is not None else None
    meeting = queries.get_meeting(edition, number) if kind in OF_MEETING and number is not None else None
    if (kind in OF_SOMEBODY and participant is None) or (kind in OF_MEETING and meeting is None):
        return Asked(kind, participant, meeting, None)
    known = {"what": str(kind), "participant": side, "meeting_number": number}
    data = values if "look" in values else None
    return Asked(
        kind,
        participant,
        meeting,
        FORMS[kind](data, initial=known, edition=edition, now=now, meeting=meeting),
    )


def _page(
    request: HttpRequest,
    edition: Edition,
    live: Timetable | None,
    asked: Asked,
    *,
    foreseen: Foreseen | None = None,
    refused: str = "",
) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:100]
    found: Any = ()
    if live is not None and asked.form is None and question:
        of_somebody = asked.kind in OF_SOMEBODY
        found = (
            queries.participants_named(edition, question)
            if of_somebody
            else queries.placements_named(live, question)
        )
    context = {
        "live": live,
        "over": live is not None and not queries.late_is_possible(live, timezone.now()),
        "kind": asked.kind,
        "tabs": _tabs(edition, asked.kind),
        "form": asked.form,
        "participant": asked.participant,
        "meeting": asked.meeting,
        "of_somebody": asked.kind in OF_SOMEBODY,
        "q": question,
        "choices": list(found[:FOUND]),
        "more": len(found[: FOUND + 1]) > FOUND,
        "foreseen": foreseen,
        "counts": {str(one): len(foreseen.of(one)) for one in Change} if foreseen else {},
        "touched": len(foreseen.participants) if foreseen else 0,
        "shifts": queries.words_of(live, foreseen) if live and foreseen else [],
        "refused": refused,
        "done": queries.late_changes_of(live) if live else [],
    }
    wrong = refused or (asked.form is not None and asked.form.is_bound and not asked.form.is_valid())
    return render(request, "meetings/late.html", context, status=409 if wrong else 200)


def _tabs(edition: Edition, kind: LateKind) -> list[dict[str, object]]:
    page = reverse("meetings:late", args=[edition.key])
    return [
        {"word": capfirst(_(one.word)), "url": f"{page}?what={one}", "current": one == kind}
        for one in LateKind
    ]


def _result(done: Foreseen) -> str:
    counts = {str(one): len(done.of(one)) for one in Change}
    counts |= {"ended": len(done.ended), "who": len(done.participants)}
    values = {name: f"{count:,}" for name, count in counts.items()}
    if done.ended:
        return (
            _(
                "Done: %(ended)s ended, %(moved)s moved, %(new)s came in, %(gone)s without a time. Organisations"
                " touched and told: %(who)s."
            )
            % values
        )
    return (
        _(
            "Done: %(moved)s moved, %(new)s came in, %(gone)s without a time. Organisations touched and told:"
            " %(who)s."
        )
        % values
    )
