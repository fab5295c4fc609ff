"""Who exhibits where."""

from django.db.models import Prefetch, Q, QuerySet

from chainfair.exhibiting.kinds import ExhibitorRole, ParticipationState
from chainfair.exhibiting.models import Participation, Stand, StandUse
from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.search import subjects_found


def exhibitors_of(
    edition: Edition, question: str = "", country: str = "", area: str = "", role: str = "", hall: str = ""
) -> QuerySet[Participation]:
    """Exhibitors of an edition with stands and area; searched in both scripts."""
    rows = Participation.objects.filter(edition=edition).exclude(state=ParticipationState.CANCELLED)
    if question:
        rows = rows.filter(
            Q(organisation__in=subjects_found("organisation", question))
            | Q(stand_uses__stand__code__iexact=question.strip())
        )
    if country:
        rows = rows.filter(organisation__country=country)
    if area.isdigit():
        rows = rows.filter(area_id=int(area))
    if hall.isdigit():
        rows = rows.filter(stand_uses__stand__hall_id=int(hall))
    # Represented organisations are listed where they are asked for, and never added to exhibitors.
    rows = rows.filter(role=role) if role else rows.exclude(role=ExhibitorRole.REPRESENTED)
    return rows.select_related("organisation", "area").prefetch_related(with_stands()).distinct()


def with_stands() -> "Prefetch[str, QuerySet[StandUse]]":
    """Stand and hall come by a join: SQLite takes a prefetch of their own up to 1,000 stands only."""
    return Prefetch("stand_uses", StandUse.objects.select_related("stand__hall"))


def countries_of(edition: Edition) -> list[str]:
    """Countries and regions of the exhibitors of an edition."""
    rows = Participation.objects.filter(edition=edition).exclude(organisation__country="")
    return sorted(set(rows.values_list("organisation__country", flat=True)))


def get_stand(edition: Edition, number: int) -> Stand:
    """One stand of an edition with who stands there, or a refusal."""
    stand = (
        Stand.objects.filter(edition=edition, pk=number)
        .select_related("hall")
        .prefetch_related("uses__participation__organisation")
        .first()
    )
    if stand is None:
        raise NotFound(kind=phrase("stand"), name=str(number))
    return stand
