"""Assemblies of a run, and those in which a participant sits, as the reader may be told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from chainfair.chains.kinds import TOLD, FactState
from chainfair.chains.models import Link, Offer, Position
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import RunState, phrase
from chainfair.ground.names import name_of
from chainfair.ground.search import subjects_found
from chainfair.matching.kinds import Lapse, Seated
from chainfair.matching.models import Assembly, AssemblyMember, MatchingRun, Participant
from chainfair.matching.queries.lapsing import lapses_of

ONLY_THE_DESK_SEES = "suggested"  # state of a meeting that its sides have not been asked about


@dataclass(frozen=True)
class SeatView:
    """Who supplies which part; what the reader is not told is left out."""

    place: AssemblyMember
    part: Link | None
    offer: Offer | None
    guessed: bool
    own: bool


@dataclass(frozen=True)
class AssemblyView:
    """An assembly as one reader sees it."""

    assembly: Assembly
    whole: (
        Link | None
    )  # what is assembled; of one that is out of date only the organiser reads it: it may be withdrawn
    sentence: str
    seats: list[SeatView]
    missing: list[Link]
    mine: AssemblyMember | None
    refused: bool
    lapses: list[Lapse]  # why it is out of date; then only the organiser reads who sits there
    meeting: int | None  # the one that stands and that its members know of

    @property
    def changed(self) -> str:
        """Why it is out of date, in words."""
        return " · ".join(_(lapse.word) for lapse in self.lapses)


def assemblies_of(
    run: MatchingRun,
    question: str = "",
    *,
    chosen: bool = False,
    turned_down: bool = False,
    country: str = "",
) -> QuerySet[Assembly]:
    """All assemblies of a run; a question searches who sits in them, in both scripts, and what is assembled."""
    rows = run.assemblies.all()
    if chosen:
        rows = rows.filter(chosen=True)
    if turned_down:
        rows = rows.filter(Exists(_places().filter(said=Seated.NO)))
    if country:
        rows = rows.filter(Exists(_places().filter(participant__organisation__country=country)))
    return _with_places(_asked(rows, question))


def assemblies_for(me: Participant, question: str = "", *, said: str = "") -> QuerySet[Assembly]:
    """The chosen assemblies of the published run in which a participant sits, the weightiest first."""
    mine = _places().filter(participant=me)
    if said:
        mine = mine.filter(said=said)
    rows = Assembly.objects.filter(Exists(mine), run__state=RunState.PUBLISHED, chosen=True)
    return _with_places(_asked(rows, question)).order_by("-weight", "pk")


def standing_assemblies(run: MatchingRun | None, now: datetime) -> list[Assembly]:
    """The chosen assemblies of a run that nobody turned down and that are not out of date, weightiest first."""
    rows = Assembly.objects.filter(run=run, chosen=True).exclude(Exists(_places().filter(said=Seated.NO)))
    found = list(_with_places(rows).order_by("-weight", "pk"))
    lapsed = lapses_of(found, now)
    return [one for one in found if one.pk not in lapsed]


def turned_down_assemblies(numbers: Collection[int]) -> set[int]:
    """Those of some assemblies in which somebody does not want to sit."""
    if not numbers:
        return set()
    places = AssemblyMember.objects.filter(assembly__in=numbers, said=Seated.NO)
    return set(places.values_list("assembly", flat=True))


def get_own_assembly(me: Participant, number: int) -> Assembly:
    """One assembly in which a participant sits, or a refusal."""
    found = assemblies_for(me).filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("assembly"), name=str(number))
    return found


def _places() -> QuerySet[AssemblyMember]:
    return AssemblyMember.objects.filter(assembly=OuterRef("pk"))


def _asked(rows: QuerySet[Assembly], question: str) -> QuerySet[Assembly]:
    if not question:
        return rows
    named = _places().filter(participant__organisation__in=subjects_found("organisation", question))
    whole = Q(link__name_en__icontains=question) | Q(link__name_zh__icontains=question)
    return rows.filter(whole | Exists(named))


def _members() -> "Prefetch[str]":
    places = AssemblyMember.objects.select_related(
        "participant__organisation", "participant__hall", "part__chain", "offer__code"
    )
    return Prefetch("members", places.order_by("pk"))


def _with_places(rows: QuerySet[Assembly]) -> QuerySet[Assembly]:
    return rows.select_related("owner__organisation", "owner__edition", "link__chain").prefetch_related(
        _members(), "meetings"
    )


def read_for_file(rows: Sequence[Assembly], now: datetime) -> dict[int, list[Lapse]]:
    """Read who sits in assemblies, for the columns of a file, and answer which are out of date and why."""
    prefetch_related_objects(list(rows), _members())
    return lapses_of(rows, now)


def assemblies_seen(
    rows: Sequence[Assembly], reader: Participant | None, now: datetime
) -> list[AssemblyView]:
    """Assemblies in words, as a member reads them, or the organiser (no reader), who is told everything.

    Of one that is out of date a member is told that it is: not as what it stood there, nor why, which others may keep.
    """
    lapses = lapses_of(rows, now)
    kept = _kept_positions(rows) if reader is not None else set()
    links = Link.objects.in_bulk({number for one in rows for number in one.missing})
    return [_seen(one, reader, kept, links, lapses.get(one.pk, [])) for one in rows]


def _kept_positions(rows: Iterable[Assembly]) -> set[tuple[int, int]]:
    """Organisation and link of positions that other participants are not told of."""
    organisations = {place.participant.organisation_id for one in rows for place in one.members.all()}
    hidden = Position.objects.filter(organisation__in=organisations).exclude(disclosure__in=TOLD)
    return set(hidden.exclude(state=FactState.REFUSED).values_list("organisation_id", "link_id"))


def _seen(
    one: Assembly,
    reader: Participant | None,
    kept: set[tuple[int, int]],
    links: dict[int, Link],
    lapses: list[Lapse],
) -> AssemblyView:
    places = list(one.members.all())
    seats = [
        _seat(place, reader, told=_is_told(place, reader, kept))
        for place in places
        if place.participant_id != one.owner_id
    ]
    # Where a part is kept back, what is missing would tell it.
    secret = any(seat.part is None for seat in seats)
    missing = [] if secret else [links[number] for number in one.missing if number in links]
    mine = next((place for place in places if reader and place.participant_id == reader.pk), None)
    known = [row.pk for row in one.meetings.all() if row.live and row.state != ONLY_THE_DESK_SEES]
    return AssemblyView(
        one,
        None if reader and lapses else one.link,
        _sentence(one, mine),
        seats,
        missing,
        mine,
        any(place.said == Seated.NO for place in places),
        lapses,
        known[0] if known else None,
    )


def _is_told(place: AssemblyMember, reader: Participant | None, kept: set[tuple[int, int]]) -> bool:
    organisation = place.participant.organisation_id
    if reader is None or organisation == reader.organisation_id:
        return True
    if place.offer is not None:
        return place.offer.disclosure in TOLD
    return (organisation, place.part_id or 0) not in kept


def _seat(place: AssemblyMember, reader: Participant | None, *, told: bool) -> SeatView:
    offer = place.offer if told else None
    return SeatView(
        place,
        place.part if told else None,
        offer,
        place.guessed and told,
        reader is not None and place.participant_id == reader.pk,
    )


def _sentence(one: Assembly, mine: AssemblyMember | None) -> str:
    owner = name_of(one.owner.organisation)
    values = {
        "owner": owner,
        "whole": name_of(one.link) if one.link else _("a whole solution"),
        "n": one.size - 1,
    }
    if mine is None:
        words = _("%(owner)s looks for %(whole)s with all that goes into it; these %(n)s could supply it.")
        return words % values
    if mine.participant_id == one.owner_id:
        return _("You look for %(whole)s with all that goes into it; these %(n)s could supply it.") % values
    values["part"] = name_of(mine.part) if mine.part else _("a part of it")
    words = _("%(owner)s looks for %(whole)s with all that goes into it; you would supply %(part)s.")
    return words % values


def supplied_in(one: Assembly) -> str:
    """Who supplies which part, in one line of a file."""
    places = [place for place in one.members.all() if place.participant_id != one.owner_id]
    parts = ((place.part, place.participant.organisation.name) for place in places)
    return "; ".join(f"{name_of(part)}: {name}" if part else name for part, name in parts)
