"""Run matching or timetable for an edition here and now; standard output carries one JSON object."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal
from chainfair.ground.jobs import Watch
from chainfair.ground.models import LeasedRun
from chainfair.matching.actions import queue_run
from chainfair.matching.tasks import perform_now as perform_matching
from chainfair.meetings.actions import queue_timetable_run
from chainfair.meetings.tasks import perform_now as perform_timetable


@contextmanager
def progress_bar(heading: str) -> Iterator[Watch]:
    """A bar on standard error with the stage of the computation."""
    with tqdm(total=100, desc=heading, unit="%", file=sys.stderr, bar_format="{desc} {bar} {n:.0f}%") as bar:

        def watch(doing: str, share: float) -> None:
            bar.set_description_str(f"{heading}: {doing}", refresh=False)
            bar.update(max(0.0, 100 * share - bar.n))

        yield watch
        bar.update(100 - bar.n)


def run_matching(edition: Edition, settings: dict[str, Any], seed: int, watch: Watch) -> LeasedRun:
    """Suggest partners."""
    run = queue_run(edition=edition, by=None, now=timezone.now(), settings=settings, seed=seed)
    return perform_matching(run, watch=watch)


def run_timetable(edition: Edition, settings: dict[str, Any], seed: int, watch: Watch) -> LeasedRun:
    """Place meetings."""
    run = queue_timetable_run(edition=edition, by=None, now=timezone.now(), settings=settings, seed=seed)
    return perform_timetable(run, watch=watch)


KINDS = {"matching": run_matching, "timetable": run_timetable}


class Command(BaseCommand):
    help = "Compute suggestions (matching) or a draft of the timetable for an edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("--edition", required=True, metavar="KEY")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--rounds", type=int, help="rounds of improvement at most")

    def handle(self, *_args: Any, **options: Any) -> None:
        kind: str = options["kind"]
        settings = {"rounds": options["rounds"]} if options["rounds"] is not None else {}
        try:
            edition = get_edition(options["edition"])
            with progress_bar(kind) as watch:
                run = KINDS[kind](edition, settings, options["seed"], watch)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write(
            json.dumps(
                {"run": run.pk, "edition": edition.key, "state": run.state, **run.figures}, default=str
            )
        )
