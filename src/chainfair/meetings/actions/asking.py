"""Meetings come into being: a participant asks, or the organiser proposes."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chainfair.fairs.models import Edition
from chainfair.fairs.rules import local_day
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import Happening, Subject
from chainfair.matching.errors import AssemblyOutOfDate
from chainfair.matching.models import Suggestion
from chainfair.matching.queries import lapsed_assemblies, turned_down_assemblies
from chainfair.meetings import errors, rules
from chainfair.meetings.actions.standing import Outcome, Standing, chunks, standings, store_decided
from chainfair.meetings.actions.telling import names_of, tell_others
from chainfair.meetings.kinds import (
    Answer,
    MeetingProposal,
    MeetingRequest,
    MeetingState,
    Origin,
)
from chainfair.meetings.models import Meeting, Party, SlotProposal
from chainfair.people.actions import actor
from chainfair.people.models import Person


def request_meeting(
    *, edition: Edition, request: MeetingRequest, by: Person | None, now: datetime
) -> Meeting:
    """Ask for a meeting; what stands against it is raised in words."""
    outcome = request_meetings(edition=edition, requests=[request], by=by, now=now)
    if outcome.refused:
        raise outcome.refused[0][1]
    return outcome.meetings[0]


def request_meetings(
    *, edition: Edition, requests: Sequence[MeetingRequest], by: Person | None, now: datetime
) -> Outcome:
    """Ask for many meetings at once; each is stored or refused by itself, in the order given."""
    proposals = [
        MeetingProposal(
            (one.asking, *one.asked),
            one.suggestion,
            one.about,
            one.online,
            one.weight,
            one.quorum,
            one.assembly,
        )
        for one in requests
    ]
    slots = set(edition.slots.values_list("pk", flat=True))
    unknown: dict[int, Refusal] = {
        row: errors.UnknownSlots(slots=", ".join(map(str, sorted(set(one.slots) - slots))))
        for row, one in enumerate(requests)
        if not set(one.slots) <= slots
    }
    assemblies = {one.assembly for one in requests if one.assembly is not None}
    turned_down, lapsed = turned_down_assemblies(assemblies), lapsed_assemblies(assemblies, now)
    unknown |= {
        row: errors.AssemblyTurnedDown() if one.assembly in turned_down else AssemblyOutOfDate()
        for row, one in enumerate(requests)
        if one.assembly in turned_down | lapsed
    }
    with transaction.atomic():
        made, refused = _gather(edition, proposals, unknown, now)
        for row, standing in made.items():
            request, meeting, first = requests[row], standing.meeting, standing.parties[0]
            suggested = request.suggestion or request.assembly
            meeting.origin = Origin.SUGGESTION if suggested else Origin.REQUEST
            meeting.state = MeetingState.REQUESTED
            meeting.answer_by = request.answer_by or now + timedelta(days=edition.answer_days)
            first.asked, first.answer, first.answered_at = True, Answer.YES, now
            first.owner_id = request.owner
        proposed = {row: list(dict.fromkeys(requests[row].slots)) for row in made}
        _store(made, "meeting.requested", edition, by, now, proposed)
        SlotProposal.objects.bulk_create(
            (
                SlotProposal(meeting=standing.meeting, slot_id=slot, by_id=requests[row].asking, at=now)
                for row, standing in made.items()
                for slot in proposed[row]
            ),
            batch_size=BATCH,
        )
        tell_others([(one, one.parties[0].participant_id) for one in made.values()], _request_letter, now=now)
    return Outcome([one.meeting for one in made.values()], sorted(refused.items()))


def propose_meetings(
    *, edition: Edition, proposals: Sequence[MeetingProposal], by: Person | None, now: datetime
) -> Outcome:
    """The organiser proposes meetings; only the organiser sees them until the sides are asked."""
    with transaction.atomic():
        made, refused = _gather(edition, proposals, {}, now)
        for standing in made.values():
            standing.meeting.state = MeetingState.SUGGESTED
            meeting = standing.meeting
            suggested = meeting.suggestion_id or meeting.assembly_id
            meeting.origin = Origin.SUGGESTION if suggested else Origin.ORGANISER
        _store(made, "meeting.suggested", edition, by, now, {})
    return Outcome([one.meeting for one in made.values()], sorted(refused.items()))


def ask_parties(*, edition: Edition, meetings: Sequence[int], by: Person | None, now: datetime) -> Outcome:
    """Put the organiser's proposals before their parties: each side is asked and answers by a date."""
    with transaction.atomic():
        loaded = standings(meetings)
        changed, happenings, refused = [], [], []
        for row, number in enumerate(meetings):
            decision = rules.asked(loaded[number].facts())
            if isinstance(decision, Refusal):
                refused.append((row, decision))
                continue
            changed.append(loaded[number])
            happenings.append(loaded[number].take(decision, now))
            loaded[number].meeting.answer_by = now + timedelta(days=edition.answer_days)
        store_decided(changed=changed, happenings=happenings, by=by, now=now, fields=("answer_by",))
        tell_others([(one, 0) for one in changed], _proposal_letter, now=now)
    return Outcome([one.meeting for one in changed], refused)


