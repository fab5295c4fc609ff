"""Pictures of the closing page: each names its statistic."""

from dataclasses import dataclass

from django.db.models import Count, Q

from chainfair.closing.queries.results import AGREED, TARGETED
from chainfair.fairs.models import Area, Edition
from chainfair.ground.names import name_of
from chainfair.meetings.kinds import MeetingState
from chainfair.meetings.models import Meeting


@dataclass(frozen=True)
class ChainBar:
    """Meetings of one area: held, and agreed in all."""

    label: str
    done: float
    planned: float
    href: str = ""
    stage: str = ""


def meetings_by_chain(edition: Edition) -> list[ChainBar]:
    """Targeted meetings by the area of the exhibitor, most first; a meeting of two exhibitors counts in both areas."""
    in_area = Q(parties__participant__organisation__participations__edition=edition)
    rows = (
        Meeting.objects.filter(in_area, edition=edition, origin__in=TARGETED, state__in=AGREED)
        .values_list("parties__participant__organisation__participations__area")
        .annotate(
            agreed=Count("pk", distinct=True),
            held=Count("pk", distinct=True, filter=Q(state=MeetingState.HELD)),
        )
        .order_by()
    )
    areas = {area.pk: area for area in Area.objects.filter(edition=edition)}
    bars = [ChainBar(name_of(areas[area]), held, agreed) for area, agreed, held in rows if area in areas]
    return sorted(bars, key=lambda bar: -bar.done)
