"""What a late change can name: slots to come, tables by name, who and which meeting; and what was done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition, Place, Slot
from chainfair.fairs.queries import slots_of
from chainfair.ground.models import Event
from chainfair.ground.search import subjects_found
from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.errors import NoSuchTable
from chainfair.meetings.kinds import LateKind
from chainfair.meetings.models import Meeting, Placement, Timetable
from chainfair.meetings.queries.days import participants_of_edition
from chainfair.meetings.queries.records import placements_of
from chainfair.people.models import Person

LATEST = 8
_BETWEEN = re.compile(r"[\s,;，；、]+")
# The kinds by the name that events carry.
KINDS = {
    "absence": LateKind.ABSENCE,
    "return": LateKind.RETURN,
    "closure": LateKind.CLOSURE,
    "opening": LateKind.OPENING,
    "latepin": LateKind.PIN,
    "noshow": LateKind.NO_SHOW,
    "calloff": LateKind.CALL_OFF,
}


@dataclass(frozen=True)
class LateChange:
    """One late change that was carried out: when, by whom, of which kind, and what it came to."""

    at: datetime
    who: str
    kind: LateKind
    facts: dict[str, Any]


def slots_to_come(edition: Edition, now: datetime) -> list[Slot]:
    """Slots that have not ended yet; before the fair runs, all of them."""
    state = EditionState(edition.state)
    rows = slots_of(edition).select_related("day")
    return [one for one in rows if not rules.is_past(state, one.ends_at, now)]


def places_named(edition: Edition, words: str) -> list[Place]:
    """Tables by their names as the board shows them, or a refusal that says which there is not."""
    known = {str(one).casefold(): one for one in Place.objects.filter(edition=edition)}
    found = []
    for word in filter(None, _BETWEEN.split(words)):
        place = known.get(word.casefold())
        if place is None:
            raise NoSuchTable(table=word, example=next(iter(known.values()), "W1-1"))
        found.append(place)
    return found


def participants_named(edition: Edition, question: str) -> QuerySet[Participant]:
    """Who takes part and whose name holds the question, in both scripts."""
    named = subjects_found("organisation", question)
    rows = participants_of_edition(edition).filter(organisation__in=named)
    return rows.order_by("organisation__latin_key", "pk")


def placements_named(timetable: Timetable, question: str) -> QuerySet[Placement]:
    """Meetings of a version with a side that a question names, in order of time."""
    return placements_of(timetable, question).order_by("slot__number", "pk")


def sides_of(meeting: Meeting) -> list[Participant]:
    """The sides of a meeting that was read with them."""
    return [one.participant for one in meeting.parties.all()]


def late_changes_of(timetable: Timetable) -> Sequence[LateChange]:
    """The latest changes that were carried out in a version, the last first."""
    rows = Event.objects.filter(
        subject_kind="timetable", subject_id=timetable.pk, verb="timetable.changed"
    ).order_by("-pk")[:LATEST]
    found = list(rows)
    people = Person.objects.in_bulk({one.actor_id for one in found if one.actor_kind == "person"})
    return [
        LateChange(
            one.at,
            people[one.actor_id].name if one.actor_id in people else "",
            KINDS[one.facts["kind"]],
            one.facts,
        )
        for one in found
        if one.facts.get("kind") in KINDS
    ]
