"""Suggestions of a run, and of one participant."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.search import subjects_found
from chainfair.matching.errors import NotSuggested
from chainfair.matching.kinds import Said, SuggestionState, Wish
from chainfair.matching.models import Correction, MatchingRun, Participant, Preference, Suggestion
from chainfair.matching.queries.reasons import Explained, explained
from chainfair.matching.rules import pair_in_order

BEHIND = 10_000  # behind every list
UNSAID = "unsaid"  # asks for those about whom nothing was said yet


def get_participant(edition: Edition, number: int) -> Participant:
    """One participant of an edition, or a refusal."""
    found = edition.participants.select_related("organisation", "hall").filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("participant"), name=str(number))
    return found


def _with_parties(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return rows.select_related("first__organisation", "second__organisation", "first__hall", "second__hall")


def suggestions_for(
    participant: Participant, question: str = "", *, country: str = "", side: str = "", wish: str = ""
) -> QuerySet[Suggestion]:
    """What a participant is shown, the best first; a question searches the counterpart in both scripts."""
    rows = Suggestion.objects.filter(
        Q(first=participant) | Q(second=participant), state=SuggestionState.SHOWN
    )
    others = Participant.objects.filter(edition=participant.edition_id)
    if question:
        others = others.filter(organisation__in=subjects_found("organisation", question))
    if country:
        others = others.filter(organisation__country=country)
    if side:
        others = others.filter(side=side)
    if wish == UNSAID:
        others = others.exclude(wished_by__participant=participant)
    elif wish:
        others = others.filter(wished_by__participant=participant, wished_by__wish=wish)
    if question or country or side or wish:
        found = others.values("pk")
        rows = rows.filter(Q(first=participant, second__in=found) | Q(second=participant, first__in=found))
    return _with_parties(rows).annotate(place=_place_for(participant)).order_by("place", "-weight", "pk")


def _place_for(participant: Participant) -> Case:
    """The rank on one's own list; behind it those on whose list one stands oneself."""
    return Case(
        When(first=participant, rank_first__gt=0, then=F("rank_first")),
        When(second=participant, rank_second__gt=0, then=F("rank_second")),
        default=Value(BEHIND),
    )


def place_on_list(row: Suggestion) -> int | None:
    """The rank that a row of `suggestions_for` has on the participant's own list, none where it is not on it."""
    place: int = row.place  # type: ignore[attr-defined] # annotated
    return place if place < BEHIND else None


def get_shown_suggestion(me: Participant, number: int) -> Suggestion:
    """What is suggested to a participant about one other, or a refusal."""
    first, second = pair_in_order(me.pk, number)
    shown = Suggestion.objects.filter(first=first, second=second, state=SuggestionState.SHOWN)
    found = _with_parties(shown).first() if me.pk in (first, second) else None
    if found is None:
        raise NotSuggested
    return found


def find_told_suggestion(me: Participant, number: int, told: int) -> Suggestion | None:
    """The reasons that a page told about one other, by their number: those shown, or those shown before."""
    first, second = pair_in_order(me.pk, number)
    rows = Suggestion.objects.filter(first=first, second=second, pk=told)
    return rows.exclude(state=SuggestionState.DRAFT).first()


def find_shown_suggestion(me: Participant, other: Participant) -> Explained | None:
    """What is suggested to a participant about one other, with its reason."""
    first, second = pair_in_order(me.pk, other.pk)
    shown = Suggestion.objects.filter(first=first, second=second, state=SuggestionState.SHOWN)
    suggestion = _with_parties(shown).first()
    return explained([suggestion], me)[0] if suggestion else None


def suggested_countries(participant: Participant) -> list[str]:
    """Countries and regions of those who are suggested to a participant."""
    rows = suggestions_for(participant).order_by()
    other = rows.filter(first=participant).values_list("second__organisation__country", flat=True)
    one = rows.filter(second=participant).values_list("first__organisation__country", flat=True)
    return sorted({*other.distinct(), *one.distinct()} - {""})


def suggestions_of_run(
    run: MatchingRun, question: str = "", chosen: bool = False, country: str = ""
) -> QuerySet[Suggestion]:
    """All pairs of a run; a question searches either side in both scripts."""
    rows = run.suggestions.all()
    if chosen:
        rows = rows.filter(chosen=True)
    if question:
        found = subjects_found("organisation", question)
        rows = rows.filter(Q(first__organisation__in=found) | Q(second__organisation__in=found))
    if country:
        rows = rows.filter(Q(first__organisation__country=country) | Q(second__organisation__country=country))
    return _with_parties(rows)


def standing_pairs(run: MatchingRun | None) -> QuerySet[Suggestion]:
    """The pairs of a run within capacity that no side has turned down since, nor the organiser keeps apart."""
    no = Preference.objects.filter(wish=Wish.NO)
    first = no.filter(participant=OuterRef("first"), counterpart=OuterRef("second"))
    second = no.filter(participant=OuterRef("second"), counterpart=OuterRef("first"))
    judged = Correction.objects.filter(first=OuterRef("first"), second=OuterRef("second"), participant=None)
    rows = Suggestion.objects.filter(run=run, chosen=True).exclude(Exists(first)).exclude(Exists(second))
    rows = rows.annotate(judged=Coalesce(Subquery(judged.order_by("-pk").values("said")[:1]), Value("")))
    return rows.exclude(judged=Said.APART)


def counterpart_of(suggestion: Suggestion, participant: Participant) -> Participant:
    """The other side of a pair."""
    return suggestion.second if suggestion.first_id == participant.pk else suggestion.first
