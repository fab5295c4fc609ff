"""What a participant is suggested, why, and what it says about that."""

from django.contrib import messages
from django.db.models import QuerySet
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
from chainfair.matching import actions, queries
from chainfair.matching.access import for_participants, participant_of_request, participants_of
from chainfair.matching.errors import ReasonsReplaced
from chainfair.matching.forms import CorrectionForm, SuggestionsForm, WishForm
from chainfair.matching.kinds import Said, Sight, Wish
from chainfair.matching.models import Assembly, Participant, Suggestion
from chainfair.people.access import person_of

FEW = 2  # assemblies that stand above the pairs; the others have a page of their own


@for_participants
def suggestions(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
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
        seen=lambda rows, first: actions.note_exposures(
            participant=me,
            suggestions=rows,
            sight=Sight.FILTERED if form.has_changed() or request.GET.get("order") else Sight.LISTED,
            first=first,
            now=timezone.now(),
        ),
    )
    together = queries.assemblies_for(me)
    wishes = dict(me.preferences.values_list("counterpart_id", "wish"))
    return show_list(
        request,
        "matching/suggestions.html",
        listing,
        me=me,
        actors=participants_of(person_of(request), found),
        wishes=wishes,
        words=list(Wish),
        assemblies=[] if request.GET.get("page") or form.has_changed() else _first(together, me),
        assembly_count=together.count(),
    )


def _first(rows: QuerySet[Assembly], me: Participant) -> list[queries.AssemblyView]:
    """The weightiest few, above the pairs."""
    return queries.assemblies_seen(list(rows[:FEW]), me)


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
            _("Noted for the next run: %(wish)s, %(name)s.")
            % {"wish": _(Wish(form.cleaned_data["wish"]).word), "name": name_of(other.organisation)},
        )
    return redirect(f"{reverse('matching:suggestions', args=[edition])}?as={me.pk}")


@for_participants
def suggestion(request: HttpRequest, edition: str, counterpart: int) -> HttpResponse:
    me = participant_of_request(request, get_edition(edition))
    found = queries.get_shown_suggestion(me, counterpart)
    actions.note_exposures(
        participant=me, suggestions=[found], sight=Sight.OPENED, first=0, now=timezone.now()
    )
    return _suggestion(request, me, found)


def _suggestion(request: HttpRequest, me: Participant, found: Suggestion, refused: str = "") -> HttpResponse:
    context = {
        "one": queries.explained([found], me)[0],
        "terms": queries.terms_of(found, me),
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
    if person is None or not form.is_valid() or form.cleaned_data["suggestion"] != found.pk:
        return _suggestion(request, me, found, spoken(ReasonsReplaced(), _))
    said = Said(form.cleaned_data["said"])
    try:
        actions.correct_reason(
            suggestion=found,
            term=form.cleaned_data["term"],
            participant=me,
            said=said,
            by=person,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _suggestion(request, me, found, spoken(refusal, _))
    messages.success(request, _("Noted for the next run: %(said)s.") % {"said": _(said.word)})
    path = reverse("matching:suggestion", args=[edition, counterpart])
    return redirect(f"{path}?as={me.pk}")
