"""A draft becomes the timetable: the older one is superseded, meetings are scheduled, people are told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chainfair.fairs.models import Edition
from chainfair.ground.actions import record_events
from chainfair.ground.among import among
from chainfair.ground.kinds import Happening, RunState, Subject
from chainfair.meetings import rules
from chainfair.meetings.actions.placing import find_live_timetable, lock_timetable
from chainfair.meetings.actions.standing import lock_states
from chainfair.meetings.actions.telling import sides_of, tell_readers
from chainfair.meetings.kinds import Change, MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Party, Timetable
from chainfair.meetings.queries import changes_between, refusal_to_publish, when
from chainfair.people.actions import actor
from chainfair.people.models import Person


def publish_timetable(*, timetable: Timetable, by: Person | None, now: datetime) -> Timetable:
    """Publish a draft. What nobody has agreed to is refused; who keeps their times hears nothing."""
    with transaction.atomic():
        # Where none is published yet there is no row to wait for, hence the edition's.
        Edition.objects.select_for_update(no_key=True).get(pk=timetable.edition_id)
        older = find_live_timetable(timetable.edition)
        timetable = lock_timetable(timetable)
        refusal = refusal_to_publish(timetable)
        if refusal is not None:
            raise refusal
        if older is not None:
            older.state = TimetableState.SUPERSEDED
            older.save(update_fields=["state"])
            # What closed after the draft was computed is closed in it too.
            timetable.figures = {**timetable.figures, "closed": older.figures.get("closed", [])}
        timetable.state, timetable.published_at = TimetableState.PUBLISHED, now
        timetable.save(update_fields=["state", "published_at", "figures"])
        _publish_run(timetable, by, now)
        _schedule(timetable, older, by, now)
        _note(timetable, older, by, now)
    return timetable


def _publish_run(timetable: Timetable, by: Person | None, now: datetime) -> None:
    """The run behind a version is published with it, and the one before is a reviewed draft again."""
    runs = timetable.edition.timetable_runs
    runs.filter(state=RunState.PUBLISHED).update(state=RunState.REVIEWED)
    run = timetable.run
    if run is None:
        return
    before, run.state = run.state, RunState.PUBLISHED
    run.save(update_fields=["state"])
    subject = Subject("timetable_run", run.pk)
    happening = Happening("timetable_run.published", subject, before, run.state, edition=timetable.edition_id)
    record_events([happening], actor=actor(by), now=now)


def _schedule(timetable: Timetable, older: Timetable | None, by: Person | None, now: datetime) -> None:
    rows = changes_between(timetable, older).order_by("pk").values_list("meeting", "change", "slot")
    changes = {meeting: (Change(change), slot) for meeting, change, slot in rows}
    changed = store_times(timetable=timetable, changes=changes, by=by, now=now)
    moments = {slot.pk: when(slot, timetable.edition) for slot in timetable.edition.slots.all()}
    times = {
        meeting: moments[slot] if change != Change.GONE else "" for meeting, (change, slot) in changes.items()
    }
    tell_readers(sides_of(changed), times.__getitem__, _timetable_letter, now=now)


def store_times(
    *, timetable: Timetable, changes: Mapping[int, tuple[Change, int]], by: Person | None, now: datetime
) -> list[int]:
    """Meetings got, changed or lost their time in the published version; which of them stand otherwise now.

    Takes the change and the slot (the old one, where the time is lost) of each.
    """
    if not changes:
        return []
    states = lock_states(changes)
    changed: defaultdict[MeetingState, list[int]] = defaultdict(list)
    happenings: list[Happening] = []
    for number, (change, slot) in changes.items():
        before, gone = states[number], change == Change.GONE
        moved = change == Change.MOVED
        decision = rules.unscheduled(before) if gone else rules.scheduled(before, moved=moved)
        if decision is not None:
            changed[decision.state].append(number)
            happenings.append(
                Happening(
                    decision.verb,
                    Subject("meeting", number),
                    before,
                    decision.state,
                    edition=timetable.edition_id,
                    facts={"slot": slot},
                )
            )
    for state, numbers in changed.items():
        # Receivers of its calendar entry keep the highest sequence, and whoever confirmed is asked anew.
        Meeting.objects.filter(among("pk", numbers)).update(
            state=state, live=rules.is_live(state), sequence=F("sequence") + 1
        )
        Party.objects.filter(among("meeting", numbers), confirmed_at__isnull=False).update(confirmed_at=None)
    record_events(happenings, actor=actor(by), now=now)
    return [one.subject.number for one in happenings]


def _timetable_letter(lines: Sequence[str]) -> tuple[str, str]:
    values = {"count": len(lines), "rows": "\n".join(lines)}
    return _("Your meetings have their times"), _(
        "These %(count)s meetings of yours are new or changed:\n\n%(rows)s"
    ) % values


def _note(timetable: Timetable, older: Timetable | None, by: Person | None, now: datetime) -> None:
    rows = [(timetable, "timetable.published", TimetableState.DRAFT)]
    if older is not None:
        rows.append((older, "timetable.superseded", TimetableState.PUBLISHED))
    record_events(
        (
            Happening(
                verb,
                Subject("timetable", one.pk),
                before,
                one.state,
                edition=one.edition_id,
                facts={"version": one.version},
            )
            for one, verb, before in rows
        ),
        actor=actor(by),
        now=now,
    )
