"""What a participant is suggested, why, and what it says about that."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal, spoken
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.ground.names import name_of
from chainfair.ground.numbers import whole_number
from chainfair.matching import actions, queries, rules
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.matching.errors import ReasonsReplaced
from chainfair.matching.forms import CorrectionForm, SuggestionsForm, WishForm
from chainfair.matching.kinds import Said, Sight, Wish
from chainfair.matching.models import Participant, Suggestion
from chainfair.people.access import person_of

LOOKED_AT = 20  # assemblies among which those are sought that are not out of date
FEW = 2  # assemblies that stand above the pairs; the others have a page of their own


@for_participants
def suggestions(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    now = timezone.now()
    fresh = queries.freshness_of(me, now)
    form = SuggestionsForm(request.GET, participant=me)
    asked = form.cleaned_data if form.is_valid() else {}
    listing = Listing(
        found=queries.suggestions_for(
            me,
            asked.get("q", ""),
            country=asked.get("country", ""),
            side=asked.get("side", ""),
            wish=asked.get("wish", ""),
        ),
        total=queries.suggestions_for(me).count(),
        form=form,
        columns=[
            Column(_("Organisation"), lambda row: queries.counterpart_of(row, me).organisation.name),
            Column(_("Latin name"), lambda row: queries.counterpart_of(row, me).organisation.name_latin),
            Column(_("Country or region"), lambda row: queries.counterpart_of(row, me).organisation.country),
            Column(_("Rank"), queries.place_on_list),
            Column(_("Weight"), lambda row: row.weight),
        ],
        name="suggestions",
        orders={"rank": ["place", "-weight"], "weight": ["-weight"]},
        dress=lambda rows: queries.explained(rows, me),
        seen=lambda rows, first, order: actions.note_exposures(
            participant=me,
            fresh=fresh,
            suggestions=rows,
            sight=rules.sight_of(asked),
            first=first,
            order=order,
            now=now,
        ),
    )
    above = {} if request.GET.get("page") or form.has_changed() else _assemblies_above(me, now)
    wishes = dict(me.preferences.values_list("counterpart_id", "wish"))
    return show_list(
        request,
        "matching/suggestions.html",
        listing,
        me=me,
        actors=participants_of(person_of(request), found),
        wishes=wishes,
        words=list(Wish),
        freshness=fresh,
        seen=fresh.run if fresh else "",
        **above,
    )


def _assemblies_above(me: Participant, now: datetime) -> dict[str, object]:
    """The weightiest few that are not out of date, which stand above the pairs, and how many there are in all."""
    rows = queries.assemblies_for(me)
    found = queries.assemblies_seen(list(rows[:LOOKED_AT]), me, now)
    standing = [one for one in found if not one.lapses][:FEW]
    actions.note_seen_assemblies(
        participant=me,
        shown=[(rank, one.assembly) for rank, one in enumerate(standing, 1)],
        sight=Sight.LISTED,
        now=now,
    )
    return {"assemblies": standing or found[:FEW], "assembly_count": rows.count()}


@for_participants
def freshness(request: HttpRequest, edition: str) -> HttpResponse:
    me = participant_of_request(request, get_edition(edition))
    seen = whole_number(request.GET.get("seen", ""))
    context = {"freshness": queries.freshness_of(me, timezone.now()), "me": me, "edition_key": edition}
    return render(request, "matching/_freshness.html", context | {"seen": seen})


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
            _("Noted about %(name)s: %(wish)s. Your list follows in a moment.")
            % {"wish": _(Wish(form.cleaned_data["wish"]).word), "name": name_of(other.organisation)},
        )
    return redirect(f"{reverse('matching:suggestions', args=[edition])}?as={me.pk}")


@for_participants
def suggestion(request: HttpRequest, edition: str, counterpart: int) -> HttpResponse:
    me = participant_of_request(request, get_edition(edition))
    found = queries.get_shown_suggestion(me, counterpart)
    now = timezone.now()
    actions.note_exposures(
        participant=me,
        fresh=queries.freshness_of(me, now),
        suggestions=[found],
        sight=Sight.OPENED,
        now=now,
    )
    return _suggestion(request, me, found)


def _suggestion(request: HttpRequest, me: Participant, found: Suggestion, refused: str = "") -> HttpResponse:
    one, terms = queries.explained_with_terms(found, me)
    context = {
        "one": one,
        "terms": terms,
        "history": queries.spoken_of(queries.history_of(found, me), own=True),
        "me": me,
        "refused": refused,
    }
    return render(request, "matching/suggestion.html", context, status=409 if refused else 200)


@for_participants
@require_POST
def correct(request: HttpRequest, edition: str, counterpart: int) -> HttpResponse:
    me, person = participant_of_request(request, get_edition(edition)), person_of(request)
    found = queries.get_shown_suggestion(me, counterpart)
    form = CorrectionForm(request.POST)
    told = (
        queries.find_told_suggestion(me, counterpart, form.cleaned_data["suggestion"])
        if form.is_valid()
        else None
    )
    if person is None or told is None:
        return _suggestion(request, me, found, spoken(ReasonsReplaced(), _))
    said = Said(form.cleaned_data["said"])
    try:
        actions.correct_reason(
            suggestion=told,
            term=form.cleaned_data["term"],
            participant=me,
            said=said,
            by=person,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _suggestion(request, me, found, spoken(refusal, _))
    messages.success(request, _("Noted: %(said)s. Your list follows in a moment.") % {"said": _(said.word)})
    path = reverse("matching:suggestion", args=[edition, counterpart])
    return redirect(f"{path}?as={me.pk}")
