"""Meetings as one side sees them: what waits for it, what it sent, what is agreed, what is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet

from chainfair.fairs.models import Edition, Slot
from chainfair.ground.search import subjects_found
from chainfair.matching.models import Participant
from chainfair.matching.queries import Explained, explained
from chainfair.meetings import rules
from chainfair.meetings.kinds import Answer, MeetingState, Pile, TimetableState
from chainfair.meetings.models import Meeting, Party, Placement, SlotProposal
from chainfair.meetings.queries.free import full_slots
from chainfair.people.models import Person

HIDDEN = (MeetingState.SUGGESTED,)  # proposals that the organiser has put before nobody
NAMED = 1  # of the other sides
PARTS = ("organisation", "hall")
Row = TypeVar("Row", bound=Model)
STANDING = (*rules.AGREED, MeetingState.IN_PROGRESS)


@dataclass(frozen=True)
class OwnMeeting:
    """A meeting as one of its sides sees it."""

    meeting: Meeting
    party: Party
    others: list[Party]
    pile: Pile
    proposed: list[Slot]  # by others, still to come, and this side can
    clashing: list[Slot]  # by others, still to come, but this side has a meeting then or is not there
    offered: list[Slot]  # by this side, still to come
    placement: Placement | None
    reason: Explained | None

    @property
    def yes(self) -> int:
        """How many sides have agreed."""
        return sum(one.answer == Answer.YES for one in (self.party, *self.others))

    @property
    def sides(self) -> int:
        """How many sides there are."""
        return len(self.others) + 1

    @property
    def named(self) -> list[Party]:
        """The other side that a line names; of a group whoever asked for it, the rest is counted."""
        return sorted(self.others, key=lambda one: not one.asked)[:NAMED]

    @property
    def more(self) -> int:
        """How many other sides are not named."""
        return max(len(self.others) - NAMED, 0)

    @property
    def confirmable(self) -> bool:
        """Whether this side still has to confirm a time."""
        timed = self.meeting.state in {MeetingState.SCHEDULED, MeetingState.CONFIRMED}
        coming = timed and self.placement is not None and self.party.answer != Answer.NO
        return coming and self.party.confirmed_at is None

    @property
    def is_proposal(self) -> bool:
        """Whether the organiser thinks that these should meet: no side asked."""
        return not any(one.asked for one in (self.party, *self.others))

    @property
    def late(self) -> bool:
        """Whether the day has passed by which somebody should have answered."""
        return self.pile == Pile.OVER and self.meeting.state in rules.WAITING

    def begun(self, now: datetime) -> bool:
        """Whether its time has come and what came of it can still be said."""
        open_still = self.meeting.state in {*rules.OUTCOME_OPEN, MeetingState.HELD}
        return open_still and self.placement is not None and self.placement.slot.starts_at <= now


def parties_of(me: Participant) -> QuerySet[Party]:
    """The rows of one side in all meetings that it may know of."""
    return Party.objects.filter(participant=me).exclude(meeting__state__in=HIDDEN)


def pile_of(party: Party, meeting: Meeting, now: datetime) -> Pile:
    """Where one side finds a meeting."""
    state = MeetingState(meeting.state)
    in_time = meeting.answer_by is None or meeting.answer_by >= now
    if party.answer != Answer.NO and state in rules.WAITING and in_time:
        return Pile.WAITING if party.answer == Answer.OPEN else Pile.SENT
    return Pile.AGREED if state in STANDING and party.answer != Answer.NO else Pile.OVER


def _in_pile(pile: Pile, now: datetime) -> Q:
    in_time = Q(meeting__answer_by=None) | Q(meeting__answer_by__gte=now)
    waiting = Q(meeting__state__in=rules.WAITING) & in_time
    piles = {
        Pile.WAITING: waiting & Q(answer=Answer.OPEN),
        Pile.SENT: waiting & Q(answer=Answer.YES),
        Pile.AGREED: Q(meeting__state__in=STANDING) & ~Q(answer=Answer.NO),
    }
    return piles[pile] if pile in piles else ~(piles[Pile.WAITING] | piles[Pile.SENT] | piles[Pile.AGREED])


def pile(me: Participant, which: Pile, now: datetime, question: str = "") -> QuerySet[Party]:
    """One pile of a side; a question searches the other sides in both scripts, and what it is about."""
    rows = parties_of(me).filter(_in_pile(which, now))
    if question:
        named = Party.objects.filter(participant__organisation__in=subjects_found("organisation", question))
        rows = rows.filter(
            Q(meeting__in=named.exclude(participant=me).values("meeting"))
            | Q(meeting__about__icontains=question)
        )
    return with_meetings(rows)


def pile_counts(me: Participant, now: datetime) -> dict[Pile, int]:
    """How many meetings lie in each pile."""
    counts = {one.value: Count("pk", filter=_in_pile(one, now)) for one in Pile}
    found = parties_of(me).aggregate(**counts)
    return {one: found[one.value] for one in Pile}


def with_meetings(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows that lead to a meeting, with all that a page shows of it, in a bounded number of queries."""
    sides = Party.objects.select_related("participant__organisation", "participant__hall", "owner")
    placed = Placement.objects.filter(timetable__state=TimetableState.PUBLISHED)
    pairs = [f"meeting__suggestion__{side}__{what}" for side in ("first", "second") for what in PARTS]
    return rows.select_related("meeting__edition", "meeting__assembly__link", *pairs).prefetch_related(
        Prefetch("meeting__parties", sides.order_by("pk")),
        Prefetch("meeting__proposals", SlotProposal.objects.select_related("slot").order_by("slot__number")),
        Prefetch("meeting__placements", placed.select_related("slot__day", "place__hall")),
    )


