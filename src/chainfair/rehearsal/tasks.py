"""The sample edition from an empty database to a closing statement, as `./chainfair demo` asks for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db.models import Count, Q

from chainfair.closing.actions import freeze_statement
from chainfair.closing.models import Statement
from chainfair.exhibiting.kinds import ExhibitorRole
from chainfair.fairs.actions import step_edition
from chainfair.fairs.kinds import EditionState, Role
from chainfair.fairs.models import Edition
from chainfair.ground.kinds import RunState
from chainfair.matching.actions import publish_run, queue_run
from chainfair.matching.queries import runs_of
from chainfair.matching.tasks import perform_now as perform_matching
from chainfair.meetings.actions import publish_timetable, queue_timetable_run
from chainfair.meetings.kinds import TimetableState
from chainfair.meetings.models import Timetable, TimetableRun
from chainfair.meetings.tasks import perform_now as perform_timetable
from chainfair.organisations.kinds import MemberRole
from chainfair.organisations.models import Membership, Organisation
from chainfair.people.models import Person
from chainfair.people.queries import sign_in_path
from chainfair.rehearsal.actions import (
    ASKING,
    BEFORE_THE_FAIR,
    CAST,
    KEY,
    ON_THE_DAYS,
    Bar,
    EarlierStage,
    Stage,
    Step,
    organiser_address,
    remember_last_day,
    unwatched,
)
from chainfair.rehearsal.errors import RealFairHere
from chainfair.rehearsal.kinds import Report, SignInLink
from chainfair.rehearsal.queries import count_lines
from chainfair.visiting.kinds import VisitorCategory
from chainfair.visiting.models import Registration

PROFILE = "organiser"
NIGHT = 21 * 60  # when the provisional statement of the last day is frozen
VISITOR_ROLES = (
    VisitorCategory.BUYER,
    VisitorCategory.PROFESSIONAL,
    VisitorCategory.PUBLIC,
    VisitorCategory.STUDENT,
    VisitorCategory.PRESS,
)


def build_demo(
    *,
    scale: float,
    seed: int,
    fresh: bool,
    now: datetime,
    progress: Bar = unwatched,
    matching: dict[str, Any] | None = None,
) -> Report:
    """Make the sample edition and two earlier ones, or what is missing of them, and report what stands.

    `matching` goes to the matching run as its settings.
    """
    if fresh:
        empty_sample()
    call_command("load_reference")
    ended_on = remember_last_day(wanted=(now - timedelta(days=1)).date(), now=now)
    stage = Stage(scale=scale, seed=seed, ended_on=ended_on, bar=progress)
    _play(stage, CAST)
    for earlier in stage.earlier:
        _play_edition(earlier, {})
        _close(earlier)
        _freeze(earlier)
    _play_edition(stage, matching or {})
    statement = _freeze(stage)
    return Report(
        edition=KEY,
        counts=tuple(count_lines(stage.edition, statement, stage.rates)),
        rates=tuple(stage.rates.lines()),
        links=tuple(sign_in_links(stage.edition)),
    )


def empty_sample() -> None:
    """Empty the database, unless it holds a fair that is not made up."""
    real = Edition.objects.filter(made_up=False).order_by("key").values_list("key", flat=True)
    if real:
        raise RealFairHere(keys=", ".join(real))
    call_command("flush", interactive=False, verbosity=0)


def _play(stage: Stage, steps: Sequence[Step]) -> None:
    for step in steps:
        step(stage)


def _play_edition(stage: Stage, matching: dict[str, Any]) -> None:
    _play(stage, BEFORE_THE_FAIR)
    if not isinstance(stage, EarlierStage):
        _suggest(stage, matching)
    _play(stage, ASKING)
    _draw_the_timetable(stage)
    _play(stage, ON_THE_DAYS)


def _suggest(stage: Stage, settings: dict[str, Any]) -> None:
    """Run the matching and publish what it suggests; a run that was left half done is taken up again."""
    runs = runs_of(stage.edition)
    if runs.filter(state=RunState.PUBLISHED).exists():
        return
    run = runs.filter(state__in=[RunState.QUEUED, RunState.RUNNING, RunState.DRAFT]).order_by("-pk").first()
    if run is None:
        run = queue_run(
            edition=stage.edition, by=None, now=stage.before(14), settings=settings, seed=stage.seed
        )
    with stage.bar("matching") as watch:
        if run.state != RunState.DRAFT:
            run = perform_matching(run, watch=lambda _doing, share: watch(round(100 * share), 100))
    publish_run(run=run, by=None, now=stage.before(13.5))


def _draw_the_timetable(stage: Stage) -> None:
    """Compute a timetable of what was agreed and publish it; what was left half done is taken up again."""
    versions = Timetable.objects.filter(edition=stage.edition)
    if versions.filter(state=TimetableState.PUBLISHED).exists():
        return
    draft = versions.filter(state=TimetableState.DRAFT).order_by("-version").first()
    if draft is None:
        runs = TimetableRun.objects.filter(edition=stage.edition)
        run = runs.filter(state__in=[RunState.QUEUED, RunState.RUNNING]).order_by("-pk").first()
        if run is None:
            run = queue_timetable_run(edition=stage.edition, by=None, now=stage.before(3), seed=stage.seed)
        with stage.bar("timetable") as watch:
            perform_timetable(run, watch=lambda _doing, share: watch(round(100 * share), 100))
        draft = versions.get(state=TimetableState.DRAFT)
    publish_timetable(timetable=draft, by=None, now=stage.before(2.5))


def _close(stage: Stage) -> None:
    if stage.edition.state != EditionState.CLOSED:
        step_edition(edition=stage.edition, to=EditionState.CLOSED, by=None, now=_night(stage))


def _freeze(stage: Stage) -> Statement:
    """Freeze the statement of an edition once; while the edition is open it is provisional."""
    last = stage.edition.statements.filter(profile=PROFILE).order_by("-version").first()
    if last is not None:
        return last
    return freeze_statement(edition=stage.edition, profile=PROFILE, by=None, now=_night(stage))


def _night(stage: Stage) -> datetime:
    return stage.moment(stage.rates.fair_days - 1, NIGHT)


def sign_in_links(edition: Edition) -> list[SignInLink]:
    """Return a way in for each role: the organiser's, those of an exhibitor, and the visitors'."""
    people = Person.objects.in_bulk([organiser_address(role) for role in Role], field_name="email")
    links = [_link(role.word, people[organiser_address(role)]) for role in Role]
    links += [_link(f"exhibitor, {word}", person) for word, person in _team(edition)]
    for category in VISITOR_ROLES:
        visitor = (
            Registration.objects.filter(edition=edition, category=category, scans__isnull=False)
            .select_related("person")
            .order_by("pk")
            .first()
        )
        if visitor is not None:
            links.append(_link(category.word, visitor.person))
    return links


def _team(edition: Edition) -> list[tuple[str, Person]]:
    """Return one person for each role in the team of the exhibitor with the fullest diary."""
    busiest = (
        Organisation.objects.filter(participations__edition=edition, participations__role=ExhibitorRole.MAIN)
        .annotate(
            meetings=Count("participants__parties", filter=Q(participants__edition=edition)),
        )
        .order_by("-meetings", "pk")
        .first()
    )
    found: dict[str, Person] = {}
    members = Membership.objects.filter(organisation=busiest).select_related("person").order_by("pk")
    for one in members:
        found.setdefault(MemberRole(one.role).word, one.person)
    return list(found.items())


def _link(role: str, person: Person) -> SignInLink:
    return SignInLink(role, person.name, sign_in_path(person))
