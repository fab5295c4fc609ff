"""What needs a person: each thing with how urgent it is, what it holds up, and where it is done."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chainfair.closing.queries import grouped
from chainfair.desk.kinds import Due
from chainfair.desk.queries.silent import silent_in
from chainfair.exhibiting.kinds import ImportState
from chainfair.exhibiting.models import ListImport
from chainfair.exhibiting.queries import questions_in
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.ground.kinds import RunState
from chainfair.matching.queries import bare_participants, runs_of
from chainfair.meetings.kinds import TimetableState
from chainfair.meetings.models import Unplaced

MANY_UNANSWERED = 5
SILENT_SCANNER = timedelta(minutes=15)


def due_in(edition: Edition, now: datetime) -> Iterator[Due]:
    """Everything of an edition that waits for a person, what is broken first."""
    yield from _due_runs(edition)
    yield from _due_scanners(edition, now)
    yield from _due_unplaced(edition)
    yield from _due_questions(edition)
    yield from _due_previews(edition)
    yield from _due_answers(edition)
    yield from _due_edition(edition)
    yield from _due_profiles(edition)


def _due_scanners(edition: Edition, now: datetime) -> Iterator[Due]:
    """Scanners that were heard today and are silent now; nothing is lost while they have power."""
    if edition.state != EditionState.RUNNING:
        return
    quiet = edition.devices.filter(seen_at__lt=now - SILENT_SCANNER, seen_at__gt=now - timedelta(hours=12))
    names = list(quiet.order_by("seen_at").values_list("name", flat=True))
    if names:
        yield Due(
            "bad",
            _("on site"),
            ngettext(
                "%(n)s scanner has not synchronised for a quarter of an hour.",
                "%(n)s scanners have not synchronised for a quarter of an hour.",
                len(names),
            )
            % {"n": len(names)},
            _("Nothing is lost while they have power: %(names)s.") % {"names": ", ".join(names[:5])},
            reverse("presence:onsite", args=[edition.key]),
            _("See which"),
        )


def _due_unplaced(edition: Edition) -> Iterator[Due]:
    count = Unplaced.objects.filter(
        timetable__edition=edition, timetable__state=TimetableState.PUBLISHED
    ).count()
    if count:
        yield Due(
            "wait",
            _("timetable"),
            ngettext(
                "%(n)s agreed meeting has no time or place.",
                "%(n)s agreed meetings have no time or place.",
                count,
            )
            % {"n": grouped(count)},
            _("The timetable in force says the reason of each."),
            reverse("meetings:timetables", args=[edition.key]),
            _("Look"),
        )


def _due_previews(edition: Edition) -> Iterator[Due]:
    waiting = ListImport.objects.filter(edition=edition, state=ImportState.PREVIEW).order_by("-pk")
    last = waiting.first()
    if last is not None:
        count = waiting.count()
        yield Due(
            "wait",
            _("imports"),
            ngettext(
                "%(n)s list was read and is not taken in.",
                "%(n)s lists were read and are not taken in.",
                count,
            )
            % {"n": count},
            _("Until then none of its rows counts."),
            reverse("exhibiting:preview", args=[edition.key, last.pk]),
            _("Look"),
        )


def _due_questions(edition: Edition) -> Iterator[Due]:
    count = questions_in(edition).count()
    if count:
        yield Due(
            "wait",
            _("imports"),
            ngettext(
                "%(n)s pair may be one organisation.", "%(n)s pairs may be one organisation each.", count
            )
            % {"n": count},
            _("Until a person decides they stand apart and are counted apart."),
            reverse("exhibiting:questions", args=[edition.key]),
            _("Decide"),
        )


def _due_runs(edition: Edition) -> Iterator[Due]:
    for kind, runs, address in (
        (_("matching"), runs_of(edition), reverse("matching:runs", args=[edition.key])),
        (_("timetable"), edition.timetable_runs, reverse("meetings:timetables", args=[edition.key])),
    ):
        last = runs.order_by("-pk").first()
        if last is not None and last.state == RunState.FAILED:
            yield Due(
                "bad",
                _("runs"),
                _("The last run failed: %(kind)s.") % {"kind": kind},
                last.trouble,
                address,
                _("Look"),
            )


def _due_answers(edition: Edition) -> Iterator[Due]:
    silent = silent_in(edition, least=MANY_UNANSWERED)
    count = silent.count()
    if count:
        held = silent.aggregate(held=Sum("open_count"))["held"]
        yield Due(
            "wait",
            _("answers"),
            ngettext(
                "%(n)s participant has not answered 5 or more requests.",
                "%(n)s participants have not answered 5 or more requests each.",
                count,
            )
            % {"n": count},
            _("They hold %(held)s requests.") % {"held": grouped(held)},
            reverse("desk:silent", args=[edition.key]) + f"?least={MANY_UNANSWERED}",
            _("See who"),
        )


def _due_edition(edition: Edition) -> Iterator[Due]:
    if edition.placeholder_days or not edition.starts_on:
        yield Due(
            "wait",
            _("edition"),
            _("The days of this edition are placeholders."),
            _("A timetable on them is a draft in every case."),
            reverse("fairs:edition", args=[edition.key]),
            _("Set the days"),
        )


def _due_profiles(edition: Edition) -> Iterator[Due]:
    bare = bare_participants(edition).count()
    if bare:
        yield Due(
            "wait",
            _("profiles"),
            ngettext(
                "%(n)s participant says neither what it offers nor what it needs.",
                "%(n)s participants say neither what they offer nor what they need.",
                bare,
            )
            % {"n": bare},
            _("Nobody can be suggested to them."),
            reverse("matching:participants", args=[edition.key]) + "?bare=on",
            _("See who"),
        )