def own_meetings(meetings: Sequence[Meeting], me: Participant, now: datetime) -> list[OwnMeeting]:
    """Meetings of `with_meetings` as one side sees them."""
    pairs = [one.suggestion for one in meetings if one.suggestion and _is_of(one.suggestion, me)]
    reasons = {one.suggestion.pk: one for one in explained(pairs, me)}
    asking = any(one.state in rules.WAITING for one in meetings)
    full = {slot for _who, slot in full_slots(meetings[0].edition, [me])} if asking else set()
    return [_own(one, me, reasons.get(one.suggestion_id or 0), full, now) for one in meetings]


def _is_of(suggestion: object, me: Participant) -> bool:
    return me.pk in {getattr(suggestion, "first_id", 0), getattr(suggestion, "second_id", 0)}


def _own(
    meeting: Meeting, me: Participant, reason: Explained | None, full: set[int], now: datetime
) -> OwnMeeting:
    sides = list(meeting.parties.all())
    party = next(one for one in sides if one.participant_id == me.pk)
    coming = [one for one in meeting.proposals.all() if one.slot.starts_at > now]
    theirs = {one.slot_id: one.slot for one in coming if one.by_id != me.pk}
    clashing = {
        number
        for number, slot in theirs.items()
        if number in full or not rules.is_free(me.availability, slot.number)
    }
    return OwnMeeting(
        meeting,
        party,
        [one for one in sides if one.pk != party.pk],
        pile_of(party, meeting, now),
        [slot for number, slot in theirs.items() if number not in clashing],
        [slot for number, slot in theirs.items() if number in clashing],
        [one.slot for one in coming if one.by_id == me.pk],
        None if party.answer == Answer.NO else next(iter(meeting.placements.all()), None),
        reason,
    )


def own_rows(rows: Iterable[Party | Placement], me: Participant, now: datetime) -> list[OwnMeeting]:
    """The same of rows that lead to meetings."""
    return own_meetings([one.meeting for one in rows], me, now)


def find_own_party(edition: Edition, number: int, participants: Sequence[Participant]) -> Party | None:
    """The side that one of these participants has in a meeting; the first named comes first."""
    rows = Party.objects.filter(meeting=number, meeting__edition=edition, participant__in=participants)
    found = {one.participant_id: one for one in with_meetings(rows.exclude(meeting__state__in=HIDDEN))}
    return next((found[one.pk] for one in participants if one.pk in found), None)


def find_live_meeting(me: Participant, other: Participant) -> Meeting | None:
    """The meeting that stands between two participants, unless it is the organiser's own idea."""
    pair = rules.pair_of((me.pk, other.pk))
    live = Meeting.objects.filter(edition=me.edition_id, pair=pair, live=True)
    return live.exclude(state__in=HIDDEN).first()


def team_of(participant: Participant) -> list[Person]:
    """Who can be given a meeting: the people of an organisation, and its contact."""
    team = Person.objects.filter(memberships__organisation=participant.organisation_id)
    contact = Person.objects.filter(pk=participant.contact_id or 0)
    return list((team | contact).distinct().order_by("name", "pk"))
