"""The records behind a figure, in words that an auditor can check against the tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from chainfair.exhibiting.models import Launch, Participation, Renewal, Stand
from chainfair.ground.names import country_name, name_of
from chainfair.meetings.kinds import MeetingState, TimetableState
from chainfair.meetings.models import Meeting, Party, Placement
from chainfair.outcomes.models import Contact, Outcome
from chainfair.outcomes.queries import with_parties
from chainfair.presence.models import OnlineSession, Scan
from chainfair.visiting.models import Registration


@dataclass(frozen=True)
class Record:
    """One record: its number in its table, what it is about, further facts, when."""

    number: int
    what: str
    facts: str
    at: object = None


def records_of(kind: str, numbers: Sequence[int]) -> list[Record]:
    """The records of some numbers, in their order; few queries whatever the count."""
    return READERS[kind](numbers)


def _participations(numbers: Sequence[int]) -> list[Record]:
    rows = Participation.objects.filter(pk__in=numbers).select_related("organisation").order_by("pk")
    return [
        Record(
            row.pk,
            name_of(row.organisation),
            f"{_(row.get_role_display())} · {country_name(row.contract_country) if row.contract_country else '–'}",
            row.confirmed_at,
        )
        for row in rows
    ]


def _stands(numbers: Sequence[int]) -> list[Record]:
    rows = Stand.objects.filter(pk__in=numbers).select_related("hall").order_by("pk")
    return [
        Record(row.pk, row.code, f"{row.net_area} m² · {row.hall.code if row.hall else '–'}") for row in rows
    ]


def _registrations(numbers: Sequence[int]) -> list[Record]:
    rows = Registration.objects.filter(pk__in=numbers).order_by("pk")
    return [
        Record(
            row.pk,
            _("badge %(badge)s") % {"badge": row.badge[:8]},
            _(row.get_category_display()),
            row.registered_at,
        )
        for row in rows
    ]


def _scans(numbers: Sequence[int]) -> list[Record]:
    rows = Scan.objects.filter(pk__in=numbers).select_related("device", "registration").order_by("pk")
    return [
        Record(
            row.pk,
            _("badge %(badge)s") % {"badge": row.registration.badge[:8] if row.registration else "–"},
            f"{row.device.name} · {row.sequence}",
            row.scanned_at,
        )
        for row in rows
    ]


def _sessions(numbers: Sequence[int]) -> list[Record]:
    rows = OnlineSession.objects.filter(pk__in=numbers).select_related("registration").order_by("pk")
    return [
        Record(
            row.pk,
            _("badge %(badge)s") % {"badge": row.registration.badge[:8]},
            _("%(n)s seconds") % {"n": row.seconds},
            row.started_at,
        )
        for row in rows
    ]


def _meetings(numbers: Sequence[int]) -> list[Record]:
    published = Placement.objects.filter(meeting=OuterRef("pk"), timetable__state=TimetableState.PUBLISHED)
    rows = (
        Meeting.objects.filter(pk__in=numbers)
        .annotate(met_at=Subquery(published.values("slot__starts_at")[:1]))
        .prefetch_related(Prefetch("parties", Party.objects.select_related("participant__organisation")))
        .order_by("pk")
    )
    return [
        Record(
            row.pk,
            " ↔ ".join(name_of(party.participant.organisation) for party in row.parties.all()),
            _proof_of(row),
            row.met_at,
        )
        for row in rows
    ]


def _proof_of(meeting: Meeting) -> str:
    """By what a meeting counts as held, or how it stands."""
    sides = meeting.parties.all()
    if meeting.state != MeetingState.HELD:
        return _(MeetingState(meeting.state).word)
    if sum(one.scanned_at is not None for one in sides) >= meeting.quorum:
        return _("both badges scanned")
    if sum(one.said_held is True for one in sides) >= meeting.quorum:
        return _("both sides confirmed it")
    return _("decided by the organiser")


def _contacts(numbers: Sequence[int]) -> list[Record]:
    rows = Contact.objects.filter(pk__in=numbers).select_related("exhibitor", "counterpart").order_by("pk")
    return [
        Record(
            row.pk,
            f"{name_of(row.exhibitor)} ↔ {name_of(row.counterpart)}",
            _(row.get_source_display()),
            row.accepted_at,
        )
        for row in rows
    ]


def _outcomes(numbers: Sequence[int]) -> list[Record]:
    rows = Outcome.objects.filter(pk__in=numbers).prefetch_related(with_parties()).order_by("pk")
    return [
        Record(
            row.pk,
            " ↔ ".join(name_of(party.organisation) for party in row.parties.all()),
            f"{_(row.get_stage_display())}{' · ' + row.evidence_digest[:12] if row.evidence_digest else ''}",
            row.recorded_at,
        )
        for row in rows
    ]


def _launches(numbers: Sequence[int]) -> list[Record]:
    rows = Launch.objects.filter(pk__in=numbers).order_by("pk")
    return [
        Record(
            row.pk,
            row.title_en,
            f"{_(row.get_showing_display())} · {_(row.get_reach_display())}",
            row.presents_at,
        )
        for row in rows
    ]


def _renewals(numbers: Sequence[int]) -> list[Record]:
    rows = Renewal.objects.filter(pk__in=numbers).select_related("participation__organisation").order_by("pk")
    return [Record(row.pk, name_of(row.participation.organisation), "", row.signed_at) for row in rows]


READERS: dict[str, Callable[[Sequence[int]], list[Record]]] = {
    "participation": _participations,
    "stand": _stands,
    "registration": _registrations,
    "scan": _scans,
    "online_session": _sessions,
    "meeting": _meetings,
    "contact": _contacts,
    "outcome": _outcomes,
    "launch": _launches,
    "renewal": _renewals,
}
