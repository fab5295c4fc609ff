"""Bars on standard error for whatever takes more than two seconds."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Watch = Callable[[int, int], None]


@contextmanager
def bar(label: str) -> Iterator[Watch]:
    """Yield what a long action calls with how much is done and how much there is."""
    from tqdm import tqdm

    # In a log a line now and then is enough.
    pause = 0.2 if sys.stderr.isatty() else 10.0
    with tqdm(desc=label, delay=2, mininterval=pause, file=sys.stderr, leave=False, total=0) as drawn:

        def watch(done: int, total: int) -> None:
            drawn.total = total
            drawn.update(done - drawn.n)

        yield watch


@contextmanager
def staged(label: str) -> Iterator[Callable[[str, float], None]]:
    """Yield what a run calls with what it is doing and the share that is done."""
    from tqdm import tqdm

    pause = 0.2 if sys.stderr.isatty() else 10.0
    with tqdm(
        desc=label, delay=2, mininterval=pause, file=sys.stderr, leave=False, total=100, unit="%"
    ) as drawn:

        def watch(doing: str, share: float) -> None:
            drawn.set_description(f"{label}: {doing}", refresh=False)
            drawn.update(round(100 * share) - drawn.n)

        yield watch
