"""Two runs side by side: who gains, who loses, which pairs come and go, how evenly exhibitors are shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from chainfair.ground.kinds import RunState
from chainfair.ground.search import subjects_found
from chainfair.matching import rules
from chainfair.matching.kinds import PairChange, SeatShift, Shift, Side, Spread
from chainfair.matching.models import MatchingRun, Participant, Suggestion, Tally
from chainfair.matching.queries.runs import FINISHED, runs_of

COUNTS = ("suggested", "listed", "chosen", "seated")


class HasShift(TypedDict):
    """What a query adds to a participant: its tallies in both runs, and how it fares."""

    suggested_before: int
    suggested_now: int
    listed_before: int
    listed_now: int
    chosen_before: int
    chosen_now: int
    seated_before: int
    seated_now: int
    lacking_now: int
    why_now: str
    shift: str


class HasChange(TypedDict):
    """What a query adds to a pair: what happened to it."""

    change: str


if TYPE_CHECKING:
    Shifted: TypeAlias = WithAnnotations[Participant, HasShift]
    ChangedPair: TypeAlias = WithAnnotations[Suggestion, HasChange]
else:
    Shifted, ChangedPair = Participant, Suggestion


@dataclass(frozen=True)
class Comparison:
    """Two runs in figures."""

    better: int
    worse: int
    same: int
    short: int  # below their minimum now
    short_before: int
    seats_gained: int  # participants that sit at more assemblies than before
    seats_lost: int
    spread: Spread
    spread_before: Spread

    @property
    def participants(self) -> int:
        """Everybody who takes part."""
        return self.better + self.worse + self.same


def comparable_runs(run: MatchingRun) -> QuerySet[MatchingRun]:
    """The finished runs that a finished one can be held against, the latest first."""
    if run.state not in FINISHED:
        return MatchingRun.objects.none()
    return runs_of(run.edition).filter(state__in=FINISHED).exclude(pk=run.pk)


def find_older_run(run: MatchingRun) -> MatchingRun | None:
    """What a run is held against unless somebody says otherwise: what participants see, then the run before.

    Never a later one: nobody gains or loses against what comes after.
    """
    older = comparable_runs(run).filter(pk__lt=run.pk)
    return older.filter(state=RunState.PUBLISHED).first() or older.first()


def shifts_between(
    run: MatchingRun,
    older: MatchingRun,
    question: str = "",
    *,
    shift: str = "",
    side: str = "",
    country: str = "",
    seat: str = "",
    short: bool = False,
) -> QuerySet[Shifted]:
    """Participants with their tallies in both runs.

    Pairs within capacity decide who gains, then seats at assemblies within it, then all pairs.
    """
    rows = Participant.objects.filter(edition=run.edition_id).annotate(
        now=FilteredRelation("tallies", condition=Q(tallies__run=run)),
        before=FilteredRelation("tallies", condition=Q(tallies__run=older)),
        why_now=Coalesce("now__why", Value("")),
        lacking_now=Coalesce("now__lacking", 0),
        lacking_before=Coalesce("before__lacking", 0),
        **{f"{name}_{when}": Coalesce(f"{when}__{name}", 0) for name in COUNTS for when in ("before", "now")},
    )
    worse, better = _fewer("chosen", "seated", "suggested"), _more("chosen", "seated", "suggested")
    rows = rows.annotate(
        shift=Case(
            When(worse, then=Value(Shift.WORSE)),
            When(better, then=Value(Shift.BETTER)),
            default=Value(Shift.SAME),
            output_field=CharField(),
        ),
        gain=F("chosen_now") - F("chosen_before"),
        more_seats=F("seated_now") - F("seated_before"),
        more=F("suggested_now") - F("suggested_before"),
    )
    if question:
        rows = rows.filter(organisation__in=subjects_found("organisation", question))
    if seat:
        rows = rows.filter(_more("seated") if seat == SeatShift.GAINED else _fewer("seated"))
    chosen = {"shift": shift, "side": side, "organisation__country": country}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    return cast("QuerySet[Shifted]", rows.filter(lacking_now__gt=0) if short else rows)


def _more(*counts: str) -> Q:
    """The first of these counts in which two runs differ is higher than before."""
    first, *others = counts
    more = Q(**{f"{first}_now__gt": F(f"{first}_before")})
    return more | Q(**{f"{first}_now": F(f"{first}_before")}) & _more(*others) if others else more


def _fewer(*counts: str) -> Q:
    """The first of these counts in which two runs differ is lower than before."""
    first, *others = counts
    fewer = Q(**{f"{first}_now__lt": F(f"{first}_before")})
    return fewer | Q(**{f"{first}_now": F(f"{first}_before")}) & _fewer(*others) if others else fewer


def compare_runs(run: MatchingRun, older: MatchingRun) -> Comparison:
    """How many gain, lose and stay, who is short of a minimum, and how evenly exhibitors are shown in each run."""
    rows = shifts_between(run, older)
    counts = rows.aggregate(
        **{word.value: Count("pk", filter=Q(shift=word)) for word in Shift},
        short=Count("pk", filter=Q(lacking_now__gt=0)),
        short_before=Count("pk", filter=Q(lacking_before__gt=0)),
        seats_gained=Count("pk", filter=_more("seated")),
        seats_lost=Count("pk", filter=_fewer("seated")),
    )
    return Comparison(**counts, spread=spread_in(run), spread_before=spread_in(older))


def spread_in(run: MatchingRun) -> Spread:
    """How evenly the exhibitors of a run stand on others' own lists."""
    rows = Tally.objects.filter(run=run, participant__side=Side.EXHIBITOR)
    return rules.spread_of(rows.values_list("listed", flat=True))


def pair_changes_between(
    run: MatchingRun, older: MatchingRun, question: str = "", *, change: str = "", country: str = ""
) -> QuerySet[ChangedPair]:
    """Pairs that differ, each with what happened to it as `change`; what is gone is a row of the older run."""
    same = Suggestion.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    before, after = same.filter(run=older), same.filter(run=run)
    here = Q(run=run)
    told = {
        PairChange.NEW: here & ~Exists(before),
        PairChange.GONE: Q(run=older) & ~Exists(after),
        PairChange.CHOSEN: here & Q(chosen=True) & Exists(before.filter(chosen=False)),
        PairChange.DROPPED: here & Q(chosen=False) & Exists(before.filter(chosen=True)),
    }
    rows = Suggestion.objects.filter(run__in=(run, older))
    if change:
        word = PairChange(change)
        rows = rows.filter(told[word]).annotate(change=Value(word, output_field=CharField()))
    else:
        which = Case(
            *(When(condition, then=Value(word)) for word, condition in told.items()),
            default=Value(""),
            output_field=CharField(),
        )
        rows = rows.annotate(change=which).exclude(change="")
    if question:
        found = subjects_found("organisation", question)
        rows = rows.filter(Q(first__organisation__in=found) | Q(second__organisation__in=found))
    if country:
        rows = rows.filter(Q(first__organisation__country=country) | Q(second__organisation__country=country))
    return rows


def pair_change_counts(run: MatchingRun, older: MatchingRun) -> dict[str, int]:
    """How many pairs each kind of change has befallen."""
    rows = pair_changes_between(run, older).order_by().values_list("change")
    return {word.value: 0 for word in PairChange} | dict(rows.annotate(n=Count("pk")))
