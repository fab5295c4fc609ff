"""What participants saw, and what they did then."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django_stubs_ext import WithAnnotations

from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.ground.search import subjects_found
from chainfair.matching.kinds import SeenThing, Sight
from chainfair.matching.models import AssemblyMember, Exposure, Preference
from chainfair.organisations.models import Organisation


class HasSequel(TypedDict):
    """What a query adds to an exposure: what the participant did since."""

    opened: bool
    wished: str | None
    said: str | None


if TYPE_CHECKING:
    Seen: TypeAlias = WithAnnotations[Exposure, HasSequel]
else:
    Seen = Exposure


def exposures_in(
    edition: Edition, question: str = "", *, run: str = "", sight: str = "", what: str = ""
) -> QuerySet[Seen]:
    """What was seen, the latest first, with what followed.

    opened: its reasons were opened since. wished: what was said since; said: the same of an assembly.
    """
    later = {"participant": OuterRef("participant"), "counterpart": OuterRef("counterpart")}
    opened = Exposure.objects.filter(**later, sight=Sight.OPENED, at__gte=OuterRef("at"))
    wished = Preference.objects.filter(**later, at__gte=OuterRef("at"))
    seats = AssemblyMember.objects.filter(
        assembly=OuterRef("assembly"), participant=OuterRef("participant"), said_at__gte=OuterRef("at")
    )
    rows = Exposure.objects.filter(run__edition=edition)
    if question:
        found = subjects_found("organisation", question)
        rows = rows.filter(
            Q(participant__organisation__in=found)
            | Q(counterpart__organisation__in=found)
            | Q(assembly__owner__organisation__in=found)
        )
    if run.isdigit():
        rows = rows.filter(Q(run=int(run)) | Q(run__settings__renews=int(run)))
    if sight:
        rows = rows.filter(sight=sight)
    if what:
        rows = rows.filter(assembly__isnull=what != SeenThing.ASSEMBLY)
    return rows.annotate(
        opened=Exists(opened),
        wished=Subquery(wished.values("wish")[:1]),
        said=Subquery(seats.values("said")[:1]),
    ).select_related(
        "run", "participant__organisation", "counterpart__organisation", "assembly__owner__organisation"
    )


def shown_in(row: Exposure) -> Organisation:
    """Whom an exposure showed: the counterpart, or for whom the assembly is."""
    shown = row.counterpart if row.assembly is None else row.assembly.owner
    if shown is None:
        raise LookupError(row.pk)
    return shown.organisation


class Asked:
    """Who asked whom for a meeting and when, from the log of events, read once and only where it is wanted."""

    def __init__(self, edition: Edition, participants: Collection[int] | None = None) -> None:
        self.edition, self.participants = edition, participants

    @cached_property
    def _at(self) -> dict[tuple[int, str, int], datetime]:
        # What the organiser put before both sides stands in the log without sides: none of them asked.
        rows = Event.objects.filter(
            edition=self.edition.pk, verb="meeting.requested", facts__parties__isnull=False
        )
        if self.participants is not None:
            rows = rows.filter(facts__parties__0__in=list(self.participants))
        found: dict[tuple[int, str, int], datetime] = {}
        for facts, at in rows.order_by("pk").values_list("facts", "at").iterator():
            asking, *others = facts["parties"]
            found |= {(asking, "participant", other): at for other in others}
            if "assembly" in facts:
                found[asking, "assembly", facts["assembly"]] = at
        return found

    def since(self, row: Exposure) -> bool:
        """Whether the participant asked the counterpart, or the whole table, for a meeting after it saw this."""
        what = ("assembly", row.assembly_id) if row.assembly_id else ("participant", row.counterpart_id or 0)
        at = self._at.get((row.participant_id, *what))
        return at is not None and at >= row.at


def followed(edition: Edition, rows: Sequence[Seen]) -> list[tuple[Seen, bool]]:
    """Exposures, each with whether a request for a meeting followed."""
    asked = Asked(edition, {row.participant_id for row in rows})
    return [(row, asked.since(row)) for row in rows]