def _gather(
    edition: Edition, proposals: Sequence[MeetingProposal], refused: dict[int, Refusal], now: datetime
) -> tuple[dict[int, Standing], dict[int, Refusal]]:
    """New meetings by the row of their proposal, not stored yet; and why others cannot be."""
    refused = dict(refused)
    members = set(edition.participants.values_list("pk", flat=True))
    taken = _live_pairs(edition, [rules.pair_of(one.parties) for one in proposals])
    seated = _live_assemblies([one.assembly for one in proposals])
    weights = _weights(proposals)
    made: dict[int, Standing] = {}
    for row, one in enumerate(proposals):
        pair = rules.pair_of(one.parties)
        refusal = refused.get(row) or _refusal(one, pair, members, taken)
        if refusal is None and one.assembly in seated:
            refusal = errors.AssemblyHasMeeting(state=seated[one.assembly])
        if refusal is not None:
            refused[row] = refusal
            continue
        if pair:
            taken[pair] = MeetingState.REQUESTED
        if one.assembly is not None:
            seated[one.assembly] = MeetingState.REQUESTED
        meeting = Meeting(
            edition=edition,
            uid=uuid.uuid4(),
            suggestion_id=one.suggestion,
            assembly_id=one.assembly,
            about=one.about,
            online=one.online,
            weight=weights.get(one.suggestion or 0, one.weight),
            quorum=one.quorum,
            pair=pair,
            created_at=now,
        )
        parties = [Party(meeting=meeting, participant_id=number) for number in one.parties]
        made[row] = Standing(meeting, parties)
    return made, refused


def _refusal(
    one: MeetingProposal, pair: str, members: set[int], taken: dict[str, MeetingState]
) -> Refusal | None:
    refusal = rules.refusal_to_gather(one.parties, one.quorum)
    if refusal is not None:
        return refusal
    stranger = next((number for number in one.parties if number not in members), None)
    if stranger is not None:
        return errors.OtherEdition(participant=stranger)
    if pair and pair in taken:
        names = names_of(one.parties)
        return errors.PairHasMeeting(
            first=names[one.parties[0]], second=names[one.parties[1]], state=taken[pair]
        )
    return None


def _live_pairs(edition: Edition, pairs: Sequence[str]) -> dict[str, MeetingState]:
    return {
        pair: MeetingState(state)
        for part in chunks(sorted({one for one in pairs if one}))
        for pair, state in Meeting.objects.filter(edition=edition, live=True, pair__in=part).values_list(
            "pair", "state"
        )
    }


def _live_assemblies(assemblies: Sequence[int | None]) -> dict[int | None, MeetingState]:
    """The state of the meeting that stands for each of these assemblies."""
    live = Meeting.objects.filter(live=True, assembly__isnull=False)
    return {
        assembly: MeetingState(state)
        for part in chunks(sorted({one for one in assemblies if one is not None}))
        for assembly, state in live.filter(assembly__in=part).values_list("assembly", "state")
    }


def _weights(proposals: Sequence[MeetingProposal]) -> dict[int, int]:
    """What placing is worth: the mutual fit of the suggestion that a meeting goes back to."""
    numbers = sorted({one.suggestion for one in proposals if one.suggestion})
    return {
        number: max(weight, 1)
        for part in chunks(numbers)
        for number, weight in Suggestion.objects.filter(pk__in=part).values_list("pk", "weight")
    }


def _store(
    made: dict[int, Standing],
    verb: str,
    edition: Edition,
    by: Person | None,
    now: datetime,
    proposed: dict[int, list[int]],
) -> None:
    rows = list(made.values())
    try:
        with transaction.atomic():
            Meeting.objects.bulk_create([one.meeting for one in rows], batch_size=BATCH)
    except IntegrityError as error:
        # Somebody else asked for one of these pairs between our look and our write.
        taken = _live_pairs(edition, [one.meeting.pair for one in rows])
        first = next(one for one in rows if one.meeting.pair in taken)
        names = names_of(party.participant_id for party in first.parties)
        raise errors.PairHasMeeting(
            first=names[first.parties[0].participant_id],
            second=names[first.parties[1].participant_id],
            state=taken[first.meeting.pair],
        ) from error
    for one in rows:
        for party in one.parties:
            party.meeting = one.meeting
    Party.objects.bulk_create((party for one in rows for party in one.parties), batch_size=BATCH)
    record_events(
        (
            Happening(
                verb,
                Subject("meeting", one.meeting.pk),
                "",
                one.meeting.state,
                edition=edition.pk,
                facts=_gathered(one, proposed.get(row, [])),
            )
            for row, one in made.items()
        ),
        actor=actor(by),
        now=now,
    )


def _gathered(standing: Standing, slots: list[int]) -> dict[str, object]:
    """Who, of which assembly and when, for the history: a counter-proposal takes the slots themselves away."""
    told: dict[str, object] = {"parties": [party.participant_id for party in standing.parties]}
    told |= {"assembly": standing.meeting.assembly_id} if standing.meeting.assembly_id else {}
    return told | {"slots": slots} if slots else told


def _due(standing: Standing) -> str:
    """The venue's day by which to answer; it may be another one where the letter is read."""
    due = standing.meeting.answer_by
    return f"{local_day(due, standing.meeting.edition.time_zone)}" if due else ""


def _request_letter(standing: Standing, name: str) -> tuple[str, str]:
    values = {"who": name, "about": standing.meeting.about, "date": _due(standing)}
    return (
        _("%(who)s asks for a meeting") % values,
        _("%(who)s asks you for a meeting. Please answer by %(date)s.\n\n%(about)s") % values,
    )


def _proposal_letter(standing: Standing, _name: str) -> tuple[str, str]:
    values = {"about": standing.meeting.about, "date": _due(standing)}
    return (
        _("The organiser proposes a meeting"),
        _("The organiser proposes a meeting that may suit you. Please answer by %(date)s.\n\n%(about)s")
        % values,
    )
