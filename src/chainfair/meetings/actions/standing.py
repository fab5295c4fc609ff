"""Meetings with their parties, loaded under lock, changed by decisions, stored in few statements."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model

from chainfair.fairs.rules import zone
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.among import among
from chainfair.ground.errors import NotFound, Refusal
from chainfair.ground.kinds import Happening, Subject, phrase
from chainfair.meetings import rules
from chainfair.meetings.kinds import Answer, Decision, MeetingFacts, MeetingState, PartyFacts
from chainfair.meetings.models import Meeting, Party
from chainfair.people.actions import actor
from chainfair.people.models import Person

CHUNK = 5000  # numbers in one statement; SQLite takes 32,766
ANSWER_FIELDS = ("answer", "decline_reason", "answered_at")
Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """Cut a long list into what one statement takes."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclass(slots=True)
class Standing:
    """A meeting and its parties as they stand now."""

    meeting: Meeting
    parties: list[Party]

    def facts(self) -> MeetingFacts:
        """What the rules decide on."""
        parties = tuple(
            PartyFacts(
                one.participant_id,
                one.asked,
                Answer(one.answer),
                one.confirmed_at is not None,
                one.scanned_at is not None,
                one.said_held,
            )
            for one in self.parties
        )
        meeting, due = self.meeting, self.meeting.answer_by
        # A refusal may say it: at the venue's hour, as every page does.
        due = due.astimezone(zone(meeting.edition.time_zone)) if due else None
        return MeetingFacts(MeetingState(meeting.state), meeting.quorum, parties, due)

    def party(self, participant: int) -> Party:
        """The side of one participant."""
        return next(one for one in self.parties if one.participant_id == participant)

    def take(self, decision: Decision, now: datetime) -> Happening:
        """Change the rows by a decision and say what happened."""
        before = self.meeting.state
        self.meeting.state = decision.state
        self.meeting.live = rules.is_live(decision.state)
        for participant, answer in decision.answers:
            party = self.party(participant)
            party.answer, party.answered_at = answer, None if answer == Answer.OPEN else now
            if answer == Answer.NO:
                party.decline_reason = decision.why
        for participant in decision.absent:
            self.party(participant).absent = True
        return Happening(
            decision.verb,
            Subject("meeting", self.meeting.pk),
            before,
            decision.state,
            decision.why,
            self.meeting.edition_id,
            decision.facts,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a batch: meetings that changed, and refusals by the number of the row in the batch."""

    meetings: list[Meeting]
    refused: list[tuple[int, Refusal]]


def standings(meetings: Iterable[int]) -> dict[int, Standing]:
    """Load meetings and their parties under lock, in one order for everybody, so that no two actions wait in a ring."""
    numbers = sorted(set(meetings))
    found: dict[int, Standing] = {}
    for part in chunks(numbers):
        rows = (
            Meeting.objects.select_for_update().filter(pk__in=part).prefetch_related("edition").order_by("pk")
        )
        found.update((row.pk, Standing(row, [])) for row in rows)
        for party in Party.objects.filter(meeting__in=part).order_by("pk"):
            found[party.meeting_id].parties.append(party)
    _check_found(numbers, found)
    return found


def lock_states(meetings: Iterable[int]) -> dict[int, MeetingState]:
    """Where meetings stand, locked in the same order as `standings` does, for whoever needs to know no more."""
    numbers = sorted(set(meetings))
    rows = Meeting.objects.select_for_update().filter(among("pk", numbers)).order_by("pk")
    found = {pk: MeetingState(state) for pk, state in rows.values_list("pk", "state")}
    _check_found(numbers, found)
    return found


def _check_found(numbers: Iterable[int], found: Container[int]) -> None:
    missing = next((number for number in numbers if number not in found), None)
    if missing is not None:
        raise NotFound(kind=phrase("meeting"), name=missing)


def store_changes(model: type[Row], rows: Sequence[Row], fields: Sequence[str]) -> None:
    """Store some fields of many rows: one statement per distinct set of values, or row by row if those are many."""
    groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        groups[tuple(getattr(row, field) for field in fields)].append(row.pk)
    if len(groups) > 50 and len(groups) * 20 > len(rows):
        model._default_manager.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
        return
    for values, numbers in groups.items():
        for part in chunks(numbers):
            model._default_manager.filter(pk__in=part).update(**dict(zip(fields, values, strict=True)))


def raise_sequence(meetings: Sequence[int]) -> None:
    """The calendar entries of these meetings have changed; receivers keep the highest sequence."""
    for part in chunks(meetings):
        Meeting.objects.filter(pk__in=part).update(sequence=F("sequence") + 1)


def store_decided(
    *,
    changed: Sequence[Standing],
    happenings: Sequence[Happening],
    by: Person | None,
    now: datetime,
    fields: Sequence[str] = (),
    party_fields: Sequence[str] = (),
) -> None:
    """Store states, the named fields of the parties, and the events, together."""
    distinct = list({one.meeting.pk: one for one in changed}.values())
    store_changes(Meeting, [one.meeting for one in distinct], ("state", "live", *fields))
    if party_fields:
        store_changes(Party, [party for one in distinct for party in one.parties], party_fields)
    record_events(happenings, actor=actor(by), now=now)
