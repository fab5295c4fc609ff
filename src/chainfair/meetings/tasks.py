"""Background work of meetings: claim, propose where nobody asked, bridge, store; close what nobody answered."""

from django.utils import timezone
from django_tasks import task

from chainfair.ground.jobs import Watch, perform_run, requeue_abandoned
from chainfair.meetings import bridge, queries
from chainfair.meetings.actions import expire_unanswered, propose_where_nobody_asked, store_timetable
from chainfair.meetings.models import TimetableRun


def perform_now(run: TimetableRun, *, watch: Watch | None = None) -> TimetableRun:
    """Perform a run in this process, telling `watch` beside the run's own heartbeat."""
    course = bridge.Course()

    def compute(run: TimetableRun, tell: Watch) -> bridge.Answer:
        def both(doing: str, share: float) -> None:
            tell(doing, share)
            if watch is not None:
                watch(doing, share)

        both("proposing", 0.0)
        propose_where_nobody_asked(edition=run.edition, by=run.by, now=run.created_at)
        return bridge.solve(run.edition, run.settings, run.seed, run.created_at, both, course)

    return perform_run(run, compute=compute, store=_store, so_far=course.figures)


def _store(run: TimetableRun, answer: bridge.Answer) -> None:
    store_timetable(run, answer, now=timezone.now())


@task()
def perform_timetable_run(run_id: int) -> None:
    """Perform a queued run, or take up one whose worker died."""
    perform_now(TimetableRun.objects.get(pk=run_id))


def requeue_abandoned_runs() -> list[int]:
    """Hand every timetable run whose worker was lost to another; returns their numbers."""
    return requeue_abandoned(TimetableRun, "chainfair.meetings.tasks.perform_timetable_run")


def close_unanswered() -> int:
    """Close, in every edition, each request whose day to answer has passed; returns how many."""
    now = timezone.now()
    return sum(
        expire_unanswered(edition=one, by=None, now=now) for one in queries.editions_with_late_requests(now)
    )
