"""Background work of matching: claim, bridge, store."""

from django.utils import timezone
from django_tasks import task

from chainfair.ground.jobs import Watch, perform_run
from chainfair.matching import bridge
from chainfair.matching.actions import store_suggestions
from chainfair.matching.models import MatchingRun


def perform_now(run: MatchingRun, *, watch: Watch | None = None) -> MatchingRun:
    """Perform a run in this process, telling `watch` beside the run's own heartbeat."""

    def compute(run: MatchingRun, tell: Watch) -> bridge.Answer:
        def both(doing: str, share: float) -> None:
            tell(doing, share)
            if watch is not None:
                watch(doing, share)

        return bridge.solve(run.edition, run.settings, run.seed, both, now=run.created_at)

    return perform_run(
        run, compute=compute, store=lambda held, answer: store_suggestions(held, answer, now=timezone.now())
    )


@task()
def perform_matching_run(run_id: int) -> None:
    """Perform a queued run, or take up one whose worker died."""
    perform_now(MatchingRun.objects.get(pk=run_id))
