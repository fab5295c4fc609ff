"""Search by the organisations that meet, in both scripts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, Prefetch, QuerySet

from chainfair.ground.names import reads_chinese
from chainfair.ground.search import subjects_found
from chainfair.meetings.models import Party

SIDES = Prefetch("parties", Party.objects.select_related("participant__organisation", "owner").order_by("pk"))
SIDES_OF_MEETING = Prefetch(
    "meeting__parties", Party.objects.select_related("participant__organisation").order_by("pk")
)
Row = TypeVar("Row", bound=Model)


def of_organisations(rows: QuerySet[Row], question: str, meeting: str = "meeting") -> QuerySet[Row]:
    """Rows whose `meeting` has a side that a question names; all of them without a question."""
    if not question:
        return rows
    found = subjects_found("organisation", question)
    sides = Party.objects.filter(participant__organisation__in=found).order_by().values("meeting")
    return rows.filter(**{f"{meeting}__in": sides})


def meetings_named(rows: QuerySet[Row], question: str) -> QuerySet[Row]:
    """Meetings with a side that a question names."""
    return of_organisations(rows, question, "pk")


class SideNames:
    """Names of the sides of many meetings in the reader's language, read as plain values, some meetings at a time."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._names: dict[int, list[str]] = {}

    def read(self, meetings: Sequence[int]) -> None:
        """Read the sides of these meetings in place of those read before."""
        columns = ("meeting", "participant__organisation__name", "participant__organisation__name_latin")
        rows = Party.objects.filter(meeting__in=meetings).order_by("pk").values_list(*columns)
        names: defaultdict[int, list[str]] = defaultdict(list)
        chinese = reads_chinese()
        for meeting, name, latin in rows:
            names[meeting].append((name or latin) if chinese else (latin or name))
        self._names = names

    def of(self, meeting: int) -> str:
        """All sides of one of the meetings that were read."""
        return "; ".join(self._names.get(meeting, ()))
