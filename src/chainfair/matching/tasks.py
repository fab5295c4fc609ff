"""Background work of matching: claim, bridge, store; and one list anew after a change."""

from django.utils import timezone
from django_tasks import task

from chainfair.ground.jobs import Watch, enqueue, failures, perform_run, under_way
from chainfair.matching import bridge, queries
from chainfair.matching.actions import store_renewal, store_suggestions
from chainfair.matching.errors import Overtaken
from chainfair.matching.models import MatchingRun, Participant

RENEW = "chainfair.matching.tasks.renew_list"
TRIES = 3  # for one change, and for one try that is overtaken
LOT = 20  # renewals that wait at a time: nobody's run shall stand behind a thousand of them


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


def renew_now(participant: Participant) -> MatchingRun | None:
    """Bring a participant's list up to date in this process; none where it is already, or others are always quicker.

    Then it stays stale, and is ordered again.
    """
    for _try in range(TRIES):
        freshness = queries.freshness_of(participant, timezone.now())
        if freshness is None or freshness.changed_at is None:
            return None
        found = bridge.renew(freshness.published, participant, timezone.now())
        try:
            return store_renewal(
                run=freshness.published, participant=participant, found=found, now=timezone.now()
            )
        except Overtaken:
            continue
    return None


@task()
def renew_list(participant_id: int, change: int) -> None:  # noqa: ARG001 (what it answers to, so that it is tried so often)
    """Bring a participant's list up to date after a change."""
    participant = Participant.objects.select_related("edition").filter(pk=participant_id).first()
    if participant is not None:
        renew_now(participant)


def renew_changed_lists() -> int:
    """Order a new list for everybody whose profile has changed since theirs was made; returns how many were ordered.

    What is stale is read off the log of events, so nothing is lost with a worker, and the rooms in which profiles
    change know nothing of it. A change that failed so often is left to the next run.
    """
    ordered = 0
    for run in queries.renewing_runs():
        stale = queries.stale_lists(run)
        waiting, failed = (under_way(RENEW), failures(RENEW)) if stale else ([], [])
        orders = [{"participant_id": who, "change": change.event} for who, change in stale.items()]
        fresh = [one for one in orders if one not in waiting and failed.count(one) < TRIES]
        for order in fresh[: max(LOT - len(waiting), 0)]:
            enqueue(RENEW, **order)
            ordered += 1
    return ordered
