"""The team's inbox, and asking for a meeting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import NotFound, Refusal, spoken
from chainfair.ground.kinds import phrase
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import country_name, name_of
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.matching.models import Participant
from chainfair.matching.queries import find_shown_suggestion, get_own_assembly, get_participant
from chainfair.meetings import actions, queries, rules
from chainfair.meetings.forms import AskForm, RequestsForm
from chainfair.meetings.kinds import DeclineReason, MeetingRequest, MeetingState, Pile
from chainfair.meetings.models import Meeting, Party
from chainfair.people.access import person_of


@for_participants
def requests(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me, now = participant_of_request(request, found), timezone.now()
    which = _pile(request.GET.get("pile", ""))
    form = RequestsForm(request.GET, initial={"pile": request.GET.get("pile", "")})
    question = form.cleaned_data["q"] if form.is_valid() else ""
    counts = queries.pile_counts(me, now)
    listing: Listing[Party] = Listing(
        found=queries.pile(me, which, now, question),
        total=counts[which],
        form=form,
        columns=_columns(me),
        name=f"{found.key}-requests-{which}",
        orders=_orders(which),
        dress=lambda rows: queries.own_rows(rows, me, now),
    )
    return show_list(
        request,
        "meetings/requests.html",
        listing,
        me=me,
        now=now,
        pile=which,
        waiting=counts[Pile.WAITING],
        tabs=_tabs(request, edition, counts, which),
        actors=participants_of(person_of(request), found),
        reasons=list(DeclineReason),
        team=queries.team_of(me),
    )


def _pile(word: str) -> Pile:
    return Pile(word) if word in set(Pile) else Pile.WAITING


def _orders(which: Pile) -> dict[str, list[str]]:
    """What is due first stands first; what is over, the latest first."""
    due = {"due": ["meeting__answer_by"]}
    return due if which in {Pile.WAITING, Pile.SENT} else {"asked": ["-meeting__created_at"]}


def _tabs(
    request: HttpRequest, edition: str, counts: dict[Pile, int], which: Pile
) -> list[dict[str, object]]:
    page = reverse("meetings:requests", args=[edition])
    actor = request.GET.get("as", "")
    return [
        {
            "word": f"{capfirst(_(one.word))} ({counts[one]})",
            "url": f"{page}?pile={one}" + (f"&as={actor}" if actor.isdigit() else ""),
            "current": one == which,
        }
        for one in Pile
    ]


def _columns(me: Participant) -> list[Column[Party]]:
    def others(row: Party) -> list[Participant]:
        return [one.participant for one in row.meeting.parties.all() if one.participant_id != me.pk]

    def joined(words: list[str]) -> str:
        return pgettext("between names", ", ").join(word for word in words if word)

    def times(row: Party) -> str:
        return "; ".join(queries.when(one.slot, me.edition) for one in row.meeting.proposals.all())

    return [
        Column(_("Organisation"), lambda row: joined([one.organisation.name for one in others(row)])),
        Column(_("Latin name"), lambda row: joined([one.organisation.name_latin for one in others(row)])),
        Column(
            _("Country or region"),
            lambda row: joined([country_name(one.organisation.country) for one in others(row)]),
        ),
        Column(_("Hall"), lambda row: joined([one.hall.code if one.hall else "" for one in others(row)])),
        Column(_("About"), lambda row: row.meeting.about),
        Column(_("State"), lambda row: _(MeetingState(row.meeting.state).word)),
        Column(_("Answer by"), lambda row: row.meeting.answer_by),
        Column(_("Proposed times"), times),
        Column(_("Given to"), lambda row: row.owner.name if row.owner else ""),
    ]


@for_participants
def ask_organisation(_request: HttpRequest, edition: str, organisation: int) -> HttpResponse:
    found = get_edition(edition)
    other = found.participants.filter(organisation=organisation).first()
    if other is None:
        raise NotFound(kind=phrase("participant"), name=str(organisation))
    return redirect("meetings:ask", edition=edition, counterpart=other.pk)


@for_participants
def ask(request: HttpRequest, edition: str, counterpart: int) -> HttpResponse:
    found = get_edition(edition)
    me, other = participant_of_request(request, found), get_participant(found, counterpart)
    if me.pk == other.pk:
        return redirect("desk:organisation", edition=edition, organisation=me.organisation_id)
    days = queries.common_days(me, [other], timezone.now())
    form = AskForm(request.POST or None, slots=[one.slot for day in days for one in day.choices])
    refused = ""
    if form.is_valid():
        try:
            made = _asked(request, found, me, other, form)
        except Refusal as refusal:
            refused = spoken(refusal, _)
        else:
            words = _("Asked. %(who)s is told and answers by the date below.")
            messages.success(request, words % {"who": name_of(other.organisation)})
            return redirect("meetings:meeting", edition=edition, meeting=made.pk)
    context = {
        "form": form,
        "days": days,
        "me": me,
        "other": other,
        "live": queries.find_live_meeting(me, other),
        "reason": find_shown_suggestion(me, other),
        "refused": refused,
    }
    return render(request, "meetings/ask.html", context, status=409 if refused else 200)


@for_participants
@require_POST
def ask_assembly(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    me, person = participant_of_request(request, found), person_of(request)
    assembly = get_own_assembly(me, number)
    others = tuple(one.participant_id for one in assembly.members.all() if one.participant_id != me.pk)
    wanted = MeetingRequest(
        me.pk,
        others,
        weight=assembly.weight,
        owner=person.pk if person else None,
        quorum=rules.quorum_of(assembly.size),
        assembly=assembly.pk,
    )
    try:
        made = actions.request_meeting(edition=found, request=wanted, by=person, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, spoken(refusal, _))
        return redirect(f"{reverse('matching:own_assemblies', args=[edition])}?as={me.pk}")
    messages.success(request, _("Asked. Everybody at the table is told and answers."))
    return redirect("meetings:meeting", edition=edition, meeting=made.pk)


def _asked(
    request: HttpRequest, edition: Edition, me: Participant, other: Participant, form: AskForm
) -> Meeting:
    person = person_of(request)
    reason = find_shown_suggestion(me, other)
    value = form.cleaned_data
    wanted = MeetingRequest(
        me.pk,
        (other.pk,),
        suggestion=reason.suggestion.pk if reason else None,
        about=value["about"],
        online=value["online"],
        slots=tuple(one.pk for one in value["slots"]),
        owner=person.pk if person else None,
    )
    return actions.request_meeting(edition=edition, request=wanted, by=person, now=timezone.now())
