"""Timetable runs: queue, propose where nobody asked, store what was found."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

import chainfair
from chainfair.fairs.models import Edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.jobs import enqueue
from chainfair.ground.kinds import Happening, RunState, Subject
from chainfair.matching.models import MatchingRun
from chainfair.matching.queries import find_latest_run, standing_assemblies, standing_pairs
from chainfair.meetings import errors, rules
from chainfair.meetings.actions.asking import propose_meetings
from chainfair.meetings.actions.standing import chunks
from chainfair.meetings.bridge import Answer
from chainfair.meetings.kinds import MeetingProposal, MeetingState, Sitting, TimetableState
from chainfair.meetings.models import (
    Meeting,
    Party,
    Placement,
    SeatBooking,
    Timetable,
    TimetableRun,
    Unplaced,
)
from chainfair.meetings.queries import supply_of
from chainfair.people.actions import actor
from chainfair.people.models import Person

TASK = "chainfair.meetings.tasks.perform_timetable_run"
LEAST_FIT = 0.1  # below it, chance joins two, and nobody is brought together unasked


def queue_timetable_run(
    *,
    edition: Edition,
    by: Person | None,
    now: datetime,
    settings: dict[str, Any] | None = None,
    seed: int = 1,
) -> TimetableRun:
    """Store a run as queued with its settings and seed."""
    if not edition.slots.exists():
        raise errors.NoSlots(edition=edition.key)
    with transaction.atomic():
        run = TimetableRun.objects.create(
            edition=edition,
            by=by,
            created_at=now,
            settings=settings or {},
            seed=seed,
            engine_version=chainfair.VERSION,
        )
        _tell(run, "timetable_run.queued", by, now, after=RunState.QUEUED)
    return run


def start_timetable_run(
    *,
    edition: Edition,
    by: Person | None,
    now: datetime,
    settings: dict[str, Any] | None = None,
    seed: int = 1,
) -> TimetableRun:
    """Queue a run and hand it to a worker once this is committed; refused at once where it would find nothing."""
    refusal = supply_of(edition, now).refusal()
    if refusal is not None:
        raise refusal
    with transaction.atomic():
        run = queue_timetable_run(edition=edition, by=by, now=now, settings=settings, seed=seed)
        enqueue(TASK, run_id=run.pk)
    return run


def propose_where_nobody_asked(*, edition: Edition, by: Person | None, now: datetime) -> int:
    """Propose what the last matching run chose, if nobody of this edition has asked for any meeting.

    Returns how many are proposed and not agreed; refused when there is nothing at all to place.
    """
    meetings = edition.meetings.all()
    if meetings.filter(state__in=(*rules.AGREED, *rules.HAPPENED)).exists():
        return 0
    if meetings.exclude(state=MeetingState.SUGGESTED).exists():
        proposed = meetings.filter(state=MeetingState.SUGGESTED).count()
    else:
        proposed = _propose_chosen(edition, by, now)
    if not proposed:
        raise errors.NothingToPlace(waiting=meetings.filter(state__in=rules.WAITING).count())
    return proposed


def _propose_chosen(edition: Edition, by: Person | None, now: datetime) -> int:
    last = find_latest_run(edition)
    fits = Q(fit_first__gte=LEAST_FIT) | Q(fit_second__gte=LEAST_FIT)
    chosen = standing_pairs(last).filter(fits).order_by("-weight", "pk")
    known = set(edition.meetings.values_list("pair", flat=True))
    proposals = _assembled(edition, last, now) + [
        MeetingProposal((first, second), suggestion, weight=weight)
        for suggestion, first, second, weight in chosen.values_list("pk", "first", "second", "weight")
        if rules.pair_of((first, second)) not in known
    ]
    propose_meetings(edition=edition, proposals=proposals, by=by, now=now)
    return edition.meetings.filter(state=MeetingState.SUGGESTED).count()


def _assembled(edition: Edition, last: MatchingRun | None, now: datetime) -> list[MeetingProposal]:
    """Group meetings of the chosen assemblies that stand as they were formed and are no meetings yet."""
    known: defaultdict[int, set[int]] = defaultdict(set)
    groups = Party.objects.filter(meeting__edition=edition, meeting__pair="")
    for meeting, participant in groups.values_list("meeting", "participant"):
        known[meeting].add(participant)
    found = []
    for one in standing_assemblies(last, now):
        parties = tuple(place.participant_id for place in one.members.all())
        if set(parties) not in known.values():
            quorum = rules.quorum_of(len(parties))
            found.append(MeetingProposal(parties, weight=one.weight, quorum=quorum, assembly=one.pk))
    return found


def store_timetable(run: TimetableRun, answer: Answer, *, now: datetime) -> Timetable:
    """Keep what a run found as the next draft; called inside the transaction that ends the run."""
    edition = Edition.objects.select_for_update().get(
        pk=run.edition_id
    )  # versions are counted one after the other
    last = edition.timetables.aggregate(last=Max("version"))["last"] or 0
    timetable = Timetable.objects.create(
        edition=edition,
        version=last + 1,
        state=TimetableState.DRAFT,
        run=run,
        figures=answer.figures,
        created_at=now,
    )
    standing = _still_standing([one.meeting for one in answer.sittings])
    sittings = [one for one in answer.sittings if one.meeting in standing]
    store_sittings(timetable=timetable, sittings=sittings)
    Unplaced.objects.bulk_create(
        (
            Unplaced(timetable=timetable, meeting_id=one.meeting, reason=one.reason, values=one.values)
            for one in answer.left_out
        ),
        batch_size=BATCH,
    )
    run.figures, run.input_digest = answer.figures, answer.digest
    _tell(run, "timetable_run.drafted", None, now, before=RunState.RUNNING, after=RunState.DRAFT)
    happening = Happening(
        "timetable.drafted",
        Subject("timetable", timetable.pk),
        after=TimetableState.DRAFT,
        edition=edition.pk,
        facts={"version": timetable.version, "placed": len(sittings), "run": run.pk},
    )
    record_events([happening], actor=None, now=now)
    return timetable


def store_sittings(*, timetable: Timetable, sittings: list[Sitting]) -> None:
    """Write who sits where, in a few bulk statements."""
    placements = Placement.objects.bulk_create(
        (
            Placement(
                timetable=timetable,
                meeting_id=one.meeting,
                slot_id=one.slot,
                place_id=one.place,
                pinned=one.pinned,
            )
            for one in sittings
        ),
        batch_size=BATCH,
    )
    SeatBooking.objects.bulk_create(
        (
            SeatBooking(timetable=timetable, placement=placement, seat_id=seat, slot_id=one.slot)
            for placement, one in zip(placements, sittings, strict=True)
            for seat in one.seats
        ),
        batch_size=BATCH,
    )


def _still_standing(meetings: list[int]) -> set[int]:
    """Those that nobody called off while the run computed."""
    states = (*rules.PLACEABLE, *rules.HAPPENED)
    return {
        number
        for part in chunks(meetings)
        for number in Meeting.objects.filter(pk__in=part, state__in=states).values_list("pk", flat=True)
    }


def _tell(
    run: TimetableRun, verb: str, by: Person | None, now: datetime, *, before: str = "", after: str = ""
) -> None:
    happening = Happening(verb, Subject("timetable_run", run.pk), before, after, edition=run.edition_id)
    record_events([happening], actor=actor(by), now=now)
