"""A draft becomes the timetable: the older one is superseded, meetings are scheduled, people are told."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chainfair.ground.actions import post_letters, record_events
from chainfair.ground.kinds import Happening, Letter, Subject
from chainfair.meetings import rules
from chainfair.meetings.actions.placing import find_live_timetable, lock_timetable
from chainfair.meetings.actions.standing import (
    Standing,
    raise_sequence,
    standings,
    store_changes,
    store_decided,
)
from chainfair.meetings.actions.telling import names_of, people_behind, write_to
from chainfair.meetings.kinds import Change, TimetableState
from chainfair.meetings.models import Party, Placement, Timetable
from chainfair.meetings.queries import changes_between, refusal_to_publish, when
from chainfair.people.actions import actor
from chainfair.people.models import Person


def publish_timetable(*, timetable: Timetable, by: Person | None, now: datetime) -> Timetable:
    """Publish a draft. What nobody has agreed to is refused; who keeps their times hears nothing."""
    with transaction.atomic():
        older = find_live_timetable(timetable.edition)
        timetable = lock_timetable(timetable)
        refusal = refusal_to_publish(timetable)
        if refusal is not None:
            raise refusal
        if older is not None:
            older.state = TimetableState.SUPERSEDED
            older.save(update_fields=["state"])
        timetable.state, timetable.published_at = TimetableState.PUBLISHED, now
        timetable.save(update_fields=["state", "published_at"])
        _schedule(timetable, older, by, now)
        _note(timetable, older, by, now)
    return timetable


def _schedule(timetable: Timetable, older: Timetable | None, by: Person | None, now: datetime) -> None:
    rows = changes_between(timetable, older).order_by("pk").values_list("meeting", "change", "slot")
    changes = {meeting: (Change(change), slot) for meeting, change, slot in rows}
    loaded = standings(changes)
    changed: list[Standing] = []
    happenings: list[Happening] = []
    for number, (change, slot) in changes.items():
        standing = loaded[number]
        facts = standing.facts()
        decision = (
            rules.unscheduled(facts)
            if change == Change.GONE
            else rules.scheduled(facts, moved=change == Change.MOVED)
        )
        if decision is not None:
            changed.append(standing)
            happenings.append(standing.take(replace(decision, facts={"slot": slot}), now))
    store_decided(changed=changed, happenings=happenings, by=by, now=now)
    confirmed = [party for one in changed for party in one.parties if party.confirmed_at is not None]
    for party in confirmed:
        party.confirmed_at = None
    store_changes(Party, confirmed, ("confirmed_at",))
    raise_sequence([one.meeting.pk for one in changed])
    post_letters(_letters(timetable, changed), now=now)


def _letters(timetable: Timetable, changed: Sequence[Standing]) -> Iterator[Letter]:
    """One letter to each person with an address, with all their changes."""
    people = people_behind(party.participant_id for one in changed for party in one.parties)
    if not people:
        return
    readers: defaultdict[Person, list[tuple[Standing, int]]] = defaultdict(list)
    for one in changed:
        for party in one.parties:
            for person in people.get(party.participant_id, ()):
                readers[person].append((one, party.participant_id))
    told = {one.meeting.pk: one for rows in readers.values() for one, _own in rows}
    names = names_of(party.participant_id for one in told.values() for party in one.parties)
    times = {
        row.meeting_id: when(row.slot, timetable.edition)
        for row in Placement.objects.filter(timetable=timetable).select_related("slot")
        if row.meeting_id in told
    }
    for person, rows in readers.items():
        lines = sorted((times.get(one.meeting.pk, "~"), _others(one, own, names)) for one, own in rows)
        yield from write_to([person], lambda lines=lines: _timetable_letter(lines))  # type: ignore[misc]


def _others(standing: Standing, own: int, names: dict[int, str]) -> str:
    return ", ".join(names[one.participant_id] for one in standing.parties if one.participant_id != own)


def _timetable_letter(lines: Sequence[tuple[str, str]]) -> tuple[str, str]:
    rows = "\n".join(
        f"{moment} · {who}" if moment != "~" else _("no time any more: %(who)s") % {"who": who}
        for moment, who in lines
    )
    values = {"count": len(lines), "rows": rows}
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
