"""The page of an exhibitor or a visitor: who waits for them, whom they should meet, what is due."""

from dataclasses import dataclass
from datetime import datetime

from chainfair.chains.kinds import FactState
from chainfair.fairs.models import Edition
from chainfair.fairs.rules import local_day
from chainfair.matching.models import Participant
from chainfair.matching.queries import Explained, explained, suggestions_for
from chainfair.meetings.kinds import Pile, TimetableState
from chainfair.meetings.models import Placement
from chainfair.meetings.queries import OwnMeeting, own_rows, pile

FEW = 3


@dataclass(frozen=True)
class ParticipantToday:
    """What one participant comes home to."""

    me: Participant
    waiting: list[OwnMeeting]
    waiting_count: int
    suggestions: list[Explained]
    suggestion_count: int
    agenda: list[tuple[Placement, Participant | None]]
    agenda_day: datetime | None
    offers: int
    needs: int
    to_confirm: int


def participant_today(me: Participant, edition: Edition, now: datetime) -> ParticipantToday:
    """A bounded number of queries, however much there is."""
    waiting = pile(me, Pile.WAITING, now).order_by("meeting__answer_by", "pk")
    shown = suggestions_for(me)
    placements = _agenda(me, edition, now)
    facts = me.organisation
    return ParticipantToday(
        me,
        own_rows(waiting[:FEW], me, now),
        waiting.count(),
        explained(list(shown[:FEW]), me),
        shown.count(),
        [(one, _other(one, me)) for one in placements],
        placements[0].slot.starts_at if placements else None,
        facts.offers.exclude(state=FactState.REFUSED).count(),
        facts.needs.exclude(state=FactState.REFUSED).count(),
        facts.offers.filter(state=FactState.SUGGESTED).count(),
    )


def _agenda(me: Participant, edition: Edition, now: datetime) -> list[Placement]:
    """The meetings of today, or of the next day that has any."""
    rows = list(
        Placement.objects.filter(
            timetable__edition=edition,
            timetable__state=TimetableState.PUBLISHED,
            meeting__parties__participant=me,
        )
        .select_related("slot__day", "place", "meeting")
        .prefetch_related("meeting__parties__participant__organisation")
        .order_by("slot__number")
    )
    today = local_day(now, edition.time_zone)
    coming = [one for one in rows if one.slot.day.date >= today] or rows[-1:]
    return [one for one in coming if one.slot.day_id == coming[0].slot.day_id] if coming else []


def _other(placement: Placement, me: Participant) -> Participant | None:
    others = [one.participant for one in placement.meeting.parties.all() if one.participant_id != me.pk]
    return others[0] if others else None
