"""Where a side must be, with whom, about what; on a page, as a table, in a calendar program."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chainfair.fairs.models import Day, Edition
from chainfair.fairs.queries import get_edition
from chainfair.fairs.rules import local_day
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.meetings import queries
from chainfair.meetings.access import (
    calendar_token,
    for_holders_of_the_address,
    holder_of_token,
    party_of_request,
)
from chainfair.meetings.forms import AgendaForm
from chainfair.meetings.kinds import MeetingState
from chainfair.meetings.models import Placement
from chainfair.people.access import person_of


@for_participants
def agenda(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me, now, person = participant_of_request(request, found), timezone.now(), person_of(request)
    counts = queries.days_with_meetings(me)
    first = _day(found, counts, "", now)
    day = _day(found, counts, request.GET.get("day", ""), now)
    form = AgendaForm(request.GET, initial={"day": request.GET.get("day", "")})
    question = form.cleaned_data["q"] if form.is_valid() else ""
    rows = queries.agenda_of(me, day)
    entries = queries.entries_of(list(rows), me, now)
    listing: Listing[Placement] = Listing(
        found=queries.agenda_of(me, day, question),
        total=len(entries),
        form=form,
        columns=_columns({one.own.meeting.pk: one for one in entries}),
        name=f"{found.key}-agenda",
        orders={"time": ["slot__number"]},
        dress=lambda rows: queries.entries_of(rows, me, now),
    )
    return show_list(
        request,
        "meetings/agenda.html",
        listing,
        me=me,
        now=now,
        day=day,
        whole=sum(counts.values()),
        tabs=_tabs(request, edition, found, counts, day),
        next=next((one for one in entries if one.phase != "done" and day == first), None),
        to_confirm=sum(one.own.confirmable and one.phase == "coming" for one in entries),
        ruler=queries.day_ruler(me, day, entries) if day else [],
        feed=_feed(request, edition, calendar_token(person, me)) if person else "",
        actors=participants_of(person, found),
    )


def _day(edition: Edition, counts: dict[int, int], asked: str, now: datetime) -> Day | None:
    """The day asked for; else today or the next day with meetings, else the last one with any."""
    days = list(edition.days.all())
    chosen = next((one for one in days if str(one.pk) == asked), None)
    busy = [one for one in days if counts.get(one.pk)]
    today = local_day(now, edition.time_zone)
    coming = [one for one in busy if one.date >= today]
    return chosen or next(iter(coming or busy[-1:] or days[:1]), None)


def _tabs(
    request: HttpRequest, edition: str, found: Edition, counts: dict[int, int], day: Day | None
) -> list[dict[str, object]]:
    page, actor = reverse("meetings:agenda", args=[edition]), request.GET.get("as", "")
    return [
        {
            "day": one.date,
            "count": counts.get(one.pk, 0),
            "url": f"{page}?day={one.pk}" + (f"&as={actor}" if actor.isdigit() else ""),
            "current": day is not None and one.pk == day.pk,
        }
        for one in found.days.all()
    ]


def _columns(entries: Mapping[int, queries.Entry]) -> list[Column[Placement]]:
    def own(row: Placement) -> queries.Entry:
        return entries[row.meeting_id]

    def names(row: Placement) -> str:
        others = [one.participant.organisation for one in own(row).own.others]
        return pgettext("between names", ", ").join(one.name for one in others)

    return [
        Column(_("Day"), lambda row: row.slot.day.date.isoformat()),
        Column(_("Begins"), lambda row: f"{timezone.localtime(row.slot.starts_at):%H:%M}"),
        Column(_("Ends"), lambda row: f"{timezone.localtime(row.slot.ends_at):%H:%M}"),
        Column(_("With"), names),
        Column(_("Hall"), lambda row: own(row).hall),
        Column(_("Where"), lambda row: own(row).where),
        Column(_("About"), lambda row: row.meeting.about),
        Column(_("State"), lambda row: _(MeetingState(row.meeting.state).word)),
        Column(_("Given to"), lambda row: getattr(own(row).own.party.owner, "name", "")),
    ]


def _feed(request: HttpRequest, edition: str, token: str) -> str:
    return request.build_absolute_uri(reverse("meetings:feed", args=[edition, token]))


@for_holders_of_the_address
def feed(_request: HttpRequest, edition: str, token: str) -> HttpResponse:
    holder, me = holder_of_token(token, get_edition(edition))
    with translation.override(holder.language):  # a calendar program says nothing of its reader's language
        content = queries.calendar_of(me, timezone.now())
    return calendar_file(content, f"{edition}-agenda", "PUBLISH")


@for_participants
def calendar_entry(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    party = party_of_request(request, get_edition(edition), meeting)
    own = queries.own_meetings([party.meeting], party.participant, timezone.now())[0]
    content = queries.entry_of(own, party.participant, timezone.now())
    if content is None:
        raise NotFound(kind=phrase("calendar entry"), name=str(meeting))
    method = "CANCEL" if own.placement is None else "PUBLISH"
    return calendar_file(content, f"{edition}-meeting-{meeting}", method)


def calendar_file(content: bytes, name: str, method: str) -> HttpResponse:
    """Calendar entries as a file that a calendar program opens."""
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
